using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Media;
using XrContent.Server.Catalogue;
using XrContent.Server.Ingest;
using XrContent.Server.Ingest.Jobs;

namespace XrContent.Server.Tests;

public class PictureAreaTests
{
    private static readonly Item Park = new(
        "park",
        CatalogJson.GeometryFactory.CreatePoint(new Coordinate(129.877, 32.744)),
        new Place
        {
            Title = Say("Park"),
            Category = PlaceCategory.Park,
            Position = new(10, ["s"]),
            Sources = [new("s", "A source")],
            Areas = [new(PictureRule.Forbidden, Say("Graves"), Square(129.8760, 32.7440))],
        }
    );

    private static readonly Item Festival = new(
        "festival",
        null,
        new Event
        {
            Title = Say("Festival"),
            Places = ["park"],
            When = Say("in winter"),
            Areas = [new(PictureRule.Wanted, Say("Stage"), Square(129.8770, 32.7440))],
        }
    );

    private static readonly CatalogSnapshot All = CatalogSnapshot.Of(
        new(1, Guid.Empty, [FeatureText.Of(Park), FeatureText.Of(Festival)], ChangeLog.StartingAt(1)),
        PublicItem.Describe
    );

    [Fact]
    public void Where_pictures_are_forbidden_one_is_refused_by_the_area_s_name()
    {
        var refused = Assert.Throws<RefusedException>(() => Check(129.8761, 32.7441));
        Assert.Equal("forbidden-area", refused.Code);
        Assert.Contains("Graves", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(129.8771, "in-wanted-area")]
    [InlineData(129.8790, "outside-wanted-areas")]
    public void Whether_it_lies_where_pictures_of_the_event_are_wanted_is_said_with_the_area_s_name(double longitude, string code)
    {
        var note = Assert.Single(Check(longitude, 32.7441, "festival"));
        Assert.Equal(code, note.Code);
        Assert.Contains("Stage", note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_from_far_away_is_doubted() => Assert.Equal("far-from-place", Assert.Single(Check(129.95, 32.75)).Code);

    [Theory]
    [InlineData(false, "no-position")]
    [InlineData(true, "stays-where-it-was")]
    public void Where_the_position_is_not_known_no_area_is_asked(bool replaces, string code) =>
        Assert.Equal(
            code,
            Assert.Single(PictureAreas.Check(Capture(129.8761, 32.7441), Park, null, positionKnown: false, replaces, All)).Code
        );

    [Fact]
    public async Task A_picture_from_far_away_is_asked_about_and_not_published_until_somebody_says_that_it_is_right()
    {
        await using var server = await Studio.StudioServer.StartAsync();
        var doubted = await SendAsync(server, "doubted.jpg");
        Assert.False(doubted.GetProperty("published").GetBoolean());
        Assert.Equal(
            ["far-from-place", "not-published"],
            doubted.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("code").GetString()!).Intersect(Codes)
        );
        // Whoever says the position themselves has looked at it.
        var said = await SendAsync(server, "said.jpg", ("lat", "33"), ("lon", "130"));
        Assert.True(said.GetProperty("published").GetBoolean(), said.ToString());
    }

    private static readonly string[] Codes = ["far-from-place", "not-published"];

    private static async Task<System.Text.Json.JsonElement> SendAsync(
        Studio.StudioServer server,
        string name,
        params (string, string)[] more
    )
    {
        var metadata = Footage.Metadata(name, [("publish", "true"), .. more]);
        return await Footage.EndOfAsync(server.Program, await Footage.SendAsync(server.Program, Footage.NewStillAt(33, 130), metadata));
    }

    private static IReadOnlyList<Note> Check(double longitude, double latitude, string? happening = null) =>
        PictureAreas.Check(Capture(longitude, latitude), Park, happening, positionKnown: true, replaces: false, All);

    private static Item Capture(double longitude, double latitude) =>
        new(
            "capture",
            CatalogJson.GeometryFactory.CreatePoint(new Coordinate(longitude, latitude)),
            new Capture
            {
                Title = Say("Capture"),
                Place = "park",
                Nature = CaptureNature.Photograph,
                Taken = DateTimeOffset.UnixEpoch,
                Pose = new(),
                Panorama = new(2, 1, 0, 0, 2, 1),
                Original = new("a", new('0', 64), 1),
            }
        );

    private static LocalText Say(string words) => new() { Japanese = words, English = words };

    /// <summary>About 20 m on a side, from its south-western corner.</summary>
    private static Polygon Square(double west, double south) =>
        CatalogJson.GeometryFactory.CreatePolygon([
            new(west, south),
            new(west + 0.0002, south),
            new(west + 0.0002, south + 0.0002),
            new(west, south + 0.0002),
            new(west, south),
        ]);
}
