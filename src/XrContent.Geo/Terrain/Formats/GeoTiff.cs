using System.Globalization;
using System.Runtime.InteropServices;
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
    private const TiffTag NoData = (TiffTag)42113;
    private const int ModelTypeKey = 1024;
    private const int RasterTypeKey = 1025;
    private const int ProjectedCrsKey = 3072;
    private const int WebMercator = 3857;
    private const double MercatorHalf = Math.PI * Wgs84.A;
    private const int MostBlockBytes = 64 << 20;

    public static HeightGrid Read(string name, Stream stream)
    {
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
        ReadSamples(name, tiff, grid, bits, format);
        Void(grid.Heights, Words(tiff, NoData));
        return grid.FillHoles();
    }

    private static GridFrame FrameOf(string name, Tiff tiff)
    {
        var keys = Shorts(tiff, GeoKeys);
        int Key(int wanted)
        {
            for (var i = 4; i + 3 < keys.Length; i += 4)
                if (keys[i] == wanted && keys[i + 1] == 0)
                    return keys[i + 3];
            return 0;
        }

        var mercator = Key(ModelTypeKey) == 1;
        if (mercator && Key(ProjectedCrsKey) != WebMercator)
            throw new TerrainFileException(
                name,
                $"Is projected (EPSG:{Key(ProjectedCrsKey)}); turn it to degrees with gdalwarp -t_srs EPSG:4326."
            );
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

    private static void ReadSamples(string name, Tiff tiff, HeightGrid grid, int bits, SampleFormat format)
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
        for (var top = 0; top < grid.Height; top += blockHeight)
        {
            for (var left = 0; left < grid.Width; left += blockWidth)
            {
                var rows = Math.Min(blockHeight, grid.Height - top);
                var wanted = tiled ? (int)bytes : rows * blockWidth * bits / 8;
                var read = tiled
                    ? tiff.ReadEncodedTile(tiff.ComputeTile(left, top, 0, 0), block, 0, wanted)
                    : tiff.ReadEncodedStrip(top / blockHeight, block, 0, wanted);
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

    private static void Void(float[] heights, string? noData)
    {
        var mark = double.TryParse(noData?.Trim('\0', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? (float)value
            : float.NaN;
        for (var i = 0; i < heights.Length; i++)
            if (heights[i] == mark || !(heights[i] is > -500 and < 9000))
                heights[i] = float.NaN;
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
