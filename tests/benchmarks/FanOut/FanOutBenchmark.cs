using System.Diagnostics;
using System.Globalization;

namespace XrContent.Benchmarks.FanOut;

/// <summary>One publication of some 400 bytes to very many who listen, beside what others would use, each server a process.</summary>
internal static class FanOutBenchmark
{
    private const int Rounds = 15;
    private const string Peers = "tests/benchmarks/FanOut/peers";

    private static readonly Contender[] Contenders =
    [
        new("raw sends", Own("raw"), Way.Get("/", "\r\n\r\n")),
        new("ours, server-sent events", Own("ours"), Way.Get($"/api/v1/live?cells={News.Cell}", "event: version")),
        new("nchan, server-sent events", Nchan.Start, Way.Get("/listen", ": hi"), Body: News.Json),
        new("ours, SignalR", Own("ours"), Way.SignalR("/hubs/live", Here)),
        new("a bare SignalR hub", Own("hub"), Way.SignalR("/hub", null)),
        new("socket.io", SocketIo, Way.SocketIo, Body: News.Json),
    ];

    private static string Here => $$"""{"type":1,"invocationId":"1","target":"Here","arguments":["{{News.Cell}}"]}""";

    /// <param name="count">Connections to each; two processes need so many open files each.</param>
    public static async Task RunAsync(int count)
    {
        Console.WriteLine($"One publication of {News.Json(1000).Length} bytes to {count:N0} connections, median of {Rounds}:");
        Console.WriteLine("| server | the last has it | from to | memory a connection | all came in |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var contender in Contenders)
            Console.WriteLine(await MeasureAsync(contender, count));
    }

    private static async Task<string> MeasureAsync(Contender contender, int count)
    {
        var port = Net.FreePort();
        using var server = contender.Start(port);
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        await Net.AcceptsAsync(port);
        try
        {
            var before = Resident(server);
            var watch = Stopwatch.StartNew();
            using var crowd = await Crowd.ComeAsync(port, count, contender.Way);
            var came = watch.Elapsed;
            var rounds = new List<double>();
            for (var version = 1000L; version < 1000 + Rounds; version++)
                rounds.Add((await crowd.HearAsync(News.Mark(version), () => PublishAsync(client, contender, version))).TotalMilliseconds);

            var memory = (Resident(server) - before) / (double)count / 1024;
            rounds.Sort();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {contender.Name} | {rounds[Rounds / 2]:0} ms | {rounds[0]:0} to {rounds[^1]:0} ms | {memory:0.0} KiB "
                    + $"| {came.TotalSeconds:0.0} s |"
            );
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    private static async Task PublishAsync(HttpClient client, Contender contender, long version)
    {
        using var body = new ByteArrayContent(contender.Body?.Invoke(version) ?? []);
        (
            await client.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/publish?version={version}"), body)
        ).EnsureSuccessStatusCode();
    }

    private static Func<int, Process> Own(string name) =>
        port => Process.Start("dotnet", [typeof(FanOutBenchmark).Assembly.Location, "fan-out-server", name, $"{port}"]);

    private static Process SocketIo(int port) =>
        Directory.Exists($"{Peers}/node_modules")
            ? Process.Start("node", [$"{Peers}/socket-io.mjs", $"{port}"])
            : throw new InvalidOperationException($"socket.io is not installed: npm ci --prefix {Peers}");

    /// <summary>Bytes of memory that a process holds.</summary>
    private static long Resident(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    private sealed record Contender(string Name, Func<int, Process> Start, Way Way, Func<long, byte[]>? Body = null);
}
