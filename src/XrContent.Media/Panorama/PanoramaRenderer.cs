using NetVips;

namespace XrContent.Media.Panorama;

/// <summary>
/// Makes what is served of a 360 degree still: thumbnail, preview, base panorama and tiles. All are new JPEGs of pixels alone:
/// no EXIF, XMP, serial number or maker's note passes.
/// </summary>
public static class PanoramaRenderer
{
    /// <summary>Width of thumbnail.jpg in pixels.</summary>
    public const int Thumbnail = 480;

    /// <summary>Width of preview.jpg in pixels.</summary>
    public const int Preview = 1024;

    /// <summary>Width of base.jpg in pixels, the panorama that shows until tiles come.</summary>
    public const int Base = 2048;

    private const int Quality = 84;

    // What a cropped sphere does not cover; near the viewer's own background.
    private static readonly double[] Uncovered = [24, 27, 31];

    /// <summary>
    /// Writes all renditions into a folder. The picture is decoded once, or twice where parts of it are redacted, and streams, so that
    /// memory stays near constant whatever its size; a lean asks for as many more rows as it lifts, and a picture on its side for a
    /// temporary file.
    /// </summary>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <exception cref="RefusedException">The pixels turned out to be broken.</exception>
    public static void Render(
        string original,
        PanoramaFacts facts,
        IReadOnlyList<Redaction> redactions,
        string folder,
        IProgress<double>? progress,
        CancellationToken cancel
    )
    {
        var levels = Pyramid.Levels(facts.Sphere.FullWidth);
        try
        {
            var width = levels[^1].Width;
            var redactor = redactions.Count == 0 ? null : new Redactor(redactions, width, width / 2);
            if (redactor is not null)
                ReadRows(original, facts, width, (row, pixels) => redactor.Measure(row, pixels), cancel);
            using var sphere = OpenSphere(original, facts, width);
            var writer = new TileWriter(Path.Combine(folder, "tiles"), levels, Quality, Base);
            var levelling = new Levelling(sphere.Width, sphere.Height, facts.Pitch, facts.Roll);
            new SphereReader(sphere, levelling, redactor is null ? null : redactor.Paint).Read(
                levels[^1].Tile,
                (row, pixels) =>
                {
                    writer.Write(row, pixels, cancel);
                    progress?.Report((row + 1.0) / levels[^1].Rows);
                },
                cancel
            );
            using var overview = writer.Overview();
            RenderSmall(overview, folder);
        }
        catch (VipsException error)
        {
            cancel.ThrowIfCancellationRequested();
            throw StillFaults.Of(error, "damaged", "The picture is damaged");
        }
        catch (OutOfMemoryException)
        {
            throw StillFaults.TooLargeForMemory();
        }
    }

    /// <summary>As <see cref="RenderSmall"/>, of one frame of a film.</summary>
    /// <exception cref="RefusedException">The frame turned out to be broken.</exception>
    internal static void RenderFrame(string frame, string folder)
    {
        try
        {
            using var sphere = StillFile.Open(frame, Enums.Access.Random, Enums.FailOn.Error);
            RenderSmall(sphere, folder);
        }
        catch (VipsException error)
        {
            throw StillFaults.Of(error, "damaged", "The film's picture is damaged");
        }
    }

    /// <summary>Writes the pictures that show a whole sphere at once: base, preview and thumbnail.</summary>
    /// <param name="sphere">Twice as wide as high.</param>
    internal static void RenderSmall(Image sphere, string folder)
    {
        foreach (var (name, width) in new[] { ("base.jpg", Base), ("preview.jpg", Preview), ("thumbnail.jpg", Thumbnail) })
        {
            using var small = Resize(sphere, Math.Min(width, sphere.Width));
            small.Jpegsave(Path.Combine(folder, name), q: Quality, keep: Enums.ForeignKeep.None, interlace: true);
        }
    }

    /// <summary>Reads the whole sphere row by row as the camera held it: neither redacted nor levelled.</summary>
    internal static void ReadRows(string original, PanoramaFacts facts, int width, RowPainter use, CancellationToken cancel)
    {
        using var sphere = OpenSphere(original, facts, width);
        var stride = sphere.Width * 3;
        // Rows at a time, without a rest.
        var count = Enumerable.Range(1, 64).Last(rows => sphere.Height % rows == 0);
        new SphereReader(sphere, new(sphere.Width, sphere.Height, pitch: 0, roll: 0)).Read(
            count,
            (part, pixels) =>
            {
                for (var row = 0; row < count; row++)
                    use(part * count + row, pixels.AsSpan(row * stride, stride));
            },
            cancel
        );
    }

    /// <summary>The whole sphere as the camera held it, at the width of the finest tiles.</summary>
    private static Image OpenSphere(string original, PanoramaFacts facts, int width)
    {
        using var header = StillFile.Open(original, Enums.Access.Sequential);
        var isTurned = header.Contains("orientation") && header.Get("orientation") is int and > 1;
        var access = isTurned ? Enums.Access.Random : Enums.Access.Sequential;
        using var file = StillFile.Open(original, access, Enums.FailOn.Error);
        using var upright = isTurned ? file.Autorot() : file.Copy();
        using var eye = facts.TopBottom ? upright.Crop(0, 0, upright.Width, upright.Height / 2) : upright.Copy();
        using var colours = StillColours.ToSrgb(eye);
        // Beside colours and alpha a TIFF may hold more, which is left out.
        using var usual = colours.ExtractBand(0, n: Math.Min(colours.Bands, 4));
        using var plain = usual.HasAlpha() ? usual.Flatten(background: Uncovered) : usual.Copy();
        using var whole = facts.Sphere.IsFull
            ? plain.Copy()
            : plain.Embed(
                facts.Sphere.CropLeft,
                facts.Sphere.CropTop,
                facts.Sphere.FullWidth,
                facts.Sphere.FullHeight,
                extend: Enums.Extend.Background,
                background: Uncovered
            );
        return Resize(whole, width);
    }

    internal static Image Resize(Image sphere, int width) =>
        sphere.Width == width && sphere.Height == width / 2
            ? sphere.Copy()
            : sphere.Resize(width / (double)sphere.Width, vscale: width / 2.0 / sphere.Height);
}
