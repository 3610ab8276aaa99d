using System.Diagnostics;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Geo.Views;
using XrContent.Server.Views.Terrain;

namespace XrContent.Benchmarks;

/// <summary>The full view of the Inasayama scene over terrain of 10 m, cold and warm, and its raster.</summary>
internal static class ViewBenchmark
{
    private const string Scene = "/api/v1/scenes/inasayama-impact";
    private const int Rounds = 9;
    private const int WarmRounds = 500;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-bench-").FullName;
        var map = Relief.Make(folder);
        Console.WriteLine("| what | took |");
        Console.WriteLine("|---|---|");
        await MeasureViewAsync(map);
        MeasureHeights(map);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task MeasureViewAsync(TerrainMap map)
    {
        var snapshot = await Relief.CatalogAsync();
        var app = Servers.Views(snapshot, new CurrentTerrain { Map = map });
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        // Others first, so that compiling the program is not counted.
        for (var i = 0; i < 40; i++)
            await client.GetByteArrayAsync($"/api/v1/scenes/nabekanmuriyama-impact/view?lat={32.72 + i * 1e-3:F4}&lon=129.85");
        // Nobody stood at any of these eyes before, a metre apart: each is cold.
        var cold = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var watch = Stopwatch.StartNew();
            await client.GetByteArrayAsync($"{Scene}/view?lang=en&lat={32.7528 + i * 1e-5:F5}&lon=129.8496");
            cold.Add(watch.Elapsed.TotalMilliseconds);
        }

        var bytes = (await client.GetByteArrayAsync($"{Scene}/view?lang=en")).Length;
        Console.WriteLine($"| view of the Inasayama scene, cold ({bytes:N0} bytes) | {Of(cold)} ms |");
        var warm = Stopwatch.StartNew();
        for (var i = 0; i < WarmRounds; i++)
            await client.GetByteArrayAsync($"{Scene}/view?lang=en");
        Console.WriteLine($"| the same, warm, one after another | {warm.Elapsed.TotalMilliseconds / WarmRounds:N2} ms |");
        var raster = Stopwatch.StartNew();
        var picture = (await client.GetByteArrayAsync($"{Scene}/raster")).Length;
        Console.WriteLine($"| its raster, cold: light, tint, WebP ({picture:N0} bytes) | {raster.Elapsed.TotalMilliseconds:N0} ms |");
        await app.DisposeAsync();
    }

    private static string Of(List<double> times) =>
        $"{times.Order().ElementAt(times.Count / 2):N0} (median of {times.Count}, {times.Min():N0} to {times.Max():N0})";

    private static void MeasureHeights(TerrainMap map)
    {
        var random = new Random(1);
        var points = Enumerable
            .Range(0, 100_000)
            .Select(_ => new LatLon(32.6 + 0.3 * random.NextDouble(), 129.7 + 0.3 * random.NextDouble()))
            .ToArray();
        Heights(map, points);
        var heights = Stopwatch.StartNew();
        for (var round = 0; round < 20; round++)
            Heights(map, points);
        Console.WriteLine($"| a bilinear height at a random point | {heights.Elapsed.TotalNanoseconds / 20 / points.Length:N0} ns |");
        var eye = new LatLon(32.7528, 129.8496);
        var sweeps = new List<double>();
        for (var round = 0; round < 2 * Rounds; round++)
        {
            var swept = Stopwatch.StartNew();
            Viewshed.From(map, eye, 335);
            sweeps.Add(swept.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine($"| sweep of {Viewshed.Rays:N0} rays to the skyline | {Of(sweeps[Rounds..])} ms |");
    }

    private static float Heights(TerrainMap map, LatLon[] points)
    {
        var sum = 0f;
        foreach (var point in points)
            sum += map.HeightAt(point);
        return sum;
    }
}
