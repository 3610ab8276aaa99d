using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace XrContent.Client.Tests;

/// <summary>No change is lost, and nothing that listens can end the listening.</summary>
public sealed class LiveTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_that_comes_while_the_gap_is_asked_for_is_told_after_it_and_the_gap_is_closed_before_connected_is_said()
    {
        await using var server = await ScriptedServer.StartAsync();
        var (asked, answer) = (
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        server.Answers["/api/v1/changes"] = async context =>
        {
            Assert.Equal("10", context.Request.Query["since"]);
            asked.TrySetResult();
            await answer.Task;
            await ScriptedServer.WriteAsync(
                context,
                """{"version":12,"reset":false,"items":[{"id":"missed","kind":"place","change":"changed"}]}""",
                "application/json",
                "no-store"
            );
        };
        using var client = new XrContentClient(server.Address);
        using var live = new LiveConnection(client, 10);
        var told = new BlockingCollection<string>();
        live.Changed += changes => told.Add($"{changes.Version} {string.Join(",", changes.Items.Select(item => item.Id))}");
        live.ConnectedChanged += isThere => told.Add($"connected {isThere}");
        live.Start();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        // 12 is in the gap's own answer; 13 is not.
        await server.TellAsync(12, "missed");
        await server.TellAsync(13, "later");
        // What is answered on the same connection is answered after what was told on it.
        await live.JoinGroupAsync("AAAA1");
        Assert.False(live.IsConnected);
        Assert.Equal(10, live.Version);
        answer.SetResult();
        Assert.Equal(["12 missed", "13 later", "connected True"], Take(told, 3));
        Assert.Equal(13, live.Version);
    }

    [Fact]
    public async Task A_gap_that_cannot_be_asked_for_is_no_connection_and_is_asked_for_again()
    {
        await using var server = await ScriptedServer.StartAsync();
        var times = 0;
        server.Answers["/api/v1/changes"] = context =>
        {
            if (Interlocked.Increment(ref times) > 1)
                return ScriptedServer.WriteAsync(context, """{"version":5,"reset":true,"items":[]}""", "application/json", "no-store");
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        using var client = new XrContentClient(server.Address);
        using var live = new LiveConnection(client, 9);
        var told = new BlockingCollection<string>();
        live.Changed += changes => told.Add($"reset {changes.Reset}");
        live.ConnectedChanged += isThere => told.Add($"connected {isThere}");
        live.Start();
        Assert.Equal(["reset True", "connected True"], Take(told, 2));
        // The server began anew: its versions count from there.
        Assert.Equal(5, live.Version);
    }

    [Fact]
    public async Task A_handler_that_throws_is_told_of_and_ends_nothing()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer("/api/v1/changes", new ChangesAnswer { Version = 1 });
        using var client = new XrContentClient(server.Address);
        using var live = new LiveConnection(client);
        var (told, thrown) = (new BlockingCollection<string>(), new BlockingCollection<string>());
        live.Changed += _ => throw new InvalidOperationException("a fault of the app");
        live.Changed += changes => told.Add($"{changes.Version}");
        live.ConnectedChanged += _ => throw new InvalidOperationException("another one");
        live.ConnectedChanged += isThere => told.Add($"connected {isThere}");
        live.HandlerFailed += fault => thrown.Add(fault.Message);
        live.Start();
        Assert.Equal(["connected True"], Take(told, 1));
        await server.TellAsync(2, "a");
        await server.TellAsync(3, "b");
        Assert.Equal(["2", "3"], Take(told, 2));
        Assert.Equal(["another one", "a fault of the app", "a fault of the app"], Take(thrown, 3));
        Assert.True(live.IsConnected);
    }

    [Fact]
    public async Task Who_is_told_of_faults_and_has_one_ends_nothing_either()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer("/api/v1/changes", new ChangesAnswer { Version = 1 });
        using var client = new XrContentClient(server.Address);
        using var live = new LiveConnection(client);
        var told = new BlockingCollection<string>();
        live.Changed += _ => throw new InvalidOperationException("a fault");
        live.HandlerFailed += _ => throw new ArgumentException("one more");
        live.Changed += changes => told.Add($"{changes.Version}");
        live.ConnectedChanged += isThere => told.Add($"connected {isThere}");
        live.Start();
        Assert.Equal(["connected True"], Take(told, 1));
        for (var version = 2; version < 5; version++)
            await server.TellAsync(version, "a");
        Assert.Equal(["2", "3", "4"], Take(told, 3));
    }

    [Fact]
    public async Task Another_pass_is_told_to_the_server_by_another_connection_that_misses_nothing()
    {
        await using var server = await ScriptedServer.StartAsync();
        var since = new BlockingCollection<string>();
        server.Answers["/api/v1/changes"] = context =>
        {
            since.Add($"{context.Request.Query["since"]} {context.Request.Headers.Authorization}");
            return ScriptedServer.WriteAsync(context, """{"version":7,"reset":false,"items":[]}""", "application/json", "no-store");
        };
        using var client = new XrContentClient(server.Address);
        using var live = new LiveConnection(client);
        var told = new BlockingCollection<string>();
        live.ConnectedChanged += isThere => told.Add($"{isThere}");
        live.Start();
        Assert.Equal(["True"], Take(told, 1));
        client.Use(new() { Token = "t", Expires = DateTimeOffset.UtcNow.AddHours(1) });
        Assert.Equal(["False", "True"], Take(told, 2));
        Assert.Equal(["0 ", "7 Bearer t"], Take(since, 2));
    }

    [Fact]
    public async Task The_last_cell_that_was_said_is_the_one_that_the_server_has()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer("/api/v1/changes", new ChangesAnswer { Version = 1 });
        var (first, go) = (
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        var said = new BlockingCollection<string>();
        server.Said = async (method, what, _) =>
        {
            said.Add($"{method} {what}");
            if (!first.TrySetResult())
                return;
            await go.Task;
        };
        using var client = new XrContentClient(server.Address);
        using var live = new LiveConnection(client);
        await live.HereAsync("15/1/1");
        live.Start();
        await first.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        var moved = live.HereAsync("15/2/2");
        go.SetResult();
        await moved.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(["Here 15/1/1", "Here 15/2/2"], Take(said, 2));
    }

    [Fact]
    public async Task A_cell_that_the_server_refuses_is_told_and_the_connection_is_there()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer("/api/v1/changes", new ChangesAnswer { Version = 1 });
        server.Said = (_, _, _) => throw new HubException("A cell is written 15/x/y.");
        using var client = new XrContentClient(server.Address);
        using var live = new LiveConnection(client);
        var (told, faults) = (new BlockingCollection<string>(), new BlockingCollection<string>());
        live.ConnectedChanged += isThere => told.Add($"{isThere}");
        live.HandlerFailed += fault => faults.Add(fault.Message);
        await live.HereAsync("nowhere");
        live.Start();
        Assert.Equal(["True"], Take(told, 1));
        Assert.Contains("15/x/y", Take(faults, 1)[0], StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => live.HereAsync("elsewhere"));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("az=29", null)]
    [InlineData("""{"azimuth":"29","elevation":1}""", null)]
    [InlineData("""{"azimuth":1e9,"elevation":1}""", null)]
    [InlineData("""[1]""", null)]
    [InlineData("""{"azimuth":-10,"elevation":95}""", """{"azimuth":350.0,"elevation":90.0}""")]
    [InlineData(
        """{"azimuth":29.03,"elevation":1,"position":0.5,"pointer":{"azimuth":30,"elevation":2}}""",
        """{"azimuth":29.05,"elevation":1.0,"position":0.5,"pointer":{"azimuth":30.0,"elevation":2.0}}"""
    )]
    public void A_guides_look_is_read_as_the_browser_writes_it_and_nothing_else_is(string? state, string? read) =>
        Assert.Equal(read, GuideLook.Parse(state)?.ToString());

    private static List<string> Take(BlockingCollection<string> from, int count)
    {
        var taken = new List<string>();
        while (taken.Count < count)
            taken.Add(from.TryTake(out var next, TimeSpan.FromSeconds(30)) ? next : throw new TimeoutException(string.Join(" | ", taken)));
        return taken;
    }
}
