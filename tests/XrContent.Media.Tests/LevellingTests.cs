using NetVips;
using XrContent.Media.Panorama;

namespace XrContent.Media.Tests;

public sealed class LevellingTests : IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public void As_the_roll_grows_the_horizon_turns_counterclockwise_in_the_camera_s_picture()
    {
        using var leaning = Image.NewFromFile(pictures.Leaning(720, 0, 10));
        // A quarter to the right of the centre the horizon stands ten degrees higher, a quarter to the left ten degrees lower.
        Assert.Equal(Pictures.World(0, 0)[1], leaning.Getpoint(540, 160)[1], 1.0);
        Assert.Equal(Pictures.World(0, 0)[1], leaning.Getpoint(180, 200)[1], 1.0);
    }

    [Theory]
    [InlineData(4.5, -7.25)]
    [InlineData(-20, 35)]
    [InlineData(0, 90)]
    [InlineData(60, 170)]
    public void Whatever_the_camera_s_lean_everything_served_is_level(double pitch, double roll)
    {
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, "out")).FullName;
        var facts = PanoramaProbe.Read(pictures.Leaning(1440, pitch, roll), new(IsPanorama: true)) with { Pitch = pitch, Roll = roll };
        PanoramaRenderer.Render(Path.Combine(pictures.Folder, "leaning.png"), facts, [], folder, null, default);
        foreach (var file in new[] { "base.jpg", "preview.jpg", "thumbnail.jpg" })
            AssertLevel(Path.Combine(folder, file));
        var levels = Pyramid.Levels(1440);
        using var whole = Image.Arrayjoin(
            [
                .. Enumerable
                    .Range(0, levels[^1].Rows)
                    .SelectMany(row =>
                        Enumerable
                            .Range(0, levels[^1].Columns)
                            .Select(column =>
                                Image.NewFromFile(Path.Combine(folder, "tiles", $"{levels.Count - 1}", $"{column}_{row}.jpg"))
                            )
                    ),
            ],
            across: levels[^1].Columns
        );
        whole.WriteToFile(Path.Combine(folder, "whole.png"));
        AssertLevel(Path.Combine(folder, "whole.png"));
    }

    [Fact]
    public void A_cropped_sphere_is_levelled_on_the_whole_one()
    {
        using var leaning = Image.NewFromFile(pictures.Leaning(1024, 6, 0));
        var path = Path.Combine(pictures.Folder, "cropped.png");
        using (var cropped = leaning.Crop(0, 100, 1024, 300))
            cropped.WriteToFile(path);
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, "out")).FullName;
        var facts = PanoramaProbe.Read(pictures.Leaning(1024, 0, 0), new(IsPanorama: true)) with
        {
            Width = 1024,
            Height = 300,
            Sphere = new(1024, 512, 0, 100, 1024, 300),
            Pitch = 6,
        };
        PanoramaRenderer.Render(path, facts, [], folder, null, default);
        using var level = Image.NewFromFile(Path.Combine(folder, "base.jpg"));
        Assert.Equal(Pictures.World(0, 0)[1], level.Getpoint(512, 256)[1], 3.0);
        // What the crop does not cover stays plain.
        Assert.InRange(level.Getpoint(512, 20)[1], 17, 37);
    }

    /// <summary>Noise, so that a pixel taken from beside its place shows.</summary>
    [Theory]
    [InlineData(4.5, -7.25)]
    [InlineData(-20, 35)]
    [InlineData(90, 0)]
    [InlineData(0, 180)]
    [InlineData(0, 0)]
    [InlineData(-89.9, 179.9)]
    public void Every_pixel_comes_from_its_place(double pitch, double roll)
    {
        const int Width = 512;
        const int Height = 256;
        var noise = new byte[Width * Height * 3];
        new Random(1).NextBytes(noise);
        using var window = new RowWindow(Width * 3, Height, Height);
        window.Write(noise);
        var levelling = new Levelling(Width, Height, pitch, roll);
        var row = new byte[Width * 3];
        for (var y = 0; y < Height; y++)
        {
            levelling.Make(y, window, row);
            var (from, to) = levelling.SourceOf(y, 1);
            for (var x = 0; x < Width; x++)
            {
                var (column, line) = PlaceOf(x, y);
                Assert.InRange(Math.Clamp((int)Math.Floor(line + 1e-9), 0, Height - 1), from, to);
                Assert.InRange(Math.Clamp((int)Math.Ceiling(line - 1e-9), 0, Height - 1), from, to);
                // A fiftieth of a pixel of noise, and the fractions of 1/256 in which colours are mixed.
                Assert.InRange(row[3 * x] - Sample(column, line), -9, 9);
            }
        }

        (double Column, double Line) PlaceOf(int x, int y)
        {
            var direction = Pictures.InCamera(
                double.DegreesToRadians((x + 0.5) * 360 / Width - 180),
                double.DegreesToRadians(90 - (y + 0.5) * 180 / Height),
                pitch,
                roll
            );
            return (
                (Math.Atan2(direction.X, direction.Z) / Math.Tau + 0.5) * Width - 0.5,
                (0.5 - Math.Asin(Math.Clamp(direction.Y, -1, 1)) / Math.PI) * Height - 0.5
            );
        }

        double Sample(double column, double line)
        {
            var (x, y) = ((int)Math.Floor(column), (int)Math.Floor(line));
            var (fx, fy) = (column - x, line - y);
            double At(int atX, int atY) => noise[(Math.Clamp(atY, 0, Height - 1) * Width + (atX + Width) % Width) * 3];
            return (At(x, y) * (1 - fx) + At(x + 1, y) * fx) * (1 - fy) + (At(x, y + 1) * (1 - fx) + At(x + 1, y + 1) * fx) * fy;
        }
    }

    [Fact]
    public void A_sphere_of_which_only_a_part_is_held_at_a_time_is_level_too()
    {
        var facts = PanoramaProbe.Read(pictures.Leaning(4096, 4.5, -7.25), new(IsPanorama: true)) with { Pitch = 4.5, Roll = -7.25 };
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, "out")).FullName;
        PanoramaRenderer.Render(Path.Combine(pictures.Folder, "leaning.png"), facts, [], folder, null, default);
        var finest = Pyramid.Levels(4096)[^1];
        Assert.True(2 * (finest.Tile + new Levelling(4096, 2048, 4.5, -7.25).Reach) < 2048);
        using var whole = Image.Arrayjoin(
            [
                .. from row in Enumerable.Range(0, finest.Rows)
                from column in Enumerable.Range(0, finest.Columns)
                select Image.NewFromFile(Path.Combine(folder, "tiles", $"{Pyramid.Levels(4096).Count - 1}", $"{column}_{row}.jpg")),
            ],
            across: finest.Columns
        );
        whole.WriteToFile(Path.Combine(folder, "whole.png"));
        AssertLevel(Path.Combine(folder, "whole.png"));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(4.5, -7.25, 391)]
    [InlineData(0, 90, 4098)]
    [InlineData(0, 180, 8192)]
    public void Memory_is_what_the_lean_asks_for(double pitch, double roll, int rows) =>
        Assert.Equal(rows, new Levelling(16384, 8192, pitch, roll).Reach);

    internal static void AssertLevel(string path, double tolerance = 4)
    {
        using var image = Image.NewFromFile(path).CopyMemory();
        for (var row = image.Height / 12; row < image.Height * 11 / 12; row += image.Height / 23)
        {
            for (var column = 1; column < image.Width; column += image.Width / 37)
            {
                var expected = Pictures.World(
                    double.DegreesToRadians((column + 0.5) * 360 / image.Width - 180),
                    double.DegreesToRadians(90 - (row + 0.5) * 180 / image.Height)
                );
                var found = image.Getpoint(column, row);
                for (var band = 0; band < 3; band++)
                    Assert.True(
                        Math.Abs(found[band] - expected[band]) <= tolerance,
                        $"{Path.GetFileName(path)} {column},{row}: {string.Join(',', found)} instead of {string.Join(',', expected)}"
                    );
            }
        }
    }
}
