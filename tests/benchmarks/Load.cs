using System.Diagnostics;
using Microsoft.AspNetCore.Builder;

namespace XrContent.Benchmarks;

internal sealed record Measured(double PerSecond, long AllocatedBytes, int AnswerBytes);

/// <summary>Asks one door for a fixed time over kept connections, client and server sharing the machine.</summary>
internal static class Load
{
    private const int Connections = 16;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    public static async Task<Measured> MeasureAsync(WebApplication app, string path)
    {
        await app.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = new Uri(app.Urls.First()) };
        var answer = (await client.GetByteArrayAsync(path)).Length;
        await RunAsync(client, path, WarmUp);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        var requests = await RunAsync(client, path, Duration);
        var seconds = watch.Elapsed.TotalSeconds;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        await app.DisposeAsync();
        // The client's own share is in it, the same for all that are compared.
        return new(requests / seconds, allocated / requests, answer);
    }

    private static async Task<long> RunAsync(HttpClient client, string path, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            var count = 0L;
            for (; watch.Elapsed < time; count++)
            {
                using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
                await response.EnsureSuccessStatusCode().Content.CopyToAsync(Stream.Null);
            }

            return count;
        })));
        return counts.Sum();
    }
}
