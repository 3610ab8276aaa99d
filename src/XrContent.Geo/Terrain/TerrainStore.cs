using XrContent.Geo.Terrain.Formats;

namespace XrContent.Geo.Terrain;

/// <summary>
/// Terrain on disk. Below `sources/` lies what the files gave, cut into tiles for each resolution; below `tiles/` one composed
/// tile for each square, which <see cref="TerrainMap"/> reads. Other processes may read while one adds.
/// </summary>
public sealed class TerrainStore(string folder)
{
    private const string VersionFile = "version";

    public string Folder { get; } = folder;

    private string Tiles => Path.Combine(Folder, "tiles");

    /// <summary>Changes whenever terrain was added; empty for an empty store.</summary>
    public string Version
    {
        get
        {
            var path = Path.Combine(Folder, VersionFile);
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }
    }

    /// <summary>
    /// Cuts files into the store. All are read through once before anything is written, so that a bad one spoils nothing.
    /// </summary>
    /// <param name="say">Told of each file as it is cut.</param>
    /// <returns>How many squares were touched.</returns>
    /// <exception cref="TerrainFileException">A file cannot be used; the store is as it was.</exception>
    public int Add(IReadOnlyList<string> files, Action<string> say, CancellationToken cancel)
    {
        foreach (var file in files)
        {
            var isUsable = false;
            foreach (var grid in TerrainFiles.Read(file))
            {
                cancel.ThrowIfCancellationRequested();
                isUsable |= Array.Exists(grid.Heights, float.IsFinite);
                if (!(grid.Spacing is > 1e-5 and < 0.02))
                    throw new TerrainFileException(
                        grid.Name,
                        $"Its samples lie {grid.Spacing * 3600:G3} arc seconds apart; 0.04 to 72 are taken."
                    );
            }

            if (!isUsable)
                throw new TerrainFileException(file, "Holds no height between -500 and 9000 m: all is no data, or in another unit.");
        }

        using var only = Locked();
        var touched = new HashSet<TileCell>();
        foreach (var file in files)
        {
            foreach (var grid in TerrainFiles.Read(file, say))
            {
                cancel.ThrowIfCancellationRequested();
                var level = Resolution.For(grid.Spacing);
                touched.UnionWith(Cut(grid, level));
                say($"{Path.GetFileName(grid.Name)}: {grid.Width} x {grid.Height} samples, {grid.Spacing * 3600:G2} arc seconds");
            }
        }

        Compose(touched, cancel);
        return touched.Count;
    }

    /// <summary>Cuts surveyed heights that are in memory already into the store, at the resolution that comes nearest to theirs.</summary>
    public void Add(HeightGrid grid, CancellationToken cancel)
    {
        using var only = Locked();
        Compose(Cut(grid, Resolution.For(grid.Spacing)), cancel);
    }

    /// <summary>Puts a made-up relief below everything that is surveyed; it is marked coarse.</summary>
    public void AddSketch(HeightGrid sketch, CancellationToken cancel)
    {
        using var only = Locked();
        Compose(Cut(sketch, Resolution.Sketch), cancel);
    }

    /// <summary>Holds other processes off while this one writes.</summary>
    /// <exception cref="TerrainFileException">Another process is adding terrain.</exception>
    private FileStream Locked()
    {
        var path = Path.Combine(Directory.CreateDirectory(Folder).FullName, "lock");
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new TerrainFileException(Folder, "Another process is adding terrain. Wait until it is done, then add again.");
        }
    }

    private HashSet<TileCell> Cut(HeightGrid grid, Resolution level)
    {
        var touched = new HashSet<TileCell>();
        // Half a sample, so that a shared edge alone makes no tile.
        var half = level.Spacing / 2;
        var (southWest, northEast) = (TileCell.Of(grid.South + half, grid.West + half), TileCell.Of(grid.North - half, grid.East - half));
        for (var south = southWest.South; south <= northEast.South; south++)
        {
            for (var west = southWest.West; west <= northEast.West; west++)
            {
                var cell = new TileCell(south, west);
                var source = SourceTile.Read(SourcePath(level, cell), level) ?? SourceTile.Nothing(level);
                if (!Overlay(grid, level, cell, source))
                    continue;
                Write(SourcePath(level, cell), source.ToBytes());
                touched.Add(cell);
            }
        }

        return touched;
    }

    private static bool Overlay(HeightGrid grid, Resolution level, TileCell cell, SourceTile source)
    {
        var side = level.Steps + 1;
        var any = false;
        for (var i = 0; i < side; i++)
        {
            var row = grid.Frame.RowOf(cell.NorthLatitude - i * level.Spacing);
            for (var j = 0; j < side; j++)
            {
                var height = grid.At(grid.Frame.ColumnOf(cell.WestLongitude + j * level.Spacing), row);
                if (!float.IsNaN(height))
                    any |= source.Take(i * side + j, height, grid.Spacing);
            }
        }

        return any;
    }

    /// <summary>Makes the tiles of these squares, and of those round them, whose seams may have moved.</summary>
    private void Compose(IEnumerable<TileCell> touched, CancellationToken cancel)
    {
        var composer = new TileComposer((level, cell) => SourceTile.Read(SourcePath(level, cell), level)?.Heights);
        foreach (var cell in touched.SelectMany(cell => cell.Neighbourhood()).Distinct().ToList())
        {
            cancel.ThrowIfCancellationRequested();
            if (composer.Compose(cell) is { } tile)
                Write(Path.Combine(Tiles, cell.File), tile.ToBytes());
        }

        Write(Path.Combine(Folder, VersionFile), System.Text.Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")[..12]));
    }

    /// <summary>The squares that have a composed tile, with its file.</summary>
    public IEnumerable<(TileCell Cell, string Path)> ComposedTiles()
    {
        if (!Directory.Exists(Tiles))
            yield break;
        foreach (var path in Directory.EnumerateFiles(Tiles))
            if (TileCell.TryParse(Path.GetFileName(path), out var cell))
                yield return (cell, path);
    }

    private string SourcePath(Resolution level, TileCell cell) => Path.Combine(Folder, "sources", level.Folder, cell.File);

    /// <summary>Whole or not at all: readers see the old file until the new one is in place.</summary>
    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var staged = $"{path}.{Environment.ProcessId}.new";
        File.WriteAllBytes(staged, bytes);
        File.Move(staged, path, overwrite: true);
    }
}
