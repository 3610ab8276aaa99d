using System.IO.MemoryMappedFiles;
using NetVips;

namespace XrContent.Media.Panorama;

/// <summary>
/// A picture to hand on to others: the whole sphere as the camera held it, at its own size, with its redactions painted over and nothing of
/// the camera's metadata.
/// </summary>
public static class RedactedCopy
{
    /// <summary>The file in the folder that <see cref="Write"/> is given.</summary>
    public const string Name = "redacted.jpg";

    private const int Quality = 92;
    private const int Bands = 3;

    /// <exception cref="RefusedException">The pixels turned out to be broken.</exception>
    public static void Write(string original, PanoramaFacts facts, IReadOnlyList<Redaction> redactions, string folder)
    {
        try
        {
            var (width, height) = (facts.Sphere.FullWidth, facts.Sphere.FullWidth / 2);
            var redactor = new Redactor(redactions, width, height);
            Read(original, facts, width, (row, pixels) => redactor.Measure(row, pixels));
            var raw = Path.Combine(folder, "rows");
            using (var rows = File.Create(raw))
                Read(
                    original,
                    facts,
                    width,
                    (row, pixels) =>
                    {
                        redactor.Paint(row, pixels);
                        rows.Write(pixels);
                    }
                );
            Encode(raw, width, height, Path.Combine(folder, Name));
            File.Delete(raw);
        }
        catch (VipsException error)
        {
            throw StillFaults.Of(error, "damaged", "The picture is damaged");
        }
    }

    /// <summary>Rows are mapped, not loaded: a picture may be larger than the memory that it is given.</summary>
    private static unsafe void Encode(string rows, int width, int height, string target)
    {
        using var file = MemoryMappedFile.CreateFromFile(rows, FileMode.Open);
        using var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* pixels = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pixels);
        try
        {
            var size = (ulong)width * (ulong)height * Bands;
            using var image = Image.NewFromMemory((nint)pixels, size, width, height, Bands, Enums.BandFormat.Uchar);
            using var picture = image.Copy(interpretation: Enums.Interpretation.Srgb);
            picture.Jpegsave(target, q: Quality, keep: Enums.ForeignKeep.None);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static void Read(string original, PanoramaFacts facts, int width, RowPainter use)
    {
        using var sphere = PanoramaRenderer.OpenSphere(original, facts, width);
        var (stride, count) = (sphere.Width * Bands, PartOf(sphere.Height));
        new SphereReader(sphere, new(sphere.Width, sphere.Height, pitch: 0, roll: 0)).Read(
            count,
            (part, pixels) =>
            {
                for (var row = 0; row < count; row++)
                    use(part * count + row, pixels.AsSpan(row * stride, stride));
            },
            default
        );
    }

    /// <summary>Rows to read at a time, without a rest.</summary>
    private static int PartOf(int height) => Enumerable.Range(1, 64).Last(count => height % count == 0);
}
