namespace XrContent.Media.Maps;

/// <summary>
/// Numbers of tiles: all of the coarser zooms first, then along the Hilbert curve of their own (PMTiles specification, section 4.1).
/// </summary>
internal static class TileIds
{
    public static long Of(int zoom, int x, int y)
    {
        var id = Before(zoom);
        for (var side = 1L << zoom >> 1; side > 0; side >>= 1)
        {
            var (right, down) = ((x & side) > 0 ? 1 : 0, (y & side) > 0 ? 1 : 0);
            id += side * side * ((3 * right) ^ down);
            (x, y) = Turned(x, y, side, right, down);
        }

        return id;
    }

    public static (int Zoom, int X, int Y) CellOf(long id)
    {
        var zoom = 0;
        while (Before(zoom + 1) <= id)
            zoom++;
        var (rest, x, y) = (id - Before(zoom), 0L, 0L);
        for (var side = 1L; side < 1L << zoom; side <<= 1)
        {
            var right = rest / 2 & 1;
            var down = (rest ^ right) & 1;
            (x, y) = Turned(x, y, side, right, down);
            (x, y) = (x + side * right, y + side * down);
            rest /= 4;
        }

        return (zoom, (int)x, (int)y);
    }

    private static long Before(int zoom) => ((1L << 2 * zoom) - 1) / 3;

    private static (int X, int Y) Turned(int x, int y, long side, int right, int down)
    {
        var (a, b) = Turned((long)x, y, side, right, down);
        return ((int)a, (int)b);
    }

    private static (long X, long Y) Turned(long x, long y, long side, long right, long down)
    {
        if (down != 0)
            return (x, y);
        if (right == 1)
            (x, y) = (side - 1 - x, side - 1 - y);
        return (y, x);
    }
}
