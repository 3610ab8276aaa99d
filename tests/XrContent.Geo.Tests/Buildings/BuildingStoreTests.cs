using XrContent.Geo.Buildings;
using XrContent.Geo.Terrain;
using XrContent.Geo.Tests.Terrain;

namespace XrContent.Geo.Tests.Buildings;

public sealed class BuildingStoreTests : IDisposable
{
    private static readonly LatLon Middle = new(32.76, 129.87);

    private readonly TemporaryFolder folder = new();
    private readonly TerrainStore store;

    public BuildingStoreTests() => store = new(Path.Combine(folder.Path, "terrain"));

    [Fact]
    public void What_is_added_again_is_replaced_by_its_name_and_the_rest_stays()
    {
        Assert.Equal((2, 0), Add(House("a", 5), House("b", 6)));
        Assert.Equal((3, 1), Add(House("b", 7), House("c", 8)));

        Assert.Equal([("a", 5.0), ("b", 7), ("c", 8)], store.Buildings.All().Select(house => (house.Name, house.Height)));
    }

    [Fact]
    public void Outline_foot_and_years_come_back_as_they_were_given_to_a_centimetre()
    {
        var given = House("a", 5.25) with { Base = 12.5, Since = 1912, Until = 1945, IsCover = true };
        Add(given, House("b", 6));

        var kept = store.Buildings.All().ToList();
        Assert.Equal(given with { Footprint = kept[0].Footprint }, kept[0]);
        Assert.All(
            given.Footprint.Zip(kept[0].Footprint),
            pair => Assert.InRange(Geodesic.Inverse(pair.First, pair.Second).Distance, 0, 0.01)
        );
        Assert.Equal(((double?)null, (int?)null), (kept[1].Base, kept[1].Until));
    }

    [Fact]
    public void Whatever_is_added_or_removed_is_another_version_with_its_credit()
    {
        store.Add(MadeUp.Level("plain", Middle, 0.02, 10), TestContext.Current.CancellationToken);
        var before = store.Version;
        Add(House("a", 5));
        var (one, map) = (store.Version, TerrainMap.Open(store));
        Assert.Equal((1, "A city"), (map.Buildings.Count, Assert.Single(map.Credits)));
        Add(House("a", 6));
        var two = store.Version;
        Assert.True(store.RemoveBuildings("town", TestContext.Current.CancellationToken));

        Assert.Equal(3, new[] { before, one, two }.Distinct().Count());
        Assert.Equal(before, store.Version);
        Assert.False(store.RemoveBuildings("town", TestContext.Current.CancellationToken));
        Assert.False(store.RemoveBuildings("../town", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_file_that_was_cut_short_is_left_out_by_name_and_the_others_stand()
    {
        store.Add(MadeUp.Level("plain", Middle, 0.02, 10), TestContext.Current.CancellationToken);
        Add([.. Enumerable.Range(0, 50).Select(i => House($"{i}", 5))]);
        store.AddBuildings(new("whole", "Whole", "Another city"), [House("a", 5)], TestContext.Current.CancellationToken);
        var file = Path.Combine(store.Folder, "buildings", "town.buildings");
        foreach (var length in new[] { new FileInfo(file).Length - 7, 9, 0 })
        {
            using (var stream = File.OpenWrite(file))
                stream.SetLength(length);

            var map = TerrainMap.Open(store);
            Assert.Equal(1, map.Buildings.Count);
            Assert.Contains("town.buildings: Is damaged", Assert.Single(map.Faults), StringComparison.Ordinal);
            var stored = store.Buildings.Stored().ToDictionary(one => one.Source.Id);
            Assert.Equal((1, null), (stored["whole"].Count, stored["whole"].Fault));
            Assert.Contains("Is damaged", stored["town"].Fault, StringComparison.Ordinal);
        }

        Assert.True(store.RemoveBuildings("town", TestContext.Current.CancellationToken));
        Assert.Empty(TerrainMap.Open(store).Faults);
    }

    [Fact]
    public void What_was_cut_off_while_it_was_written_is_no_building()
    {
        Add(House("a", 5));
        File.WriteAllText(Path.Combine(store.Folder, "buildings", "town.buildings.77.new"), "half");

        Assert.Equal("a", Assert.Single(store.Buildings.All()).Name);
        Assert.Null(Assert.Single(store.Buildings.Stored()).Fault);
    }

    [Fact]
    public void A_version_is_the_same_to_whoever_asks() => Assert.Matches("^\\.[0-9a-f]{12}$", WithOne(new(store.Folder)));

    private string WithOne(TerrainStore other)
    {
        Add(House("a", 5));
        Assert.Equal(store.Version, other.Version);
        return other.Buildings.Version;
    }

    [Fact]
    public void A_sheet_that_is_added_again_brings_its_blocks_anew_and_leaves_those_of_other_sheets()
    {
        Cover Sheet(string sheet, int count) =>
            new(
                new("clouds-cover", "Cover"),
                Enumerable.Range(0, count).Select(i => House($"{sheet}:{i}.0", 5)),
                name => name.StartsWith($"{sheet}:", StringComparison.Ordinal)
            );
        foreach (var (sheet, count) in new[] { ("a", 5), ("b", 3), ("a", 2) })
            store.Add(new("clouds", "Clouds"), [], TestContext.Current.CancellationToken, Sheet(sheet, count));

        Assert.Equal(["a:0.0", "a:1.0", "b:0.0", "b:1.0", "b:2.0"], store.Buildings.All().Select(block => block.Name).Order());
        Assert.Equal(0, store.Remove("clouds", TestContext.Current.CancellationToken));
        Assert.Empty(store.Buildings.All());
    }

    [Fact]
    public void A_house_stands_at_its_measured_foot_on_a_survey_and_on_the_ground_of_a_sketch()
    {
        var house = House("a", 5) with { Base = 40 };
        Add(house, House("b", 7));
        store.AddSketch(MadeUp.Level("sketch", Middle, 0.1, 55), TestContext.Current.CancellationToken);
        var sketched = TerrainMap.Open(store).Buildings;
        Assert.Equal([60, 62], new[] { sketched.TopOf(0), sketched.TopOf(1) }.Order());

        store.Add(MadeUp.Level("survey", Middle, 0.06, 38), TestContext.Current.CancellationToken);
        var surveyed = TerrainMap.Open(store).Buildings;
        Assert.Equal([45, 45], new[] { surveyed.TopOf(0), surveyed.TopOf(1) }.Order());
    }

    [Fact]
    public async Task Two_that_add_at_once_lose_nothing_of_each_other()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 8),
            TestContext.Current.CancellationToken,
            async (i, cancel) =>
            {
                while (true)
                {
                    try
                    {
                        new TerrainStore(store.Folder).AddBuildings(new("town", "Town"), [House($"{i}", 5)], cancel);
                        return;
                    }
                    catch (TerrainFileException busy) when (busy.Message.Contains("Another process", StringComparison.Ordinal))
                    {
                        await Task.Yield();
                    }
                }
            }
        );

        Assert.Equal(8, store.Buildings.All().Count);
    }

    public void Dispose() => folder.Dispose();

    private (int Count, int Replaced) Add(params Building[] buildings) =>
        store.AddBuildings(new("town", "Town", "A city"), buildings, TestContext.Current.CancellationToken);

    private static Building House(string name, double height) =>
        new(name, [Middle, new(32.7601, 129.87), new(32.7601, 129.8701)], null, height, 2000, null);
}
