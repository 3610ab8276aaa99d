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

    public LitGroundTests()
    {
        const int side = 2 * Middle + 1;
        var heights = new float[side * side];
        for (var i = 0; i < heights.Length; i++)
            heights[i] = Hill(i / side, i % side);
        var store = new TerrainStore(folder.Path);
        var frame = new GridFrame(West, North, 1.0 / PerDegree, 1.0 / PerDegree, Cells: false);
        store.Add(new("hills", frame, side, side, heights), TestContext.Current.CancellationToken);
        map = TerrainMap.Open(store);
    }

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

    public void Dispose() => folder.Dispose();

    private static float Hill(double row, double column)
    {
        var (a, b) = (row / 60, column / 45);
        return (float)(400 + 300 * Math.Sin(a) * Math.Cos(b) + 90 * Math.Sin(3.1 * a + b) + 30 * Math.Cos(7.3 * b - a));
    }

    private static LatLon At(double row, double column) => new(North - row / PerDegree, West + column / PerDegree);

    private LitGround From(LatLon light, double height) =>
        LitGround.From(map, light, height, Reach, cancel: TestContext.Current.CancellationToken);
}
