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
    /// Writes all renditions into a folder. A level sphere without redactions streams, so that memory stays near constant
    /// whatever its size; else its pixels are needed in any order and go by way of a temporary file, and a levelled sphere is held in
    /// memory, three bytes a pixel, for all that is made of it.
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
        var finest = Pyramid.Levels(facts.Sphere.FullWidth)[^1];
        try
        {
            var isKept = IsNeededInAnyOrder(original, facts, redactions);
            using var sphere = OpenSphere(original, facts, redactions, isKept, progress, cancel);
            using (var sized = Resize(sphere, finest.Width))
            {
                sized.Dzsave(
                    Path.Combine(folder, "tiles"),
                    layout: Enums.ForeignDzLayout.Dz,
                    tileSize: finest.Tile,
                    overlap: 0,
                    depth: Enums.ForeignDzDepth.Onetile,
                    suffix: ".jpg",
                    q: Quality,
                    keep: Enums.ForeignKeep.None
                );
            }

            ArrangeTiles(folder, Pyramid.Levels(facts.Sphere.FullWidth));
            cancel.ThrowIfCancellationRequested();
            using var shown = isKept ? Resize(sphere, SmallWidth(facts)).CopyMemory() : OpenSmall(original, facts, cancel);
            RenderSmall(shown, folder);
        }
        catch (VipsException error)
        {
            cancel.ThrowIfCancellationRequested();
            throw StillFaults.Of(error, "damaged", "The picture is damaged");
        }

        progress?.Report(1);
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

    /// <summary>A sphere that streams, once more, at the width of the base panorama, in memory.</summary>
    private static Image OpenSmall(string original, PanoramaFacts facts, CancellationToken cancel)
    {
        var width = SmallWidth(facts);
        if (!facts.Sphere.IsFull || facts.TopBottom)
        {
            using var sphere = OpenSphere(original, facts, [], isKept: false, null, cancel);
            return Resize(sphere, width).CopyMemory();
        }

        // As it is: most formats can be read small, without decoding every pixel once more.
        using var small = StillFile.OpenAt(original, width, width / 2, Enums.Size.Force, Enums.FailOn.Error);
        using var colour = small.Colourspace(Enums.Interpretation.Srgb);
        using var flat = colour.HasAlpha() ? colour.Flatten(background: Uncovered) : colour.Copy();
        return flat.Cast(Enums.BandFormat.Uchar).CopyMemory();
    }

    private static int SmallWidth(PanoramaFacts facts) => Math.Min(Base, facts.Sphere.FullWidth);

    private static bool IsNeededInAnyOrder(string original, PanoramaFacts facts, IReadOnlyList<Redaction> redactions)
    {
        using var header = StillFile.Open(original, Enums.Access.Sequential);
        return IsTurned(header) || Levelling.IsNeeded(facts.Pitch, facts.Roll) || redactions.Count > 0;
    }

    private static bool IsTurned(Image image) => image.Contains("orientation") && image.Get("orientation") is int and > 1;

    /// <param name="isKept">Its pixels are read in any order, and more than once.</param>
    private static Image OpenSphere(
        string original,
        PanoramaFacts facts,
        IReadOnlyList<Redaction> redactions,
        bool isKept,
        IProgress<double>? progress,
        CancellationToken cancel
    )
    {
        using var file = StillFile.Open(original, isKept ? Enums.Access.Random : Enums.Access.Sequential, Enums.FailOn.Error);
        using var upright = IsTurned(file) ? file.Autorot() : file.Copy();
        using var eye = facts.TopBottom ? upright.Crop(0, 0, facts.Width, facts.Height) : upright.Copy();
        using var colour = eye.Colourspace(Enums.Interpretation.Srgb);
        using var flat = colour.HasAlpha() ? colour.Flatten(background: Uncovered) : colour.Copy();
        using var plain = flat.Cast(Enums.BandFormat.Uchar);
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
        var isLevelled = Levelling.IsNeeded(facts.Pitch, facts.Roll);
        using var asked = Redactor.Redact(whole, redactions);
        // Each look at a place asks all redactions; levelling looks everywhere, strip by strip.
        using var redacted = isLevelled && redactions.Count > 0 ? OnDisk(asked) : asked.Copy();
        var sphere = isLevelled ? Levelling.Level(redacted, facts.Pitch, facts.Roll, progress, cancel) : redacted.Copy();
        if (progress is not null)
            sphere.SetProgress(new Percent(progress, isLevelled ? Levelling.Share : 0), cancel);
        return sphere;
    }

    /// <summary>The pixels as they are now, in a temporary file that goes with them.</summary>
    private static Image OnDisk(Image image)
    {
        var file = Image.NewTempFile("%s.v");
        image.Write(file);
        return file;
    }

    internal static Image Resize(Image sphere, int width) =>
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
    private sealed class Percent(IProgress<double> progress, double done) : IProgress<int>
    {
        public void Report(int value) => progress.Report(done + value / 100.0 * (1 - done));
    }
}
