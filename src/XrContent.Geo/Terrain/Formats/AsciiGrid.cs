using System.Globalization;
using System.Text;

namespace XrContent.Geo.Terrain.Formats;

/// <summary>
/// An ESRI ASCII grid in degrees: a header of words and numbers (ncols, nrows, xllcorner or xllcenter, yllcorner or yllcenter, cellsize or
/// dx and dy, NODATA_value), then metres row by row from the north-west.
/// </summary>
internal static class AsciiGrid
{
    private const int MostBytes = 256 << 20;
    private const int MostSide = 40_000;
    private const int MostHeaderLines = 8;

    public static HeightGrid Read(string name, Stream stream, long length)
    {
        if (length > MostBytes)
            throw new TerrainFileException(name, "Is larger than 256 MiB. Cut it into pieces, or make a GeoTIFF of it.");
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var header = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        string? line;
        while ((line = reader.ReadLine()) is not null && line.AsSpan().TrimStart() is [var first, ..] && char.IsAsciiLetter(first))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (header.Count >= MostHeaderLines || words.Length != 2 || !(Number(words[1], out var value) || IsNone(words[1], out value)))
                throw new OtherFileException(name, "Is not an ESRI ASCII grid: its header is not a word and a number a line.");
            header[words[0]] = value;
        }

        var (columns, rows) = (Whole("ncols"), Whole("nrows"));
        var (stepX, stepY) = (Value("dx") ?? Needed("cellsize"), Value("dy") ?? Needed("cellsize"));
        var west = Value("xllcenter") ?? Needed("xllcorner") + stepX / 2;
        var south = Value("yllcenter") ?? Needed("yllcorner") + stepY / 2;
        var north = south + (rows - 1) * stepY;
        var east = west + (columns - 1) * stepX;
        if (
            !(
                stepX is > 0 and < 1
                && stepY is > 0 and < 1
                && stepX / stepY is > 0.1 and < 10
                && west >= -180
                && east <= 180
                && south >= -90
                && north <= 90
            )
        )
            throw new TerrainFileException(name, "Its corner and cell size are not degrees. Convert it to WGS84 (EPSG:4326) first.");
        // Each height takes a digit and a space at least.
        if (2L * columns * rows - 1 > length)
            throw new TerrainFileException(name, "Is cut short: it has fewer heights than its columns times its rows.");
        var heights = Heights(name, line, reader, (long)columns * rows, Value("NODATA_value") ?? -9999);
        return new(name, new(west, north, stepX, stepY, Cells: true), columns, rows, heights);

        double? Value(string word) => header.TryGetValue(word, out var value) ? value : null;
        double Needed(string word) => Value(word) ?? throw new OtherFileException(name, $"Is not an ESRI ASCII grid: {word} is missing.");
        int Whole(string word) =>
            Needed(word) is var value and >= 2 and <= MostSide && value == Math.Floor(value)
                ? (int)value
                : throw new TerrainFileException(name, $"Its {word} is not a whole number from 2 to {MostSide}.");
    }

    private static float[] Heights(string name, string? line, StreamReader reader, long count, double none)
    {
        if (count > HeightGrid.MostSamples)
            throw new TerrainFileException(name, $"Has more than {HeightGrid.MostSamples} samples. Cut it into pieces.");
        var heights = new float[count];
        var at = 0;
        for (; line is not null; line = reader.ReadLine())
        {
            foreach (var range in line.AsSpan().SplitAny(' ', '\t'))
            {
                var word = line.AsSpan(range).Trim();
                if (word.IsEmpty)
                    continue;
                if (at == count)
                    throw new TerrainFileException(name, "Holds more heights than its columns times its rows.");
                if (!Number(word, out var metres) && !IsNone(word, out metres))
                    throw new TerrainFileException(name, $"Height {at + 1} is not a number.");
                heights[at++] = double.IsNaN(metres) || metres == none || metres is < -500 or > 9000 ? float.NaN : (float)metres;
            }
        }

        return at == count ? heights : throw new TerrainFileException(name, $"Is cut short: {at} of {count} heights are there.");
    }

    private static bool IsNone(ReadOnlySpan<char> text, out double value)
    {
        value = double.NaN;
        return text.Equals("nan", StringComparison.OrdinalIgnoreCase);
    }

    private static bool Number(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
