namespace XrContent.Geo.Terrain;

/// <summary>
/// Cuts grids into a source's tiles. The tiles touched last stay open, so that many small grids side by side do not write each tile many
/// times; <see cref="Close"/> writes what is open.
/// </summary>
/// <param name="pathOf">The file of a tile.</param>
internal sealed class TileCutter(Func<Resolution, TileCell, string> pathOf, Action<TileCell, string, byte[]> write)
{
    /// <summary>Tiles open at a time; the largest takes 6 MB.</summary>
    private const int MostOpen = 16;

    private readonly LinkedList<(Resolution Level, TileCell Cell, SourceTile Tile)> open = new();

    /// <summary>The squares that got heights.</summary>
    public HashSet<TileCell> Touched { get; } = [];

    /// <param name="fillsOnly">Heights that are there and as fine stay.</param>
    public void Cut(HeightGrid grid, Resolution level, bool fillsOnly = false)
    {
        // Half a sample, so that a shared edge alone makes no tile.
        var half = level.Spacing / 2;
        var (southWest, northEast) = (TileCell.Of(grid.South + half, grid.West + half), TileCell.Of(grid.North - half, grid.East - half));
        for (var south = southWest.South; south <= northEast.South; south++)
        {
            for (var west = southWest.West; west <= northEast.West; west++)
            {
                var cell = new TileCell(south, west);
                var tile = Take(level, cell);
                if (!Overlay(grid, level, cell, tile, fillsOnly))
                    continue;
                Keep(level, cell, tile);
                Touched.Add(cell);
            }
        }
    }

    public void Close()
    {
        foreach (var (level, cell, tile) in open)
            write(cell, pathOf(level, cell), tile.ToBytes());
        open.Clear();
    }

    private SourceTile Take(Resolution level, TileCell cell)
    {
        foreach (var one in open)
            if (one.Level == level && one.Cell == cell)
                return one.Tile;
        return SourceTile.Read(pathOf(level, cell), level) ?? SourceTile.Nothing(level);
    }

    private void Keep(Resolution level, TileCell cell, SourceTile tile)
    {
        var own = (level, cell, tile);
        open.Remove(own);
        open.AddFirst(own);
        if (open.Count <= MostOpen)
            return;
        var (oldLevel, oldCell, oldest) = open.Last!.Value;
        write(oldCell, pathOf(oldLevel, oldCell), oldest.ToBytes());
        open.RemoveLast();
    }

    /// <summary>Takes over the grid's heights at the samples of a tile that it reaches.</summary>
    private static bool Overlay(HeightGrid grid, Resolution level, TileCell cell, SourceTile source, bool fillsOnly)
    {
        var side = level.Steps + 1;
        // Only those that may lie in the grid; one more each side for rounding.
        var (top, bottom) = (
            Math.Clamp((int)((cell.NorthLatitude - grid.North) / level.Spacing) - 1, 0, side),
            Math.Clamp((int)((cell.NorthLatitude - grid.South) / level.Spacing) + 2, 0, side)
        );
        var (left, right) = (
            Math.Clamp((int)((grid.West - cell.WestLongitude) / level.Spacing) - 1, 0, side),
            Math.Clamp((int)((grid.East - cell.WestLongitude) / level.Spacing) + 2, 0, side)
        );
        var any = false;
        for (var i = top; i < bottom; i++)
        {
            var row = grid.Frame.RowOf(cell.NorthLatitude - i * level.Spacing);
            for (var j = left; j < right; j++)
            {
                var height = grid.At(grid.Frame.ColumnOf(cell.WestLongitude + j * level.Spacing), row);
                if (!float.IsNaN(height))
                    any |= source.Take(i * side + j, height, grid.Spacing, fillsOnly);
            }
        }

        return any;
    }
}
