using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Data.Sqlite;

namespace XrContent.Server.Tests;

public sealed class DrainingTests : IAsyncLifetime
{
    private const int Streams = 30;
    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    public async ValueTask InitializeAsync() => await ServerProcess.FillAsync(data);

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_node_that_is_asked_to_end_sends_its_listeners_away_one_after_another_and_then_ends()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals.");
        using var server = await ServerProcess.StartAsync(data, "--Live:Drain=00:00:03");
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(server.Client.BaseAddress!, "/hubs/live")).Build();
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.SetResult();
            return Task.CompletedTask;
        };
        await hub.StartAsync();
        var streams = await Task.WhenAll(
            Enumerable.Range(0, Streams).Select(_ => server.Client.GetStreamAsync("/api/v1/live?cells=15/28205/13226"))
        );
        var ends = streams.Select(EndOfAsync).ToList();

        using var signal = Process.Start("kill", ["-TERM", $"{server.Id}"]);
        var first = await Task.WhenAny(ends);
        using (var ready = await server.Client.GetAsync("/health/ready"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains("draining: Unhealthy", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // Who reads on is answered until the end.
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/api/v1/nearby?lat=32.744&lon=129.871")).StatusCode);
        var times = (await Task.WhenAll(ends)).Order().ToList();
        Assert.True(Stopwatch.GetElapsedTime(times[0], times[^1]) > TimeSpan.FromSeconds(1), "They all went at once.");
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, await server.EndedAsync());
    }

    /// <summary>When a stream ended; whatever it said is whole.</summary>
    private static async Task<long> EndOfAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        var said = await reader.ReadToEndAsync();
        Assert.EndsWith("\n\n", said, StringComparison.Ordinal);
        return Stopwatch.GetTimestamp();
    }
}
