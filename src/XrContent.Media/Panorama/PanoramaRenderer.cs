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

    /// <summary>Writes all renditions into a folder, streaming: memory stays near constant whatever the size.</summary>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <exception cref="RefusedException">The pixels turned out to be broken.</exception>
    public static void Render(string original, PanoramaFacts facts, string folder, IProgress<double>? progress, CancellationToken cancel)
    {
        var finest = Pyramid.Levels(facts.Sphere.FullWidth)[^1];
        try
        {
            using (var sphere = OpenSphere(original, facts, progress, cancel))
            using (var sized = Resize(sphere, finest.Width))
            {
                sized.Dzsave(Path.Combine(folder, "tiles"), layout: Enums.ForeignDzLayout.Dz, tileSize: finest.Tile, overlap: 0,
                    depth: Enums.ForeignDzDepth.Onetile, suffix: ".jpg", q: Quality, keep: Enums.ForeignKeep.None);
            }

            ArrangeTiles(folder, Pyramid.Levels(facts.Sphere.FullWidth));
            foreach (var (name, width) in new[] { ("base.jpg", Base), ("preview.jpg", Preview), ("thumbnail.jpg", Thumbnail) })
            {
                cancel.ThrowIfCancellationRequested();
                using var sphere = OpenSphere(original, facts, null, cancel);
                using var small = Resize(sphere, Math.Min(width, facts.Sphere.FullWidth));
                small.Jpegsave(Path.Combine(folder, name), q: Quality, keep: Enums.ForeignKeep.None, interlace: true);
            }
        }
        catch (VipsException error)
        {
            cancel.ThrowIfCancellationRequested();
            throw new RefusedException("damaged", $"The picture is damaged: {error.Message.Split('\n').Last(line => line.Trim().Length > 0).Trim()}. Copy it from the camera again.");
        }

        progress?.Report(1);
    }

    private static Image OpenSphere(string original, PanoramaFacts facts, IProgress<double>? progress, CancellationToken cancel)
    {
        using var file = Image.NewFromFile(original, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
        // Turning needs all pixels at once, so a file that lies on its side goes by way of a temporary file.
        using var upright = file.Contains("orientation") && file.Get("orientation") is int and > 1 ? Image.NewFromFile(original, failOn: Enums.FailOn.Error).Autorot() : file.Copy();
        using var eye = facts.TopBottom ? upright.Crop(0, 0, facts.Width, facts.Height) : upright.Copy();
        using var colour = eye.Colourspace(Enums.Interpretation.Srgb);
        using var flat = colour.HasAlpha() ? colour.Flatten(background: Uncovered) : colour.Copy();
        using var plain = flat.Cast(Enums.BandFormat.Uchar);
        var sphere = facts.Sphere.IsFull
            ? plain.Copy()
            : plain.Embed(facts.Sphere.CropLeft, facts.Sphere.CropTop, facts.Sphere.FullWidth, facts.Sphere.FullHeight,
                extend: Enums.Extend.Background, background: Uncovered);
        if (progress is not null) sphere.SetProgress(new Percent(progress), cancel);
        return sphere;
    }

    private static Image Resize(Image sphere, int width) =>
        sphere.Width == width ? sphere.Copy() : sphere.Resize(width / (double)sphere.Width, vscale: width / 2.0 / sphere.Height);

    /// <summary>libvips numbers levels from the one-tile level up; the viewer's levels begin where there are four columns.</summary>
    private static void ArrangeTiles(string folder, IReadOnlyList<PyramidLevel> levels)
    {
        var made = Path.Combine(folder, "tiles_files");
        var tiles = Path.Combine(folder, "tiles");
        Directory.CreateDirectory(tiles);
        var finest = Directory.GetDirectories(made).Length - 1;
        for (var level = 0; level < levels.Count; level++)
            Directory.Move(Path.Combine(made, $"{finest - (levels.Count - 1 - level)}"), Path.Combine(tiles, $"{level}"));
        Directory.Delete(made, recursive: true);
        File.Delete(Path.Combine(folder, "tiles.dzi"));
    }

    // Progress<T> would report from another thread, after the work is done.
    private sealed class Percent(IProgress<double> progress) : IProgress<int>
    {
        public void Report(int value) => progress.Report(value / 100.0);
    }
}
