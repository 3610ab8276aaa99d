using NetVips;
using XrContent.Media.Panorama;

namespace XrContent.Media.Tests;

public sealed class PanoramaProbeTests : IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public void Size_pose_position_and_time_are_read_as_the_camera_wrote_them()
    {
        var path = pictures.Jpeg(
            1024,
            512,
            Pictures.FullSphere(1024, 4.5, -7.25),
            image =>
            {
                image.Set(GValue.RefStrType, "exif-ifd2-DateTimeOriginal", "2026:02:17 19:05:00");
                image.Set(GValue.RefStrType, "exif-ifd2-OffsetTimeOriginal", "+09:00");
                image.Set(GValue.RefStrType, "exif-ifd3-GPSLatitudeRef", "N");
                image.Set(GValue.RefStrType, "exif-ifd3-GPSLatitude", "32/1 44/1 3948/100");
                image.Set(GValue.RefStrType, "exif-ifd3-GPSLongitudeRef", "E");
                image.Set(GValue.RefStrType, "exif-ifd3-GPSLongitude", "129/1 52/1 3684/100");
                image.Set(GValue.RefStrType, "exif-ifd3-GPSAltitude", "65/10");
            }
        );
        var facts = PanoramaProbe.Read(path, new());
        Assert.Equal((1024, 512, 123.4, 4.5, -7.25), (facts.Width, facts.Height, facts.Heading, facts.Pitch, facts.Roll));
        Assert.True(facts.Sphere.IsFull);
        Assert.Equal(32.7443, facts.Latitude!.Value, 1e-6);
        Assert.Equal(129.8769, facts.Longitude!.Value, 1e-6);
        Assert.Equal(6.5, facts.Altitude!.Value, 1e-6);
        Assert.Equal(new(2026, 2, 17, 19, 5, 0, TimeSpan.FromHours(9)), facts.Taken);
    }

    [Fact]
    public void A_cropped_sphere_keeps_its_place_on_the_whole_one()
    {
        var facts = PanoramaProbe.Read(pictures.Jpeg(1024, 300, Crop(1024, 512, 1024, 300, 0, 100)), new());
        Assert.Equal(new Sphere(1024, 512, 0, 100, 1024, 300), facts.Sphere);
    }

    [Fact]
    public void A_crop_that_an_editor_shrank_is_scaled_to_the_pixels_that_are_there()
    {
        var facts = PanoramaProbe.Read(pictures.Jpeg(1024, 300, Crop(2048, 1024, 2048, 600, 0, 200)), new());
        Assert.Equal(new Sphere(1024, 512, 0, 100, 1024, 300), facts.Sphere);
    }

    [Theory]
    [InlineData(640, 480, null, "not-equirectangular")]
    [InlineData(600, 600, null, "not-equirectangular")]
    [InlineData(1024, 512, null, "no-panorama-metadata")]
    [InlineData(100, 50, null, "too-small")]
    [InlineData(1024, 512, "cylindrical", "wrong-projection")]
    public void What_is_no_panorama_is_refused_with_the_reason(int width, int height, string? projection, string code)
    {
        var path = pictures.Jpeg(width, height, projection is null ? null : Pictures.GPano(("ProjectionType", projection)));
        Assert.Equal(code, Assert.Throws<RefusedException>(() => PanoramaProbe.Read(path, new())).Code);
    }

    [Theory]
    [InlineData(1024, 512, 1024, 300, 0, 300)]
    [InlineData(1024, 512, 1024, 300, -5, 0)]
    [InlineData(1024, 700, 1024, 300, 0, 0)]
    [InlineData(int.MaxValue, int.MaxValue, 1, 1, 0, 0)]
    [InlineData(1024, 512, 0, 0, 0, 0)]
    public void A_crop_that_does_not_fit_is_refused(int fullWidth, int fullHeight, int width, int height, int left, int top) =>
        Assert.Equal(
            "wrong-crop",
            Assert
                .Throws<RefusedException>(() =>
                    PanoramaProbe.Read(pictures.Jpeg(1024, 300, Crop(fullWidth, fullHeight, width, height, left, top)), new())
                )
                .Code
        );

    [Fact]
    public void A_plain_picture_of_the_right_shape_is_accepted_when_the_person_says_that_it_is_one()
    {
        Assert.True(PanoramaProbe.Read(pictures.Jpeg(1024, 512), new(IsPanorama: true)).Sphere.IsFull);
        var stereo = PanoramaProbe.Read(pictures.Jpeg(1024, 1024), new(IsTopBottom: true));
        Assert.True(stereo.TopBottom);
        Assert.Equal((1024, 512), (stereo.Width, stereo.Height));
    }

    [Fact]
    public void A_huge_picture_is_refused_by_its_header_alone()
    {
        // A PNG that claims 60000 x 30000 pixels and holds none.
        var path = Path.Combine(pictures.Folder, "bomb.png");
        using (var black = Image.Black(60000, 30000))
            black.Pngsave(path, compression: 9);
        Assert.Equal("too-large", Assert.Throws<RefusedException>(() => PanoramaProbe.Read(path, new(IsPanorama: true))).Code);
    }

    [Fact]
    public void Bytes_that_are_no_picture_are_refused()
    {
        var path = Path.Combine(pictures.Folder, "text.jpg");
        File.WriteAllText(path, "not a picture");
        Assert.Equal("unreadable", Assert.Throws<RefusedException>(() => PanoramaProbe.Read(path, new())).Code);
    }

    [Fact]
    public void Whatever_bits_flip_in_the_header_the_file_is_read_or_refused()
    {
        var whole = File.ReadAllBytes(pictures.Jpeg(1024, 512, Pictures.FullSphere(1024)));
        var path = Path.Combine(pictures.Folder, "flipped.jpg");
        Gen.Select(Gen.Int[0, 1500], Gen.Byte)
            .Sample(
                (at, value) =>
                {
                    var bytes = (byte[])whole.Clone();
                    bytes[at] = value;
                    File.WriteAllBytes(path, bytes);
                    try
                    {
                        PanoramaProbe.Read(path, new());
                    }
                    catch (RefusedException) { }
                },
                iter: 300,
                threads: 1
            );
    }

    private static string Crop(int fullWidth, int fullHeight, int width, int height, int left, int top) =>
        Pictures.GPano(
            ("ProjectionType", "equirectangular"),
            ("FullPanoWidthPixels", fullWidth),
            ("FullPanoHeightPixels", fullHeight),
            ("CroppedAreaImageWidthPixels", width),
            ("CroppedAreaImageHeightPixels", height),
            ("CroppedAreaLeftPixels", left),
            ("CroppedAreaTopPixels", top)
        );
}
