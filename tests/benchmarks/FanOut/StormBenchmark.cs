using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using XrContent.Geo;

namespace XrContent.Benchmarks.FanOut;

/// <summary>
/// Very many listen, a node is killed while staff publish, and all come back at the same moment to the one that takes its place. It fails
/// where somebody is not let in, is answered by an error, or misses a change or hears of one twice.
/// </summary>
internal static class StormBenchmark
{
    private const int Publications = 24;
    private const int KilledAfter = 10;
    private const int Pages = 256;
    private const string Token = "a-token-for-measuring-0123";
    private static readonly LatLon Where = new(32.744, 129.871);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-bench-").FullName;
        var port = Net.FreePort();
        var server = await StartAsync(folder, port);
        using var staff = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = Patience };
        staff.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        try
        {
            using var end = new CancellationTokenSource();
            var phones = Enumerable.Range(0, count).Select(_ => new StormPhone(port, SlippyCell.Of(Where, 15).ToString())).ToArray();
            var watch = Stopwatch.StartNew();
            var listening = phones.Select(phone => phone.ListenAsync(end.Token)).ToArray();
            await AllAsync(phones, phone => phone.IsIn);
            Say($"{count:N0} phones listen", watch.Elapsed);

            for (var i = 0; i < KilledAfter; i++)
                await PublishAsync(staff, i);
            server.Kill();
            await server.WaitForExitAsync();
            watch.Restart();
            server.Dispose();
            server = await StartAsync(folder, port);
            Say("killed; another takes its place", watch.Elapsed);
            watch.Restart();
            var storm = AllAsync(phones, phone => phone.IsIn);
            // Staff go on while all come back.
            for (var i = KilledAfter; i < Publications; i++)
                await PublishAsync(staff, i);
            await storm;
            Say("all are back", watch.Elapsed);
            await AllAsync(phones, phone => phone.Heard == Publications);
            Say($"each has heard of all {Publications} publications", watch.Elapsed);
            await LookAgainAsync(port, count);
            await end.CancelAsync();
            await Task.WhenAll(listening);
            var (twice, refused) = (phones.Sum(phone => phone.Twice), phones.Sum(phone => phone.Refused));
            Console.WriteLine($"told twice: {twice}, answered with an error: {refused}");
            if (twice + refused > 0)
                throw new InvalidOperationException("Something was told twice, or somebody was refused.");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What every page does that hears of a change near: it asks for its cell anew. All at one moment.</summary>
    private static async Task LookAgainAsync(int port, int count)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Pages };
        using var pages = new HttpClient(handler) { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = Patience };
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Pages },
            async (_, cancel) =>
            {
                using var answer = await pages.GetAsync($"/api/v1/cells/{SlippyCell.Of(Where, 15)}", cancel);
                answer.EnsureSuccessStatusCode();
            }
        );
        Say($"all have asked for their cell anew, {Pages} at a time", watch.Elapsed);
    }

    private static async Task AllAsync(StormPhone[] phones, Func<StormPhone, bool> so)
    {
        var watch = Stopwatch.StartNew();
        while (!phones.All(so))
        {
            if (watch.Elapsed > Patience)
                throw new TimeoutException($"{phones.Count(phone => !so(phone))} of {phones.Length} never came so far.");
            await Task.Delay(10);
        }
    }

    private static async Task PublishAsync(HttpClient staff, int number)
    {
        var item = new
        {
            id = StormPhone.Name(number),
            type = "Feature",
            geometry = new { type = "Point", coordinates = new[] { Where.Longitude, Where.Latitude } },
            properties = new
            {
                kind = "place",
                title = new { ja = $"場所 {number}", en = $"Place {number}" },
                category = "park",
                position = new { accuracy = 10, sources = new[] { "s" } },
                sources = new[] { new { id = "s", title = "A source" } },
            },
        };
        using var made = await staff.PostAsJsonAsync("/api/v1/studio/items", item);
        if (!made.IsSuccessStatusCode)
            throw new InvalidOperationException(await made.Content.ReadAsStringAsync());
        using var published = await staff.PostAsync($"/api/v1/studio/items/{item.id}/publish", null);
        if (!published.IsSuccessStatusCode)
            throw new InvalidOperationException(await published.Content.ReadAsStringAsync());
    }

    private static async Task<Process> StartAsync(string folder, int port)
    {
        var info = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "XrContent.Server.dll"),
                $"--DataDirectory={folder}",
                $"--Urls=http://127.0.0.1:{port}",
                $"--Studio:ServiceToken={Token}",
            ]
        )
        {
            RedirectStandardOutput = true,
        };
        var server = Process.Start(info)!;
        _ = server.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        await Net.AcceptsAsync(port);
        return server;
    }

    private static void Say(string what, TimeSpan time) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {time.TotalSeconds:0.0} s"));
}
