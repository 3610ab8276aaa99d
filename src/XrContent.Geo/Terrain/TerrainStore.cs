using XrContent.Geo.Buildings;
using XrContent.Geo.Terrain.Formats;

namespace XrContent.Geo.Terrain;

/// <summary>
/// Terrain on disk. Below `sources/` lies what each source gave, cut into tiles for each resolution; below `tiles/` one composed tile for
/// each square, which <see cref="TerrainMap"/> reads. Other processes may read while one adds.
/// </summary>
public sealed class TerrainStore(string folder)
{
    private const string VersionFile = "version";

    /// <summary>In front of the name of a source that is being removed; no source can have such a name.</summary>
    private const string Leaving = "removed.";

    /// <summary>In front of the name of a resolution of before sources had names, while it is moved below one.</summary>
    private const string Moving = "moving.";

    /// <summary>The squares that are to be composed anew: what was cut is never forgotten, however its process ended.</summary>
    private const string PendingFile = "pending";

    public string Folder { get; } = folder;

    private string Tiles => Path.Combine(Folder, "tiles");

    private string PendingPath => Path.Combine(Folder, PendingFile);

    private string SourcesFolder => Path.Combine(Folder, "sources");

    /// <summary>Changes whenever terrain or buildings were added or removed; empty for an empty store.</summary>
    public string Version
    {
        get
        {
            var path = Path.Combine(Folder, VersionFile);
            return (File.Exists(path) ? File.ReadAllText(path) : "") + Buildings.Version;
        }
    }

    /// <summary>What stands on the land.</summary>
    public BuildingStore Buildings { get; } = new(Path.Combine(folder, "buildings"));

