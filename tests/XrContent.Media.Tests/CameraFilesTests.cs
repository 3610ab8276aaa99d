using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using NetVips;
using XrContent.Media.Panorama;
using Directory = System.IO.Directory;

namespace XrContent.Media.Tests;

/// <summary>What cameras, phones and stitchers write, each in its own way.</summary>
public sealed class CameraFilesTests : IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Theory]
    [InlineData("2026-08-09T11:02:00+02:00", "DateTimeOriginal=2026:08:09 11:02:00", "OffsetTime=+02:00")]
    [InlineData("2026-08-09T11:02:00+02:00", "DateTimeOriginal=2026:08:09 11:02:00", "OffsetTimeDigitized=+0200")]
    [InlineData("2026-08-09T11:02:00-05:00", "DateTimeOriginal=2026:08:09 11:02:00", "OffsetTimeOriginal=-5:00", "OffsetTime=+02:00")]
    [InlineData("2026-08-09T02:02:00+00:00", "DateTimeOriginal=2026:08:09 02:02:00", "OffsetTimeOriginal=Z")]
    [InlineData("2026-08-09T11:02:00+09:00", "DateTimeOriginal=2026:08:09 11:02:00")]
    [InlineData("2026-08-09T11:02:00+09:00", "DateTimeOriginal=2026:08:09 11:02:00", "OffsetTimeOriginal=   :  ")]
    [InlineData("2026-08-09T11:02:00+09:00", "DateTimeDigitized=2026:08:09 11:02:00")]
    [InlineData("2026-08-09T11:02:00+09:00", "DateTimeOriginal=0000:00:00 00:00:00", "DateTimeDigitized=2026:08:09 11:02:00")]
    [InlineData("2026-08-09T11:02:00+09:00", "DateTimeOriginal=1904:01:01 00:00:00", "DateTimeDigitized=2026:08:09 11:02:00")]
    [InlineData("2026-08-09T11:02:00+09:00", "DateTimeOriginal=9999:01:01 00:00:00", "DateTimeDigitized=2026:08:09 11:02:00")]
    [InlineData("2026-08-09T11:02:00+09:00", "DateTimeOriginal=0001:01:01 00:00:00", "DateTimeDigitized=2026:08:09 11:02:00")]
    [InlineData("2026-08-09T11:02:00+09:00", "DateTimeOriginal=9999:12:31 23:59:59", "DateTimeDigitized=2026:08:09 11:02:00")]
    [InlineData(null, "DateTimeOriginal=2126:08:09 11:02:00")]
    // Clocks whose hours, or whose year, lead beyond all years.
    [InlineData(null, "GPSDateStamp=2026:08:09", "GPSTimeStamp=4294967295/1 2/1 0/1")]
    [InlineData(null, "GPSDateStamp=9999:12:31", "GPSTimeStamp=23/1 59/1 0/1")]
    [InlineData(
        "2026-08-09T11:02:00+09:00",
        "DateTimeOriginal=2026:08:09 11:02:00",
        "GPSDateStamp=2026:08:09",
        "GPSTimeStamp=4294967295/1 0/1 0/1"
    )]
    public void The_time_is_read_wherever_it_stands(string? expected, params string[] tags) =>
        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected), Probe(tags).Taken);

    [Theory]
    // A camera that runs on UTC, one on local time, one whose fix is seven minutes old.
    [InlineData("2026-08-09T02:02:00+00:00", "2026:08:09 02:02:00", "2/1 2/1 10/1")]
    [InlineData("2026-08-09T11:02:00+09:00", "2026:08:09 11:02:00", "2/1 2/1 0/1")]
    [InlineData("2026-08-09T02:02:00+09:00", "2026:08:09 02:02:00", "1/1 55/1 0/1")]
    public void The_satellites_clock_tells_the_zone_of_the_camera_s(string expected, string local, string gps) =>
        Assert.Equal(
            DateTimeOffset.Parse(expected),
            Probe($"DateTimeOriginal={local}", "GPSDateStamp=2026:08:09", $"GPSTimeStamp={gps}").Taken
        );

    [Theory]
    [InlineData("exif:DateTimeOriginal", "2026-08-09T11:02:00+09:00", "2026-08-09T11:02:00+09:00")]
    [InlineData("xmp:CreateDate", "2026-08-09T02:02:00Z", "2026-08-09T02:02:00+00:00")]
    [InlineData("photoshop:DateCreated", "2026-08-09T11:02", "2026-08-09T11:02:00+09:00")]
    public void Where_EXIF_is_gone_the_time_and_the_position_are_read_from_XMP(string name, string written, string expected)
    {
        var facts = PanoramaProbe.Read(
            pictures.Jpeg(1024, 512, Xmp($"{name}=\"{written}\" exif:GPSLatitude=\"32,46.4238N\" exif:GPSLongitude=\"129,51,47.6E\"")),
            new()
        );
        Assert.Equal(DateTimeOffset.Parse(expected), facts.Taken);
        Assert.Equal(32.77373, facts.Latitude!.Value, 1e-6);
        Assert.Equal(129.863222, facts.Longitude!.Value, 1e-6);
    }

    [Theory]
    [InlineData("T", false)]
    [InlineData("M", true)]
    public void The_compass_is_read_where_no_stitcher_says_the_heading(string reference, bool isMagnetic)
    {
        Assert.Equal(new Compass(123.4, isMagnetic), Probe($"GPSImgDirectionRef={reference}", "GPSImgDirection=1234/10").Compass);
        var stitched = PanoramaProbe.Read(
            pictures.Jpeg(1024, 512, Pictures.FullSphere(1024), image => Set(image, "GPSImgDirection=100/1")),
            new()
        );
        Assert.Equal((123.4, null), (stitched.Heading, stitched.Compass));
    }

    [Theory]
    [InlineData("GPSImgDirection=400/1")]
    [InlineData("GPSImgDirection=1/0")]
    public void A_compass_that_says_nonsense_says_nothing(string tag) => Assert.Null(Probe(tag).Compass);

    [Theory]
    [InlineData("WGS-84", true)]
    [InlineData("JGD2011", true)]
    [InlineData("TOKYO", false)]
    public void A_position_in_a_datum_that_lies_hundreds_of_metres_off_is_not_taken(string datum, bool isTaken)
    {
        var facts = Probe([.. Here, $"GPSMapDatum={datum}"]);
        Assert.Equal(isTaken, facts.Latitude is not null && facts.Longitude is not null);
    }

    [Theory]
    [InlineData(0, 65.0)]
    [InlineData(1, -65.0)]
    [InlineData(2, null)]
    [InlineData(3, null)]
    public void Heights_above_the_ellipsoid_are_not_heights_above_the_sea(byte reference, double? expected)
    {
        var gps = new GpsDirectory();
        gps.Set(GpsDirectory.TagAltitude, new Rational(65, 1));
        gps.Set(GpsDirectory.TagAltitudeRef, reference);
        Assert.Equal(expected, GpsFacts.AltitudeOf(gps));
    }

    [Theory]
    [InlineData("""GPano:PoseHeadingDegrees="77.5" GPano:PoseHeadingDegrees="77.5" """)]
    [InlineData("""GPano:PoseHeadingDegrees="77.5" xmp:CreatorTool="a" xmp:CreatorTool="b" """)]
    [InlineData("""GPano:PoseHeadingDegrees="77.5" nobody:declared="this" """)]
    [InlineData("GPano:PoseHeadingDegrees='77.5' xmp:CreatorTool=\"\u0001\" ")]
    public void A_blemish_in_the_XMP_loses_nothing_else(string attributes) =>
        Assert.Equal(77.5, PanoramaProbe.Read(pictures.Jpeg(1024, 512, Xmp(attributes)), new()).Heading);

    [Fact]
    public void What_a_sound_XMP_says_under_another_name_is_not_taken_for_what_it_leaves_out()
    {
        // The time of the program's own history is not the picture's.
        var xmp = Xmp("xmlns:own=\"urn:own\" own:CreateDate=\"2001-01-01T00:00:00Z\" own:PoseHeadingDegrees=\"12\"");
        var facts = PanoramaProbe.Read(pictures.Jpeg(1024, 512, xmp), new());
        Assert.Equal((null, null), (facts.Taken, facts.Heading));
    }

    [Fact]
    public void Elements_beside_a_blemish_are_read_too()
    {
        var xmp = Xmp("nobody:declared=\"this\"", "<GPano:PoseHeadingDegrees>77.5</GPano:PoseHeadingDegrees>");
        Assert.Equal(77.5, PanoramaProbe.Read(pictures.Jpeg(1024, 512, xmp), new()).Heading);
    }

    [Theory]
    [InlineData(370, 0, 0, 10, 0, 0)]
    [InlineData(-10, 355, -350, 350, -5, 10)]
    [InlineData(10, 0, 270, 10, 0, -90)]
    // Tipped over backwards: it looks the other way, upside down.
    [InlineData(10, 170, 0, 190, 10, 180)]
    public void Angles_are_brought_into_their_ranges(
        double heading,
        double pitch,
        double roll,
        double expectedHeading,
        double expectedPitch,
        double expectedRoll
    )
    {
        var xmp = Xmp($"GPano:PoseHeadingDegrees=\"{heading}\" GPano:PosePitchDegrees=\"{pitch}\" GPano:PoseRollDegrees=\"{roll}\"");
        var facts = PanoramaProbe.Read(pictures.Jpeg(1024, 512, xmp), new());
        Assert.Equal((expectedHeading, expectedPitch, expectedRoll), (facts.Heading, facts.Pitch, facts.Roll));
    }

    [Theory]
    [InlineData(1023, 511)]
    [InlineData(1025, 512)]
    [InlineData(1022, 512)]
    [InlineData(1023, 512)]
    public void A_sphere_that_is_a_pixel_off_is_taken(int width, int height)
    {
        var path = pictures.Jpeg(width, height, Pictures.GPano(("ProjectionType", "equirectangular")));
        var facts = PanoramaProbe.Read(path, new());
        Assert.True(facts.Sphere.IsFull && facts.Sphere.FullWidth == 2 * facts.Sphere.FullHeight);
        Assert.InRange(facts.Sphere.FullWidth, width - 1, width + 1);
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, "out")).FullName;
        PanoramaRenderer.Render(path, facts, [], folder, null, default);
        using var shown = Image.NewFromFile(Path.Combine(folder, "base.jpg"));
        Assert.Equal(shown.Width, 2 * shown.Height);
    }

    [Fact]
    public async Task A_picture_whose_XMP_says_nothing_of_a_sphere_is_read_by_a_process_that_never_saw_one_that_does()
    {
        const string time = """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2026-08-09T11:02:00+09:00"/>
            </rdf:RDF></x:xmpmeta>
            """;
        var facts = await Apart.Stills.ProbeAsync(
            pictures.Jpeg(1024, 512, time),
            new(IsPanorama: true),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(DateTimeOffset.Parse("2026-08-09T11:02:00+09:00"), facts.Taken);
    }

    [Fact]
    public void Who_says_that_it_is_equirectangular_and_not_of_which_part_is_told_so()
    {
        var path = pictures.Jpeg(1024, 400, Pictures.GPano(("ProjectionType", "equirectangular")));
        Assert.Contains(
            "not which part",
            Assert.Throws<RefusedException>(() => PanoramaProbe.Read(path, new())).Message,
            StringComparison.Ordinal
        );
    }

    private static readonly string[] Here =
    [
        "GPSLatitudeRef=N",
        "GPSLatitude=32/1 46/1 2542/100",
        "GPSLongitudeRef=E",
        "GPSLongitude=129/1 51/1 476/10",
    ];

    private PanoramaFacts Probe(params string[] tags) =>
        PanoramaProbe.Read(pictures.Jpeg(1024, 512, metadata: image => Set(image, tags)), new(IsPanorama: true));

    private static void Set(MutableImage image, params string[] tags)
    {
        foreach (var (name, value) in tags.Select(tag => tag.Split('=', 2)).Select(pair => (pair[0], pair[1])))
            image.Set(GValue.RefStrType, $"exif-ifd{(name.StartsWith("GPS", StringComparison.Ordinal) ? 3 : 2)}-{name}", value);
    }

    private static string Xmp(string attributes, string elements = "") =>
        $"""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
            xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
            GPano:ProjectionType="equirectangular" {attributes}>{elements}</rdf:Description></rdf:RDF></x:xmpmeta>
            """;
}
