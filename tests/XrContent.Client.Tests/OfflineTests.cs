using System.Net;

namespace XrContent.Client.Tests;

/// <summary>A scene that is kept answers without a network, until the pass ends; against the real program, which is killed.</summary>
public sealed class OfflineTests(RunningServer running) : IClassFixture<RunningServer>, IDisposable
{
    private const double Latitude = 32.7528,
        Longitude = 129.8496;
    private const string Scene = "inasayama-impact";
    private readonly string cache = Directory.CreateTempSubdirectory("xrcontent-cache-").FullName;
    private DateTimeOffset? now;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private XrContentClient Client(HttpMessageHandler? handler = null, long bytes = 512L << 20) =>
        new(
            new($"http://127.0.0.1:{running.Port}"),
            new()
            {
                Language = "en",
                CacheFolder = cache,
                CacheBytes = bytes,
                Tries = 2,
                FirstPause = TimeSpan.FromMilliseconds(10),
                Handler = handler,
                Now = () => now ?? DateTimeOffset.UtcNow,
            }
        );

    private IEnumerable<FileInfo> Files() => new DirectoryInfo(cache).EnumerateFiles("*", SearchOption.AllDirectories);

    [Fact]
    public async Task A_kept_scene_answers_all_that_the_sample_asks_with_the_network_gone_and_nothing_once_the_pass_has_ended()
    {
        using (var there = Client())
        {
            Assert.Equal(XrProblem.PassRequired, (await there.PackAsync(Scene, cancel: Cancel)).Problem!.Type);
            var pass = await there.TapAsync(await running.TagAsync("printed"), (Latitude, Longitude, 10), Cancel);
            Assert.True(pass.IsOk, $"{pass.Problem}");
            var pack = (await there.PackAsync(Scene, cancel: Cancel)).Value!;
            var progress = new Last();
            Assert.Null(await there.KeepAsync(pack, progress, Cancel));
            Assert.Equal(1, progress.Value);
            Assert.True(Files().Sum(file => file.Length) >= pack.Bytes);
        }

        running.Process.Kill();
        running.Process.Dispose();
        try
        {
            using var gone = Client();
            Assert.NotNull(gone.Pass);
            var scene = (await gone.SceneAsync(Scene, Cancel)).Value!;
            var view = (await gone.ViewAsync(Scene, cancel: Cancel)).Value!;
            Assert.Equal(28.80, view.Overlays.Single(overlay => overlay.Id == "burst-point").Az!.Value, 0.05);
            Assert.Equal([0x89, 0x50], (await gone.RasterAsync(view.Raster!, Cancel)).Value![..2]);
            foreach (var capture in scene.Captures)
            {
                Assert.Equal([0xFF, 0xD8], (await gone.MediaAsync(capture.Media.Base, Cancel)).Value![..2]);
                Assert.Equal([0xFF, 0xD8], (await gone.MediaAsync(capture.Media.Tiles!.Tile(1, 0, 0), Cancel)).Value![..2]);
            }

            // What was never kept is not there, and says why.
            Assert.Equal(XrProblem.Unreachable, (await gone.SceneAsync("scene-peace-park", Cancel)).Problem!.Type);

            now = gone.Pass!.Expires.AddSeconds(1);
            Assert.Equal(XrProblem.Unreachable, (await gone.SceneAsync(Scene, Cancel)).Problem!.Type);
            Assert.Equal(XrProblem.Unreachable, (await gone.MediaAsync(scene.Captures[0].Media.Base, Cancel)).Problem!.Type);
            Assert.Null(gone.Pass);
            using var later = Client();
            await later.SceneAsync(Scene, Cancel);
            Assert.Null(later.Pass);
            Assert.Empty(Files().Select(file => file.Name));
        }
        finally
        {
            await running.StartAsync();
        }
    }

