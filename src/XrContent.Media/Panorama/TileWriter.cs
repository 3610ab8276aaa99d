using System.Globalization;
using NetVips;

namespace XrContent.Media.Panorama;

/// <summary>
/// Writes the tiles of all levels while rows of the finest come in: each level is made of the one above it, a row of tiles at a time.
/// </summary>
internal sealed class TileWriter
{
    private const int Bands = 3;

    private readonly string folder;
    private readonly IReadOnlyList<PyramidLevel> levels;
    private readonly int quality;

    /// <summary>For each level but the coarsest, two rows of its tiles at half their width: a tile's own height may be odd.</summary>
    private readonly byte[][] narrow;

    private readonly int shown;
    private readonly byte[] overview;

    /// <param name="folder">Where tiles go, as LEVEL/COLUMN_ROW.jpg.</param>
    /// <param name="quality">Of the JPEGs, 1 to 100.</param>
    /// <param name="overview">Pixels that the overview is wide at least, if any level is.</param>
    public TileWriter(string folder, IReadOnlyList<PyramidLevel> levels, int quality, int overview)
    {
        (this.folder, this.levels, this.quality) = (folder, levels, quality);
        narrow = [.. levels.Skip(1).Select(level => new byte[SizeOf(level)])];
        shown = levels.SkipLast(1).TakeWhile(level => level.Width < overview).Count();
        this.overview = new byte[SizeOf(levels[shown]) * levels[shown].Rows];
        for (var level = 0; level < levels.Count; level++)
            Directory.CreateDirectory(FolderOf(level));
    }

    /// <summary>Writes a row of the finest tiles, and those below that are complete by it.</summary>
    /// <param name="row">Each one, from the first.</param>
    public void Write(int row, byte[] pixels, CancellationToken cancel) => Write(levels.Count - 1, row, pixels, cancel);

    /// <summary>The whole sphere, small, once all rows were written.</summary>
    public Image Overview()
    {
        var level = levels[shown];
        using var plain = Image.NewFromMemory(overview, level.Width, level.Rows * level.Tile, Bands, Enums.BandFormat.Uchar);
        return plain.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private void Write(int number, int row, byte[] pixels, CancellationToken cancel)
    {
        var level = levels[number];
        using var plain = Image.NewFromMemory(pixels, level.Width, level.Tile, Bands, Enums.BandFormat.Uchar);
        using var tiles = plain.Copy(interpretation: Enums.Interpretation.Srgb);
        Each(level.Columns, column => Write(tiles, number, column, row), cancel);
        if (number == shown)
            pixels.CopyTo(overview, row * pixels.Length);
        if (number == 0)
            return;
        var pair = narrow[number - 1];
        using var half = tiles.Shrinkh(2);
        half.WriteToMemory<byte>().CopyTo(pair, row % 2 * pair.Length / 2);
        if (row % 2 == 0)
            return;
        using var two = Image.NewFromMemory(pair, level.Width / 2, 2 * level.Tile, Bands, Enums.BandFormat.Uchar);
        using var below = two.Shrinkv(2);
        Write(number - 1, row / 2, below.WriteToMemory<byte>(), cancel);
    }

    private void Write(Image row, int number, int column, int rowNumber)
    {
        var tile = levels[number].Tile;
        using var part = row.Crop(column * tile, 0, tile, tile);
        // Tiles are made beside each other; what is made of one needs no threads of its own.
        using var own = part.Mutate(image => image.Set(GValue.GIntType, "concurrency", 1));
        own.Jpegsave(PathOf(number, column, rowNumber), q: quality, keep: Enums.ForeignKeep.None);
    }

    /// <exception cref="NotNowException">The disk is full.</exception>
    /// <exception cref="IOException">They cannot be written, whatever the picture is.</exception>
    private static void Each(int count, Action<int> make, CancellationToken cancel)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancel }, make);
        }
        catch (AggregateException several)
        {
            // Of several that fail at once, one gets all the words that libvips has.
            var said = string.Join(' ', several.InnerExceptions.Select(error => error.Message));
            throw StillFaults.OfWriting(said);
        }
    }

    /// <summary>Bytes of a row of tiles.</summary>
    private static int SizeOf(PyramidLevel level) => level.Width * level.Tile * Bands;

    private string FolderOf(int level) => Path.Combine(folder, level.ToString(CultureInfo.InvariantCulture));

    private string PathOf(int level, int column, int row) =>
        Path.Combine(FolderOf(level), string.Create(CultureInfo.InvariantCulture, $"{column}_{row}.jpg"));
}
