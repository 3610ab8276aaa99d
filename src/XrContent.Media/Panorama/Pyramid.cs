namespace XrContent.Media.Panorama;

/// <summary>One level of a tile pyramid.</summary>
/// <param name="Width">Pixels of the whole sphere at this level; the height is half of it.</param>
/// <param name="Columns">A power of two.</param>
/// <param name="Rows">Half the columns, so that tiles are square.</param>
public sealed record PyramidLevel(int Width, int Columns, int Rows)
{
    /// <summary>Pixels of a tile's side.</summary>
    public int Tile => Width / Columns;
}

/// <summary>
/// The tile pyramid of a sphere in the form that Photo Sphere Viewer's equirectangular tiles adapter reads: columns and rows
/// are powers of two, a level has at most 64 by 32 tiles, each level is twice as wide as the one before.
/// </summary>
public static class Pyramid
{
    private const int LargestTile = 512;
    private const int FewestColumns = 4;
    private const int MostColumns = 64;

    /// <summary>The levels for a sphere of some width, coarse to fine; the finest is at most a few pixels wider than the sphere.</summary>
    public static IReadOnlyList<PyramidLevel> Levels(int fullWidth)
    {
        var columns = FewestColumns;
        while (columns < MostColumns && fullWidth > columns * LargestTile)
            columns *= 2;
        var tile = Math.Min(LargestTile, (fullWidth + columns - 1) / columns);
        var levels = new List<PyramidLevel>();
        for (var c = FewestColumns; c <= columns; c *= 2)
            levels.Add(new(c * tile, c, c / 2));
        return levels;
    }
}
