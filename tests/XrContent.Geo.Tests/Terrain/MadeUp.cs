using System.Buffers.Binary;
using System.IO.Compression;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Tests.Terrain;

/// <summary>A folder that is gone when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("xrcontent-terrain-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Small terrain files of every kind, made from a function of latitude and longitude.</summary>
internal static class MadeUp
{
    public delegate double Relief(double latitude, double longitude);

    public static double Slope(double latitude, double longitude) =>
        100 + 400 * (latitude - Math.Floor(latitude)) + 300 * (longitude - Math.Floor(longitude));

    /// <summary>Ridges and valleys of several sizes, as rough as real ones.</summary>
    public static double Mountains(double latitude, double longitude)
    {
        var height = 700.0;
        var (size, high) = (0.35, 420.0);
        for (var octave = 0; octave < 4; octave++)
        {
            var (a, b) = (latitude / size * 2 * Math.PI + octave, longitude / size * 2 * Math.PI - 2 * octave);
            height += high * (1 - 2 * Math.Abs(Math.Sin(a + 0.6 * Math.Sin(b)))) * Math.Cos(b + 0.4 * Math.Sin(a));
            (size, high) = (size * 0.53, high * 0.5);
        }

        return Math.Max(0, height);
    }

    /// <summary>A square of heights round a point.</summary>
    /// <param name="half">Degrees from the middle to its edges.</param>
    /// <param name="arcSeconds">From sample to sample.</param>
    public static HeightGrid Grid(string name, LatLon middle, double half, double arcSeconds, Relief relief)
    {
        var (step, side) = (arcSeconds / 3600, (int)(2 * half / arcSeconds * 3600) + 1);
        var frame = new GridFrame(middle.Longitude - half, middle.Latitude + half, step, step, Cells: false);
        var heights = Enumerable.Range(0, side * side).Select(i => (float)relief(frame.LatitudeOf(i / side), frame.LongitudeOf(i % side)));
        return new(name, frame, side, side, [.. heights]);
    }

    public static HeightGrid Level(string name, LatLon middle, double half, double height) => Grid(name, middle, half, 3, (_, _) => height);

    /// <summary>A plain of 10 m with a ridge from north to south, so many metres east of the middle.</summary>
    public static HeightGrid Ridge(string name, LatLon middle, double half, double east, double top)
    {
        var perDegree = Wgs84.MetresPerDegreeLongitude(middle.Latitude);
        return Grid(
            name,
            middle,
            half,
            1.0 / 3,
            (_, longitude) => Math.Max(10, top - Math.Abs((longitude - middle.Longitude) * perDegree - east))
        );
    }

    public static string Hgt(string folder, string name, Relief relief, int side = 1201, Func<int, int, bool>? isVoid = null)
    {
        var (south, west) = (
            int.Parse(name.AsSpan(1, 2)) * (name[0] == 'N' ? 1 : -1),
            int.Parse(name.AsSpan(4, 3)) * (name[3] == 'E' ? 1 : -1)
        );
        var bytes = new byte[side * side * 2];
        for (var row = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++)
            {
                var height = relief(south + 1 - (double)row / (side - 1), west + (double)column / (side - 1));
                BinaryPrimitives.WriteInt16BigEndian(
                    bytes.AsSpan((row * side + column) * 2),
                    isVoid?.Invoke(row, column) == true ? short.MinValue : (short)Math.Round(height)
                );
            }
        }

        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A level land about 32.5 N, 129.5 E, sampled so many times a degree.</summary>
    public static string Square(string folder, int perDegree, double height) =>
        new TiffWriter(perDegree * 3 / 10, perDegree * 3 / 10, 129.4, 32.6, 1.0 / perDegree) { Float = true }.Write(
            Path.Combine(folder, $"{perDegree}.tif"),
            (_, _) => height
        );

    public static string GsiTile(string folder, SlippyCell cell, Relief relief, Func<int, int, bool>? isVoid = null)
    {
        using var png = new Image<Rgb24>(256, 256);
        for (var row = 0; row < 256; row++)
        {
            for (var column = 0; column < 256; column++)
            {
                var (x, y) = ((cell.X + (column + 0.5) / 256) / (1 << cell.Zoom), (cell.Y + (row + 0.5) / 256) / (1 << cell.Zoom));
                var height = relief(Angles.ToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - 2 * y)))), x * 360 - 180);
                var code = isVoid?.Invoke(row, column) == true ? 1 << 23 : ((int)Math.Round(height * 100) + (1 << 24)) % (1 << 24);
                png[column, row] = new((byte)(code >> 16), (byte)(code >> 8), (byte)code);
            }
        }

        var path = Path.Combine(folder, $"{cell.Zoom}-{cell.X}-{cell.Y}.png");
        png.SaveAsPng(path);
        return path;
    }

    /// <summary>
    /// A GSI mesh of 225 x 150 cells over the square of a third mesh (1/120 by 1/80 degree), which leaves out its first and last cells.
    /// </summary>
    public static string GsiGml(string folder, double south, double west, Relief relief, int leaveOut = 40, bool sea = false)
    {
        var (columns, rows, stepX, stepY) = (225, 150, 1.0 / 80 / 225, 1.0 / 120 / 150);
        var north = south + 1.0 / 120;
        double HeightAt(int i) => relief(north - (i / columns + 0.5) * stepY, west + (i % columns + 0.5) * stepX);
        var tuples = Enumerable
            .Range(leaveOut, columns * rows - 2 * leaveOut)
            .Select(i => sea && i % 7 == 0 ? "海水面,-9999." : FormattableString.Invariant($"地表面,{HeightAt(i):F2}"));
        var path = Path.Combine(folder, FormattableString.Invariant($"FG-GML-{south:F4}-{west:F4}-DEM5A.xml"));
        File.WriteAllText(
            path,
            FormattableString.Invariant(
                $"""
                <?xml version="1.0" encoding="UTF-8"?>
                <Dataset xmlns="http://fgd.gsi.go.jp/spec/2008/FGD_GMLSchema" xmlns:gml="http://www.opengis.net/gml/3.2">
                <DEM><coverage><gml:boundedBy><gml:Envelope srsName="fguuid:jgd2011.bl">
                <gml:lowerCorner>{south:R} {west:R}</gml:lowerCorner><gml:upperCorner>{north:R} {west + 1.0 / 80:R}</gml:upperCorner>
                </gml:Envelope></gml:boundedBy>
                <gml:gridDomain><gml:Grid dimension="2"><gml:limits><gml:GridEnvelope><gml:low>0 0</gml:low><gml:high>{columns - 1} {rows
                    - 1}</gml:high></gml:GridEnvelope></gml:limits></gml:Grid></gml:gridDomain>
                <gml:rangeSet><gml:DataBlock><gml:tupleList>
                {string.Join('\n', tuples)}
                </gml:tupleList></gml:DataBlock></gml:rangeSet>
                <gml:coverageFunction><gml:GridFunction><gml:sequenceRule order="+x-y">Linear</gml:sequenceRule><gml:startPoint>{leaveOut
                    % columns} {leaveOut / columns}</gml:startPoint></gml:GridFunction></gml:coverageFunction>
                </coverage></DEM></Dataset>
                """
            )
        );
        return path;
    }

    public static string Zip(string folder, string name, params string[] files)
    {
        var path = Path.Combine(folder, name);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var file in files)
            zip.CreateEntryFromFile(file, Path.GetFileName(file));
        return path;
    }
}
