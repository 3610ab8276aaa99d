using Microsoft.AspNetCore.Http;

namespace XrContent.Client.Tests;

/// <summary>What is kept of a scene when it is kept again, and what becomes of what was stopped.</summary>
public sealed class KeepingTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-keeping-").FullName;
    private DateTimeOffset now = new(2026, 8, 9, 11, 2, 0, TimeSpan.FromHours(9));
    private DateTimeOffset until;
    private ScriptedServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await ScriptedServer.StartAsync();
        server.Answer("/api/v1/scenes/s", new SceneAnswer { Id = "s" });
        server.Answer("/api/v1/scenes/s/view", new ViewAnswer { Scene = "s" });
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Folders.Forget(folder);
    }

    [Fact]
    public async Task A_scene_that_is_kept_again_with_a_later_pass_is_there_until_that_ends()
    {
        server.Answers["/media/a.jpg"] = context => SendAsync(context, 5);
        using var client = Client();
        until = now.AddHours(1);
        client.Use(new() { Token = "t", Expires = until });
        Assert.Null(await client.KeepAsync(Pack("a", 5), null, Cancel));
        now = now.AddMinutes(50);
        until = now.AddHours(2);
        client.Use(new() { Token = "u", Expires = until });
        Assert.Null(await client.KeepAsync(Pack("a", 5), null, Cancel));
        server.Answers["/media/a.jpg"] = Gone;
        now = now.AddMinutes(20);
        var kept = await client.MediaAsync("/media/a.jpg", Cancel);
        Assert.True(kept.IsOk, $"{kept.Problem}");
    }

    [Fact]
    public async Task A_film_that_is_kept_again_with_a_later_pass_is_not_loaded_again()
    {
        var loads = 0;
        server.Answers["/media/a.mp4"] = context =>
        {
            if (HttpMethods.IsGet(context.Request.Method))
                Interlocked.Increment(ref loads);
            return SendAsync(context, 5000);
        };
        using var client = Client();
        until = now.AddHours(1);
        client.Use(new() { Token = "t", Expires = until });
        Assert.Null(await client.KeepAsync(Pack("a", 5000, ".mp4"), null, Cancel));
        until = now.AddHours(2);
        client.Use(new() { Token = "u", Expires = until });
        Assert.Null(await client.KeepAsync(Pack("a", 5000, ".mp4"), null, Cancel));
        Assert.Equal(1, loads);
        now = now.AddMinutes(90);
        Assert.Single(Directory.GetFiles(folder, "*.mp4", SearchOption.AllDirectories));
        Assert.Null(await client.KeepAsync(Pack("a", 5000, ".mp4"), null, Cancel));
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task Pictures_that_were_exchanged_leave_the_pack_and_make_room()
    {
        foreach (var name in new[] { "a", "b", "c" })
            server.Answers[$"/media/{name}.jpg"] = context => SendAsync(context, 4000);
        using var client = Client(10_000);
        until = now.AddHours(1);
        client.Use(new() { Token = "t", Expires = until });
        foreach (var name in new[] { "a", "b", "c" })
            Assert.Null(await client.KeepAsync(Pack(name, 4000), null, Cancel));
        server.Answers["/media/c.jpg"] = server.Answers["/media/a.jpg"] = Gone;
        Assert.True((await client.MediaAsync("/media/c.jpg", Cancel)).IsOk);
        Assert.False((await client.MediaAsync("/media/a.jpg", Cancel)).IsOk);
    }

    [Fact]
    public async Task A_film_that_was_stopped_on_its_way_goes_with_the_pass()
    {
        const string rule = "private, max-age=3600, immutable";
        const string sizes = "#EXTM3U\n#EXT-X-STREAM-INF:RESOLUTION=2048x1024\n2048.m3u8\n";
        server.Answers["/m.m3u8"] = context => ScriptedServer.WriteAsync(context, sizes, "text/plain", rule);
        server.Answers["/2048.m3u8"] = context =>
            ScriptedServer.WriteAsync(context, "#EXTM3U\n#EXT-X-MAP:URI=\"2048.mp4\"\n", "text/plain", rule);
        server.Answers["/2048.mp4"] = async context =>
        {
            context.Response.Headers.CacheControl = rule;
            context.Response.ContentLength = 1_000_000;
            await context.Response.Body.WriteAsync(new byte[300_000]);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using var client = Client();
        client.Use(new() { Token = "t", Expires = now.AddHours(1) });
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var loading = client.FilmAsync(new() { Hls = "/m.m3u8" }, 2048, new Told(() => begun.TrySetResult()), stop.Token);
        await begun.Task.WaitAsync(Cancel);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
        Assert.NotEmpty(Directory.GetFiles(folder, "*.part", SearchOption.AllDirectories));
        client.Use(null);
        Assert.Empty(Directory.GetFiles(folder, "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_pass_that_changes_while_a_scene_is_kept_is_told_and_not_said_to_be_kept()
    {
        using var client = Client();
        until = now.AddHours(1);
        client.Use(new() { Token = "t", Expires = until });
        server.Answers["/media/a.jpg"] = context =>
        {
            client.Use(new() { Token = "u", Expires = until });
            return SendAsync(context, 5);
        };
        Assert.Equal(XrProblem.PassRequired, (await client.KeepAsync(Pack("a", 5), null, Cancel))?.Type);
    }

    private XrContentClient Client(long bytes = 512L << 20) =>
        new(
            server.Address,
            new()
            {
                CacheFolder = folder,
                Now = () => now,
                CacheBytes = bytes,
                Language = "en",
                FirstPause = TimeSpan.FromMilliseconds(5),
            }
        );

    private PackAnswer Pack(string name, long bytes, string extension = ".jpg") =>
        new()
        {
            Scene = "s",
            Expires = until,
            Bytes = bytes,
            Files = [new() { Href = $"/media/{name}{extension}", Bytes = bytes }],
        };

    private Task SendAsync(HttpContext context, int bytes)
    {
        context.Response.Headers.ETag = "\"e\"";
        context.Response.ContentLength = bytes;
        var rule = $"private, max-age={(int)(until - now).TotalSeconds}, immutable";
        return ScriptedServer.WriteAsync(context, new string('x', bytes), "application/octet-stream", rule);
    }

    private static Task Gone(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private sealed class Told(Action tell) : IProgress<double>
    {
        public void Report(double value) => tell();
    }
}
