using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Geo.Views;
using XrContent.Server.Catalogue;
using XrContent.Server.Views.Terrain;

namespace XrContent.Benchmarks;

/// <summary>The full view of the Inasayama scene, cold and warm; heights; and the sweep beside gdal_viewshed on one grid.</summary>
internal static class ViewBenchmark
{
    private const string Endpoint = "/api/v1/scenes/inasayama-impact/view?lang=en";
    private const int Side = 1201;
    private static readonly LatLon Eye = new(44.5, -71.5);

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-bench-").FullName;
        Console.WriteLine("| what | took |");
        Console.WriteLine("|---|---|");
        await MeasureViewAsync(folder);
        MeasureSweep(folder);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task MeasureViewAsync(string folder)
    {
        var terrain = new TerrainStore(Path.Combine(folder, "starter"));
        terrain.AddSketch(Sketch.Read(Path.Combine(AppContext.BaseDirectory, "content", "terrain", "sketch.json")), CancellationToken.None);
        var (items, _) = await Catalog.Exchange.ContentFolder.ReadAsync(
            Path.Combine(AppContext.BaseDirectory, "content"),
            CancellationToken.None
        );
        var app = Servers.Views(
            CatalogSnapshot.Of(new(1, Guid.Empty, [.. items.Select(FeatureText.Of)], ChangeLog.StartingAt(1)), PublicItem.Describe),
            new CurrentTerrain { Map = TerrainMap.Open(terrain) }
        );
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        // Another scene first, so that compiling the program is not counted.
        await client.GetByteArrayAsync("/api/v1/scenes/nabekanmuriyama-impact/view");
        var cold = Stopwatch.StartNew();
        var bytes = (await client.GetByteArrayAsync(Endpoint)).Length;
        Console.WriteLine(
            $"| view of the Inasayama scene, cold: sweep, drape, JSON ({bytes:N0} bytes) | {cold.Elapsed.TotalMilliseconds:N0} ms |"
        );
        var warm = Stopwatch.StartNew();
        const int rounds = 500;
        for (var i = 0; i < rounds; i++)
            await client.GetByteArrayAsync(Endpoint);
        Console.WriteLine($"| the same, warm, one after another | {warm.Elapsed.TotalMilliseconds / rounds:N2} ms |");
        var raster = Stopwatch.StartNew();
        var picture = (await client.GetByteArrayAsync("/api/v1/scenes/inasayama-impact/raster")).Length;
        Console.WriteLine(
            $"| its raster, cold: sweep from the burst point, tint, WebP ({picture:N0} bytes) | {raster.Elapsed.TotalMilliseconds:N0} ms |"
        );
        await app.DisposeAsync();
    }

    private static void MeasureSweep(string folder)
    {
        var tile = WriteTile(folder);
        var store = new TerrainStore(Path.Combine(folder, "terrain"));
        store.Add([tile], _ => { }, CancellationToken.None);
        var map = TerrainMap.Open(store);
        var height = map.HeightAt(Eye) + 10;

        var random = new Random(1);
        var points = Enumerable
            .Range(0, 100_000)
            .Select(_ => new LatLon(44.01 + 0.98 * random.NextDouble(), -71.99 + 0.98 * random.NextDouble()))
            .ToArray();
        Heights(map, points);
        var heights = Stopwatch.StartNew();
        for (var round = 0; round < 20; round++)
            Heights(map, points);
        Console.WriteLine($"| a bilinear height at a random point | {heights.Elapsed.TotalNanoseconds / 20 / points.Length:N0} ns |");

        Viewshed.From(map, Eye, height);
        var swept = Stopwatch.StartNew();
        var sweep = Viewshed.From(map, Eye, height);
        Console.WriteLine(
            $"| sweep over {Side} x {Side} samples, {Viewshed.Rays} rays to the skyline | {swept.Elapsed.TotalMilliseconds:N0} ms |"
        );
        var seen = 0;
        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
            {
                var cell = new LatLon(45 - row / 1200.0, -72 + column / 1200.0);
                if (sweep.Shows(LineOfSight.To(Eye, height, cell, map.HeightAt(cell))))
                    seen++;
            }
        }

        Console.WriteLine(
            $"| the same, and asking it of each of the {Side * Side:N0} cells ({seen:N0} seen) | {swept.Elapsed.TotalMilliseconds:N0} ms |"
        );
        Gdal(folder, tile);
    }

    private static float Heights(TerrainMap map, LatLon[] points)
    {
        var sum = 0f;
        foreach (var point in points)
            sum += map.HeightAt(point);
        return sum;
    }

    private static void Gdal(string folder, string tile)
    {
        string F(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        var (x, y) = (Wgs84.MetresPerDegreeLongitude(Eye.Latitude) / 1200, Wgs84.MetresPerDegreeLatitude(Eye.Latitude) / 1200);
        var flat = Path.Combine(folder, "flat.tif");
        try
        {
            Run("gdal_translate", "-q", "-a_srs", "EPSG:32619", "-a_ullr", F(-x / 2), F(1200.5 * y), F(1200.5 * x), F(-y / 2), tile, flat);
            var watch = Stopwatch.StartNew();
            Run(
                "gdal_viewshed",
                "-q",
                "-ox",
                F(600 * x),
                "-oy",
                F(600 * y),
                "-oz",
                "10",
                "-tz",
                "0",
                "-md",
                "0",
                "-cc",
                F(1 - LineOfSight.Refraction),
                flat,
                Path.Combine(folder, "seen.tif")
            );
            Console.WriteLine(
                $"| gdal_viewshed over the same samples, its start and files included | {watch.Elapsed.TotalMilliseconds:N0} ms |"
            );
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("| gdal_viewshed | not installed |");
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed.");
    }

    /// <summary>An SRTM tile of made-up hills; a real one named by XRCONTENT_HGT takes its place.</summary>
    private static string WriteTile(string folder)
    {
        var path = Path.Combine(folder, "N44W072.hgt");
        if (Environment.GetEnvironmentVariable("XRCONTENT_HGT") is { Length: > 0 } real)
        {
            File.Copy(real, path);
            return path;
        }

        var bytes = new byte[Side * Side * 2];
        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
            {
                var (a, b) = (row / 60.0, column / 45.0);
                var height = 600 + 300 * Math.Sin(a) * Math.Cos(b) + 120 * Math.Sin(3.1 * a + b) + 50 * Math.Cos(7.3 * b - a);
                BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan((row * Side + column) * 2), (short)height);
            }
        }

        File.WriteAllBytes(path, bytes);
        return path;
    }
}