    [Fact]
    public async Task Keeping_that_was_stopped_goes_on_where_it_stopped()
    {
        var counting = new Stopping();
        using var client = Client(counting);
        await client.TapAsync(await running.TagAsync("printed"), (Latitude, Longitude, 10), Cancel);
        var pack = (await client.PackAsync(Scene, cancel: Cancel)).Value!;
        counting.After = counting.Media.Count + 5;
        Assert.Equal(XrProblem.Unreachable, (await client.KeepAsync(pack, null, Cancel))!.Type);
        counting.After = int.MaxValue;
        Assert.Null(await client.KeepAsync(pack, null, Cancel));
        // The tinted ground is kept beside what the server lists, and may be asked whether it holds.
        var loaded = counting.Media.Where(path => path.StartsWith("/media/", StringComparison.Ordinal)).ToList();
        Assert.Equal(pack.Files.Select(file => file.Href).Order(), loaded.Order());
    }

    [Fact]
    public async Task What_is_more_than_may_be_kept_is_refused_before_it_is_loaded_and_what_is_kept_makes_no_room_for_other_things()
    {
        using var client = Client();
        await client.TapAsync(await running.TagAsync("printed"), (Latitude, Longitude, 10), Cancel);
        var pack = (await client.PackAsync(Scene, cancel: Cancel)).Value!;
        var counting = new Stopping();
        using (var small = Client(counting, pack.Bytes / 2))
            Assert.Equal(XrProblem.TooLarge, (await small.KeepAsync(pack, null, Cancel))!.Type);
        Assert.Empty(counting.Media);

        var most = pack.Bytes + (1 << 20);
        using var tight = Client(counting, most);
        Assert.Null(await tight.KeepAsync(pack, null, Cancel));
        var captures = (await tight.NearbyAsync(Latitude, Longitude, 50_000, "capture", 100, Cancel)).Value!.Features;
        foreach (var capture in captures)
            await tight.MediaAsync(capture.Properties.Thumbnail!.Replace("thumbnail", "preview", StringComparison.Ordinal), Cancel);
        Assert.True(captures.Count > 5);
        Assert.InRange(Files().Where(file => file.Extension == ".bin").Sum(file => file.Length), pack.Bytes, most);
        var asked = counting.Media.Count;
        Assert.True((await tight.MediaAsync(pack.Files[0].Href, Cancel)).IsOk);
        Assert.Equal(asked, counting.Media.Count);

        tight.Forget(Scene);
        Assert.True(Files().Where(file => file.Extension == ".bin").Sum(file => file.Length) < 2 << 20);
    }

    [Fact]
    public async Task A_pass_that_is_given_up_takes_with_it_all_that_it_opened()
    {
        using var client = Client();
        await client.TapAsync(await running.TagAsync("printed"), (Latitude, Longitude, 10), Cancel);
        var scene = (await client.SceneAsync(Scene, Cancel)).Value!;
        await client.MediaAsync(scene.Captures[0].Media.Base, Cancel);
        await client.MediaAsync(scene.Captures[0].Media.Thumbnail, Cancel);
        client.Use(null);
        using var next = Client();
        Assert.Null(next.Pass);
        Assert.Equal(XrProblem.PassRequired, (await next.MediaAsync(scene.Captures[0].Media.Base, Cancel)).Problem!.Type);
        Assert.DoesNotContain(Files(), file => file.Extension == ".bin");
    }

    public void Dispose() => Folders.Forget(cache);

    private sealed class Last : IProgress<double>
    {
        public double Value { get; private set; }

        public void Report(double value) => Value = value;
    }

    /// <summary>Lets so many media through, and then none, as a phone that goes down into the ropeway's station.</summary>
    private sealed class Stopping() : DelegatingHandler(new HttpClientHandler())
    {
        public int After { get; set; } = int.MaxValue;

        public List<string> Media { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (!path.StartsWith("/media/", StringComparison.Ordinal))
                return base.SendAsync(request, cancellationToken);
            if (Media.Count >= After)
                throw new HttpRequestException("There is no signal.", null, HttpStatusCode.ServiceUnavailable);
            Media.Add(path);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
