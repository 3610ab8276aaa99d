using System.Diagnostics;
using Microsoft.AspNetCore.Builder;

namespace XrContent.Benchmarks;

/// <param name="P99">Milliseconds that 99 of 100 answers took at most.</param>
internal sealed record Measured(double PerSecond, int AnswerBytes, double P99);

/// <summary>Asks one endpoint for a fixed time over kept connections, client and server sharing the machine.</summary>
internal static class Load
{
    public const int Connections = 16;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(0.5);
    private const int Turns = 16;
    private const int Visitors = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    public static HttpClient ClientOf(WebApplication app, string? tag = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections })
        {
            BaseAddress = new Uri(app.Urls.First()),
        };
        if (tag is not null)
            client.DefaultRequestHeaders.IfNoneMatch.ParseAdd(tag);
        return client;
    }

    /// <summary>Measures two servers by turns.</summary>
    public static async Task<(Measured First, Measured Second)> CompareAsync(HttpClient first, HttpClient second, string path)
    {
        var (one, other) = (new Sum(await LengthAsync(first, path)), new Sum(await LengthAsync(second, path)));
        await RunAsync(first, path, WarmUp);
        await RunAsync(second, path, WarmUp);
        for (var turn = 0; turn < Turns; turn++)
        {
            await one.AddAsync(first, path);
            await other.AddAsync(second, path);
        }

        return (one.Measured, other.Measured);
    }

    private static async Task<int> LengthAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return (await response.Content.ReadAsByteArrayAsync()).Length;
    }

    /// <summary>Milliseconds of each answer.</summary>
    public static async Task<List<double>> RunAsync(HttpClient client, string path, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var all = await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        var own = new List<double>(10_000);
                        while (watch.Elapsed < time)
                        {
                            var asked = Stopwatch.GetTimestamp();
                            using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
                            await response.Content.CopyToAsync(Stream.Null);
                            own.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                        }

                        return own;
                    })
                )
        );
        return [.. all.SelectMany(own => own)];
    }

    /// <summary>Milliseconds of each answer, of visitors who ask now and then: the server is not busy with them.</summary>
    public static async Task<List<double>> AskSteadilyAsync(HttpClient client, string path, Task until)
    {
        var all = await Task.WhenAll(
            Enumerable
                .Range(0, Visitors)
                .Select(async _ =>
                {
                    var own = new List<double>(1_000);
                    while (!until.IsCompleted)
                    {
                        var asked = Stopwatch.GetTimestamp();
                        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
                        await response.Content.CopyToAsync(Stream.Null);
                        own.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                        await Task.Delay(Interval);
                    }

                    return own;
                })
        );
        return [.. all.SelectMany(own => own)];
    }

    public static double Percentile(List<double> times, double share)
    {
        times.Sort();
        return times[(int)(share * (times.Count - 1))];
    }

    private sealed class Sum(int answer)
    {
        private readonly List<double> times = [];
        private double seconds;

        public Measured Measured => new(times.Count / seconds, answer, Percentile(times, 0.99));

        public async Task AddAsync(HttpClient client, string path)
        {
            var watch = Stopwatch.StartNew();
            times.AddRange(await RunAsync(client, path, Turn));
            seconds += watch.Elapsed.TotalSeconds;
        }
    }
}
