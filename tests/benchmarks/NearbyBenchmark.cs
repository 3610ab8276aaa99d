using System.Globalization;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Server.Views;

namespace XrContent.Benchmarks;

/// <summary>
/// Nearby and cells over catalogues of several sizes. The peer is Kestrel sending a fixed body of the same size; both take turns
/// of half a second, so that a machine whose pace changes changes it for both.
/// </summary>
internal static class NearbyBenchmark
{
    private const string Nearby = "/api/v1/nearby?lat=32.75&lon=129.87&lang=en";

    public static async Task RunAsync(int[] sizes)
    {
        Console.WriteLine("| what | requests/s | of a fixed body | answer, bytes | snapshot built in | memory |");
        Console.WriteLine("|---|---|---|---|---|---|");
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
        var ours = Servers.Nearby(catalog);
        await ours.StartAsync();
        using var client = Load.ClientOf(ours, tag);
        using var probe = new HttpClient { BaseAddress = client.BaseAddress };
        var body = tag is null ? await probe.GetByteArrayAsync(path) : [];
        var peer = Servers.Fixed(body, notModified: tag is not null);
        await peer.StartAsync();
        using var peerClient = Load.ClientOf(peer, tag);
        var (measured, fixedBody) = await Load.CompareAsync(client, peerClient, path);
        await peer.DisposeAsync();
        await ours.DisposeAsync();
        Console.WriteLine($"| Kestrel, a fixed body | {fixedBody.PerSecond:N0} | 1 | {fixedBody.AnswerBytes:N0} | | |");
        var share = measured.PerSecond / fixedBody.PerSecond;
        Console.WriteLine($"| {name} | {measured.PerSecond:N0} | {share:F2} | {measured.AnswerBytes:N0} | {more} |");
    }
}
