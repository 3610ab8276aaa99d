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
            PanoramaRenderer.ReadRows(original, facts, width, (row, pixels) => redactor.Measure(row, pixels), default);
            var raw = Path.Combine(folder, "rows");
            using (var rows = File.Create(raw))
                PanoramaRenderer.ReadRows(
                    original,
                    facts,
                    width,
                    (row, pixels) =>
                    {
                        redactor.Paint(row, pixels);
                        rows.Write(pixels);
                    },
                    default
                );
            Encode(raw, width, height, Path.Combine(folder, Name));
            File.Delete(raw);
        }
        catch (VipsException error)
        {
            throw StillFaults.Of(error, "damaged", "The picture is damaged");
        }
        catch (OutOfMemoryException)
        {
            throw StillFaults.TooLargeForMemory();
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
}
