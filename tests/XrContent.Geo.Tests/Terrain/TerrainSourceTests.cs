using XrContent.Geo.Terrain;
using XrContent.Geo.Terrain.Formats;

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

    /// <summary>Ends an act as a cut-off does: once some files have changed, and before others have.</summary>
    private static void CutOff(string folder, int after, Action<CancellationToken> act)
    {
        using var cut = new CancellationTokenSource();
        var written = 0;
        using var watch = new FileSystemWatcher(folder) { IncludeSubdirectories = true, EnableRaisingEvents = true };
        watch.Renamed += (_, _) =>
        {
            if (++written == after)
                cut.Cancel();
        };
        try
        {
            act(cut.Token);
        }
        catch (OperationCanceledException)
        {
            // That is what is tried.
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(12)]
    public void What_was_cut_when_the_process_ended_is_composed_by_the_next_one(int after)
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        Directory.CreateDirectory(store.Folder);
        var survey = new TerrainSource("survey", "A survey", "A surveyor");
        var high = MadeUp.Square(folder.Path, 1200, 300);
        CutOff(store.Folder, after, cancel => store.Add(survey, [high], _ => { }, cancel));
        // The same again, as cells that fill only: none of them is new, and all must be there.
        store.Add(survey, TerrainFiles.Read(high).Select(grid => (grid, true)), TestContext.Current.CancellationToken);
        var map = TerrainMap.Open(store);
        for (var longitude = 129.41; longitude < 129.69; longitude += 0.03)
            Assert.Equal(300, map.HeightAt(new(32.5, longitude)), 0.5);
        Assert.Equal(["A surveyor"], map.Credits);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public void A_starter_that_was_cut_off_is_laid_by_the_next_start(int after)
    {
        using var folder = new TemporaryFolder();
        var content = Directory.CreateDirectory(Path.Combine(folder.Path, "content")).FullName;
        File.WriteAllText(
            Path.Combine(content, "sources.json"),
            """[{"id":"sketch","title":"S"},{"id":"relief","title":"R","attribution":"Us"}]"""
        );
        File.WriteAllText(
            Path.Combine(content, "sketch.json"),
            """
            {"features":[{"properties":{"kind":"land"},
            "geometry":{"coordinates":[[[[129.7,32.7],[129.9,32.7],[129.9,32.9],[129.7,32.9],[129.7,32.7]]]]}},
            {"properties":{"kind":"spot","height":50},"geometry":{"coordinates":[129.8,32.8]}}]}
            """
        );
        File.WriteAllText(
            Path.Combine(content, "relief.asc"),
            "ncols 3\nnrows 3\nxllcenter 129.79\nyllcenter 32.79\ncellsize 0.01\nNODATA_value -9999\n9 9 9\n9 9 9\n9 9 9\n"
        );
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        Directory.CreateDirectory(store.Folder);
        CutOff(store.Folder, after, cancel => StarterTerrain.Add(store, content, DateTimeOffset.UnixEpoch, cancel));
        StarterTerrain.Add(store, content, DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
        var map = TerrainMap.Open(store);
        Assert.Equal(9, map.HeightAt(new(32.8, 129.8)), 0.5);
        Assert.True(map.HeightAt(new(32.75, 129.85)) > 5);
        Assert.Equal(["Us"], map.Credits);
    }

    [Fact]
    public void Heights_of_before_sources_had_names_come_along_although_their_moving_was_cut_off()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        store.Add([MadeUp.Square(folder.Path, 1200, 300)], _ => { }, TestContext.Current.CancellationToken);
        var sources = Path.Combine(store.Folder, "sources");
        // As it was, and cut off between the two moves.
        Directory.Move(Path.Combine(sources, "added", "3"), Path.Combine(sources, "moving.3"));
        Directory.Delete(Path.Combine(sources, "added"), recursive: true);
        store.Add(new TerrainSource("low", "Low"), [MadeUp.Square(folder.Path, 600, 100)], _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(300, TerrainMap.Open(store).HeightAt(new(32.5, 129.5)), 0.5);
        Assert.Contains(store.Stored(), one => one.Source.Id == "added" && one.Squares.Count > 0);
    }

    [Fact]
    public void Of_two_sources_at_one_resolution_the_finer_wins_then_the_later_and_each_can_go()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        TerrainSource Named(string id, int day) => new(id, id, Added: DateTimeOffset.UnixEpoch.AddDays(day));
        void Add(string id, int day, int perDegree, double height) =>
            store.Add(Named(id, day), [MadeUp.Square(folder.Path, perDegree, height)], _ => { }, TestContext.Current.CancellationToken);
        float Height() => TerrainMap.Open(store).HeightAt(new(32.5, 129.5));
        Add("first", 1, 1200, 100);
        Add("second", 2, 1200, 200);
        Assert.Equal(200, Height(), 0.5);
        Add("coarser", 3, 700, 300);
        Assert.Equal(200, Height(), 0.5);
        store.Remove("second", TestContext.Current.CancellationToken);
        Assert.Equal(100, Height(), 0.5);
        store.Remove("first", TestContext.Current.CancellationToken);
        Assert.Equal(300, Height(), 0.5);
    }

    [Fact]
    public void A_source_whose_file_is_damaged_keeps_its_heights_and_can_be_taken_out()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        store.Add(
            new TerrainSource("survey", "A survey"),
            [MadeUp.Square(folder.Path, 1200, 300)],
            _ => { },
            TestContext.Current.CancellationToken
        );
        foreach (var damage in new[] { "", "null", "{\"title\":null}", "{" })
        {
            File.WriteAllText(Path.Combine(store.Folder, "sources", "survey", "source.json"), damage);
            Assert.Equal("survey", Assert.Single(store.Sources()).Id);
            Assert.Equal(300, TerrainMap.Open(store).HeightAt(new(32.5, 129.5)), 0.5);
        }

        Assert.NotNull(store.Remove("survey", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Surveyed_heights_are_not_taken_for_a_starter()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        store.Add(
            new TerrainSource("relief", "A survey"),
            [MadeUp.Square(folder.Path, 1200, 300)],
            _ => { },
            TestContext.Current.CancellationToken
        );
        var grid = TerrainFiles.Read(MadeUp.Square(folder.Path, 3600, 9)).Single();
        Assert.Throws<TerrainFileException>(() =>
            store.AddStarter([(new("relief", "R", Coarse: true), Resolution.Relief, grid)], TestContext.Current.CancellationToken)
        );
        Assert.Equal(300, TerrainMap.Open(store).HeightAt(new(32.5, 129.5)), 0.5);
    }

    [Fact]
    public void Where_two_surveys_meet_without_overlap_neither_fades_into_the_sketch_below()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        static HeightGrid Level(int perDegree, double west, double east, float height)
        {
            var (width, tall) = ((int)Math.Round((east - west) * perDegree) + 1, perDegree / 5 + 1);
            return new(
                "made up",
                new(west, 32.6, 1.0 / perDegree, 1.0 / perDegree, Cells: false),
                width,
                tall,
                [.. Enumerable.Repeat(height, width * tall)]
            );
        }

        store.AddStarter(
            [(new("relief", "R", Coarse: true), Resolution.Relief, Level(3600, 129.4, 129.6, 290))],
            TestContext.Current.CancellationToken
        );
        // The finer one ends where the coarser one begins, in the middle of a square.
        (HeightGrid, bool)[] surveys = [(Level(21600, 129.4, 129.478, 20), false), (Level(10800, 129.478, 129.6, 20), true)];
        store.Add(new TerrainSource("survey", "S"), surveys, TestContext.Current.CancellationToken);
        var map = TerrainMap.Open(store);
        for (var longitude = 129.43; longitude < 129.57; longitude += 0.00037)
            Assert.Equal(20, map.HeightAt(new(32.5, longitude)), 0.01);
        // At the edge of all that is surveyed they do.
        Assert.InRange(map.HeightAt(new(32.5, 129.5999)), 150, 290);
    }

    [Fact]
    public void An_add_and_a_removal_that_were_both_cut_off_are_both_ended()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        var heights = Enumerable.Repeat(300f, 241 * 241).ToArray();
        store.Add(
            new TerrainSource("goes", "Goes"),
            [MadeUp.Square(folder.Path, 1200, 100)],
            _ => { },
            TestContext.Current.CancellationToken
        );
        HeightGrid elsewhere = new("elsewhere", new(130.4, 32.6, 1.0 / 1200, 1.0 / 1200, Cells: false), 241, 241, heights);
        CutOff(store.Folder, 2, cancel => store.Add(new TerrainSource("comes", "Comes"), [(elsewhere, false)], cancel));
        var sources = Path.Combine(store.Folder, "sources");
        Directory.Move(Path.Combine(sources, "goes"), Path.Combine(sources, "removed.goes"));
        // As a line looks that was cut off.
        File.AppendAllText(Path.Combine(store.Folder, "pending"), "65");
        store.Finish(TestContext.Current.CancellationToken);
        var map = TerrainMap.Open(store);
        Assert.Equal(300, map.HeightAt(new(32.5, 130.5)), 0.5);
        Assert.Equal(TerrainQuality.None, map.QualityAt(new(32.5, 129.5)));
        Assert.False(File.Exists(Path.Combine(store.Folder, "pending")));
    }
}
