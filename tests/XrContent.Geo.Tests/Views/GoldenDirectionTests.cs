using System.Text.Json;
using XrContent.Geo.Terrain;
using XrContent.Geo.Tests.Terrain;
using XrContent.Geo.Views;

namespace XrContent.Geo.Tests.Views;

public class GoldenDirectionTests
{
    private static readonly JsonElement Golden = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Views", "inasayama.json")))
        .RootElement;

    public static TheoryData<string> Targets => [.. Golden.GetProperty("targets").EnumerateObject().Select(target => target.Name)];

    private static (LatLon Point, double Height) PlaceOf(JsonElement place) =>
        (new(place.GetProperty("lat").GetDouble(), place.GetProperty("lon").GetDouble()), place.GetProperty("height").GetDouble());

    [Theory]
    [MemberData(nameof(Targets))]
    public void From_Inasayama_it_appears_where_an_independent_computation_has_it(string id)
    {
        var target = Golden.GetProperty("targets").GetProperty(id);
        var ((eye, eyeHeight), (point, height)) = (PlaceOf(Golden.GetProperty("eye")), PlaceOf(target));
        var seen = LineOfSight.To(eye, eyeHeight, point, height);
        Assert.Equal(target.GetProperty("azimuth").GetDouble(), seen.Azimuth, 0.01);
        Assert.Equal(target.GetProperty("elevation").GetDouble(), seen.Elevation, 0.01);
        Assert.Equal(target.GetProperty("distance").GetDouble(), seen.Distance, 0.1);
    }

    [Fact]
    public void The_sweep_has_the_ground_in_the_same_directions_as_the_exact_computation()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        store.Add([MadeUp.Hgt(folder.Path, "N32E129.hgt", MadeUp.Mountains)], _ => { }, TestContext.Current.CancellationToken);
        var map = TerrainMap.Open(store);
        var eye = new LatLon(32.5, 129.5);
        var sweep = Viewshed.From(map, eye, map.HeightAt(eye) + 30, cancel: TestContext.Current.CancellationToken);
        Gen.Int[0, Viewshed.Rays - 1]
            .Sample(
                ray =>
                {
                    var distances = sweep.SeenAlong(ray).Distances;
                    var slopes = sweep.SeenAlong(ray).Slopes;
                    for (var i = 0; i < distances.Length && distances[i] < 35_000; i += 7)
                    {
                        var point = sweep.PointAlong(ray, distances[i]);
                        var exact = LineOfSight.To(eye, sweep.Height, point, map.HeightAt(point));
                        Assert.Equal(exact.Elevation, Viewshed.ElevationOf(slopes[i]), 2e-3);
                        if (distances[i] > 100)
                            Assert.Equal(0, Angles.Normalize180(exact.Azimuth - Viewshed.AzimuthOf(ray)), 0.02);
                    }
                },
                iter: 60
            );
    }

    [Fact]
    public void A_ring_behind_a_ridge_is_parted_into_seen_and_hidden_and_its_points_keep_their_distance()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        // A wall of 300 m from north to south, 2 km east of the eye.
        var eye = new LatLon(32.5, 129.5);
        double Wall(double latitude, double longitude) => Math.Abs(longitude - 129.5213) < 0.002 ? 300 : 0;
        store.Add([MadeUp.Hgt(folder.Path, "N32E129.hgt", Wall)], _ => { }, TestContext.Current.CancellationToken);
        var map = TerrainMap.Open(store);
        var sweep = Viewshed.From(map, eye, 50, cancel: TestContext.Current.CancellationToken);
        var parts = new Drape(eye, 50, sweep, map, 0).Ring(new(32.5, 129.5213), 1500);
        Assert.Contains(parts, part => part.Visible);
        Assert.Contains(parts, part => !part.Visible);
        foreach (var part in parts)
        {
            foreach (var (azimuth, elevation, distance) in part.Points)
            {
                var point = Geodesic.Direct(eye, azimuth, distance * Math.Cos(Angles.ToRadians(elevation)));
                Assert.Equal(1500, Geodesic.Inverse(new(32.5, 129.5213), point).Distance, 3.0);
                // West of the wall all is seen; behind it nothing is.
                if (point.Longitude < 129.515)
                    Assert.True(part.Visible);
                if (point.Longitude > 129.526)
                    Assert.False(part.Visible);
            }
        }
    }

    [Fact]
    public void Without_terrain_the_ground_is_level_and_nothing_is_hidden()
    {
        var parts = new Drape(new(32.75, 129.85), 300, null, TerrainMap.Empty, 5).Ring(new(32.77, 129.86), 1000);
        Assert.True(Assert.Single(parts).Visible);
    }

    [Fact]
    public void A_sketch_hides_nothing_at_ones_feet()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(folder.Path);
        var heights = new float[241 * 241];
        for (var i = 0; i < heights.Length; i++)
            heights[i] = Math.Abs(i % 241 - 125) < 3 ? 300 : 10;
        store.AddSketch(
            new("sketch", new(129.8, 32.9, 1.0 / 1200, 1.0 / 1200, Cells: false), 241, 241, heights),
            TestContext.Current.CancellationToken
        );
        // The ridge lies 390 m east of the eye; a survey would hide what lies behind it.
        var sweep = Viewshed.From(TerrainMap.Open(store), new(32.8, 129.9), 50, cancel: TestContext.Current.CancellationToken);
        Assert.True(sweep.Shows(LineOfSight.To(new(32.8, 129.9), 50, new(32.8, 129.93), 30)));
        Assert.True(sweep.SeesCoarse);
    }
}
