namespace XrContent.Media;

/// <summary>What a file is by its first bytes, whatever its name or its sender says.</summary>
public enum FileKind
{
    Unknown,
    Still,

    /// <summary>A film in an ISO base media file: MP4 or QuickTime.</summary>
    Mp4,

    /// <summary>A film in a Matroska or WebM file.</summary>
    Matroska,
}

/// <summary>Tells kinds of files apart.</summary>
public static class FileKinds
{
    /// <summary>Bytes that <see cref="Of"/> needs.</summary>
    public const int HeadBytes = 32;

    public static FileKind Read(string path)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        return Of(ReadHead(path, head));
    }

    /// <summary>The usual ending of a name for such bytes, with its dot; empty for an unknown kind.</summary>
    public static string EndingOf(ReadOnlySpan<byte> head) =>
        Of(head) switch
        {
            FileKind.Mp4 => head[8..].StartsWith("qt  "u8) ? ".mov" : ".mp4",
            FileKind.Matroska => ".mkv",
            FileKind.Still => StillFormats.Of(head)!.Value.Ending(),
            _ => "",
        };

    /// <summary>As <see cref="EndingOf(ReadOnlySpan{byte})"/>, of a file.</summary>
    public static string EndingOf(string path)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        return EndingOf(ReadHead(path, head));
    }

    public static FileKind Of(ReadOnlySpan<byte> head)
    {
        if (StillFormats.Of(head) is not null)
            return FileKind.Still;
        // QuickTime files of old begin without a brand.
        if (
            head.Length >= 8
            && (
                head[4..8].SequenceEqual("ftyp"u8)
                || head[4..8].SequenceEqual("moov"u8)
                || head[4..8].SequenceEqual("mdat"u8)
                || head[4..8].SequenceEqual("wide"u8)
            )
        )
            return FileKind.Mp4;
        return head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) ? FileKind.Matroska : FileKind.Unknown;
    }

    /// <summary>The first bytes of a file, as many as fit.</summary>
    internal static ReadOnlySpan<byte> ReadHead(string path, Span<byte> head)
    {
        using var file = File.OpenRead(path);
        return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }
}
