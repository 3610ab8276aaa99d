using NetVips;
using XrContent.Catalog.Documents;
using XrContent.Geo;
using XrContent.Server.Views;

namespace XrContent.Server.Tests.Views;

/// <summary>Light and shadow, pixel by pixel, against sight lines walked one by one.</summary>
public class ExposureTests
{
    private const int Pixels = 6_000;

    /// <summary>Metres from sample to sample of a walked line; the land's own lie 30 m apart.</summary>
    private const double Step = 8;

    [Fact]
    public async Task Ground_is_light_where_a_straight_line_to_the_burst_point_is_free_and_shadow_where_a_hill_stands_in_it()
    {
        using var land = await MadeUpLand.MakeAsync();
        var (scene, overlay) = (land.Catalog.Find("inasayama-impact")!, land.Catalog.Find("exposure")!);
        // High over the hills, so that much ground is seen.
        var from = land.Footing.ObserverOf((Scene)scene.Document, above: 400);
        var bytes = await land.Views.RasterAsync(
            land.Footing,
            scene,
            from,
            DateTimeOffset.Parse("1945-08-09T11:02:00+09:00", null),
            webp: false,
            TestContext.Current.CancellationToken
        );
        using var picture = Image.NewFromBuffer(bytes!);
        var pixels = picture.WriteToMemory<byte>();
        var (burst, height) = (Footing.PointOf(overlay), land.Footing.HeightOf(overlay, 0));
        var reach = ((Overlay)overlay.Document).Reach!.Value;
        var random = new Random(1);
        int lit = 0,
            shadow = 0,
            wrong = 0;
        for (var i = 0; i < Pixels; i++)
        {
            var (column, row) = (random.Next(RasterPainter.Width), random.Next(RasterPainter.Height));
            var at = (row * RasterPainter.Width + column) * 4;
            var elevation = RasterPainter.Top - (row + 0.5) / RasterPainter.Height * (RasterPainter.Top - RasterPainter.Bottom);
            if (GroundSeen(land, from, (column + 0.5) * 360 / RasterPainter.Width, elevation) is not { } ground)
                continue;
            if (Geodesic.Inverse(burst, ground).Distance > reach - 50)
                continue;
            var colour =
                pixels[at + 3] == 0 ? (RasterPainter.Colour?)null : new(pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]);
            var expected = IsFree(land, burst, height, ground) ? RasterPainter.Lit : RasterPainter.Shadow;
            (lit, shadow) = expected == RasterPainter.Lit ? (lit + 1, shadow) : (lit, shadow + 1);
            if (colour != expected)
                wrong++;
        }

        Assert.True(lit > 300 && shadow > 300, $"{lit} are light, {shadow} are shadow: too few to tell them apart.");
        // At the edges of shadows a pixel takes in both.
        Assert.True(wrong < (lit + shadow) * 0.03, $"{wrong} of {lit + shadow} pixels are wrong.");
    }

    /// <summary>The first ground that a line of sight meets.</summary>
    private static LatLon? GroundSeen(MadeUpLand land, Observer from, double azimuth, double elevation)
    {
        for (var distance = 100.0; distance < 9_000; distance += Step)
        {
            var point = Geodesic.Direct(from.Point, azimuth, distance);
            if (LineOfSight.To(from.Point, from.Height, point, land.Map.HeightAt(point)).Elevation >= elevation)
                return point;
        }

        return null;
    }

    private static bool IsFree(MadeUpLand land, LatLon burst, double height, LatLon ground)
    {
        var line = Geodesic.Inverse(burst, ground);
        var seen = LineOfSight.To(burst, height, ground, land.Map.HeightAt(ground)).Elevation;
        for (var distance = Step; distance < line.Distance - 30; distance += Step)
        {
            var point = Geodesic.Direct(burst, line.Bearing, distance);
            if (LineOfSight.To(burst, height, point, land.Map.HeightAt(point)).Elevation > seen)
                return false;
        }

        return true;
    }
}
