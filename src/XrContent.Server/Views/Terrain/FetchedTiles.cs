using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Geo.Terrain.Formats;

namespace XrContent.Server.Views.Terrain;

/// <summary>
/// What a fetch has got so far, on disk: the tiles, and a line for each that was asked for. A fetch that was cut off goes on from here;
/// tiles are gone once they are in the store, their lines stay, so that what is known is not asked for again.
/// </summary>
internal sealed class FetchedTiles : IDisposable
{
    private const string RecordName = "asked.txt";

    private readonly string folder;
    private readonly FileStream only;
    private readonly ConcurrentDictionary<string, TileOutcome> known;
    private readonly StreamWriter record;

    /// <param name="folder">Of all fetches of a store.</param>
    /// <param name="address">Of the provider: what one has says nothing of another.</param>
    /// <exception cref="TerrainFileException">Another process is fetching.</exception>
    public FetchedTiles(string folder, string address)
    {
        this.folder = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..12]);
        Directory.CreateDirectory(this.folder);
        only = Hold(folder);
        var file = Path.Combine(this.folder, RecordName);
        known = new(Read(file));
        record = new(file, append: true) { AutoFlush = true };
        // A line that was cut off ends here.
        record.WriteLine();
    }

    /// <summary>Forgets all that was fetched into a store.</summary>
    /// <exception cref="TerrainFileException">Another process is fetching.</exception>
    public static void Forget(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        using (Hold(folder))
            foreach (var provider in Directory.GetDirectories(folder))
                Directory.Delete(provider, recursive: true);
    }

    /// <summary>Forgets where the provider has nothing, when it had nothing anywhere: it is another one, or not itself today.</summary>
    public void ForgetNothing()
    {
        if (known.Values.Any(outcome => outcome != TileOutcome.None))
            return;
        known.Clear();
        record.BaseStream.SetLength(0);
    }

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

    public void Dispose()
    {
        record.Dispose();
        only.Dispose();
    }

    private static FileStream Hold(string folder)
    {
        try
        {
            return new(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new TerrainFileException(
                folder,
                $"Another process is fetching heights, or nothing can be written there: {error.Message}"
            );
        }
    }

    private void Note(ElevationLayer layer, SlippyCell cell, TileOutcome outcome)
    {
        known[NameOf(layer, cell)] = outcome;
        lock (record)
            record.WriteLine($"{NameOf(layer, cell)} {outcome}");
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
