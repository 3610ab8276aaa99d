using System.Text;

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

    private static readonly string[] StillBrands = ["heic", "heix", "heim", "heis", "mif1", "msf1", "avif", "avis", "jxl "];

    public static FileKind Read(string path)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        using var file = File.OpenRead(path);
        return Of(head[..file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)]);
    }

    /// <summary>The usual ending of a name for such bytes, with its dot; empty for an unknown kind.</summary>
    public static string EndingOf(ReadOnlySpan<byte> head) =>
        Of(head) switch
        {
            FileKind.Mp4 => head[8..].StartsWith("qt  "u8) ? ".mov" : ".mp4",
            FileKind.Matroska => ".mkv",
            FileKind.Still when head[0] == 0xFF => ".jpg",
            FileKind.Still when head[0] == 0x89 => ".png",
            FileKind.Still when head[0] == (byte)'R' => ".webp",
            FileKind.Still when head[0] is (byte)'I' or (byte)'M' => ".tif",
            FileKind.Still => ".heic",
            _ => "",
        };

    /// <summary>As <see cref="EndingOf(ReadOnlySpan{byte})"/>, of a file.</summary>
    public static string EndingOf(string path)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        using var file = File.OpenRead(path);
        return EndingOf(head[..file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)]);
    }

    public static FileKind Of(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
            return StillBrands.Contains(Encoding.ASCII.GetString(head[8..12])) ? FileKind.Still : FileKind.Mp4;
        // QuickTime files of old begin without a brand.
        if (
            head.Length >= 8
            && (head[4..8].SequenceEqual("moov"u8) || head[4..8].SequenceEqual("mdat"u8) || head[4..8].SequenceEqual("wide"u8))
        )
            return FileKind.Mp4;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
            return FileKind.Matroska;
        var still =
            head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
            || head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
            || head.StartsWith("II*\0"u8)
            || head.StartsWith("MM\0*"u8)
            || head.StartsWith("II+\0"u8)
            || head.StartsWith("MM\0+"u8)
            || head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8);
        return still ? FileKind.Still : FileKind.Unknown;
    }
}
