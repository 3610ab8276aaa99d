using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Geo.Terrain.Formats;

namespace XrContent.Server.Views.Terrain;

/// <summary>
/// What a fetch has got so far, on disk: the tiles, and a line for each that was asked for. A fetch that was cut off goes on from here;
/// tiles are gone once they are in the store, their lines stay, so that no tile is asked for twice.
/// </summary>
internal sealed class FetchedTiles(string folder) : IDisposable
{
    private readonly Dictionary<string, TileOutcome> known = Read(Path.Combine(folder, "asked.txt"));
    private readonly StreamWriter record = new(Path.Combine(Directory.CreateDirectory(folder).FullName, "asked.txt"), append: true)
    {
        AutoFlush = true,
    };

    /// <summary>What is known of a tile; null when it was not asked for, or could not be had.</summary>
    public TileOutcome? Of(ElevationLayer layer, SlippyCell cell) =>
        known.TryGetValue(NameOf(layer, cell), out var outcome) ? outcome : null;

    /// <summary>The tiles of a layer that wait to be cut into the store.</summary>
    public IReadOnlyList<string> Files(ElevationLayer layer) =>
        Path.Combine(folder, layer.Name) is var own && Directory.Exists(own)
            ? [.. Directory.EnumerateFiles(own, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Keeps a tile, if it can be read.</summary>
    /// <exception cref="TerrainFileException">It is broken; nothing is kept.</exception>
    public TileOutcome Keep(ElevationLayer layer, SlippyCell cell, byte[] bytes)
    {
        var path = PathOf(layer, cell);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new MemoryStream(bytes);
        var grid = TerrainFiles.ReadTile(path, stream);
        File.WriteAllBytes($"{path}.new", bytes);
        File.Move($"{path}.new", path, overwrite: true);
        var outcome = Array.Exists(grid.Heights, float.IsNaN) ? TileOutcome.Holed : TileOutcome.Whole;
        Note(layer, cell, outcome);
        return outcome;
    }

    public void NoteNone(ElevationLayer layer, SlippyCell cell) => Note(layer, cell, TileOutcome.None);

    public void Dispose() => record.Dispose();

    private void Note(ElevationLayer layer, SlippyCell cell, TileOutcome outcome)
    {
        lock (known)
        {
            known[NameOf(layer, cell)] = outcome;
            record.WriteLine($"{NameOf(layer, cell)} {outcome}");
        }
    }

    private string PathOf(ElevationLayer layer, SlippyCell cell) => Path.Combine(folder, $"{NameOf(layer, cell)}.png");

    private static string NameOf(ElevationLayer layer, SlippyCell cell) => $"{layer.Name}/{cell.Zoom}/{cell.X}/{cell.Y}";

    private static Dictionary<string, TileOutcome> Read(string path)
    {
        var known = new Dictionary<string, TileOutcome>();
        if (!File.Exists(path))
            return known;
        foreach (var line in File.ReadLines(path))
            // The last line may be cut off in the middle.
            if (line.Split(' ') is [var name, var word] && Enum.TryParse<TileOutcome>(word, out var outcome))
                known[name] = outcome;
        return known;
    }
}
