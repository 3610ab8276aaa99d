using System.Globalization;
using NetVips;

namespace XrContent.Media.Maps;

/// <summary>A georeferenced map as picture tiles in one PMTiles file.</summary>
/// <param name="Bounds">Degrees: west, south, east, north.</param>
public sealed record HistoricMap(int MinZoom, int MaxZoom, int Tiles, (double West, double South, double East, double North) Bounds)
{
    private const int Side = 256;
    private const int MostZoom = 20;

    private static readonly Dictionary<string, TileKind> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = TileKind.Png,
        [".jpg"] = TileKind.Jpeg,
        [".jpeg"] = TileKind.Jpeg,
        [".webp"] = TileKind.Webp,
    };

    /// <summary>Packs a folder of z/x/y.png into one file.</summary>
    /// <exception cref="RefusedException">It is no such folder, or a tile cannot be read; the message names it.</exception>
    public static async Task<HistoricMap> PackAsync(string folder, string target, CancellationToken cancel)
    {
        var tiles = TilesBelow(folder).ToList();
        if (tiles.Count == 0)
            throw Refused($"{folder} has no tile z/x/y.png, .jpg or .webp.");
        if (tiles.Count > PmTilesWriter.MostTiles)
            throw Refused($"{folder} has {tiles.Count} tiles; {PmTilesWriter.MostTiles} are taken. Leave out the finest zoom.");
        var kinds = tiles.Select(tile => Endings[Path.GetExtension(tile.File)]).Distinct().ToList();
        if (kinds.Count > 1)
            throw Refused($"{folder} has tiles of several kinds: {string.Join(", ", kinds)}. Convert them to one.");
        if (tiles.GroupBy(tile => (tile.Zoom, tile.X, tile.Y)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Refused($"Tile {twice.Key.Zoom}/{twice.Key.X}/{twice.Key.Y} is there twice.");
        foreach (var (zoom, x, y, file) in tiles)
        {
            cancel.ThrowIfCancellationRequested();
            Check($"{zoom}/{x}/{y}", await File.ReadAllBytesAsync(file, cancel));
        }

        var map = Of([.. tiles.Select(tile => (tile.Zoom, tile.X, tile.Y))]);
        await using var stream = File.Create(target);
        await PmTilesWriter.WriteAsync(stream, tiles, kinds[0], map.Bounds, cancel);
        return map;
    }

    /// <summary>Looks through a PMTiles file of pictures.</summary>
    /// <exception cref="RefusedException">It is none, or a tile cannot be read.</exception>
    public static async Task<HistoricMap> ReadAsync(Stream file, CancellationToken cancel)
    {
        var tiles = await PmTiles.OpenAsync(file, cancel);
        if (tiles.Kind is not (TileKind.Png or TileKind.Jpeg or TileKind.Webp))
            throw Refused("Its tiles are no pictures: a map to be laid over the land needs PNG, JPEG or WebP.");
        var cells = new List<(int, int, int)>();
        await foreach (var (zoom, x, y, bytes) in tiles.AllAsync(cancel))
        {
            Check($"{zoom}/{x}/{y}", bytes);
            cells.Add((zoom, x, y));
            if (cells.Count > PmTilesWriter.MostTiles)
                throw Refused($"It has more than {PmTilesWriter.MostTiles} tiles. Leave out the finest zoom.");
        }

        return cells.Count == 0 ? throw Refused("It has no tile.") : Of(cells);
    }

    private static HistoricMap Of(List<(int Zoom, int X, int Y)> cells)
    {
        var (least, most) = (cells.Min(cell => cell.Zoom), cells.Max(cell => cell.Zoom));
        if (most > MostZoom)
            throw Refused($"It has zoom {most}; {MostZoom} is the finest that is taken.");
        // The finest zoom has the narrowest frame.
        var fine = cells.Where(cell => cell.Zoom == most).ToList();
        return new(
            least,
            most,
            cells.Count,
            (
                West(fine.Min(cell => cell.X), most),
                North(fine.Max(cell => cell.Y) + 1, most),
                West(fine.Max(cell => cell.X) + 1, most),
                North(fine.Min(cell => cell.Y), most)
            )
        );
    }

    private static IEnumerable<(int Zoom, int X, int Y, string File)> TilesBelow(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (!Endings.ContainsKey(Path.GetExtension(file)))
                continue;
            var parts = Path.GetRelativePath(folder, Path.ChangeExtension(file, null)).Split(Path.DirectorySeparatorChar);
            if (parts.Length != 3 || !Number(parts[0], out var zoom) || !Number(parts[1], out var x) || !Number(parts[2], out var y))
                continue;
            if (zoom > MostZoom || x >= 1L << zoom || y >= 1L << zoom)
                throw Refused($"{zoom}/{x}/{y} is no tile of zoom 0 to {MostZoom}.");
            yield return (zoom, x, y, file);
        }

        static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static void Check(string name, byte[] bytes)
    {
        try
        {
            using var picture = Image.NewFromBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
            if (picture.Width != picture.Height || picture.Width is not (Side or 2 * Side))
                throw Refused($"Tile {name} has {picture.Width} x {picture.Height} pixels; 256 x 256 or 512 x 512 are taken.");
            picture.Avg();
        }
        catch (VipsException broken)
        {
            throw Refused($"Tile {name} cannot be read: {broken.Message.Split('\n')[0].Trim()}.");
        }
    }

    private static double West(int x, int zoom) => x * 360.0 / (1L << zoom) - 180;

    private static double North(int y, int zoom) => double.RadiansToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - 2.0 * y / (1L << zoom)))));

    private static RefusedException Refused(string reason) => new("not-a-map", reason);
}
