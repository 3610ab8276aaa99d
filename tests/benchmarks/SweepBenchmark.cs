using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Geo.Views;

namespace XrContent.Benchmarks;

/// <summary>
/// Which ground within 10 km is lit, beside gdal_viewshed over the same samples; and how often it agrees with lines walked one by one.
/// </summary>
internal static class SweepBenchmark
{
    private const double Reach = 10_000;
    private const double Above = 10;
    private const int Rounds = 7;
    private const int Walked = 4000;
    private static readonly LatLon Eye = new(32.75, 129.85);

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-bench-").FullName;
        Console.WriteLine("samples | ours | gdal_viewshed | share | as walked");
        foreach (var perDegree in new[] { 10_800, 21_600 })
            Measure(folder, perDegree);
        Directory.Delete(folder, recursive: true);
    }

    private static void Measure(string folder, int perDegree)
    {
        var step = 1.0 / perDegree;
        var (rows, columns) = (
            (int)(Reach / Wgs84.MetresPerDegreeLatitude(Eye.Latitude) / step) + 1,
            (int)(Reach / Wgs84.MetresPerDegreeLongitude(Eye.Latitude) / step) + 1
        );
        var grid = Hills(step, rows, columns);
        var store = new TerrainStore(Path.Combine(folder, $"{perDegree}"));
        store.Add(grid, CancellationToken.None);
        var map = TerrainMap.Open(store);
        var height = map.HeightAt(Eye) + Above;

        var ours = new List<double>();
        LitGround? ground = null;
        for (var round = 0; round < 3 * Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            ground = LitGround.From(map, Eye, height, Reach);
            ours.Add(watch.Elapsed.TotalMilliseconds);
        }

        var (flat, x, y) = WriteFlat(folder, grid, step);
        var theirs = Enumerable.Range(0, Rounds).Select(_ => Gdal(folder, flat, columns * x, rows * y)).ToList();
        // The first rounds compile the program.
        var (mine, gdal) = (Median(ours[Rounds..]), Median(theirs));
        Console.WriteLine(
            $"{grid.Width} x {grid.Height} | {mine:F0} ms | {gdal:F0} ms | {mine / gdal:F2} | "
                + $"{100 * Agreement(map, ground!, height, step, rows, columns):F2} %"
        );
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static HeightGrid Hills(double step, int rows, int columns)
    {
        var (width, height) = (2 * columns + 1, 2 * rows + 1);
        var heights = new float[width * height];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (a, b) = (row * step * 180, column * step * 240);
                heights[row * width + column] = (float)(
                    400 + 300 * Math.Sin(a) * Math.Cos(b) + 90 * Math.Sin(3.1 * a + b) + 30 * Math.Cos(7.3 * b - a)
                );
            }
        }

        var frame = new GridFrame(Eye.Longitude - columns * step, Eye.Latitude + rows * step, step, step, Cells: false);
        return new("hills", frame, width, height, heights);
    }

    /// <summary>The same samples in metres, as GDAL reckons.</summary>
    private static (string File, double X, double Y) WriteFlat(string folder, HeightGrid grid, double step)
    {
        string F(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        var (x, y) = (step * Wgs84.MetresPerDegreeLongitude(Eye.Latitude), step * Wgs84.MetresPerDegreeLatitude(Eye.Latitude));
        var raw = Path.Combine(folder, $"{grid.Width}.bil");
        File.WriteAllBytes(raw, MemoryMarshal.AsBytes(grid.Heights.AsSpan()).ToArray());
        File.WriteAllText(
            Path.ChangeExtension(raw, ".hdr"),
            $"NROWS {grid.Height}\nNCOLS {grid.Width}\nNBANDS 1\nNBITS 32\nPIXELTYPE FLOAT\nBYTEORDER I\nLAYOUT BIL\n"
                + $"ULXMAP 0\nULYMAP {F((grid.Height - 1) * y)}\nXDIM {F(x)}\nYDIM {F(y)}\n"
        );
        var flat = Path.ChangeExtension(raw, ".tif");
        Programs.Run("gdal_translate", "-q", "-a_srs", "EPSG:32652", raw, flat);
        return (flat, x, y);
    }

    private static double Gdal(string folder, string flat, double x, double y)
    {
        string F(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        string[] eye = ["-q", "-ox", F(x), "-oy", F(y), "-oz", F(Above), "-tz", "0"];
        string[] air = ["-md", F(Reach), "-cc", F(1 - LineOfSight.Refraction)];
        var watch = Stopwatch.StartNew();
        Programs.Run("gdal_viewshed", [.. eye, .. air, flat, Path.Combine(folder, "seen.tif")]);
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Share of random samples at which a line that is walked from row to row and from column to column sees the same.</summary>
    private static double Agreement(TerrainMap map, LitGround ground, double height, double step, int rows, int columns)
    {
        var random = new Random(1);
        int compared = 0,
            same = 0;
        while (compared < Walked)
        {
            var (down, right) = (random.Next(-rows, rows + 1), random.Next(-columns, columns + 1));
            var target = At(down, right);
            if (Geodesic.Inverse(Eye, target).Distance is < 150 or > Reach - 20)
                continue;
            var seen = LineOfSight.To(Eye, height, target, map.HeightAt(target)).Elevation;
            var isSeen = Stops(down)
                .Concat(Stops(right))
                .All(share =>
                {
                    var stop = At(down * share, right * share);
                    return LineOfSight.To(Eye, height, stop, map.HeightAt(stop)).Elevation <= seen;
                });
            compared++;
            if (ground.IsLit(target) == isSeen)
                same++;
        }

        return (double)same / compared;

        LatLon At(double down, double right) => new(Eye.Latitude - down * step, Eye.Longitude + right * step);
        static IEnumerable<double> Stops(int cells) =>
            Enumerable.Range(1, Math.Max(Math.Abs(cells) - 1, 0)).Select(i => (double)i / Math.Abs(cells));
    }
}