    /// <summary>Where its heights come from, first added first.</summary>
    public IReadOnlyList<TerrainSource> Sources()
    {
        if (!Directory.Exists(SourcesFolder))
            return [];
        return
        [
            .. Directory
                .EnumerateDirectories(SourcesFolder)
                .Where(source => TerrainSource.IsId(Path.GetFileName(source)) && !IsOfBefore(source))
                .Select(TerrainSource.Read)
                .OrderBy(source => source.Added)
                .ThenBy(source => source.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>What lies in the store of each source.</summary>
    public IReadOnlyList<StoredSource> Stored() => [.. Sources().Select(Measure)];

    /// <summary>
    /// Cuts files into the store. All are read through once before anything is written, so that a bad one spoils nothing.
    /// </summary>
    /// <param name="say">Told of each file as it is cut.</param>
    /// <returns>How many squares were touched.</returns>
    /// <exception cref="TerrainFileException">A file cannot be used; the store is as it was.</exception>
    public int Add(TerrainSource source, IReadOnlyList<string> files, Action<string> say, CancellationToken cancel)
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

        using var only = Locked(cancel);
        var cutter = Cutter(source);
        foreach (var file in files)
        {
            foreach (var grid in TerrainFiles.Read(file, say))
            {
                cancel.ThrowIfCancellationRequested();
                cutter.Cut(grid, Resolution.For(grid.Spacing));
                say($"{Path.GetFileName(grid.Name)}: {grid.Width} x {grid.Height} samples, {grid.Spacing * 3600:G2} arc seconds");
            }
        }

        Close(cutter, source);
        Compose(cutter.Touched, cancel);
        return cutter.Touched.Count;
    }

    public int Add(IReadOnlyList<string> files, Action<string> say, CancellationToken cancel) =>
        Add(TerrainSource.Unnamed, files, say, cancel);

    /// <summary>Cuts surveyed heights that are in memory already into the store, at the resolution that comes nearest to theirs.</summary>
    public void Add(HeightGrid grid, CancellationToken cancel) => Add(TerrainSource.Unnamed, [(grid, false)], cancel);

    /// <summary>
    /// The same for some grids of one source, composed once. One that only fills leaves heights that are as fine as its own.
    /// </summary>
    /// <param name="cover">What stands on that ground comes with it; null for nothing.</param>
    /// <returns>The squares that were touched.</returns>
    public IReadOnlyCollection<TileCell> Add(
        TerrainSource source,
        IEnumerable<(HeightGrid Grid, bool FillsOnly)> grids,
        CancellationToken cancel,
        Cover? cover = null
    )
    {
        using var only = Locked(cancel);
        var cutter = Cutter(source);
        foreach (var (grid, fillsOnly) in grids)
        {
            cancel.ThrowIfCancellationRequested();
            cutter.Cut(grid, Resolution.For(grid.Spacing), fillsOnly);
        }

        if (cover is not null)
            Buildings.Add(cover.Source, cover.Blocks, cover.IsReplaced);
        if (cutter.Touched.Count == 0)
            return cutter.Touched;
        Close(cutter, source);
        Compose(cutter.Touched, cancel);
        return cutter.Touched;
    }

    /// <summary>Puts a made-up relief below everything that is surveyed; it is marked coarse.</summary>
    public void AddSketch(HeightGrid sketch, CancellationToken cancel) =>
        AddStarter([(TerrainSource.Sketch, Resolution.Sketch, sketch)], cancel);

    /// <summary>Puts coarse heights below everything that is surveyed, in place of those that had their names.</summary>
    /// <exception cref="TerrainFileException">Surveyed heights have such a name, or another process is adding terrain.</exception>
    public void AddStarter(IReadOnlyList<(TerrainSource Source, Resolution Level, HeightGrid Grid)> parts, CancellationToken cancel)
    {
        using var only = Locked(cancel);
        var touched = new HashSet<TileCell>();
        foreach (var (source, level, grid) in parts)
        {
            if (Sources().Any(known => known.Id == source.Id && !known.Coarse))
                throw new TerrainFileException(source.Id, "Is the name of surveyed heights; take them out and add them by another one.");
            touched.UnionWith(Delete(source.Id));
            var cutter = Cutter(source);
            cutter.Cut(grid, level);
            Close(cutter, source);
            touched.UnionWith(cutter.Touched);
        }

        Compose(touched, cancel);
    }

    /// <summary>Takes a source out with what stands on it; where it was the finest, what lies below it shows again.</summary>
    /// <returns>How many squares had heights of it; null when there is no such source.</returns>
    public int? Remove(string id, CancellationToken cancel)
    {
        if (!TerrainSource.IsId(id))
            return null;
        var (own, leaving) = (Path.Combine(SourcesFolder, id), Path.Combine(SourcesFolder, $"{Leaving}{id}"));
        var begun = Directory.Exists(leaving) ? SquaresBelow(leaving).Distinct().Count() : (int?)null;
        using var only = Locked(cancel);
        var hadCover = Buildings.Remove(Cover.IdOf(id));
        if (!Directory.Exists(own))
            return begun ?? (hadCover ? 0 : null);
        Directory.Move(own, leaving);
        return FinishRemoving(leaving, cancel);
    }

    /// <summary>Puts buildings on the land, in place of those of their source that have their names.</summary>
    /// <returns>How many the source has now, and how many were replaced.</returns>
    /// <exception cref="TerrainFileException">Another process is changing terrain.</exception>
    public (int Count, int Replaced) AddBuildings(TerrainSource source, IEnumerable<Building> buildings, CancellationToken cancel)
    {
        using var only = Locked(cancel);
        return Buildings.Add(source, buildings);
    }

    /// <returns>False when there is no such source.</returns>
    /// <exception cref="TerrainFileException">Another process is changing terrain.</exception>
    public bool RemoveBuildings(string id, CancellationToken cancel)
    {
        using var only = Locked(cancel);
        return Buildings.Remove(id);
    }

    /// <summary>Ends what a process that was killed had begun, if one had.</summary>
    /// <exception cref="TerrainFileException">Another process is adding terrain.</exception>
    public void Finish(CancellationToken cancel)
    {
        if (
            File.Exists(PendingPath)
            || Directory.Exists(SourcesFolder) && Directory.EnumerateDirectories(SourcesFolder, $"{Leaving}*").Any()
        )
            Locked(cancel).Dispose();
    }

    /// <summary>Holds other processes off while this one writes, and ends what one that was killed had begun.</summary>
    /// <exception cref="TerrainFileException">Another process is adding terrain.</exception>
    private FileStream Locked(CancellationToken cancel)
    {
        var path = Path.Combine(Directory.CreateDirectory(Folder).FullName, "lock");
        FileStream only;
        try
        {
            only = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new TerrainFileException(
                Folder,
                $"Another process is changing terrain, or the folder cannot be written: {error.Message} Wait, then do it again."
            );
        }

        try
        {
            Directory.CreateDirectory(SourcesFolder);
            foreach (var source in Directory.GetDirectories(SourcesFolder).Where(IsOfBefore))
                Directory.Move(source, Path.Combine(SourcesFolder, $"{Moving}{Path.GetFileName(source)}"));
            foreach (var resolution in Directory.GetDirectories(SourcesFolder, $"{Moving}*"))
                MoveBelowSource(resolution);
            // Before anything else is composed: that forgets what is pending.
            if (File.Exists(PendingPath))
                Compose(Pending(), cancel);
            foreach (var leaving in Directory.GetDirectories(SourcesFolder, $"{Leaving}*"))
                FinishRemoving(leaving, cancel);
            return only;
        }
        catch
        {
            only.Dispose();
            throw;
        }
    }

    /// <summary>A folder of 0.2 and before is a resolution, with its tiles in it.</summary>
    private static bool IsOfBefore(string source) =>
        Resolution.All.Any(level => level.Folder == Path.GetFileName(source))
        && Directory.EnumerateFiles(source).Any(file => TileCell.TryParse(Path.GetFileName(file), out _));

    private void MoveBelowSource(string moving)
    {
        var resolution = Path.GetFileName(moving)[Moving.Length..];
        var id = resolution == Resolution.Sketch.Folder ? TerrainSource.Sketch.Id : TerrainSource.Unnamed.Id;
        Directory.Move(moving, Path.Combine(Directory.CreateDirectory(Path.Combine(SourcesFolder, id)).FullName, resolution));
    }

    private int FinishRemoving(string leaving, CancellationToken cancel)
    {
        var squares = SquaresBelow(leaving).ToHashSet();
        Compose(squares, cancel);
        Directory.Delete(leaving, recursive: true);
        return squares.Count;
    }

    private HashSet<TileCell> Delete(string id)
    {
        var source = Path.Combine(SourcesFolder, id);
        if (!Directory.Exists(source))
            return [];
        var squares = SquaresBelow(source).ToHashSet();
        Note(squares);
        Directory.Delete(source, recursive: true);
        return squares;
    }

    private StoredSource Measure(TerrainSource source)
    {
        var own = Path.Combine(SourcesFolder, source.Id);
        var finest = Resolution.All.LastOrDefault(level => Directory.Exists(Path.Combine(own, level.Folder))) ?? Resolution.Sketch;
        var bytes = Directory.EnumerateFiles(own, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        return new(source, SquaresBelow(own).ToHashSet(), finest.Spacing, bytes);
    }

    private static IEnumerable<TileCell> SquaresBelow(string source) =>
        Directory
            .EnumerateFiles(source, "*", SearchOption.AllDirectories)
            .Select(file => TileCell.TryParse(Path.GetFileName(file), out var cell) ? cell : (TileCell?)null)
            .OfType<TileCell>();

    private TileCutter Cutter(TerrainSource source) =>
        new(
            (level, cell) => SourcePath(source.Id, level, cell),
            (cell, path, bytes) =>
            {
                Note([cell]);
                Write(path, bytes);
            }
        );

    /// <summary>Writes what is open, and then whose it is: a source that says who it is has all of its tiles.</summary>
    private void Close(TileCutter cutter, TerrainSource source)
    {
        cutter.Close();
        Write(Path.Combine(SourcesFolder, source.Id, TerrainSource.FileName), source.ToBytes());
    }

    private void Note(IReadOnlyCollection<TileCell> squares) => File.AppendAllLines(PendingPath, squares.Select(cell => cell.File));

    /// <summary>A line that was cut off names none or another square: its own was not written yet.</summary>
    private HashSet<TileCell> Pending() =>
        [.. File.ReadLines(PendingPath).Select(line => TileCell.TryParse(line, out var cell) ? cell : (TileCell?)null).OfType<TileCell>()];

    /// <summary>Makes the tiles of these squares, and of those round them, whose seams may have moved.</summary>
    private void Compose(IReadOnlyCollection<TileCell> touched, CancellationToken cancel)
    {
        var sources = Sources();
        Directory.CreateDirectory(Tiles);
        var composer = new TileComposer((level, cell) => Merged(sources, level, cell)?.Heights);
        // Side by side, so that what a square asks of those round it is still in hand.
        foreach (var cell in touched.SelectMany(cell => cell.Neighbourhood()).Distinct().OrderBy(cell => (cell.South, cell.West)))
        {
            cancel.ThrowIfCancellationRequested();
            var path = Path.Combine(Tiles, cell.File);
            if (composer.Compose(cell) is { } tile)
                Write(path, tile.ToBytes());
            else
                File.Delete(path);
        }

        Write(Path.Combine(Folder, VersionFile), System.Text.Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")[..12]));
        File.Delete(PendingPath);
    }

    /// <summary>What all sources say of a square at a resolution; null where none does.</summary>
    private SourceTile? Merged(IReadOnlyList<TerrainSource> sources, Resolution level, TileCell cell)
    {
        SourceTile? merged = null;
        foreach (var source in sources)
            if (SourceTile.Read(SourcePath(source.Id, level, cell), level) is { } tile)
                merged = merged?.With(tile) ?? tile;
        return merged;
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

    private string SourcePath(string source, Resolution level, TileCell cell) =>
        Path.Combine(SourcesFolder, source, level.Folder, cell.File);

    /// <summary>Whole or not at all: readers see the old file until the new one is in place.</summary>
    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var staged = $"{path}.{Environment.ProcessId}.new";
        File.WriteAllBytes(staged, bytes);
        File.Move(staged, path, overwrite: true);
    }
}
