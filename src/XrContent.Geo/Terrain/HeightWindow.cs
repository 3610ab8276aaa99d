using System.Buffers;
using System.Runtime.CompilerServices;

namespace XrContent.Geo.Terrain;

/// <summary>
/// Heights round a point at one spacing, row by row from the north-west, laid flat so that many are read at once. Where the map knows
/// none the sea stands in, and all round stands a border of sea.
/// </summary>
internal sealed class HeightWindow : IDisposable
{
    /// <summary>Rows and columns of a block, of which the highest is known.</summary>
    public const int Block = 16;

    private readonly long north;
    private readonly long west;
    private readonly float[] highest;
    private readonly int blocksAcross;

    private HeightWindow(double step, long north, long west, int rows, int columns)
    {
        (Step, this.north, this.west, Rows, Columns) = (step, north, west, rows, columns);
        Heights = ArrayPool<float>.Shared.Rent(rows * columns);
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

    public double RowOf(double latitude) => north - latitude / Step;

    public double ColumnOf(double longitude) => longitude / Step - west;

    public LatLon PointOf(double row, double column) => new((north - row) * Step, (west + column) * Step);

    /// <summary>Cuts a square out of a map, as far as the map's tiles go.</summary>
    /// <param name="reach">Metres from the centre to the square's edges.</param>
    /// <param name="steps">Samples of the grid along the edge of a tile, less one.</param>
    /// <param name="every">Only each so many of them is taken.</param>
    public static HeightWindow Cut(TerrainMap map, LatLon centre, double reach, int steps, int every, ParallelOptions parallel)
    {
        var step = (double)every / Resolution.TilesPerDegree / steps;
        var up = reach / Wgs84.MetresPerDegreeLatitude(centre.Latitude);
        var poleward = Math.Min(Math.Abs(centre.Latitude) + up, MostLatitude);
        var across = Math.Min(reach / Wgs84.MetresPerDegreeLongitude(poleward), 180);
        var tiles = map.Within(centre.Latitude - up, centre.Latitude + up, centre.Longitude - across, centre.Longitude + across);
        if (tiles.Count == 0)
            return new(step, 0, 0, 0, 0);
        long First(double degrees) => (long)Math.Floor(degrees / step);
        const double side = 1.0 / Resolution.TilesPerDegree;
        var south = Math.Max(First(centre.Latitude - up), First(tiles.Min(tile => tile.South) * side)) - 1;
        var north = Math.Min(First(centre.Latitude + up), First((tiles.Max(tile => tile.South) + 1) * side)) + 2;
        var west = Math.Max(First(centre.Longitude - across), First(tiles.Min(tile => tile.West) * side)) - 1;
        var east = Math.Min(First(centre.Longitude + across), First((tiles.Max(tile => tile.West) + 1) * side)) + 2;
        var window = new HeightWindow(step, north, west, (int)(north - south + 1), (int)(east - west + 1));
        Parallel.ForEach(tiles, parallel, tile => window.Lay(tile, steps, every));
        Parallel.For(0, window.Rows / Block + 1, parallel, window.FindHighest);
        return window;
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
        for (var row = blockRow * Block; row < Math.Min(Rows, (blockRow + 1) * Block); row++)
        {
            var heights = Heights.AsSpan(row * Columns, Columns);
            for (var block = 0; block < blocksAcross; block++)
                if (heights[(block * Block)..Math.Min(Columns, (block + 1) * Block)] is { IsEmpty: false } part)
                    found[block] = Math.Max(found[block], MaxOf(part));
        }
    }

    private static float MaxOf(ReadOnlySpan<float> heights)
    {
        var most = heights[0];
        foreach (var height in heights)
            most = height > most ? height : most;
        return most;
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

    public void Dispose() => ArrayPool<float>.Shared.Return(Heights);

    /// <summary>Beyond it a degree of longitude is too short to reckon with.</summary>
    private const double MostLatitude = 88;

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
