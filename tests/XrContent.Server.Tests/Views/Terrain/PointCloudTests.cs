using XrContent.Geo.Tests.Terrain;

namespace XrContent.Server.Tests.Views.Terrain;

/// <summary>`terrain add` reads point clouds: ground into the heights, roofs and trees among what hides.</summary>
public sealed class PointCloudTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-cloud-").FullName;

    [Fact]
    public async Task A_sheet_gives_ground_and_cover_once_however_often_it_is_added_and_both_go_together()
    {
        var sheet = Write("sheet.las", new LasWriter().Write(Sheet()));
        for (var i = 0; i < 2; i++)
        {
            var (code, said) = await RunAsync(
                "terrain",
                "add",
                sheet,
                "--id",
                "clouds",
                "--title",
                "Clouds",
                "--attribution",
                "A prefecture"
            );
            Assert.True(code == 0, said);
        }

        Assert.Contains("clouds: Clouds; surveyed 2020; ", (await RunAsync("terrain", "list")).Said, StringComparison.Ordinal);
        var (_, cover) = await RunAsync("buildings", "list");
        Assert.Matches("^clouds-cover: Clouds: roofs and trees; [1-9] buildings; 1 MB; A prefecture\\s*$", cover);
        Assert.Equal(0, (await RunAsync("terrain", "remove", "clouds")).Code);
        Assert.Equal(("", ""), ((await RunAsync("terrain", "list")).Said, (await RunAsync("buildings", "list")).Said));
    }

    [Fact]
    public async Task Of_a_good_and_a_bad_file_nothing_is_added()
    {
        var good = Write("good.las", new LasWriter().Write(Sheet()));
        var bad = Write("bad.las", new LasWriter { Code = 4326 }.Write(Sheet()));
        var torn = Write("torn.hgt", [1, 2, 3]);

        Assert.Equal(1, (await RunAsync("terrain", "add", good, bad)).Code);
        Assert.Equal(1, (await RunAsync("terrain", "add", good, torn)).Code);
        Assert.Equal(1, (await RunAsync("terrain", "add", good, good)).Code);
        Assert.Equal(("", ""), ((await RunAsync("terrain", "list")).Said, (await RunAsync("buildings", "list")).Said));
    }

    [Fact]
    public async Task Each_sheet_has_its_own_year_and_a_name_of_cover_is_nobody_elses()
    {
        var old = Write("old.las", new LasWriter { Year = 2016 }.Write(Sheet()));
        var recent = Write(
            "recent.las",
            new LasWriter { Year = 2024 }.Write([.. Sheet().Select(point => point with { East = point.East + 500 })])
        );
        Assert.Equal(0, (await RunAsync("terrain", "add", old, "--id", "yr")).Code);
        Assert.Equal(0, (await RunAsync("terrain", "add", recent, "--id", "yr")).Code);

        var stored = new XrContent.Geo.Terrain.TerrainStore(Path.Combine(data, "terrain")).Buildings;
        Assert.Equal([2016, 2024], stored.All().Select(block => block.Since).Distinct().Order());
        Assert.Equal(1, (await RunAsync("buildings", "add", "x.geojson", "--id", "yr-cover")).Code);
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    private Task<(int Code, string Said)> RunAsync(params string[] words) => ServerProcess.RunAsync(data, words);

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(data, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Level ground of 100 m square with a house on it.</summary>
    private static List<CloudPoint> Sheet()
    {
        var points = new List<CloudPoint>();
        for (var east = 0; east < 100; east++)
        {
            for (var north = 0; north < 100; north++)
            {
                var isHouse = east is > 40 and < 60 && north is > 40 and < 60;
                points.Add(new(34_000 + east, -27_000 + north, isHouse ? 22 : 10, isHouse ? 6 : 2));
            }
        }

        return points;
    }
}
