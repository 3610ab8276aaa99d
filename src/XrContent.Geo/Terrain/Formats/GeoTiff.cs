using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using BitMiracle.LibTiff.Classic;

namespace XrContent.Geo.Terrain.Formats;

/// <summary>
/// GeoTIFF 1.1 (OGC 19-008r4) with one band of 16-bit or 32-bit heights, in strips or tiles, in degrees (WGS84, JGD2000,
/// JGD2011) or Web Mercator; GDAL's no-data tag is heeded.
/// </summary>
internal static class GeoTiff
{
    private const TiffTag PixelScale = (TiffTag)33550;
    private const TiffTag TiePoint = (TiffTag)33922;
    private const TiffTag Transformation = (TiffTag)34264;
    private const TiffTag GeoKeys = (TiffTag)34735;
    private const TiffTag Metadata = (TiffTag)42112;
    private const TiffTag NoData = (TiffTag)42113;
    private const int GeographicCrsKey = 2048;
    private const int AngularUnitKey = 2054;
    private const int VerticalUnitKey = 4099;
    private const int UserDefined = 32767;
    private const int Degree = 9102;
    private const int ModelTypeKey = 1024;
    private const int RasterTypeKey = 1025;
    private const int ProjectedCrsKey = 3072;
    private const int WebMercator = 3857;

    /// <summary>EPSG codes of WGS 84, JGD2000, JGD2011, ETRS89 and NAD83: they differ by less than a sample.</summary>
    private static readonly int[] SameAsWgs84 = [4326, 4979, 4612, 6668, 6697, 4258, 4269];

