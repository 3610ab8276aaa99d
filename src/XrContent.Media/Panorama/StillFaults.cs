using NetVips;

namespace XrContent.Media.Panorama;

/// <summary>Tells whose fault it is that a picture could not be read: the file's, or this machine's.</summary>
internal static class StillFaults
{
    private static readonly string[] NoRoom = ["No space left", "Disk quota exceeded", "disc full"];

    /// <param name="what">What it is, where it is the file's fault.</param>
    public static Exception Of(VipsException error, string code, string what)
    {
        var said = error.Message;
        if (IsNoRoom(said))
            return NotNowException.NoRoom;
        // Of the machine, which may have more of them at another try.
        if (Says("creating thread"))
            return new IOException(said);
        if (Says("out of memory") || Says("Cannot allocate memory") || Says("unable to allocate"))
            return TooLargeForMemory();
        // Apple's HEIC needs a decoder that libvips may lack; AVIF is in the same container.
        if (Says("heif") && (Says("unsupported") || Says("plugin") || Says("no decod")))
            return new RefusedException(
                "foreign-format",
                "The file is a HEIC, for which this server has no decoder. Export it as JPEG, or run: heif-convert FILE picture.jpg ."
            );
        var last = said.Split('\n').LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "";
        return new RefusedException(
            code,
            $"{what}{(last.Length is 0 or > 200 || last.Contains('/') ? "" : $": {last}")}. Copy it from the camera again."
        );

        bool Says(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What was made could not be written, which says nothing of the picture.</summary>
    public static Exception OfWriting(string said) =>
        IsNoRoom(said) ? NotNowException.NoRoom : new IOException($"What was made of the picture cannot be written: {said}");

    private static bool IsNoRoom(string said) => NoRoom.Any(words => said.Contains(words, StringComparison.OrdinalIgnoreCase));

    public static RefusedException TooLargeForMemory() =>
        new(
            "too-large-for-memory",
            "The picture needs more memory than this server gives to one picture. Export it smaller, or ask the operator to raise "
                + "Ingest:StillMemoryMiB, and try again."
        );
}
