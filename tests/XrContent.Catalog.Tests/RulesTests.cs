using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;

namespace XrContent.Catalog.Tests;

public class RulesTests
{
    private static Polygon Ring(params (double X, double Y)[] points) =>
        CatalogJson.GeometryFactory.CreatePolygon([.. points.Select(point => new Coordinate(point.X, point.Y))]);

    public static TheoryData<Geometry, string> BadGeometries =>
        new()
        {
            { Items.Point(double.NaN, 129), "not a number" },
            { Items.Point(double.PositiveInfinity, 129), "not a number" },
            { Items.Point(95, 129), "Latitude 95" },
            { Items.Point(32, 181), "Longitude 181" },
            { Ring((129, 32), (130, 33), (130, 32), (129, 33), (129, 32)), "Self-intersection" },
            { Ring((-179, 0), (179, 0), (179, 1), (-179, 0)), "antimeridian" },
            { CatalogJson.GeometryFactory.CreatePoint(), "no coordinates" },
        };

    [Theory]
    [MemberData(nameof(BadGeometries))]
    public void A_bad_geometry_is_refused_with_its_reason(Geometry geometry, string reason)
    {
        var problem = Assert.Single(ItemRules.Check(Items.Place("place", geometry)));
        Assert.Equal("geometry", problem.Field);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_valid_item_has_no_problem() => Assert.Empty(ItemRules.Check(Items.Place("place")));

    [Theory]
    [InlineData("Two\nlines", "one line")]
    [InlineData("A tab\tin it", "one line")]
    [InlineData("\u202Egpj.exe", "direction of writing")]
    [InlineData("\u2067turned\u2069", "direction of writing")]
    public void A_title_stands_on_one_line_and_reads_in_its_own_direction(string title, string reason)
    {
        var problem = Assert.Single(ItemRules.Check(Items.Titled(Items.Place("place"), title)), one => one.Field == "title.en");
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_without_a_source_for_its_position_is_refused()
    {
        var item = Items.Place("place");
        var problems = ItemRules.Check(item with { Document = (Place)item.Document with { Position = new(10, ["elsewhere"]) } });
        Assert.Equal("position.sources[0]", Assert.Single(problems).Field);
    }

    [Fact]
    public void A_figure_without_a_source_is_refused()
    {
        var item = Items.Place("place");
        var fact = new Fact("height", Items.Text("Height"), 503, []);
        Assert.Equal(
            "facts[0].sources",
            Assert.Single(ItemRules.Check(item with { Document = (Place)item.Document with { Facts = [fact] } })).Field
        );
    }

    [Fact]
    public void A_height_or_a_time_without_a_source_is_not_published_and_its_source_must_be_there()
    {
        var (item, tour) = (Items.Place("place"), new Tour { Title = Items.Text("tour"), Stops = [new("scene")] });
        var high = (Place)item.Document with { Height = 12 };
        Assert.Equal("heightSources", Assert.Single(PublishRules.CheckFigures(item with { Document = high })).Field);
        Assert.Empty(PublishRules.CheckFigures(item with { Document = high with { HeightSources = ["s"] } }));
        Assert.Equal(
            "heightSources[0]",
            Assert.Single(ItemRules.Check(item with { Document = high with { HeightSources = ["t"] } })).Field
        );
        Assert.Equal("minutesSources", Assert.Single(PublishRules.CheckFigures(new("tour", null, tour with { Minutes = 30 }))).Field);
        Assert.Equal(
            "minutesSources[0]",
            Assert.Single(ItemRules.Check(new("tour", null, tour with { Minutes = 30, MinutesSources = ["s"] }))).Field
        );
        Assert.Empty(PublishRules.CheckFigures(new("tour", null, tour)));
    }

    [Fact]
    public void Only_a_drawing_shows_another_moment_than_its_own_and_a_language_is_a_tag()
    {
        var capture = (Capture)Items.Capture("c", "p").Document with { Depicts = DateTimeOffset.UnixEpoch };
        Assert.Equal("depicts", Assert.Single(ItemRules.Check(Items.Capture("c", "p") with { Document = capture })).Field);
        var drawing = capture with { Nature = CaptureNature.Drawing };
        Assert.Empty(ItemRules.Check(Items.Capture("c", "p") with { Document = drawing }));
        Assert.Equal(DateTimeOffset.UnixEpoch, drawing.Shows);
        var place = (Place)Items.Place("p").Document;
        foreach (var (language, isTag) in new[] { ("ja", true), ("zh-Hans", true), ("", false), ("Japanese", false) })
        {
            var item = Items.Place("p") with { Document = place with { Sources = [new("s", "A source", Language: language)] } };
            Assert.Equal(isTag ? [] : ["sources[0].language"], ItemRules.Check(item).Select(problem => problem.Field));
        }
    }

    [Fact]
    public void What_a_curator_must_still_settle_is_named_by_field()
    {
        Source[] sources = [new("s", "A source"), new("t", "Home", Url: "http://example.org/", Language: "en")];
        var place = (Place)Items.Place("place").Document with
        {
            Position = new(150, ["s"]),
            Height = 3,
            Facts = [new("f", Items.Text("f"), 1, ["s"]), new("g", Items.Text("g"), 1, ["s", "t"])],
            Sources = sources,
        };
        Assert.Equal(
            [
                "heightSources",
                "position",
                "position.sources",
                "facts[0].sources",
                "sources[0]",
                "sources[0].language",
                "sources[1].url",
                "sources[1].url",
                "title.zh-Hans",
                "title.ko",
            ],
            Unsettled.Of(Items.Place("place") with { Document = place }).Select(open => open.Field)
        );
        var settled = place with
        {
            Title = LocalText.Of(language => language),
            Position = new(10, ["s", "t"]),
            HeightSources = ["s"],
            Facts = [],
            Sources = [new("s", "A", Locator: "p. 3", Language: "ja"), new("t", "B", Url: "https://example.org/b", Language: "en")],
        };
        Assert.Empty(Unsettled.Of(Items.Place("place") with { Document = settled }));
    }

    [Fact]
    public void References_that_lead_nowhere_or_to_the_wrong_kind_are_named_with_their_field()
    {
        var all = new[] { Items.Place("place"), Items.Scene("scene", "place", "nowhere", "place") }.ToDictionary(item => item.Id);
        Assert.Equal(["captures[0]", "captures[1]"], ReferenceRules.Check(all).Select(problem => problem.Field));
    }

    [Fact]
    public void A_then_and_now_needs_the_true_heading_of_each_capture()
    {
        var all = new[]
        {
            Items.Place("place"),
            Items.Capture("a", "place"),
            Items.Capture("b", "place", heading: null),
            Items.Scene("scene", "place", "a", "b"),
        };
        Assert.Equal("captures[1]", Assert.Single(ReferenceRules.Check(all.ToDictionary(item => item.Id))).Field);
    }

    [Theory]
    [InlineData(
        """
            {"type":"FeatureCollection","features":[
            {"type":"Feature","id":"x","geometry":null,"properties":{"kind":"scene","title":{"jp":"a"},"place":"p"}}]}
            """,
        "x",
        "title.jp"
    )]
    [InlineData(
        """{"type":"Feature","id":"x","geometry":null,"properties":{"kind":"scene","title":{"ja":"a"},"place":"p","colour":"red"}}""",
        "x",
        "colour"
    )]
    [InlineData("""{"type":"Feature","id":"x","geometry":null,"properties":{"kind":"castle","title":{"ja":"a"}}}""", "x", "kind")]
    [InlineData(
        """
            {"type":"Feature","id":"x","geometry":{"type":"Point","coordinates":["a",1]},
            "properties":{"kind":"scene","title":{"ja":"a"},"place":"p"}}
            """,
        "x",
        "geometry"
    )]
    [InlineData("""{"type":"Feature","geometry":null,"properties":{"kind":"scene","title":{"ja":"a"},"place":"p"}}""", "feature", "id")]
    [InlineData("""{"type":"Feature","id":"x","geometry":null}""", "x", "properties")]
    [InlineData("""{"type":"Feature","id":"x" """, null, "line 1")]
    [InlineData("[]", null, "type")]
    public void What_cannot_be_read_is_named_by_file_item_and_field(string json, string? item, string field)
    {
        var (items, problems) = FeatureReader.Read("some.geojson", System.Text.Encoding.UTF8.GetBytes(json));
        Assert.Empty(items);
        var problem = Assert.Single(problems);
        Assert.Equal(("some.geojson", item), (problem.File, problem.Item));
        Assert.StartsWith(field, problem.Field, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_without_an_offset_is_refused()
    {
        var json = System
            .Text.Encoding.UTF8.GetString(CatalogJson.ToFeature(Items.Capture("a", "p")))
            .Replace("+09:00", "", StringComparison.Ordinal);
        var problem = Assert.Single(FeatureReader.Read("f", System.Text.Encoding.UTF8.GetBytes(json)).Problems);
        Assert.Equal("taken", problem.Field);
        Assert.Contains("offset", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bytes_whatever_crash_the_reader() => Gen.Byte.Array[0, 200].Sample(bytes => FeatureReader.Read("f", bytes), iter: 2000);

    [Fact]
    public void A_truncated_document_is_a_problem_and_not_a_crash()
    {
        var whole = CatalogJson.ToFeature(Items.Place("place"));
        for (var length = 0; length < whole.Length; length++)
            Assert.NotEmpty(FeatureReader.Read("f", whole.AsMemory(0, length)).Problems);
    }
}
