using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace XrContent.Geo.Terrain;

/// <summary>
/// Heights round a point at one spacing, row by row from the north-west, laid flat so that many are read at once. Where the map knows
/// none the sea stands in, and all round stands a border of sea.
/// </summary>
internal sealed class HeightWindow : IDisposable
{
    /// <summary>Rows and columns of a block, of which the highest is known.</summary>
    public const int Block = 16;

    /// <summary>Bounded, and of no thread: windows up to 32 MiB are used again, larger ones are not kept.</summary>
    private static readonly ArrayPool<float> Pool = ArrayPool<float>.Create(8 << 20, 4);

    private readonly long north;
    private readonly long west;
    private readonly float[] highest;
    private readonly int blocksAcross;

    private HeightWindow(double step, long north, long west, int rows, int columns)
    {
        (Step, this.north, this.west, Rows, Columns) = (step, north, west, rows, columns);
        Heights = Pool.Rent(rows * columns);
        Heights.AsSpan(0, rows * columns).Clear();
        blocksAcross = columns / Block + 1;
        highest = new float[(rows / Block + 1) * blocksAcross];
    }

    /// <summary>Metres above mean sea level.</summary>
    public float[] Heights { get; }

    /// <summary>Degrees from row to row and from column to column.</summary>
    public double Step { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>How the rows and columns lie on the earth, for when the heights are gone.</summary>
    public Frame Place => new(Step, north, west, Rows, Columns);

    public double RowOf(double latitude) => Place.RowOf(latitude);

    public double ColumnOf(double longitude) => Place.ColumnOf(longitude);

    public LatLon PointOf(double row, double column) => new((north - row) * Step, (west + column) * Step);

    internal readonly record struct Frame(double Step, long North, long West, int Rows, int Columns)
    {
        public double RowOf(double latitude) => North - latitude / Step;

        public double ColumnOf(double longitude) => longitude / Step - West;
    }

    /// <summary>Cuts a square out of a map, as far as the map's tiles go.</summary>
    /// <param name="reach">Metres from the centre to the square's edges.</param>
    /// <param name="steps">Samples of the grid along the edge of a tile, less one.</param>
    /// <param name="every">Only each so many of them is taken.</param>
    public static HeightWindow Cut(TerrainMap map, LatLon centre, double reach, int steps, int every, ParallelOptions parallel) =>
        Cut(map, centre, [(reach, steps, every)], parallel)[0];

    /// <summary>Cuts several squares about one point.</summary>
    public static IReadOnlyList<HeightWindow> Cut(
        TerrainMap map,
        LatLon centre,
        IReadOnlyList<(double Reach, int Steps, int Every)> sizes,
        ParallelOptions parallel
    )
    {
        var windows = new List<HeightWindow>(sizes.Count);
        try
        {
            Fill(map, centre, sizes, windows, parallel);
        }
        catch
        {
            // Who gives up gives back what was taken.
            windows.ForEach(window => window.Dispose());
            throw;
        }

        return windows;
    }

    private static void Fill(
        TerrainMap map,
        LatLon centre,
        IReadOnlyList<(double Reach, int Steps, int Every)> sizes,
        List<HeightWindow> windows,
        ParallelOptions parallel
    )
    {
        var parts = new List<(HeightWindow Window, PlacedTile Tile, int Steps, int Every)>();
        foreach (var (reach, steps, every) in sizes)
        {
            var (window, tiles) = Empty(map, centre, reach, (double)every / Resolution.TilesPerDegree / steps);
            windows.Add(window);
            parts.AddRange(tiles.Select(tile => (window, tile, steps, every)));
        }

        Parallel.ForEach(parts, parallel, part => part.Window.Lay(part.Tile, part.Steps, part.Every));
        var rows = windows.SelectMany(window => Enumerable.Range(0, window.Rows / Block + 1).Select(row => (window, row))).ToList();
        Parallel.ForEach(rows, parallel, row => row.window.FindHighest(row.row));
    }

    /// <summary>A window that is sea all over, with the tiles that are to be laid into it.</summary>
    private static (HeightWindow Window, List<PlacedTile> Tiles) Empty(TerrainMap map, LatLon centre, double reach, double step)
    {
        var up = reach / Wgs84.MetresPerDegreeLatitude(centre.Latitude);
        var poleward = Math.Min(Math.Abs(centre.Latitude) + up, MostLatitude);
        var across = Math.Min(reach / Wgs84.MetresPerDegreeLongitude(poleward), 180);
        var tiles = map.Within(centre.Latitude - up, centre.Latitude + up, centre.Longitude - across, centre.Longitude + across);
        if (tiles.Count == 0)
            return (new(step, 0, 0, 0, 0), tiles);
        const double side = 1.0 / Resolution.TilesPerDegree;
        var south = Math.Max(First(centre.Latitude - up), First(tiles.Min(tile => tile.South) * side)) - 1;
        var north = Math.Min(First(centre.Latitude + up), First((tiles.Max(tile => tile.South) + 1) * side)) + 2;
        var west = Math.Max(First(centre.Longitude - across), First(tiles.Min(tile => tile.West) * side)) - 1;
        var east = Math.Min(First(centre.Longitude + across), First((tiles.Max(tile => tile.West) + 1) * side)) + 2;
        return (new(step, north, west, (int)(north - south + 1), (int)(east - west + 1)), tiles);

        long First(double degrees) => (long)Math.Floor(degrees / step);
    }

    /// <summary>The highest of a rectangle, or of some more round it; beyond the window is the sea.</summary>
    public float HighestOf(int top, int bottom, int left, int right)
    {
        var most = 0f;
        (top, left) = (Math.Max(top, 0), Math.Max(left, 0));
        (bottom, right) = (Math.Min(bottom, Rows - 1), Math.Min(right, Columns - 1));
        for (var i = top / Block; i <= bottom / Block; i++)
        {
            for (var j = left / Block; j <= right / Block; j++)
                most = Math.Max(most, highest[i * blocksAcross + j]);
        }

        return most;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindHighest(int blockRow)
    {
        var found = highest.AsSpan(blockRow * blocksAcross, blocksAcross);
        var last = Math.Min(Rows, (blockRow + 1) * Block);
        for (var block = 0; block < Columns / Block; block++)
        {
            var most = Vector256<float>.Zero;
            for (var row = blockRow * Block; row < last; row++)
            {
                var heights = Heights.AsSpan(row * Columns + block * Block, Block);
                most = Vector256.Max(most, Vector256.Max(Vector256.Create<float>(heights), Vector256.Create<float>(heights[8..])));
            }

            for (var lane = 0; lane < Vector256<float>.Count; lane++)
                found[block] = Math.Max(found[block], most[lane]);
        }

        for (var row = blockRow * Block; row < last; row++)
        {
            foreach (var height in Heights.AsSpan(row * Columns, Columns)[(Columns / Block * Block)..])
                found[^1] = Math.Max(found[^1], height);
        }
    }

    /// <summary>Heights that are not known where the ground round a point is no more than a sketch.</summary>
    public void ForgetSketch(TerrainMap map, LatLon centre, double within)
    {
        var (up, across) = (
            within / Wgs84.MetresPerDegreeLatitude(centre.Latitude) / Step,
            within / Wgs84.MetresPerDegreeLongitude(Math.Min(Math.Abs(centre.Latitude), MostLatitude)) / Step
        );
        var (row, column) = (RowOf(centre.Latitude), ColumnOf(centre.Longitude));
        for (var i = Math.Max(0, (int)(row - up)); i <= Math.Min(Rows - 1, row + up); i++)
        {
            for (var j = Math.Max(0, (int)(column - across)); j <= Math.Min(Columns - 1, column + across); j++)
            {
                var away = Math.Pow((i - row) / up, 2) + Math.Pow((j - column) / across, 2);
                if (away < 1 && map.QualityAt(PointOf(i, j)) == TerrainQuality.Coarse)
                    Heights[i * Columns + j] = float.NaN;
            }
        }
    }

    public void Dispose() => Pool.Return(Heights);

    /// <summary>Beyond it a degree of longitude is too short to reckon with.</summary>
    internal const double MostLatitude = 88;

    private void Lay(PlacedTile placed, int steps, int every)
    {
        // Rows and columns that lie in the tile, the southern and the western edge included.
        var (top, bottom) = (north - Fewest((placed.South + 1L) * steps, every) + 1, north - Fewest((long)placed.South * steps, every));
        var (left, right) = (Fewest((long)placed.West * steps, every) - west, Fewest((placed.West + 1L) * steps, every) - west - 1);
        (top, left) = (Math.Max(top, 0), Math.Max(left, 0));
        (bottom, right) = (Math.Min(bottom, Rows - 1), Math.Min(right, Columns - 1));
        if (left > right)
            return;
        var scale = (double)placed.Tile.Steps / steps;
        for (var row = top; row <= bottom; row++)
            placed.Tile.CopyRow(
                ((placed.South + 1L) * steps - (north - row) * every) * scale,
                ((west + left) * every - (long)placed.West * steps) * scale,
                every * scale,
                Heights.AsSpan((int)(row * Columns + left), (int)(right - left + 1))
            );
    }

    /// <summary>How many strides reach an index, which may be negative.</summary>
    private static long Fewest(long index, int every) => (long)Math.Ceiling((double)index / every);
}
