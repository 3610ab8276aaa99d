using XrContent.Geo.Terrain;

namespace XrContent.Geo.Tests.Terrain;

/// <summary>Heights of several origins lie over one another, are credited, and can be taken out again.</summary>
public sealed class TerrainSourceTests
{
    [Fact]
    public void A_source_can_be_taken_out_again_and_what_lay_below_it_shows()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        var (low, high) = (MadeUp.Square(folder.Path, 1200, 100), MadeUp.Square(folder.Path, 3600, 300));
        var survey = new TerrainSource("survey", "A survey", "A surveyor, 2020", Added: DateTimeOffset.UnixEpoch.AddDays(1));
        store.Add([low], _ => { }, TestContext.Current.CancellationToken);
        store.Add(survey, [high], _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(300, TerrainMap.Open(store).HeightAt(new(32.5, 129.5)), 0.5);
        Assert.Equal(["A surveyor, 2020"], TerrainMap.Open(store).Credits);
        Assert.Equal(["added", "survey"], store.Stored().Select(one => one.Source.Id));
        Assert.Equal(1.0 / 3600, store.Stored()[1].Spacing, 1e-9);

        Assert.Null(store.Remove("nothing", TestContext.Current.CancellationToken));
        Assert.Equal(store.Stored()[1].Squares.Count, store.Remove("survey", TestContext.Current.CancellationToken));
        Assert.Equal(100, TerrainMap.Open(store).HeightAt(new(32.5, 129.5)), 0.5);
        Assert.Empty(TerrainMap.Open(store).Credits);

        store.Remove("added", TestContext.Current.CancellationToken);
        Assert.Empty(store.ComposedTiles());
        Assert.Equal(TerrainQuality.None, TerrainMap.Open(store).Best);
    }

    [Fact]
    public void What_was_being_taken_out_when_the_process_died_is_gone_after_the_next_add()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        var survey = new TerrainSource("survey", "A survey");
        store.Add(survey, [MadeUp.Square(folder.Path, 3600, 300)], _ => { }, TestContext.Current.CancellationToken);
        var sources = Path.Combine(store.Folder, "sources");
        Directory.Move(Path.Combine(sources, "survey"), Path.Combine(sources, "removed.survey"));
        store.Add([MadeUp.Square(folder.Path, 1200, 100)], _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(100, TerrainMap.Open(store).HeightAt(new(32.5, 129.5)), 0.5);
        Assert.Equal(["added"], Directory.GetDirectories(sources).Select(Path.GetFileName));
    }

    [Fact]
    public void A_relief_below_a_coarser_survey_keeps_its_form_where_the_survey_ends()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        static HeightGrid Grid(int perDegree, double west, double east, MadeUp.Relief relief)
        {
            var (width, height) = ((int)Math.Round((east - west) * perDegree) + 1, perDegree / 5 + 1);
            var heights = Enumerable
                .Range(0, width * height)
                .Select(i => (float)relief(32.6 - (double)(i / width) / perDegree, west + (double)(i % width) / perDegree));
            return new("made up", new(west, 32.6, 1.0 / perDegree, 1.0 / perDegree, Cells: false), width, height, [.. heights]);
        }

        var relief = Grid(3600, 129.4, 129.6, MadeUp.Mountains);
        store.AddStarter([(new("relief", "Relief", Coarse: true), Resolution.Relief, relief)], TestContext.Current.CancellationToken);
        store.Add(
            Grid(1200, 129.4, 129.5, (latitude, longitude) => MadeUp.Mountains(latitude, longitude) + 9),
            TestContext.Current.CancellationToken
        );
        var map = TerrainMap.Open(store);
        for (var latitude = 32.41; latitude < 32.59; latitude += 0.0007)
        {
            Assert.Equal(map.HeightAt(new(latitude, 129.5 - 1e-9)), map.HeightAt(new(latitude, 129.5 + 1e-9)), 0.01);
            Assert.Equal(MadeUp.Mountains(latitude, 129.51), map.HeightAt(new(latitude, 129.51)), 1.5);
        }

        Assert.Equal(TerrainQuality.Surveyed, map.QualityAt(new(32.5, 129.45)));
        Assert.Equal(TerrainQuality.Coarse, map.QualityAt(new(32.5, 129.55)));
    }
}
