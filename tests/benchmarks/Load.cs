using System.Diagnostics;
using Microsoft.AspNetCore.Builder;

namespace XrContent.Benchmarks;

/// <param name="P99">Milliseconds that 99 of 100 answers took at most.</param>
internal sealed record Measured(double PerSecond, long AllocatedBytes, int AnswerBytes, double P99);

/// <summary>Asks one endpoint for a fixed time over kept connections, client and server sharing the machine.</summary>
internal static class Load
{
    public const int Connections = 16;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    /// <summary>Starts a server, measures it, and ends it.</summary>
    public static async Task<Measured> MeasureAsync(WebApplication app, string path, string? tag = null)
    {
        await app.StartAsync();
        using var client = ClientOf(app, tag);
        var measured = await MeasureAsync(client, path);
        await app.DisposeAsync();
        return measured;
    }

    public static HttpClient ClientOf(WebApplication app, string? tag = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = new Uri(app.Urls.First()) };
        if (tag is not null) client.DefaultRequestHeaders.IfNoneMatch.ParseAdd(tag);
        return client;
    }

    public static async Task<Measured> MeasureAsync(HttpClient client, string path)
    {
        using var first = await client.GetAsync(path);
        var answer = (await first.Content.ReadAsByteArrayAsync()).Length;
        await RunAsync(client, path, WarmUp);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        var times = await RunAsync(client, path, Duration);
        var seconds = watch.Elapsed.TotalSeconds;
        // The client's own share is in it, the same for all that are compared.
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        return new(times.Count / seconds, allocated / times.Count, answer, Percentile(times, 0.99));
    }

    /// <summary>Milliseconds of each answer.</summary>
    public static async Task<List<double>> RunAsync(HttpClient client, string path, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>(100_000);
            while (watch.Elapsed < time)
            {
                var asked = Stopwatch.GetTimestamp();
                using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
                await response.Content.CopyToAsync(Stream.Null);
                own.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            return own;
        })));
        return [.. all.SelectMany(own => own)];
    }

    public static double Percentile(List<double> times, double share)
    {
        times.Sort();
        return times[(int)(share * (times.Count - 1))];
    }
}
