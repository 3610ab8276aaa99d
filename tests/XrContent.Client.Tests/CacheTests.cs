using Microsoft.AspNetCore.Http;

namespace XrContent.Client.Tests;

/// <summary>What is kept on the disk is what the server allows, for as long as it allows, whatever stops in between.</summary>
public sealed class CacheTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-cache-").FullName;
    private DateTimeOffset now = new(2026, 8, 9, 11, 2, 0, TimeSpan.FromHours(9));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private XrContentClient Client(ScriptedServer server, HttpMessageHandler? handler = null) =>
        new(
            server.Address,
            new()
            {
                CacheFolder = folder,
                Handler = handler,
                Now = () => now,
                FirstPause = TimeSpan.FromMilliseconds(5),
            }
        );

    [Theory]
    [InlineData("private, no-store", 3)]
    [InlineData("public, max-age=300, must-revalidate", 2)]
    [InlineData("public, no-cache", 3)]
    [InlineData("private, max-age=299, immutable", 2)]
    public async Task Media_are_answered_from_the_disk_for_as_long_as_the_server_said(string cacheControl, int asked)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["/media/a.jpg"] = context => ScriptedServer.WriteAsync(context, "bytes", "image/jpeg", cacheControl);
        using var client = Client(server);
        client.Use(new() { Token = "t", Expires = now.AddHours(1) });
        await client.MediaAsync("/media/a.jpg", Cancel);
        await client.MediaAsync("/media/a.jpg", Cancel);
        now = now.AddSeconds(301);
        Assert.Equal("bytes"u8.ToArray(), (await client.MediaAsync("/media/a.jpg", Cancel)).Value);
        Assert.Equal(asked, server.Asked.Count);
    }

    [Fact]
    public async Task What_a_pass_opened_is_not_there_for_who_has_none_and_no_longer_than_the_pass()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["/media/a.jpg"] = context =>
        {
            if (context.Request.Headers.Authorization.Count == 0)
            {
                context.Response.StatusCode = 403;
                return Task.CompletedTask;
            }

            // A server that allows more than the pass does is not believed.
            return ScriptedServer.WriteAsync(context, "bytes", "image/jpeg", "private, max-age=999999, immutable");
        };
        using var client = Client(server);
        var pass = new PassAnswer { Token = "t", Expires = now.AddHours(1) };
        client.Use(pass);
        Assert.True((await client.MediaAsync("/media/a.jpg", Cancel)).IsOk);
        using (var other = new XrContentClient(server.Address, new() { CacheFolder = Path.Combine(folder, "other"), Now = () => now }))
            Assert.Equal(403, (await other.MediaAsync("/media/a.jpg", Cancel)).Problem!.Status);
        now = pass.Expires;
        await client.MediaAsync("/media/a.jpg", Cancel);
        Assert.Equal(3, server.Asked.Count);
    }

    [Fact]
    public async Task What_the_server_gives_no_more_is_forgotten()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["/media/a.jpg"] = context => ScriptedServer.WriteAsync(context, "bytes", "image/jpeg", "public, max-age=10");
        using var client = Client(server);
        await client.MediaAsync("/media/a.jpg", Cancel);
        Assert.NotEmpty(Directory.GetFiles(folder, "*.bin", SearchOption.AllDirectories));
        server.Answers.Clear();
        now = now.AddSeconds(11);
        Assert.Equal(404, (await client.MediaAsync("/media/a.jpg", Cancel)).Problem!.Status);
        Assert.Empty(Directory.GetFiles(folder, "*.bin", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_film_is_loaded_with_the_pass_as_a_file_goes_on_where_it_broke_off_and_is_gone_with_the_pass()
    {
        await using var server = await ScriptedServer.StartAsync();
        var film = new byte[300_000];
        new Random(1).NextBytes(film);
        var asked = Film(server, film);
        using var client = Client(server, new Cut(".mp4", 100_000, times: 1));
        var pass = new PassAnswer { Token = "t", Expires = now.AddHours(2) };
        client.Use(pass);
        var links = new FilmLinks { Hls = "/media/f/hls/master.m3u8" };
        var file = (await client.FilmAsync(links, 2048, null, Cancel)).Value!;
        Assert.EndsWith(".mp4", file, StringComparison.Ordinal);
        Assert.Equal(film, await File.ReadAllBytesAsync(file, Cancel));
        // What was there of the first try is not asked for again.
        Assert.Equal([0, 100_000], asked);
        Assert.Equal(file, (await client.FilmAsync(links, 2048, null, Cancel)).Value);
        Assert.Equal(2, asked.Count);
        client.Use(null);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task What_is_on_its_way_when_the_pass_is_given_up_is_kept_for_nobody()
    {
        await using var server = await ScriptedServer.StartAsync();
        var (asked, answer) = (Waiting(), Waiting());
        server.Answers["/media/a.jpg"] = async context =>
        {
            asked.TrySetResult();
            await answer.Task;
            await ScriptedServer.WriteAsync(context, "bytes", "image/jpeg", "private, max-age=999, immutable");
        };
        using var client = Client(server);
        client.Use(new() { Token = "t", Expires = now.AddHours(1) });
        var loading = client.MediaAsync("/media/a.jpg", Cancel);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        client.Use(null);
        answer.SetResult();
        await loading;
        Assert.Empty(Directory.GetFiles(folder, "*.bin", SearchOption.AllDirectories));
        server.Answers.Clear();
        Assert.Equal(404, (await client.MediaAsync("/media/a.jpg", Cancel)).Problem!.Status);
    }

    [Fact]
    public async Task A_body_that_broke_off_is_no_body_even_where_the_platform_does_not_say_so()
    {
        await using var server = await ScriptedServer.StartAsync();
        foreach (var path in new[] { "/media/a.jpg", "/media/a.mp4", "/api/v1/items/a" })
            server.Answers[path] = context => ScriptedServer.WriteAsync(context, """{"id":"a"}""", "text/plain", "public, max-age=99");
        var handler = new Cut("", 5, int.MaxValue);
        using var client = Client(server, handler);
        Assert.Equal(XrProblem.Unreachable, (await client.MediaAsync("/media/a.jpg", Cancel)).Problem!.Type);
        Assert.Equal(XrProblem.Unreachable, (await client.ItemAsync("a", Cancel)).Problem!.Type);
        var file = Path.Combine(folder, "a.mp4");
        Assert.Equal(XrProblem.Unreachable, (await client.DownloadAsync("/media/a.mp4", file, null, Cancel)).Problem!.Type);
        Assert.False(File.Exists(file));
        Assert.Empty(Directory.GetFiles(folder, "*.bin", SearchOption.AllDirectories));
        // What platforms throw in the middle of a body is the network too.
        handler.Thrown = new System.Net.WebException("The line went.");
        Assert.Equal(XrProblem.Unreachable, (await client.MediaAsync("/media/a.jpg", Cancel)).Problem!.Type);
    }

    [Fact]
    public async Task A_pass_goes_to_the_server_that_gave_it_and_to_no_other()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var other = await ScriptedServer.StartAsync();
        var seen = new List<string>();
        other.Answers["/a.jpg"] = context =>
        {
            seen.Add($"{context.Request.Headers.Authorization}");
            return Task.CompletedTask;
        };
        using var client = Client(server);
        client.Use(new() { Token = "t", Expires = now.AddHours(1) });
        await client.MediaAsync($"{other.Address}a.jpg", Cancel);
        Assert.Equal([""], seen);
    }

    [Fact]
    public async Task A_film_that_broke_off_goes_on_in_another_run_and_goes_when_the_pass_is_given_up()
    {
        await using var server = await ScriptedServer.StartAsync();
        var bytes = new byte[1_000_000];
        new Random(2).NextBytes(bytes);
        var asked = Film(server, bytes);
        using var client = Client(server, new Cut(".mp4", 40_000, times: 4));
        client.Use(new() { Token = "t", Expires = now.AddHours(1) });
        var film = await client.FilmAsync(new() { Hls = "/media/f/hls/master.m3u8" }, 2048, null, Cancel);
        Assert.Equal(XrProblem.Unreachable, film.Problem!.Type);
        var part = Assert.Single(Directory.GetFiles(folder, "*.part", SearchOption.AllDirectories));
        Assert.Equal(160_000, new FileInfo(part).Length);
        // Another run goes on where this one stopped.
        using (var later = Client(server))
        {
            var file = (await later.FilmAsync(new() { Hls = "/media/f/hls/master.m3u8" }, 2048, null, Cancel)).Value!;
            Assert.Equal(bytes, await File.ReadAllBytesAsync(file, Cancel));
            Assert.Equal(160_000, asked[^1]);
        }

        await File.WriteAllBytesAsync(part, bytes[..9], Cancel);
        using var last = Client(server);
        last.Use(null);
        Assert.Empty(Directory.GetFiles(folder, "*.part", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(folder, "*.mp4", SearchOption.AllDirectories));
    }

    [Fact]
    public void What_two_packs_hold_stays_until_both_are_forgotten()
    {
        var cache = new DiskCache(folder, 1000, () => now);
        Assert.True(cache.Keep(new Kept("shared") { Packs = "a" }, new byte[10]));
        Assert.True(cache.Keep(new Kept("shared") { Packs = "b" }.With(cache.Find("shared")), new byte[10]));
        Assert.True(cache.Keep(new Kept("own") { Packs = "b" }, new byte[10]));
        cache.ForgetPack("b");
        var again = new DiskCache(folder, 1000, () => now);
        Assert.Equal("a", again.Find("shared")!.Packs);
        Assert.Null(again.Find("own"));
        again.ForgetPack("a");
        Assert.Null(again.Find("shared"));
        Assert.Empty(Directory.GetFiles(folder));
    }

    /// <summary>Serves a film of one size to who has the pass, from whatever byte on; gives from where it was asked for.</summary>
    private static List<int> Film(ScriptedServer server, byte[] film)
    {
        const string rule = "private, max-age=3600, immutable";
        server.Answers["/media/f/hls/master.m3u8"] = context =>
            ScriptedServer.WriteAsync(context, "#EXTM3U\n#EXT-X-STREAM-INF:RESOLUTION=2048x1024\n2048.m3u8\n", "text/plain", rule);
        server.Answers["/media/f/hls/2048.m3u8"] = context =>
            ScriptedServer.WriteAsync(context, "#EXTM3U\n#EXT-X-MAP:URI=\"2048.mp4\",BYTERANGE=\"9@0\"\n", "text/plain", rule);
        var asked = new List<int>();
        server.Answers["/media/f/hls/2048.mp4"] = async context =>
        {
            Assert.Equal("Bearer t", context.Request.Headers.Authorization);
            var from = (int?)context.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0;
            asked.Add(from);
            (context.Response.StatusCode, context.Response.Headers.CacheControl) = (from > 0 ? 206 : 200, rule);
            context.Response.ContentLength = film.Length - from;
            if (from > 0)
                context.Response.Headers.ContentRange = $"bytes {from}-{film.Length - 1}/{film.Length}";
            await context.Response.Body.WriteAsync(film.AsMemory(from));
        };
        return asked;
    }

    private static TaskCompletionSource Waiting() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets only so many bytes of a body through, and says nothing of it, as some platforms do when a line breaks off.</summary>
    private sealed class Cut(string path, int after, int times) : DelegatingHandler(new HttpClientHandler())
    {
        private int left = times;

        public Exception? Thrown { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Thrown is not null)
                throw Thrown;
            var response = await base.SendAsync(request, cancellationToken);
            if (!request.RequestUri!.AbsolutePath.EndsWith(path, StringComparison.Ordinal) || left-- <= 0)
                return response;
            var whole = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var cut = new StreamContent(new MemoryStream(whole[..Math.Min(after, whole.Length)]));
            cut.Headers.ContentLength = whole.Length;
            cut.Headers.ContentRange = response.Content.Headers.ContentRange;
            response.Content = cut;
            return response;
        }
    }

    [Fact]
    public void What_was_left_half_by_a_power_cut_is_not_read_and_not_left_lying()
    {
        var cache = new DiskCache(folder, 1000, () => now);
        foreach (var name in new[] { "whole", "no head", "cut body", "cut head" })
            Assert.True(cache.Keep(new(name), "0123456789"u8.ToArray()));
        string PathOf(string name, string extension) => Path.Combine(folder, DiskCache.NameOf(name) + extension);
        File.Delete(PathOf("no head", ".head"));
        File.WriteAllText(PathOf("cut body", ".bin"), "012");
        File.WriteAllBytes(PathOf("cut head", ".head"), File.ReadAllBytes(PathOf("cut head", ".head"))[..9]);
        File.WriteAllText(PathOf("half", ".part"), "a film's beginning");

        var again = new DiskCache(folder, 1000, () => now);
        Assert.Equal("0123456789"u8.ToArray(), again.Body(again.Find("whole")!));
        foreach (var name in new[] { "no head", "cut body", "cut head", "half" })
            Assert.Null(again.Find(name));
        Assert.Equal(
            new[] { PathOf("half", ".part"), PathOf("whole", ".bin"), PathOf("whole", ".head") }.Order(),
            Directory.GetFiles(folder).Order()
        );
        // The beginning of a film counts as well, and goes like anything else.
        Assert.True(again.Keep(new("large"), new byte[985]));
        Assert.False(File.Exists(PathOf("half", ".part")));
    }

    [Fact]
    public void There_are_never_more_bytes_than_allowed_and_the_last_used_stay() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 400], Gen.Bool)
            .Array[1, 60]
            .Sample(acts =>
            {
                var place = Path.Combine(folder, Guid.NewGuid().ToString("n"));
                Directory.CreateDirectory(place);
                var cache = new DiskCache(place, 1000, () => now);
                var used = new List<string>();
                foreach (var (name, bytes, isRead) in acts)
                {
                    now = now.AddSeconds(1);
                    var key = $"{name}";
                    if (isRead ? cache.Find(key) is { } kept && cache.Body(kept) is not null : cache.Keep(new(key), new byte[bytes]))
                    {
                        used.Remove(key);
                        used.Add(key);
                    }
                    else
                    {
                        used.Remove(key);
                    }

                    Assert.InRange(Bodies(place).Sum(), 0, 1000);
                }

                // What is there is what was used last, but for what was too large to stand beside it.
                var there = used.Where(key => cache.Find(key) is not null).ToList();
                Assert.Equal(used.TakeLast(there.Count), there);
                Directory.Delete(place, recursive: true);
            });

    private static IEnumerable<long> Bodies(string place) => new DirectoryInfo(place).GetFiles("*.bin").Select(file => file.Length);

    public void Dispose() => Folders.Forget(folder);
}
