using System.Globalization;
using XrContent.Catalog.Published;
using XrContent.Server.Views;
using XrContent.Geo;
using XrContent.Geo.Terrain;

namespace XrContent.Benchmarks;

/// <summary>
/// Nearby and cells over catalogues of several sizes. The peer is Kestrel sending a fixed body of the same size, measured right before and
/// right after: its mean is what is compared with.
/// </summary>
internal static class NearbyBenchmark
{
    private const string Nearby = "/api/v1/nearby?lat=32.75&lon=129.87&lang=en";

    public static async Task RunAsync(int[] sizes)
    {
        Console.WriteLine("| what | requests/s | of a fixed body | bytes allocated a request | answer, bytes | snapshot built in | memory |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var size in sizes)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var started = TimeProvider.System.GetTimestamp();
            var catalog = Servers.Catalog(size);
            var built = TimeProvider.System.GetElapsedTime(started);
            var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
            var name = string.Create(CultureInfo.InvariantCulture, $"{size:N0} items");
            await CompareAsync($"nearby, {name}", catalog, Nearby, null, $"{built.TotalSeconds:F1} s | {memory / 1048576:N0} MiB");
            var cell = SlippyCell.Of(new(32.75, 129.87), 15);
            var tag = CatalogCaching.TagOf(catalog, TerrainMap.Empty)[..^1] + "-all\"";
            await CompareAsync($"cell that the phone has, {name}", catalog, $"/api/v1/cells/{cell}", tag, " | ");
        }
    }

    private static async Task CompareAsync(string name, CatalogSnapshot catalog, string path, string? tag, string more)
    {
        using var probe = new HttpClient();
        var app = Servers.Nearby(catalog);
        await app.StartAsync();
        using (var client = Load.ClientOf(app, tag)) probe.BaseAddress = client.BaseAddress;
        var body = await probe.GetByteArrayAsync(path);
        if (tag is not null) body = [];
        await app.DisposeAsync();

        var first = await Load.MeasureAsync(Servers.Fixed(body, notModified: tag is not null), path, tag);
        var ours = await Load.MeasureAsync(Servers.Nearby(catalog), path, tag);
        var last = await Load.MeasureAsync(Servers.Fixed(body, notModified: tag is not null), path, tag);
        var peer = (first.PerSecond + last.PerSecond) / 2;
        Console.WriteLine($"| Kestrel, a fixed body | {peer:N0} | 1 | {first.AllocatedBytes:N0} | {first.AnswerBytes:N0} | | |");
        Console.WriteLine($"| {name} | {ours.PerSecond:N0} | {ours.PerSecond / peer:F2} | {ours.AllocatedBytes:N0} | {ours.AnswerBytes:N0} | {more} |");
    }
}
