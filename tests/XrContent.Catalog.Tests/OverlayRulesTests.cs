using XrContent.Catalog.Documents;
using XrContent.Catalog.Rules;

namespace XrContent.Catalog.Tests;

public class OverlayRulesTests
{
    private static readonly Overlay Marker = new()
    {
        Title = Items.Text("Overlay"),
        Shape = OverlayShape.Marker,
        Sources = [new("s", "A source")],
    };
    private static readonly Original File = new("overlays/old-station.jpg", new string('a', 64), 1);

    public static TheoryData<Overlay, string> BadOverlays =>
        new()
        {
            { Marker with { Shape = OverlayShape.Rings }, "rings" },
            { Marker with { Shape = OverlayShape.Area }, "geometry" },
            { Marker with { Shape = OverlayShape.Exposure }, "reach" },
            { Marker with { Shape = OverlayShape.Exposure, Reach = 1e6 }, "reach" },
            { Marker with { HeightAboveGround = -1 }, "heightAboveGround" },
            {
                Marker with
                {
                    Shown = new(new(1945, 8, 9, 11, 2, 0, TimeSpan.FromHours(9)), new(1945, 8, 9, 11, 2, 0, TimeSpan.FromHours(9))),
                },
                "shown.to"
            },
            { Marker with { Original = File }, "original" },
            { Marker with { Shape = OverlayShape.Photo, Original = File, Pose = new(120) }, "size" },
            { Marker with { Shape = OverlayShape.Photo, Original = File, Size = 20 }, "pose.heading" },
            { Marker with { Shape = OverlayShape.Model, Pose = new(120) }, "original" },
            { Marker with { Shape = OverlayShape.Model, Pose = new(400), Original = File }, "pose.heading" },
            { Marker with { Shape = OverlayShape.Model, Pose = new(120), Original = File with { File = "../secret" } }, "original.file" },
            { Marker with { Sources = [] }, "sources" },
        };

    [Theory]
    [MemberData(nameof(BadOverlays))]
    public void A_bad_overlay_is_refused_by_its_field(Overlay overlay, string field) =>
        Assert.Equal(field, Assert.Single(ItemRules.Check(new("overlay", Items.Point(32.75, 129.87), overlay))).Field);

    [Fact]
    public void Good_overlays_have_no_problem()
    {
        var point = Items.Point(32.75, 129.87);
        Assert.Empty(ItemRules.Check(new("a", point, Marker)));
        Assert.Empty(
            ItemRules.Check(new("b", point, Marker with { Shape = OverlayShape.Photo, Original = File, Pose = new(120), Size = 20 }))
        );
        Assert.Empty(ItemRules.Check(new("c", point, Marker with { Shape = OverlayShape.Exposure, Reach = 4000 })));
    }

    [Theory]
    [InlineData(400, 0, 1, "panel.facing")]
    [InlineData(40, 95, 1, "panel.tilt")]
    [InlineData(40, 0, 0, "panel.accuracy")]
    public void A_panel_that_no_surveyor_measured_is_refused(double facing, double tilt, double accuracy, string field)
    {
        var item = Items.Place("place");
        var place = (Place)item.Document with { Panel = new(facing, accuracy, ["s"], tilt) };
        Assert.Equal(field, Assert.Single(ItemRules.Check(item with { Document = place })).Field);
    }

    [Fact]
    public void A_panel_cites_its_survey()
    {
        var item = Items.Place("place");
        var place = (Place)item.Document with { Panel = new(40, 1, []) };
        Assert.Equal("panel.sources", Assert.Single(ItemRules.Check(item with { Document = place })).Field);
    }

    [Fact]
    public void A_summit_needs_its_height()
    {
        var item = Items.Place("place");
        Assert.Equal(
            "height",
            Assert.Single(ItemRules.Check(item with { Document = (Place)item.Document with { Category = PlaceCategory.Summit } })).Field
        );
    }
}
