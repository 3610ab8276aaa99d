using System.Diagnostics;
using System.Globalization;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;

namespace XrContent.Benchmarks;

/// <summary>
/// A page of each open format out of a large catalogue, one after another by one client. The peer is Kestrel sending a fixed body of the
/// same size.
/// </summary>
internal static class OpenFormatsBenchmark
{
    private const int Tries = 15;

    /// <summary>Milliseconds that a page may take.</summary>
    private const double Most = 50;

    private static readonly string[] Paths =
    [
        "/ogc/collections/places/items",
        "/ogc/collections/places/items?limit=100&after=place-5",
        "/ogc/collections/places/items?bbox=129.8,32.7,129.9,32.8",
        "/ogc/collections/places/items?bbox=100,20,150,50",
        "/ogc/collections/places/items?filter=title_en%20LIKE%20'%2599%25'",
        "/ogc/collections/places/items?category=park",
        "/ogc/collections/captures/items?datetime=2026-01-01/2026-01-02",
        "/tiles/16/56410/26451.mvt",
        "/tiles/12/3525/1653.mvt",
        "/tiles/8/220/103.mvt",
        "/tiles/0/0/0.mvt",
        "/stac/search",
        "/stac/search?bbox=129.8,32.7,129.9,32.8&limit=100",
        "/stac/collections",
        "/scrs/history?h3Index=8730dbaadffffff",
        "/iiif/collection",
        "/ngsi-ld/v1/entities?limit=20&offset=50000",
        "/v2/entities?georel=near;maxDistance:2000&geometry=point&coords=32.75,129.87",
        "/opendata/api/3/action/package_search",
        "/calendar.ics?place=place-0",
        "/sitemap.xml",
        "/sitemap-3.xml",
    ];

    /// <summary>False where a page took longer than it may.</summary>
    public static async Task<bool> RunAsync(int count)
    {
        await WarmAsync();
        var catalog = Catalog(count);
        var ours = Servers.OpenFormats(catalog);
        // What was made on the way is not cleared away while a page is timed.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        await ours.StartAsync();
        using var client = Load.ClientOf(ours);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{catalog.Count:N0} items; milliseconds, median of {Tries} and slowest")
        );
        Console.WriteLine("| page | first | median | slowest | fixed body | bytes |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var isQuick = true;
        foreach (var path in Paths)
        {
            var (times, body) = await TimesAsync(client, path);
            await using var peer = Servers.Fixed(body, notModified: false);
            await peer.StartAsync();
            using var peerClient = Load.ClientOf(peer);
            var (peers, _) = await TimesAsync(peerClient, path);
            var row = $"| {path} | {times[0]:F1} | {Median(times):F1} | {times.Max():F1} | {Median(peers):F1} | {body.Length:N0} |";
            Console.WriteLine(row);
            isQuick &= Median(times) < Most;
        }

        await ours.DisposeAsync();
        return isQuick;
    }

    /// <summary>Over another catalogue, so that the first time over ours is work and not the program's warming up.</summary>
    private static async Task WarmAsync()
    {
        var small = Servers.OpenFormats(Catalog(2000));
        await small.StartAsync();
        using (var client = Load.ClientOf(small))
        {
            foreach (var path in Paths.Where(path => !path.StartsWith("/sitemap-", StringComparison.Ordinal)))
                await TimesAsync(client, path.Replace("offset=50000", "offset=500", StringComparison.Ordinal));
        }

        await small.DisposeAsync();
    }

    private static async Task<(List<double> Times, byte[] Body)> TimesAsync(HttpClient client, string path)
    {
        var (times, body) = (new List<double>(), Array.Empty<byte>());
        for (var i = 0; i < Tries; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            using var response = await client.GetAsync(path);
            body = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        return (times, body);
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    /// <summary>Seven places of ten, two captures, and an event.</summary>
    private static CatalogSnapshot Catalog(int count)
    {
        var texts = Servers.Items(count).Select((item, i) => FeatureText.Of(Turned(item, i))).ToArray();
        return CatalogSnapshot.Of(new(1, Guid.Empty, texts, ChangeLog.StartingAt(1)), PublicItem.Describe);
    }

    private static Item Turned(Item place, int number) =>
        (number % 10) switch
        {
            7 or 8 => new(
                $"capture-{number}",
                place.Geometry,
                new Capture
                {
                    Title = place.Document.Title,
                    Place = $"place-{number - number % 10}",
                    Nature = CaptureNature.Photograph,
                    Taken = new DateTimeOffset(2020, 1, 1, 12, 0, 0, TimeSpan.FromHours(9)).AddHours(number % 50_000),
                    Pose = new(number % 360),
                    Panorama = new(4096, 2048, 0, 0, 4096, 2048),
                    Original = new($"captures/{number}", number.ToString("x64", CultureInfo.InvariantCulture), 1),
                }
            ),
            9 => new(
                $"event-{number}",
                null,
                new Event
                {
                    Title = place.Document.Title,
                    Places = [$"place-{number - 9}"],
                    When = place.Document.Title,
                    Dates = [new(new(2026, 2, 6), new(2026, 2, 23))],
                }
            ),
            _ => place,
        };
}
