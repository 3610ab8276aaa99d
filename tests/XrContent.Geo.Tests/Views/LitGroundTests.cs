using XrContent.Geo.Terrain;
using XrContent.Geo.Tests.Terrain;
using XrContent.Geo.Views;

namespace XrContent.Geo.Tests.Views;

/// <summary>What a light lights, over hills at 10 m.</summary>
public sealed class LitGroundTests : IDisposable
{
    private const int PerDegree = 10_800;
    private const int Middle = 648;
    private const double Reach = 5_000;
    private const double North = 32.76;
    private const double West = 129.8;

    private readonly TemporaryFolder folder = new();
    private readonly TerrainMap map;

    public LitGroundTests() => map = MapOf("hills", 2 * Middle + 1, Hill);

    [Theory]
    [InlineData(Middle, Middle, 30)]
    [InlineData(Middle, Middle, 500)]
    // On no sample of the grid.
    [InlineData(Middle + 0.37, Middle - 0.39, 200)]
    public void Ground_is_lit_where_sight_lines_walked_one_by_one_are_free(double row, double column, double above)
    {
        var light = At(row, column);
        var height = map.HeightAt(light) + above;
        var lit = From(light, height);
        var random = new Random(1);
        int seen = 0,
            compared = 0,
            different = 0;
        while (compared < 3000)
        {
            var (down, right) = (Middle + random.Next(-480, 481), Middle + random.Next(-570, 571));
            if (lit.IsLit(At(down, right)) is not { } known)
                continue;
            var isFree = Walk.IsFree(map, light, height, At, (row, column), (down, right));
            compared++;
            seen += isFree ? 1 : 0;
            different += isFree == known ? 0 : 1;
        }

        Assert.InRange(seen, 100, compared - 100);
        Assert.True(different <= compared / 200, $"{different} of {compared} differ, {seen} are lit.");
    }

    [Fact]
    public void Beyond_its_reach_and_beside_the_map_it_is_not_known_what_it_lights()
    {
        // 3 km west of the land, high above it.
        var light = Geodesic.Direct(At(Middle, 0), 270, 3_000);
        var lit = From(light, 6_000);
        Assert.True(lit.IsLit(At(Middle, 20)));
        Assert.Null(lit.IsLit(At(Middle, 400)));
        Assert.Null(lit.IsLit(light));
        Assert.Equal(0, From(Geodesic.Direct(light, 270, 50_000), 6_000).Count);
    }

    [Fact]
    public void The_edge_of_a_shadow_cuts_the_corner_of_a_sample_that_is_dark_alone()
    {
        var lit = From(At(Middle, Middle), map.HeightAt(At(Middle, Middle)) + 200);
        var corners = 0;
        for (var row = Middle - 200; row < Middle + 200; row++)
        {
            for (var column = Middle - 200; column < Middle + 200; column++)
            {
                // Dark alone among the four: of the way to the one across, three tenths are dark and the rest is light.
                if (
                    Lit(row, column) != false
                    || Lit(row + 1, column) != true
                    || Lit(row, column + 1) != true
                    || Lit(row + 1, column + 1) != true
                )
                    continue;
                corners++;
                Assert.Equal(false, Lit(row + 0.28, column + 0.28));
                Assert.Equal(true, Lit(row + 0.31, column + 0.31));
                Assert.Equal(true, Lit(row + 0.49, column + 0.1));
            }
        }

        Assert.True(corners > 20, $"Only {corners} samples are dark alone.");

        bool? Lit(double row, double column) => lit.IsLit(At(row, column));
    }

    [Fact]
    public void A_wall_hides_what_lies_behind_it_on_whichever_line_it_stands_and_though_the_ground_after_it_is_passed_over()
    {
        // Blocks are those of the window that is cut as far as the light reaches: the light stands on each of their lines once.
        for (var stand = 0; stand < HeightWindow.Block; stand++)
        {
            const int foot = 100;
            for (var line = HeightWindow.Block - 1; line <= HeightWindow.Block; line++)
            {
                // Seen from the light at 30 m a nearer wall stands 0.1 m high a line, a farther one 0.4 m, and a hillside up to 0.6 m.
                double Height(int row, int _) =>
                    (row - foot) switch
                    {
                        8 => 30 + 0.1 * 8,
                        var along when along == line => 30 + 0.4 * line,
                        >= 40 and <= 80 and var along => 30 + 0.6 * along * (along - 40) / 40.0,
                        _ => 0,
                    };
                var walls = MapOf($"walls-{stand}-{line}", 200, Height);
                var lit = LitGround.From(walls, At(foot, 100), 30, 850 + stand * 10.3, cancel: TestContext.Current.CancellationToken);
                var first = Enumerable.Range(line + 1, 60).First(along => lit.IsLit(At(foot + along, 100)) == true);
                Assert.InRange(first, 66, 68);
            }
        }
    }

    public void Dispose() => folder.Dispose();

    private TerrainMap MapOf(string name, int side, Func<int, int, double> height)
    {
        var heights = new float[side * side];
        for (var i = 0; i < heights.Length; i++)
            heights[i] = (float)height(i / side, i % side);
        var store = new TerrainStore(Path.Combine(folder.Path, name));
        var frame = new GridFrame(West, North, 1.0 / PerDegree, 1.0 / PerDegree, Cells: false);
        store.Add(new(name, frame, side, side, heights), TestContext.Current.CancellationToken);
        return TerrainMap.Open(store);
    }

    private static double Hill(int row, int column)
    {
        var (a, b) = (row / 60.0, column / 45.0);
        return 400 + 300 * Math.Sin(a) * Math.Cos(b) + 90 * Math.Sin(3.1 * a + b) + 30 * Math.Cos(7.3 * b - a);
    }

    private static LatLon At(double row, double column) => new(North - row / PerDegree, West + column / PerDegree);

    private LitGround From(LatLon light, double height) =>
        LitGround.From(map, light, height, Reach, cancel: TestContext.Current.CancellationToken);
}
