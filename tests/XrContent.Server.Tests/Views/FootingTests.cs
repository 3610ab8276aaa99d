using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Views;

namespace XrContent.Server.Tests.Views;

/// <summary>One model of who looks and of what stands where, for all that draw.</summary>
public class FootingTests
{
    [Fact]
    public async Task A_hotspot_of_a_scene_stands_where_the_view_has_its_label_or_its_mark()
    {
        using var land = await MadeUpLand.MakeAsync();
        var compared = 0;
        foreach (var item in land.Catalog.Scenes)
        {
            var scene = SceneWriter.Write(item, land.Footing);
            var view = await ViewOfAsync(land, item);
            foreach (var spot in scene.Hotspots.Where(spot => spot.Distance is not null))
            {
                var seen = view.Labels.Concat(view.Overlays).FirstOrDefault(other => other.Id == spot.To && other.Az is not null);
                if (seen is null)
                    continue;
                Assert.Equal((seen.Az, seen.El, seen.Distance), (spot.Azimuth, spot.Elevation, spot.Distance));
                compared++;
            }
        }

        Assert.True(compared > 20, $"Only {compared} hotspots have a label.");
    }

    [Fact]
    public async Task The_light_of_the_raster_hangs_where_the_view_the_scene_and_the_printed_panel_have_the_burst_point()
    {
        using var land = await MadeUpLand.MakeAsync();
        var (exposure, burst) = (land.Catalog.Find("exposure")!, land.Catalog.Find("burst-point")!);
        // Hypocentre and height as content/overlays.geojson has them; the ground is that of its place.
        var ground = ((Place)land.Catalog.Find("hypocentre")!.Document).Height!.Value;
        Assert.Equal(ground + 503, land.Footing.HeightOf(burst, 0), 0.01);
        Assert.Equal(land.Footing.HeightOf(burst, 0), land.Footing.HeightOf(exposure, 0));
        var view = await ViewOfAsync(land, land.Catalog.Find("inasayama-impact")!);
        var marks = view.Overlays.Where(overlay => overlay.Id is "burst-point" or "exposure").ToList();
        Assert.Equal(2, marks.Count);
        Assert.All(marks, mark => Assert.Equal(28.799, mark.Az!.Value, 0.002));
        Assert.All(marks, mark => Assert.Equal(Math.Round(ground + 503, 1), mark.Height));
    }

    [Fact]
    public async Task A_lens_of_known_height_never_looks_out_from_within_a_hill_and_without_one_somebody_stands_there()
    {
        using var land = await MadeUpLand.MakeAsync();
        var scene = (Scene)land.Catalog.Find("inasayama-impact")!.Document;
        var capture = land.Catalog.Find(scene.Captures[0])!;
        var point = Footing.PointOf(capture);
        var terrain = land.Footing.TerrainAt(point)!.Value;
        foreach (var (lens, expected) in new (double?, double)[] { (terrain + 40, terrain + 40), (terrain - 40, terrain + 0.5) })
        {
            land.Publish(capture.Id, document => document is Capture own ? own with { Pose = own.Pose with { Height = lens } } : document);
            Assert.Equal(expected, land.Footing.ObserverOf(scene).Height, 0.01);
        }

        land.Publish(capture.Id, document => document is Capture own ? own with { Pose = own.Pose with { Height = null } } : document);
        var deck = ((Place)land.Catalog.Find(scene.Place)!.Document).Height!.Value;
        Assert.Equal(Math.Max(deck, terrain) + 1.6, land.Footing.ObserverOf(scene).Height, 0.01);
    }

    [Fact]
    public async Task What_is_about_a_place_has_its_ground_only_where_it_stands_at_it()
    {
        using var land = await MadeUpLand.MakeAsync();
        var burst = land.Catalog.Find("burst-point")!;
        var place = land.Catalog.Find("hypocentre")!;
        var away = Geodesic.Direct(Footing.PointOf(place), 90, 2_000);
        Assert.Equal(((Place)place.Document).Height, land.Footing.FootOf(burst));
        Assert.Equal(land.Footing.TerrainAt(away), land.Footing.FootOf(burst, away));
    }

    [Fact]
    public async Task A_label_that_leads_to_a_scene_is_named_by_what_stands_there()
    {
        using var land = await MadeUpLand.MakeAsync();
        var view = await ViewOfAsync(land, land.Catalog.Find("scene-hypocentre")!);
        var label = view.Labels.Single(one => one.Id == "inasayama-impact");
        Assert.Equal(land.Catalog.Find("inasayama-deck")!.Document.Title, label.Label);
        Assert.Equal("inasayama-impact", label.Scene);
    }

    private static Task<ViewAnswer> ViewOfAsync(MadeUpLand land, PublishedItem item) =>
        land.Views.AnswerAsync(
            land.Footing,
            item,
            land.Footing.ObserverOf((Scene)item.Document),
            () => null,
            TestContext.Current.CancellationToken
        );
}
