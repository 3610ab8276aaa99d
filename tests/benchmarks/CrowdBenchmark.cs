using System.Diagnostics;
using System.Globalization;
using System.Net;
using XrContent.Server.Views.Terrain;

namespace XrContent.Benchmarks;

/// <summary>What others wait for while 200 people look from 200 different eyes at once.</summary>
internal static class CrowdBenchmark
{
    private const int Eyes = 200;
    private static readonly string[] Others = ["/api/v1/nearby?lat=32.7737&lon=129.8632&radius=500", "/health/live"];
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-bench-").FullName;
        var snapshot = await Relief.CatalogAsync();
        var app = Servers.Views(snapshot, new CurrentTerrain { Map = Relief.Make(folder) });
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        for (var i = 0; i < 20; i++)
            await client.GetByteArrayAsync(View(-i - 1));
        using (var quiet = new CancellationTokenSource(Quiet))
            Say("quiet", await AskOnAndOnAsync(client, quiet.Token));

        using var done = new CancellationTokenSource();
        var asking = AskOnAndOnAsync(client, done.Token);
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, Eyes).Select(i => client.GetAsync(View(i))));
        await done.CancelAsync();
        Say($"{Eyes} eyes, {watch.Elapsed.TotalSeconds:F1} s", await asking);
        foreach (var kind in answers.GroupBy(answer => answer.StatusCode))
            Console.WriteLine($"{kind.Count()} views answered {(int)kind.Key} {kind.Key}");
        if (answers.Any(answer => answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable)))
            throw new InvalidOperationException("A view was neither made nor refused for now.");
        Console.WriteLine(
            $"memory: {Process.GetCurrentProcess().PeakWorkingSet64 / (1 << 20):N0} MiB at the most, the crowd itself included"
        );
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string View(int eye) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v1/scenes/inasayama-impact/view?lang=en&lat={32.74 + eye % 20 * 1e-3:F4}&lon={129.85 + eye / 20 * 1e-3:F4}"
        );

    private static Task<List<double>[]> AskOnAndOnAsync(HttpClient client, CancellationToken cancel) =>
        Task.WhenAll(Others.Select(path => AskOnAndOnAsync(client, path, cancel)));

    private static async Task<List<double>> AskOnAndOnAsync(HttpClient client, string path, CancellationToken cancel)
    {
        var times = new List<double>();
        while (!cancel.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            (await client.GetAsync(path, CancellationToken.None)).EnsureSuccessStatusCode();
            times.Add(watch.Elapsed.TotalMilliseconds);
            await Task.Delay(Pause, CancellationToken.None);
        }

        return [.. times.Order()];
    }

    private static void Say(string when, List<double>[] times)
    {
        foreach (var (path, of) in Others.Zip(times))
            Console.WriteLine(
                $"{path.Split('?')[0]}, {when}: {of.Count} asked, median {of[of.Count / 2]:F1} ms, "
                    + $"p99 {of[of.Count * 99 / 100]:F1} ms, most {of[^1]:F1} ms"
            );
    }
}
