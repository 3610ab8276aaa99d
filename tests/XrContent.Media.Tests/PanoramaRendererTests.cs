using NetVips;
using XrContent.Media.Overlays;
using XrContent.Media.Panorama;

namespace XrContent.Media.Tests;

public sealed class PanoramaRendererTests : IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public void Levels_are_powers_of_two_of_square_tiles_and_no_larger_than_the_viewer_reads() =>
        Gen.Int[512, 32768]
            .Sample(width =>
            {
                var levels = Pyramid.Levels(width);
                Assert.All(
                    levels,
                    level =>
                    {
                        Assert.True(int.IsPow2(level.Columns) && level.Rows * 2 == level.Columns && level.Columns <= 64);
                        Assert.Equal(level.Width, level.Columns * level.Tile);
                        Assert.InRange(level.Tile, 1, 512);
                    }
                );
                Assert.InRange(levels[^1].Width, width, width + 64);
            });

    [Theory]
    [InlineData(2048)]
    [InlineData(3000)]
    [InlineData(5376)]
    [InlineData(6000)]
    public void Every_tile_of_every_level_is_there_and_shows_its_part(int width)
    {
        var folder = Render(pictures.Jpeg(width, width / 2, Pictures.FullSphere(width)), new());
        var levels = Pyramid.Levels(width);
        Assert.Equal(levels.Count, Directory.GetDirectories(Path.Combine(folder, "tiles")).Length);
        for (var i = 0; i < levels.Count; i++)
        {
            Assert.Equal(levels[i].Columns * levels[i].Rows, Directory.GetFiles(Path.Combine(folder, "tiles", $"{i}")).Length);
            for (var at = 0; at < levels[i].Columns * levels[i].Rows; at++)
            {
                var (column, row) = (at % levels[i].Columns, at / levels[i].Columns);
                using var tile = Image.NewFromFile(Path.Combine(folder, "tiles", $"{i}", $"{column}_{row}.jpg"));
                Assert.Equal((levels[i].Tile, levels[i].Tile), (tile.Width, tile.Height));
                // Red rises evenly to the right over the whole sphere, and green downward.
                Assert.Equal((column + 0.5) / levels[i].Columns * 255, tile[0].Avg(), 3.0);
                Assert.Equal((row + 0.5) / levels[i].Rows * 255, tile[1].Avg(), 3.0);
            }
        }
    }

    [Fact]
    public void Previews_have_their_widths()
    {
        var folder = Render(pictures.Jpeg(4096, 2048, Pictures.FullSphere(4096)), new());
        Assert.Equal(
            [2048, 1024, 480],
            new[] { "base", "preview", "thumbnail" }.Select(name =>
            {
                using var image = Image.NewFromFile(Path.Combine(folder, $"{name}.jpg"));
                Assert.Equal(image.Width, image.Height * 2);
                return image.Width;
            })
        );
    }

    [Fact]
    public void Nothing_that_is_served_carries_metadata()
    {
        var path = pictures.Jpeg(
            1024,
            512,
            Pictures.FullSphere(1024),
            image =>
            {
                image.Set(GValue.RefStrType, "exif-ifd2-BodySerialNumber", "14010001");
                image.Set(GValue.RefStrType, "exif-ifd0-Make", "RICOH");
            }
        );
        Assert.Contains("14010001", File.ReadAllText(path, System.Text.Encoding.Latin1), StringComparison.Ordinal);
        var folder = Render(path, new());
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllText(file, System.Text.Encoding.Latin1);
            Assert.DoesNotContain("14010001", bytes, StringComparison.Ordinal);
            Assert.DoesNotContain("RICOH", bytes, StringComparison.Ordinal);
            Assert.DoesNotContain("Exif", bytes, StringComparison.Ordinal);
            Assert.DoesNotContain("GPano", bytes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_picture_that_lies_on_its_side_is_turned_upright()
    {
        // Stored 512 x 1024 with orientation 6: shown turned by 90 degrees, 1024 x 512.
        var path = pictures.Jpeg(512, 1024, metadata: image => image.Set(GValue.GIntType, "orientation", 6));
        var folder = Render(path, new(IsPanorama: true));
        using var preview = Image.NewFromFile(Path.Combine(folder, "preview.jpg"));
        Assert.Equal((1024, 512), (preview.Width, preview.Height));
        // What was at the bottom left is now at the top left: little red, much green.
        var corner = preview.Getpoint(5, 5);
        Assert.True(corner[0] < 20 && corner[1] > 235, $"{corner[0]}, {corner[1]}");
    }

    [Fact]
    public void A_cropped_sphere_is_laid_where_it_belongs()
    {
        var gpano = Pictures.GPano(
            ("ProjectionType", "equirectangular"),
            ("FullPanoWidthPixels", 1024),
            ("FullPanoHeightPixels", 512),
            ("CroppedAreaImageWidthPixels", 1024),
            ("CroppedAreaImageHeightPixels", 300),
            ("CroppedAreaLeftPixels", 0),
            ("CroppedAreaTopPixels", 100)
        );
        var folder = Render(pictures.Jpeg(1024, 300, gpano), new());
        using var preview = Image.NewFromFile(Path.Combine(folder, "preview.jpg"));
        Assert.InRange(preview.Getpoint(900, 50)[0], 14, 34);
        Assert.InRange(preview.Getpoint(900, 250)[0], 215, 235);
        Assert.InRange(preview.Getpoint(900, 450)[0], 14, 34);
    }

    [Fact]
    public void Of_a_stereo_pair_the_left_eye_is_shown()
    {
        var folder = Render(pictures.Jpeg(1024, 1024), new(IsTopBottom: true));
        using var preview = Image.NewFromFile(Path.Combine(folder, "preview.jpg"));
        Assert.Equal((1024, 512), (preview.Width, preview.Height));
        Assert.InRange(preview.Getpoint(500, 500)[1], 115, 135);
    }

    [Theory]
    [InlineData("picture.png")]
    [InlineData("picture.webp")]
    [InlineData("picture.tif")]
    [InlineData("picture.avif")]
    public void Pictures_of_other_formats_are_taken_as_jpegs_are(string name)
    {
        var folder = Render(pictures.Jpeg(1024, 512, name: name), new(IsPanorama: true));
        using var preview = Image.NewFromFile(Path.Combine(folder, "preview.jpg"));
        Assert.InRange(preview.Getpoint(512, 256)[0], 115, 140);
    }

    [Fact]
    public void A_truncated_picture_is_refused_as_damaged()
    {
        var path = pictures.Jpeg(2048, 1024, Pictures.FullSphere(2048));
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.Equal("damaged", Assert.Throws<RefusedException>(() => Render(path, new())).Code);
    }

    [Theory]
    [InlineData("p3", "picture.jpg", new byte[] { 200, 60, 50 })]
    [InlineData("p3", "picture.png", new byte[] { 200, 60, 50 })]
    [InlineData("cmyk", "picture.jpg", new byte[] { 180, 130, 120 })]
    public void Colours_are_those_that_the_picture_s_own_profile_means(string profile, string name, byte[] colour)
    {
        var path = Path.Combine(pictures.Folder, name);
        using (var plain = Pictures.Plain(1024, 512, colour))
        using (var profiled = plain.IccTransform(profile, inputProfile: "srgb"))
            profiled.WriteToFile(path);
        var folder = Render(path, new(IsPanorama: true));
        using var preview = Image.NewFromFile(Path.Combine(folder, "preview.jpg"));
        var shown = preview.Getpoint(512, 256);
        for (var band = 0; band < 3; band++)
            Assert.InRange(shown[band] - colour[band], -6, 6);
    }

    [Theory]
    [InlineData("p3", new byte[] { 200, 60, 50 })]
    [InlineData("cmyk", new byte[] { 180, 130, 120 })]
    public void A_picture_that_is_laid_over_the_view_has_its_own_colours_too(string profile, byte[] colour)
    {
        var path = Path.Combine(pictures.Folder, "photo.jpg");
        using (var plain = Pictures.Plain(300, 200, colour))
        using (var profiled = plain.IccTransform(profile, inputProfile: "srgb"))
            profiled.WriteToFile(path);
        OverlayFiles.RenderPhoto(path, pictures.Folder);
        using var photo = Image.NewFromFile(Path.Combine(pictures.Folder, "photo.webp"));
        for (var band = 0; band < 3; band++)
            Assert.InRange(photo.Getpoint(150, 100)[band] - colour[band], -6, 6);
    }

    [Theory]
    [InlineData(Enums.BandFormat.Uchar)]
    [InlineData(Enums.BandFormat.Ushort)]
    public void Sixteen_bits_of_a_wide_space_mean_what_eight_do(Enums.BandFormat format)
    {
        byte[] colour = [200, 60, 50];
        var path = Path.Combine(pictures.Folder, "wide.tif");
        using (var plain = Pictures.Plain(1024, 512, colour))
        using (var wide = plain.IccTransform("p3", inputProfile: "srgb", depth: format == Enums.BandFormat.Ushort ? 16 : 8))
            wide.WriteToFile(path);
        using (var written = Image.NewFromFile(path))
            Assert.Equal(format, written.Format);
        using var preview = Image.NewFromFile(Path.Combine(Render(path, new(IsPanorama: true)), "preview.jpg"));
        for (var band = 0; band < 3; band++)
            Assert.InRange(preview.Getpoint(512, 256)[band] - colour[band], -6, 6);
    }

    [Theory]
    [InlineData("rTRC")]
    [InlineData("acsp")]
    public void A_profile_that_is_broken_changes_nothing(string tag)
    {
        var path = Path.Combine(pictures.Folder, "picture.jpg");
        using (var plain = Pictures.Plain(1024, 512, [200, 60, 50]))
        using (var profiled = plain.IccTransform("p3", inputProfile: "srgb"))
            profiled.WriteToFile(path);
        Break(path, tag);
        using var preview = Image.NewFromFile(Path.Combine(Render(path, new(IsPanorama: true)), "preview.jpg"));
        // The numbers as they stand in the file, which Display P3 has for that colour.
        Assert.InRange(preview.Getpoint(512, 256)[0], 180, 192);
    }

    [Fact]
    public void What_a_picture_holds_beside_its_colours_is_left_out()
    {
        var path = Path.Combine(pictures.Folder, "five.tif");
        using (var plain = Pictures.Plain(1024, 512, [200, 60, 50]))
        using (var more = Pictures.Plain(1024, 512, [255, 9]))
        using (var five = plain.Bandjoin(more))
            five.WriteToFile(path);
        using var preview = Image.NewFromFile(Path.Combine(Render(path, new(IsPanorama: true)), "preview.jpg"));
        Assert.InRange(preview.Getpoint(512, 256)[0], 194, 206);
    }

    /// <summary>Overwrites the type of a profile's tag, or the profile's own signature.</summary>
    private static void Break(string path, string tag)
    {
        var bytes = File.ReadAllBytes(path);
        var profile = bytes.AsSpan().IndexOf("ICC_PROFILE\0"u8) + 14;
        var at = profile + bytes.AsSpan(profile).IndexOf(System.Text.Encoding.ASCII.GetBytes(tag));
        if (tag == "rTRC")
            at = profile + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + 4));
        "????"u8.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(path, bytes);
    }

    [Fact]
    public void What_is_no_longer_wanted_ends_in_the_middle()
    {
        var path = pictures.Jpeg(4096, 2048);
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, "out")).FullName;
        using var stop = new CancellationTokenSource();
        var progress = new FirstNews(stop.Cancel);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            PanoramaRenderer.Render(path, PanoramaProbe.Read(path, new(IsPanorama: true)), [], folder, progress, stop.Token)
        );
        Assert.False(File.Exists(Path.Combine(folder, "base.jpg")));
    }

    private sealed class FirstNews(Action then) : IProgress<double>
    {
        public void Report(double value) => then();
    }

    private string Render(string path, Claims claims)
    {
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, Path.GetRandomFileName())).FullName;
        PanoramaRenderer.Render(path, PanoramaProbe.Read(path, claims), [], folder, null, default);
        return folder;
    }
}
