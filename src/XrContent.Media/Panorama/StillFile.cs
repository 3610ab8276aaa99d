using NetVips;

namespace XrContent.Media.Panorama;

/// <summary>
/// Opens stills, each with the one loader that its first bytes ask for: libvips itself would ask dozens, some of which read other files.
/// </summary>
internal static class StillFile
{
    /// <exception cref="RefusedException">The file is of no format that is read.</exception>
    public static Image Open(string path, Enums.Access access, Enums.FailOn? failOn = null) => Open(path, FormatOf(path), access, failOn);

    /// <summary>The picture, no longer than some pixels; a JPEG is read small, without decoding every pixel.</summary>
    /// <exception cref="RefusedException">The file is of no format that is read.</exception>
    public static Image OpenWithin(string path, int longest)
    {
        var format = FormatOf(path);
        using var whole = Open(path, format, Enums.Access.Sequential, null);
        var shrink = format == StillFormat.Jpeg ? ShrinkFor(Math.Min(whole.Width, whole.Height), longest) : 1;
        using var small = shrink == 1 ? whole.Copy() : Image.Jpegload(path, shrink: shrink, access: Enums.Access.Sequential);
        return small.ThumbnailImage(longest, height: longest, size: Enums.Size.Down);
    }

    /// <summary>Lets nothing in this process open a file by any other loader, whoever asks: for a process that reads one file.</summary>
    /// <exception cref="RefusedException">The file is of no format that is read.</exception>
    public static void BlockAllOthers(string path)
    {
        var only = FormatOf(path) switch
        {
            StillFormat.Jpeg => "VipsForeignLoadJpegFile",
            StillFormat.Png => "VipsForeignLoadPngFile",
            StillFormat.WebP => "VipsForeignLoadWebpFile",
            StillFormat.Tiff => "VipsForeignLoadTiffFile",
            _ => "VipsForeignLoadHeifFile",
        };
        Operation.Block("VipsForeignLoad", true);
        Operation.Block(only, false);
    }

    private static Image Open(string path, StillFormat format, Enums.Access access, Enums.FailOn? failOn) =>
        format switch
        {
            StillFormat.Jpeg => Image.Jpegload(path, access: access, failOn: failOn),
            StillFormat.Png => Image.Pngload(path, access: access, failOn: failOn),
            StillFormat.WebP => Image.Webpload(path, access: access, failOn: failOn),
            StillFormat.Tiff => Image.Tiffload(path, access: access, failOn: failOn),
            _ => Image.Heifload(path, access: access, failOn: failOn),
        };

    private static int ShrinkFor(int shorter, int wanted) =>
        shorter >= 8 * wanted ? 8
        : shorter >= 4 * wanted ? 4
        : shorter >= 2 * wanted ? 2
        : 1;

    private static StillFormat FormatOf(string path)
    {
        Span<byte> head = stackalloc byte[FileKinds.HeadBytes];
        var read = FileKinds.ReadHead(path, head);
        return StillFormats.Of(read)
            ?? throw (
                ForeignFormats.Refusal(read) is { } why
                    ? new RefusedException("foreign-format", why)
                    : new RefusedException(
                        "unreadable",
                        "The file is not a picture that can be read. Send the JPEG, PNG, WebP, TIFF, HEIF or AVIF as the camera or "
                            + "stitcher wrote it."
                    )
            );
    }
}
