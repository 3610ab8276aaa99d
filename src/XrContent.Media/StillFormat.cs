namespace XrContent.Media;

/// <summary>The formats of stills that are read; there are no others.</summary>
public enum StillFormat
{
    Jpeg,
    Png,
    WebP,

    /// <summary>TIFF and BigTIFF.</summary>
    Tiff,

    /// <summary>HEIF and AVIF.</summary>
    Heif,
}

/// <summary>Tells formats by a file's first bytes, whatever its name or its sender says.</summary>
public static class StillFormats
{
    private static readonly string[] HeifBrands = ["heic", "heix", "heim", "heis", "mif1", "msf1", "avif", "avis"];

    /// <summary>Null for whatever is no still of these formats.</summary>
    /// <param name="head">At least <see cref="FileKinds.HeadBytes"/>, where the file has so many.</param>
    public static StillFormat? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return StillFormat.Jpeg;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A]))
            return StillFormat.Png;
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8))
            return StillFormat.Tiff;
        if (head.Length < 12)
            return null;
        if (head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8))
            return StillFormat.WebP;
        return head[4..8].SequenceEqual("ftyp"u8) && HeifBrands.Contains(System.Text.Encoding.ASCII.GetString(head[8..12]))
            ? StillFormat.Heif
            : null;
    }

    /// <summary>The usual ending of a name, with its dot.</summary>
    public static string Ending(this StillFormat format) =>
        format switch
        {
            StillFormat.Jpeg => ".jpg",
            StillFormat.Png => ".png",
            StillFormat.WebP => ".webp",
            StillFormat.Tiff => ".tif",
            _ => ".heic",
        };
}
