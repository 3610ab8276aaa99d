using NetVips;
using XrContent.Media.Panorama;

namespace XrContent.Media.Tests;

public sealed class RedactionTests : IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Theory]
    [InlineData(-20, 25, 10, -15)]
    [InlineData(170, -165, 30, 0)]
    [InlineData(-180, 180, 90, 60)]
    [InlineData(12, 12.4, 3, 2.6)]
    public void Nothing_of_a_redacted_part_is_left_in_any_file_and_the_rest_is_as_it_was(
        double left,
        double right,
        double top,
        double bottom
    )
    {
        var path = Checkered(2048);
        var (plain, redacted) = (Render(path, []), Render(path, [new(left, right, top, bottom)]));
        foreach (var file in Directory.EnumerateFiles(redacted, "base.jpg").Concat(Directory.EnumerateFiles(redacted, "preview.jpg")))
        {
            var (width, before) = Grey(Path.Combine(plain, Path.GetFileName(file)));
            var (_, after) = Grey(file);
            var margin = 4.0 * 360 / width;
            for (var at = 0; at < after.Length; at += 7)
            {
                var (longitude, latitude) = ((at % width + 0.5) * 360 / width - 180, 90 - (at / width + 0.5) * 360 / width);
                if (!IsInside(longitude, latitude, margin))
                    Assert.InRange(after[at] - before[at], -24, 24);
            }
        }

        // Black and white squares of four pixels' width: what survives of them is contrast between neighbours. A block of a JPEG that
        // lies across the edge shows a little of what is beside it.
        const double Block = 8 * 360 / 2048.0;
        var contrast = TileContrast(redacted, (longitude, latitude) => IsInside(longitude, latitude, -Block));
        if (contrast is { } left0)
            Assert.InRange(left0, 0, 12);
        Assert.InRange(TileContrast(plain, (longitude, latitude) => Math.Abs(latitude) < 40)!.Value, 60, 255);

        bool IsInside(double longitude, double latitude, double margin) =>
            latitude < top + margin
            && latitude > bottom - margin
            && (
                left < right
                    ? longitude > left - margin && longitude < right + margin
                    : longitude > left - margin || longitude < right + margin
            );
    }

    [Fact]
    public void A_redaction_keeps_to_the_picture_when_the_pose_is_corrected()
    {
        var path = Checkered(2048);
        var folder = Render(path, [new(-10, 10, 10, -10)], pitch: 30);
        // The camera looked up by 30 degrees: its centre is now 30 degrees above the horizon.
        Assert.InRange(TileContrast(folder, (longitude, latitude) => Math.Abs(longitude) < 5 && Math.Abs(latitude - 30) < 5)!.Value, 0, 12);
    }

    [Theory]
    [InlineData(12, 12.2, 3, 2.8)]
    [InlineData(12, 13, 3, 2)]
    [InlineData(179.9, -179.9, 3, 2.8)]
    public void However_small_a_part_is_no_pixel_of_it_is_left(double left, double right, double top, double bottom)
    {
        const int Width = 2048;
        var redactor = new Redactor([new(left, right, top, bottom)], Width, Width / 2);
        byte[] Row(int y) => [.. Enumerable.Range(0, Width).SelectMany(x => Enumerable.Repeat((byte)((x / 3 + y / 3) % 2 * 255), 3))];
        for (var y = 0; y < Width / 2; y++)
            redactor.Measure(y, Row(y));
        var painted = 0;
        for (var y = 0; y < Width / 2; y++)
        {
            var row = Row(y);
            redactor.Paint(y, row);
            for (var x = 0; x < Width; x++)
            {
                var (longitude, latitude) = ((x + 0.5) * 360 / Width - 180, 90 - (y + 0.5) * 360 / Width);
                if (
                    latitude > top
                    || latitude < bottom
                    || !(left < right ? longitude > left && longitude < right : longitude > left || longitude < right)
                )
                    continue;
                painted++;
                Assert.InRange(row[x * 3], 60, 195);
            }
        }

        Assert.InRange(painted, 1, 100);
    }

    [Fact]
    public void What_is_left_of_a_part_is_its_mean_colour()
    {
        var (width, pixels) = Grey(Path.Combine(Render(Checkered(2048), [new(-50, 60, 40, -30)]), "base.jpg"));
        for (var longitude = -48; longitude < 58; longitude += 5)
        {
            for (var latitude = -28; latitude < 38; latitude += 5)
                Assert.InRange(pixels[(90 - latitude) * width / 360 * width + (longitude + 180) * width / 360], 120, 135);
        }
    }

    [Fact]
    public void Where_redactions_overlap_the_coarsest_wins()
    {
        var path = Checkered(2048);
        Redaction[] nested = [new(10, 11, 1, 0), new(-40, 40, 40, -40), new(20, 20.5, 10, 9.5)];
        var (once, nestedToo) = (Render(path, [nested[1]]), Render(path, nested));
        Assert.Equal(Grey(Path.Combine(once, "base.jpg")).Pixels, Grey(Path.Combine(nestedToo, "base.jpg")).Pixels);
    }

    private string Render(string path, IReadOnlyList<Redaction> redactions, double pitch = 0)
    {
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, Path.GetRandomFileName())).FullName;
        PanoramaRenderer.Render(
            path,
            PanoramaProbe.Read(path, new(IsPanorama: true)) with
            {
                Pitch = pitch,
            },
            redactions,
            folder,
            null,
            default
        );
        return folder;
    }

    private static (int Width, byte[] Pixels) Grey(string path)
    {
        using var image = Image.NewFromFile(path);
        return (image.Width, image[0].WriteToMemory<byte>());
    }

    private string Checkered(int width)
    {
        using var xy = Image.Xyz(width, width / 2);
        using var squares = (xy / 4).Floor();
        using var checks = ((squares[0] + squares[1]) % 2).Equal(0).Copy(interpretation: Enums.Interpretation.Bw);
        var path = Path.Combine(pictures.Folder, $"{Path.GetRandomFileName()}.png");
        checks.Bandjoin(checks, checks).Copy(interpretation: Enums.Interpretation.Srgb).WriteToFile(path);
        return path;
    }

    /// <summary>
    /// The largest difference between pixels four apart in the finest tiles, within a part of the sphere; null when no tile pixel lies in
    /// it.
    /// </summary>
    private static double? TileContrast(string folder, Func<double, double, bool> within)
    {
        var levels = Pyramid.Levels(2048);
        var (finest, number) = (levels[^1], levels.Count - 1);
        double? largest = null;
        for (var r = 0; r < finest.Rows; r++)
        {
            for (var c = 0; c < finest.Columns; c++)
            {
                var (_, pixels) = Grey(Path.Combine(folder, "tiles", $"{number}", $"{c}_{r}.jpg"));
                for (var y = 0; y < finest.Tile; y += 2)
                {
                    for (var x = 0; x + 4 < finest.Tile; x++)
                    {
                        var (longitude, latitude) = (
                            (c * finest.Tile + x + 2.5) * 360 / finest.Width - 180,
                            90 - (r * finest.Tile + y + 0.5) * 180 / (finest.Width / 2)
                        );
                        if (!within(longitude, latitude))
                            continue;
                        largest = Math.Max(largest ?? 0, Math.Abs(pixels[y * finest.Tile + x] - pixels[y * finest.Tile + x + 4]));
                    }
                }
            }
        }

        return largest;
    }
}