    /// <summary>Metres of a vertical unit, by its EPSG code or its name in GDAL's metadata.</summary>
    private static readonly Dictionary<string, double> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["9001"] = 1,
        ["m"] = 1,
        ["metre"] = 1,
        ["meter"] = 1,
        ["9002"] = 0.3048,
        ["ft"] = 0.3048,
        ["foot"] = 0.3048,
        ["9003"] = 1200.0 / 3937,
        ["us survey foot"] = 1200.0 / 3937,
        ["ftUS"] = 1200.0 / 3937,
    };

    private static readonly Dictionary<Compression, string> NotRead = new()
    {
        [(Compression)34887] = "LERC",
        [(Compression)34925] = "LZMA",
        [(Compression)50000] = "ZSTD",
        [(Compression)50001] = "WebP",
        [(Compression)50002] = "JPEG XL",
    };

    private const double MercatorHalf = Math.PI * Wgs84.A;
    private const int MostBlockBytes = 64 << 20;

    public static HeightGrid Read(string name, Stream stream)
    {
        TiffDirectory.Check(name, stream);
        Tiff.SetErrorHandler(new Quiet());
        using var tiff =
            Tiff.ClientOpen(name, "r", stream, new TiffStream()) ?? throw new TerrainFileException(name, "Is not a TIFF file.");
        var (width, height) = (Whole(tiff, TiffTag.IMAGEWIDTH, 0), Whole(tiff, TiffTag.IMAGELENGTH, 0));
        if (width < 2 || height < 2 || (long)width * height > HeightGrid.MostSamples)
            throw new TerrainFileException(
                name,
                $"Is {width} x {height} samples; 2 x 2 to {HeightGrid.MostSamples} in all are read. Cut it with gdal_translate -projwin."
            );
        var (bits, format) = (
            Whole(tiff, TiffTag.BITSPERSAMPLE, 1),
            (SampleFormat)Whole(tiff, TiffTag.SAMPLEFORMAT, (int)SampleFormat.UINT)
        );
        if (Whole(tiff, TiffTag.SAMPLESPERPIXEL, 1) != 1)
            throw new TerrainFileException(name, "Has more than one band; heights have one.");
        if ((bits, format) is not ((16, SampleFormat.INT or SampleFormat.UINT) or (32, SampleFormat.IEEEFP)))
            throw new TerrainFileException(name, $"Holds {bits}-bit {format} samples; convert it with gdal_translate -ot Float32.");

        if (NotRead.TryGetValue((Compression)Whole(tiff, TiffTag.COMPRESSION, 1), out var compression))
            throw new TerrainFileException(
                name,
                $"Is compressed with {compression}, which is not read here. Convert it with gdal_translate -co COMPRESS=DEFLATE."
            );
        var frame = FrameOf(name, tiff);
        var grid = new HeightGrid(name, frame, width, height, new float[width * height]);
        if (
            !(
                grid.West >= -180.001
                && grid.East <= 180.001
                && grid.North <= 90.001
                && grid.South >= -90.001
                && grid.West < grid.East
                && grid.South < grid.North
            )
        )
            throw new TerrainFileException(name, "Lies outside the earth by its own coordinates.");
        ReadSamples(name, tiff, stream, grid, bits, format);
        Void(grid.Heights, Words(tiff, NoData));
        ToMetres(name, tiff, grid.Heights);
        return grid.FillHoles();
    }

    private static int Key(ushort[] keys, int wanted)
    {
        for (var i = 4; i + 3 < keys.Length; i += 4)
            if (keys[i] == wanted && keys[i + 1] == 0)
                return keys[i + 3];
        return 0;
    }

    private static GridFrame FrameOf(string name, Tiff tiff)
    {
        var keys = Shorts(tiff, GeoKeys);
        int Key(int wanted) => GeoTiff.Key(keys, wanted);

        var mercator = Key(ModelTypeKey) == 1;
        if (mercator && Key(ProjectedCrsKey) != WebMercator)
            throw new TerrainFileException(
                name,
                $"Is projected (EPSG:{Key(ProjectedCrsKey)}); turn it to degrees with gdalwarp -t_srs EPSG:4326."
            );
        if (!mercator && Key(GeographicCrsKey) is var datum and not (0 or UserDefined) && !SameAsWgs84.Contains(datum))
            throw new TerrainFileException(
                name,
                $"Is in another datum (EPSG:{datum}), which may lie hundreds of metres off; turn it with gdalwarp -t_srs EPSG:4326."
            );
        if (!mercator && Key(AngularUnitKey) is var unit and not (0 or Degree))
            throw new TerrainFileException(name, $"Counts angles in EPSG:{unit}, not degrees; turn it with gdalwarp -t_srs EPSG:4326.");
        var (scale, tie) = (Doubles(tiff, PixelScale), Doubles(tiff, TiePoint));
        double x,
            y,
            stepX,
            stepY;
        if (Doubles(tiff, Transformation) is [var a, 0, _, var d, 0, var f, _, var h, ..])
            (x, y, stepX, stepY) = (d, h, a, -f);
        else if (scale is [var sx, var sy, ..] && tie is [var column, var row, _, var tx, var ty, ..])
            (x, y, stepX, stepY) = (tx - column * sx, ty + row * sy, sx, sy);
        else
            throw new TerrainFileException(
                name,
                "Says nothing of where it lies (no GeoTIFF tags), or is turned; mend it with gdalwarp -t_srs EPSG:4326."
            );
        if (!(stepX > 0 && stepY > 0 && double.IsFinite(x) && double.IsFinite(y)))
            throw new TerrainFileException(name, "Its scale is not north up; mend it with gdalwarp.");

        var cells = Key(RasterTypeKey) != 2;
        if (mercator)
            (x, y, stepX, stepY) = (
                (x + MercatorHalf) / (2 * MercatorHalf),
                (MercatorHalf - y) / (2 * MercatorHalf),
                stepX / (2 * MercatorHalf),
                stepY / (2 * MercatorHalf)
            );
        var half = cells ? 0.5 : 0;
        return new(x + half * stepX, mercator ? y + half * stepY : y - half * stepY, stepX, stepY, cells, mercator);
    }

    private static void ReadSamples(string name, Tiff tiff, Stream stream, HeightGrid grid, int bits, SampleFormat format)
    {
        var tiled = tiff.IsTiled();
        var (blockWidth, blockHeight) = tiled
            ? (Whole(tiff, TiffTag.TILEWIDTH, 0), Whole(tiff, TiffTag.TILELENGTH, 0))
            : (
                grid.Width,
                Math.Min(Whole(tiff, TiffTag.ROWSPERSTRIP, grid.Height) is var strip and > 0 ? strip : grid.Height, grid.Height)
            );
        var bytes = (long)blockWidth * blockHeight * bits / 8;
        if (blockWidth <= 0 || blockHeight <= 0 || bytes > (tiled ? MostBlockBytes : 4 * HeightGrid.MostSamples))
            throw new TerrainFileException(name, $"Is cut into blocks of {blockWidth} x {blockHeight}, which cannot be right.");
        var block = new byte[bytes];
        var nothing = Mark(Words(tiff, NoData)) is var mark && float.IsNaN(mark) ? 0 : mark;
        for (var top = 0; top < grid.Height; top += blockHeight)
        {
            for (var left = 0; left < grid.Width; left += blockWidth)
            {
                var rows = Math.Min(blockHeight, grid.Height - top);
                var wanted = tiled ? (int)bytes : rows * blockWidth * bits / 8;
                var number = tiled ? tiff.ComputeTile(left, top, 0, 0) : top / blockHeight;
                if (IsLeftOut(tiff, number))
                {
                    for (var i = 0; i < rows; i++)
                        grid.Heights.AsSpan((top + i) * grid.Width + left, Math.Min(blockWidth, grid.Width - left)).Fill(nothing);
                    continue;
                }

                var read = tiled ? tiff.ReadEncodedTile(number, block, 0, wanted) : tiff.ReadEncodedStrip(number, block, 0, wanted);
                // The library guesses the sizes of plain strips where one is left out; where they lie is known.
                if (read < wanted && !tiled && Whole(tiff, TiffTag.COMPRESSION, 1) == (int)Compression.NONE)
                    read = ReadPlain(tiff, stream, number, block.AsSpan(0, wanted), bits);
                if (read < wanted)
                    throw new TerrainFileException(name, $"Is damaged or cut short at row {top}. Download it again.");
                for (var i = 0; i < rows; i++)
                    Take(
                        block.AsSpan(i * blockWidth * bits / 8),
                        grid.Heights.AsSpan((top + i) * grid.Width + left, Math.Min(blockWidth, grid.Width - left)),
                        bits,
                        format
                    );
            }
        }
    }

    /// <returns>Bytes that were read, in this machine's order.</returns>
    private static int ReadPlain(Tiff tiff, Stream stream, int strip, Span<byte> block, int bits)
    {
        if (tiff.GetField(TiffTag.STRIPOFFSETS) is not [{ Value: ulong[] offsets }, ..] || offsets[strip] > (ulong)stream.Length)
            return 0;
        stream.Position = (long)offsets[strip];
        var read = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
        if (tiff.IsByteSwapped() && bits == 16)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, short>(block), MemoryMarshal.Cast<byte, short>(block));
        else if (tiff.IsByteSwapped())
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(block), MemoryMarshal.Cast<byte, int>(block));
        return read;
    }

    private static void Take(ReadOnlySpan<byte> from, Span<float> to, int bits, SampleFormat format)
    {
        if (bits == 32)
            MemoryMarshal.Cast<byte, float>(from)[..to.Length].CopyTo(to);
        else if (format == SampleFormat.INT)
            for (var i = 0; i < to.Length; i++)
                to[i] = MemoryMarshal.Cast<byte, short>(from)[i];
        else
            for (var i = 0; i < to.Length; i++)
                to[i] = MemoryMarshal.Cast<byte, ushort>(from)[i];
    }

    /// <summary>A block that was never written, as GDAL leaves out what is empty: all of it is no data, or else 0.</summary>
    private static bool IsLeftOut(Tiff tiff, int number)
    {
        var isTiled = tiff.IsTiled();
        return IsZero(isTiled ? TiffTag.TILEOFFSETS : TiffTag.STRIPOFFSETS)
            || IsZero(isTiled ? TiffTag.TILEBYTECOUNTS : TiffTag.STRIPBYTECOUNTS);

        bool IsZero(TiffTag tag) => tiff.GetField(tag) is [{ Value: ulong[] values }, ..] && number < values.Length && values[number] == 0;
    }

    private static float Mark(string? noData) =>
        double.TryParse(noData?.Trim('\0', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? (float)value
            : float.NaN;

    private static void Void(float[] heights, string? noData)
    {
        var mark = Mark(noData);
        for (var i = 0; i < heights.Length; i++)
            if (heights[i] == mark || !float.IsFinite(heights[i]))
                heights[i] = float.NaN;
    }

    /// <summary>By the scale, the offset and the unit that the file names; what no ground can be is no data.</summary>
    private static void ToMetres(string name, Tiff tiff, float[] heights)
    {
        var (scale, offset, unit) = MetadataOf(Words(tiff, Metadata));
        if (Key(Shorts(tiff, GeoKeys), VerticalUnitKey) is var key and > 0 and not UserDefined)
            unit ??= key.ToString(CultureInfo.InvariantCulture);
        if (!Units.TryGetValue(unit ?? "m", out var metres))
            throw new TerrainFileException(name, $"Counts heights in {unit}; convert them to metres with gdal_calc.");
        for (var i = 0; i < heights.Length; i++)
        {
            var height = (heights[i] * scale + offset) * metres;
            heights[i] = height is > -500 and < 9000 ? (float)height : float.NaN;
        }
    }

    private static (double Scale, double Offset, string? Unit) MetadataOf(string? xml)
    {
        var (scale, offset, unit) = (1.0, 0.0, (string?)null);
        if (string.IsNullOrWhiteSpace(xml))
            return (scale, offset, unit);
        foreach (var item in XElement.Parse(xml.Trim('\0', ' ')).Elements("Item"))
        {
            if ((string?)item.Attribute("sample") is not (null or "0"))
                continue;
            switch ((string?)item.Attribute("role"))
            {
                case "scale":
                    scale = double.Parse(item.Value, CultureInfo.InvariantCulture);
                    break;
                case "offset":
                    offset = double.Parse(item.Value, CultureInfo.InvariantCulture);
                    break;
                case "unittype" when item.Value.Length > 0:
                    unit = item.Value.Trim();
                    break;
            }
        }

        return (scale, offset, unit);
    }

    private static int Whole(Tiff tiff, TiffTag tag, int otherwise) =>
        tiff.GetFieldDefaulted(tag) is [var value, ..] ? value.ToInt() : otherwise;

    private static double[] Doubles(Tiff tiff, TiffTag tag) => tiff.GetField(tag) is [_, var values] ? values.ToDoubleArray() ?? [] : [];

    private static ushort[] Shorts(Tiff tiff, TiffTag tag) => tiff.GetField(tag) is [_, var values] ? values.ToUShortArray() ?? [] : [];

    private static string? Words(Tiff tiff, TiffTag tag) => tiff.GetField(tag) is [_, var values] ? values.ToString() : null;

    /// <summary>Faults reach the caller as exceptions and short reads, not as words on the console.</summary>
    private sealed class Quiet : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args) { }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args) { }
    }
}
