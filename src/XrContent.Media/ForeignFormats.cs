using System.Text;

namespace XrContent.Media;

/// <summary>
/// Formats that are known and not read, so that who sends one is told its name and what to do, and not that it is damaged.
/// </summary>
internal static class ForeignFormats
{
    private const string AsPicture = "Open it in an image editor and export it as JPEG, or run: vips copy FILE picture.jpg";
    private const string AsFilm = "Run: ffmpeg -i FILE -c copy film.mp4";
    private static readonly string[] Markup = ["<svg", "<?xml", "<!", "<html"];
    private const string Unpack = "Unpack it and send what is in it.";

    /// <summary>Null for whatever has no name here.</summary>
    public static string? Refusal(ReadOnlySpan<byte> head)
    {
        var (name, mend) = NameOf(head);
        return name is null ? null : $"The file is {name}, which is not read here. {mend}{(mend.EndsWith('.') ? "" : " .")}";
    }

    private static (string? Name, string Mend) NameOf(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head);
        if (text.StartsWith("GIF8", StringComparison.Ordinal))
            return ("a GIF", AsPicture);
        if (text.StartsWith("BM", StringComparison.Ordinal))
            return ("a BMP", AsPicture);
        if (text.StartsWith("8BPS", StringComparison.Ordinal))
            return ("a Photoshop document", AsPicture);
        if (
            text.StartsWith("\u00FF\n", StringComparison.Ordinal)
            || text[Math.Min(4, text.Length)..].StartsWith("JXL ", StringComparison.Ordinal)
        )
            return ("a JPEG XL", AsPicture);
        if (text[Math.Min(4, text.Length)..].StartsWith("jP  ", StringComparison.Ordinal))
            return ("a JPEG 2000", AsPicture);
        if (text.StartsWith("#?RADIANCE", StringComparison.Ordinal) || text.StartsWith("v/1\u0001", StringComparison.Ordinal))
            return ("a picture of high dynamic range (HDR, EXR)", AsPicture);
        if (text.StartsWith("%PDF", StringComparison.Ordinal))
            return ("a PDF", AsPicture);
        if (text.StartsWith("PK\u0003\u0004", StringComparison.Ordinal))
            return ("a zip archive", Unpack);
        if (
            text.StartsWith("RIFF", StringComparison.Ordinal)
            && text[Math.Min(8, text.Length)..].StartsWith("AVI ", StringComparison.Ordinal)
        )
            return ("an AVI", AsFilm);
        if (text.StartsWith("\u0000\u0000\u0001\u00BA", StringComparison.Ordinal) || text.StartsWith("G@", StringComparison.Ordinal))
            return ("an MPEG stream", AsFilm);
        if (text.StartsWith("0&\u00B2u", StringComparison.Ordinal))
            return ("a WMV", AsFilm);
        // A byte order mark may come first, and white space.
        var words = text.TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return Markup.Any(begin => words.StartsWith(begin, StringComparison.OrdinalIgnoreCase))
            ? ("an SVG, or another document of XML or HTML", AsPicture)
            : (null, "");
    }
}
