using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Media.Panorama;
using XrContent.Server.Ingest;
using XrContent.Server.Ingest.Corrections;

namespace XrContent.Server.Tests;

/// <summary>The heading of a capture whose stitcher says none.</summary>
public sealed class CompassTests
{
    private static readonly DateTimeOffset Taken = new(2026, 8, 9, 11, 2, 0, TimeSpan.FromHours(9));

    private static readonly Item Place = new(
        "deck",
        CatalogJson.GeometryFactory.CreatePoint(new Coordinate(129.8496, 32.7528)),
        new Place
        {
            Title = new() { English = "A deck" },
            Category = PlaceCategory.Relic,
        }
    );

    [Theory]
    [InlineData(false, 123.4)]
    // The needle points 7.8 degrees west of north there (World Magnetic Model).
    [InlineData(true, 115.6)]
    [InlineData(true, 356.2, 4.0)]
    public void The_compass_gives_it_from_true_north_and_says_what_it_is_worth(bool isMagnetic, double expected, double read = 123.4)
    {
        var pose = PoseOf(null, null, new(read, isMagnetic));
        Assert.Equal(expected, pose.Heading!.Value, 0.11);
        Assert.Equal(15, pose.HeadingAccuracy);
    }

    [Theory]
    [InlineData(10.0, null, 10)]
    [InlineData(null, 20.0, 20)]
    [InlineData(10.0, 20.0, 20)]
    public void What_the_stitcher_or_a_person_says_comes_before_it(double? stitched, double? said, double expected) =>
        Assert.Equal(new Pose(expected), PoseOf(stitched, said, new(123.4, false)));

    [Fact]
    public void Who_corrects_the_heading_looked_and_who_levels_the_picture_did_not()
    {
        var pose = PoseOf(null, null, new(123.4, false));
        Assert.Null(new PosePatch(Heading: 120, NamesHeading: true).Apply(pose).HeadingAccuracy);
        Assert.Equal(15, new PosePatch(Pitch: 2).Apply(pose).HeadingAccuracy);
    }

    private static Pose PoseOf(double? stitched, double? said, Compass compass)
    {
        var facts = new PanoramaFacts(1024, 512, Sphere.Full(1024, 512), false, stitched, 0, 0, null, null, null, Taken, compass);
        var made = CaptureWriter.Write(Place, new(new('a', 64), 1, ".jpg"), facts, new("deck", Heading: said));
        return ((Capture)made.Document).Pose;
    }
}
