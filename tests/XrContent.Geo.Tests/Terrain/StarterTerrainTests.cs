using System.Text.Json;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Tests.Terrain;

/// <summary>The land that stands in until there are surveyed heights has Nagasaki's form, and says that it is coarse.</summary>
public sealed class StarterTerrainTests : IDisposable
{
    private static readonly string Content = FindContent();
    private readonly TemporaryFolder folder = new();
    private readonly TerrainStore store;
    private readonly TerrainMap map;

    public StarterTerrainTests()
    {
        store = new(Path.Combine(folder.Path, "terrain"));
        Assert.True(StarterTerrain.Add(store, Path.Combine(Content, "terrain"), DateTimeOffset.UnixEpoch, CancellationToken.None));
        map = TerrainMap.Open(store);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Summits_and_places_are_as_high_as_published()
    {
        var known = Points(Path.Combine(Content, "terrain", "sketch.json"), "summit")
            .Concat(Points(Path.Combine(Content, "places.geojson"), "place"))
            .Where(one => one.Point.Latitude is > 32.665 and < 32.835 && one.Point.Longitude is > 129.775 and < 129.955)
            .ToList();
        Assert.True(known.Count > 20);
        Assert.All(
            known,
            one => Assert.True(Math.Abs(map.HeightAt(one.Point) - one.Height) < OffAt(one), $"{one}: {map.HeightAt(one.Point)}")
        );

        // A place by a summit has the summit's form below it, and its own height in the catalogue; on a steep flank they differ.
        static double OffAt((string Name, LatLon Point, double Height) one) =>
            one.Name is "iwayasan" or "kazagashira-park" or "nabekanmuriyama-deck" or "inasayama" or "inasayama-deck" ? 75 : 4;
    }

    [Fact]
    public void Between_them_lie_the_valleys_the_ridges_and_the_harbour()
    {
        // The Urakami valley and the ridge between it and the station.
        Assert.InRange(map.HeightAt(new(32.7655, 129.8637)), 0.5, 12);
        Assert.InRange(map.HeightAt(new(32.7765, 129.8815)), 100, 320);
        // The harbour, off Dejima Wharf and off Matsugae.
        Assert.Equal(0, map.HeightAt(new(32.743, 129.866)));
        Assert.Equal(0, map.HeightAt(new(32.737, 129.862)));
        // The station, where the scan has a hole next door.
        Assert.InRange(map.HeightAt(new(32.7525, 129.8696)), 1, 5);
    }

    [Fact]
    public void No_shore_stands_like_a_wall_and_nothing_is_without_a_height()
    {
        for (var latitude = 32.67; latitude < 32.83; latitude += 0.0009)
        {
            for (var longitude = 129.78; longitude < 129.95; longitude += 0.0009)
            {
                var height = map.HeightAt(new(latitude, longitude));
                Assert.True(height is >= 0 and < 600, $"{latitude} {longitude}: {height}");
                if (map.HeightAt(new(latitude, longitude + 0.0005)) == 0)
                    Assert.True(height < 90, $"{latitude} {longitude}: {height} m within 50 m of the sea");
            }
        }
    }

    [Fact]
    public void It_is_coarse_everywhere_and_says_whose_heights_it_has()
    {
        Assert.Equal(TerrainQuality.Coarse, map.Best);
        Assert.Equal(2, map.Credits.Count);
        Assert.Contains(map.Credits, credit => credit.Contains("オープンナガサキ", StringComparison.Ordinal));
        Assert.All(store.Sources(), source => Assert.True(source.Coarse));
    }

    [Fact]
    public void It_is_laid_once_and_again_only_when_it_has_changed()
    {
        var terrain = Path.Combine(Content, "terrain");
        var version = store.Version;
        Assert.False(StarterTerrain.Add(store, terrain, DateTimeOffset.UnixEpoch, CancellationToken.None));
        Assert.Equal(version, store.Version);

        var other = Directory.CreateDirectory(Path.Combine(folder.Path, "other")).FullName;
        foreach (var file in Directory.GetFiles(terrain))
            File.Copy(file, Path.Combine(other, Path.GetFileName(file)));
        File.WriteAllText(
            Path.Combine(other, "relief.asc"),
            "ncols 2\nnrows 2\nxllcenter 129.86\nyllcenter 32.77\ncellsize 0.02\nNODATA_value -9999\n700 700\n700 700\n"
        );
        Assert.True(StarterTerrain.Add(store, other, DateTimeOffset.UnixEpoch, CancellationToken.None));
        var changed = TerrainMap.Open(store);
        Assert.Equal(700, changed.HeightAt(new(32.78, 129.87)), 1);
        // Where the relief that is gone lay, the sketch shows.
        Assert.NotEqual(map.HeightAt(new(32.70, 129.86)), changed.HeightAt(new(32.70, 129.86)), 1f);
    }

    private static IEnumerable<(string Name, LatLon Point, double Height)> Points(string file, string kind)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
        {
            var (properties, geometry) = (feature.GetProperty("properties"), feature.GetProperty("geometry"));
            if (properties.GetProperty("kind").GetString() != kind || geometry.GetProperty("type").GetString() != "Point")
                continue;
            if (!properties.TryGetProperty("height", out var height))
                continue;
            var point = geometry.GetProperty("coordinates");
            var name = properties.TryGetProperty("name", out var own) ? own : feature.GetProperty("id");
            yield return (name.GetString()!, new(point[1].GetDouble(), point[0].GetDouble()), height.GetDouble());
        }
    }

    private static string FindContent()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "XrContent.sln")))
                return Path.Combine(at.FullName, "content");
        throw new DirectoryNotFoundException("content/ was not found above the tests.");
    }
}
