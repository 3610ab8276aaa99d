using System.Globalization;
using System.Text;
using System.Xml;

namespace XrContent.Geo.Terrain.Formats;

/// <summary>
/// GSI's basic map information, numerical elevation model (基盤地図情報 数値標高モデル DEM5A, DEM5B, DEM10B) in JPGIS GML: one mesh a file,
/// "kind,height" tuples from the north-west, -9999 where there is none. The sea is 0; leading cells may be left out by the start point,
/// trailing ones simply end.
/// </summary>
internal static class GsiGml
{
    private const int MostBytes = 256 << 20;
    private const int MostSide = 20_000;

    // Meshes of before July 2014 are written in Shift_JIS, which the platform knows only when it is told to.
    static GsiGml()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Encoding.RegisterProvider(new OtherNames());
    }

    public static HeightGrid Read(string name, Stream stream, long length)
    {
        if (length > MostBytes)
            throw new TerrainFileException(name, "Is larger than an elevation mesh can be.");
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostBytes,
            IgnoreComments = true,
        };
        using var reader = Open(name, stream, settings);
        double[]? lower = null,
            upper = null;
        double[]? low = null,
            high = null,
            start = null;
        string? tuples = null;
        while (!reader.EOF)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
                continue;
            }

            switch (reader.LocalName)
            {
                case "lowerCorner":
                    lower = Pair();
                    break;
                case "upperCorner":
                    upper = Pair();
                    break;
                case "low":
                    low = Pair();
                    break;
                case "high":
                    high = Pair();
                    break;
                case "startPoint":
                    start = Pair();
                    break;
                case "tupleList":
                    tuples = reader.ReadElementContentAsString();
                    break;
                default:
                    reader.Read();
                    break;
            }
        }

        if (lower is null || upper is null || low is null || high is null || tuples is null)
            throw new OtherFileException(name, "Is not a GSI elevation mesh: its corners, grid or tuple list is missing.");
        var (columns, rows) = (
            (int)Math.Clamp(high[0] - low[0] + 1, 0, MostSide + 1),
            (int)Math.Clamp(high[1] - low[1] + 1, 0, MostSide + 1)
        );
        if (columns is < 2 or > MostSide || rows is < 2 or > MostSide)
            throw new TerrainFileException(name, $"Its grid of {columns} x {rows} cells cannot be right.");
        if (!(upper[0] > lower[0] && upper[1] > lower[1] && upper[0] <= 90 && lower[0] >= -90 && upper[1] <= 180 && lower[1] >= -180))
            throw new TerrainFileException(name, "Its corners are not latitude and longitude in degrees, lower before upper.");

        var (stepX, stepY) = ((upper[1] - lower[1]) / columns, (upper[0] - lower[0]) / rows);
        var heights = new float[columns * rows];
        Array.Fill(heights, float.NaN);
        Fill(name, tuples, heights, (int)((start?[1] ?? 0) * columns + (start?[0] ?? 0)));
        return new(name, new(lower[1] + stepX / 2, upper[0] - stepY / 2, stepX, stepY, Cells: true), columns, rows, heights);

        double[] Pair()
        {
            var words = reader.ReadElementContentAsString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 2 || !Number(words[0], out var a) || !Number(words[1], out var b))
                throw new TerrainFileException(name, "Holds a corner or grid that is not two numbers.");
            return [a, b];
        }
    }

    private static XmlReader Open(string name, Stream stream, XmlReaderSettings settings)
    {
        var reader = XmlReader.Create(stream, settings);
        try
        {
            // The declaration, with the encoding's name.
            reader.Read();
            return reader;
        }
        catch (XmlException unknown) when (unknown.InnerException is ArgumentException)
        {
            reader.Dispose();
            throw new TerrainFileException(name, "Is written in an encoding that is not known here. Save it as UTF-8.");
        }
    }

    private static void Fill(string name, ReadOnlySpan<char> tuples, float[] heights, int at)
    {
        if (at < 0)
            throw new TerrainFileException(name, "Its start point lies before the grid.");
        foreach (var range in tuples.Split('\n'))
        {
            var line = tuples[range].Trim();
            if (line.IsEmpty)
                continue;
            if (at >= heights.Length)
                throw new TerrainFileException(name, "Holds more tuples than its grid has cells.");
            var comma = line.LastIndexOf(',');
            if (comma < 0 || !Number(line[(comma + 1)..], out var metres))
                throw new TerrainFileException(name, $"Tuple {at + 1} is not \"kind,height\".");
            heights[at++] =
                line[..comma].Contains("海水", StringComparison.Ordinal) ? 0
                : metres is < -500 or > 9000 ? float.NaN
                : (float)metres;
        }
    }

    private static bool Number(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>Java's names of what Windows calls code page 932.</summary>
    private sealed class OtherNames : EncodingProvider
    {
        public override Encoding? GetEncoding(int codepage) => null;

        public override Encoding? GetEncoding(string name) =>
            name.ToUpperInvariant() is "WINDOWS-31J" or "MS932" or "CP932" ? CodePagesEncodingProvider.Instance.GetEncoding(932) : null;
    }
}
