using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using XrContent.Server.Tests;
using XrContent.Unity;

namespace XrContent.Client.Tests;

/// <summary>The client against the real program.</summary>
public sealed class VisitTests(RunningServer running) : IClassFixture<RunningServer>, IDisposable
{
    private const double Latitude = 32.7528,
        Longitude = 129.8496;
    private const string Scene = "inasayama-impact";
    private readonly string cache = Directory.CreateTempSubdirectory("xrcontent-cache-").FullName;
    private readonly int port = running.Port;

    private XrContentClient Client(int tries = 3) =>
        new(
            new($"http://127.0.0.1:{port}"),
            new()
            {
                Language = "en",
                CacheFolder = cache,
                Tries = tries,
                FirstPause = TimeSpan.FromMilliseconds(50),
            }
        );

    [Fact]
    public async Task A_whole_visit_from_a_tag_to_a_live_change_and_none_is_missed_when_the_server_is_killed()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var client = Client();
        var near = await client.NearbyAsync(Latitude, Longitude, 500, "place", cancel: cancel);
        Assert.Contains(near.Value!.Features, place => place.Id == "inasayama-deck" && place.Properties.Distance < 50);
        Assert.Equal(XrProblem.PassRequired, (await client.SceneAsync(Scene, cancel)).Problem!.Type);

        var tag = await running.TagAsync("printed");
        var far = await client.TapAsync($"http://127.0.0.1:{port}/t/{tag}", (32.70, 129.80, 10), cancel);
        Assert.Equal(XrProblem.TooFar, far.Problem!.Type);
        Assert.True(far.Problem.Distance > 5000);
        Assert.Equal("inasayama-deck", far.Problem.Place!.Id);
        Assert.Equal(XrProblem.PositionNeeded, (await client.TapAsync(tag, null, cancel)).Problem!.Type);
        var pass = await client.TapAsync(tag, (Latitude, Longitude, 15), cancel);
        Assert.Contains("inasayama-deck", pass.Value!.Places);

        var scene = (await client.SceneAsync(Scene, cancel)).Value!;
        var view = (await client.ViewAsync(Scene, cancel: cancel)).Value!;
        var burst = view.Overlays.Single(overlay => overlay.Id == "burst-point");
        Assert.Equal(28.80, burst.Az!.Value, 0.05);
        Assert.True(burst.IsShown(null));
        Assert.True(view.Skyline!.At(29) is > -5 and < 5);
        var skyline = await client.SkylineAsync(Latitude, Longitude, cancel: cancel);
        Assert.Equal(1440, skyline.Value!.Skyline!.Elevation.Count);
        var tiles = scene.Captures[0].Media.Tiles!;
        var tile = await client.MediaAsync(tiles.Tile(0, 0, 0), cancel);
        Assert.Equal([0xFF, 0xD8], tile.Value![..2]);

        var version = (await client.ChangesAsync(0, cancel)).Value!.Version;
        using var live = new LiveConnection(client, version);
        var (heard, connected) = (new List<ItemChange>(), new SemaphoreSlim(0));
        live.Changed += changes =>
        {
            lock (heard)
                heard.AddRange(changes.Items);
        };
        live.ConnectedChanged += isThere =>
        {
            if (isThere)
                connected.Release();
        };
        await live.HereAsync(XrContentSession.CellOf(Latitude, Longitude));
        live.Start();
        await WaitAsync(connected);
        await TurnAsync(running.Process, "drawing-inasayama-deck", 1);
        await UntilAsync(() => Heard("drawing-inasayama-deck"));

        // kill -9; while nothing serves, another process changes the catalogue; the server comes back.
        running.Process.Kill();
        await UntilAsync(() => !live.IsConnected);
        lock (heard)
            heard.Clear();
        using (var other = await ServerProcess.StartAsync(running.Data))
            await TurnAsync(other, "drawing-inasayama-deck-reach", 2);
        running.Process.Dispose();
        await running.StartAsync();
        await WaitAsync(connected);
        await UntilAsync(() => Heard("drawing-inasayama-deck-reach"));
        await TurnAsync(running.Process, "drawing-inasayama-deck", 3);
        await UntilAsync(() => Heard("drawing-inasayama-deck"));

        bool Heard(string id)
        {
            lock (heard)
                return heard.Any(change => change.Id == id);
        }
    }

    [Fact]
    public async Task What_was_answered_once_is_answered_again_from_the_disk_and_the_server_is_asked_whether_it_holds()
    {
        var cancel = TestContext.Current.CancellationToken;
        var counting = new Counting();
        using var client = new XrContentClient(new($"http://127.0.0.1:{port}"), new() { CacheFolder = cache, Handler = counting });
        var first = await client.ItemAsync("peace-park", cancel);
        var again = await client.ItemAsync("peace-park", cancel);
        Assert.Equal(first.Value!.Properties.Title["en"], again.Value!.Properties.Title["en"]);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotModified], counting.Answers);
        var thumbnail = (await client.ItemAsync("drawing-peace-park", cancel)).Value!.Properties.Thumbnail!;
        await client.MediaAsync(thumbnail, cancel);
        var asked = counting.Answers.Count;
        await client.MediaAsync(thumbnail, cancel);
        Assert.Equal(asked, counting.Answers.Count);
    }

    [Fact]
    public async Task A_download_goes_on_where_it_stopped()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var client = Client();
        var preview = (await client.ItemAsync("drawing-peace-park", cancel)).Value!.Properties.Thumbnail!;
        var whole = (await client.MediaAsync(preview, cancel)).Value!;
        var file = Path.Combine(cache, "picture.jpg");
        await File.WriteAllBytesAsync($"{file}.part", whole[..1000], cancel);
        var counting = new Counting();
        using var again = new XrContentClient(client.Server, new() { Handler = counting });
        var progress = new Told();
        Assert.Equal(whole.Length, (await again.DownloadAsync(preview, file, progress, cancel)).Value);
        Assert.Equal([HttpStatusCode.PartialContent], counting.Answers);
        Assert.Equal(whole, await File.ReadAllBytesAsync(file, cancel));
        Assert.Equal(1, progress.Values[^1]);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_a_problem_and_no_exception()
    {
        using var client = new XrContentClient(new("http://127.0.0.1:1"), new() { Tries = 2, FirstPause = TimeSpan.FromMilliseconds(10) });
        var result = await client.ItemAsync("peace-park", TestContext.Current.CancellationToken);
        Assert.Equal(XrProblem.Unreachable, result.Problem!.Type);
        using var there = Client();
        Assert.Equal(
            (XrProblem.NotFound, 404),
            (await there.ItemAsync("no-such-thing", TestContext.Current.CancellationToken)).Problem is { } problem
                ? (problem.Type, problem.Status)
                : default
        );
        Assert.NotNull((await there.NearbyAsync(999, 0, cancel: TestContext.Current.CancellationToken)).Problem!.Errors!["lat"]);
    }

    [Fact]
    public async Task The_cache_stays_within_its_bytes()
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-cache-").FullName;
        using var client = new XrContentClient(new($"http://127.0.0.1:{port}"), new() { CacheFolder = folder, CacheBytes = 40_000 });
        var places = await client.NearbyAsync(Latitude, Longitude, 20_000, "capture", 100, TestContext.Current.CancellationToken);
        foreach (var capture in places.Value!.Features)
            await client.MediaAsync(capture.Properties.Thumbnail!, TestContext.Current.CancellationToken);
        Assert.InRange(new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), 1, 40_000);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_guide_leads_and_the_class_follows()
    {
        using var client = Client();
        using var guide = new LiveConnection(client);
        using var pupil = new LiveConnection(client);
        using var late = new LiveConnection(client);
        var (seen, seenLate) = (new TaskCompletionSource<string>(), new TaskCompletionSource<string>());
        pupil.Stepped += (scene, _) => seen.TrySetResult(scene);
        late.Stepped += (scene, state) => seenLate.TrySetResult($"{scene} {state}");
        foreach (var each in new[] { guide, pupil, late })
            each.Start();
        await UntilAsync(() => guide.IsConnected && pupil.IsConnected && late.IsConnected);
        await pupil.JoinGroupAsync("NAGA1");
        await guide.LeadAsync("naga1", Scene, "az=29");
        Assert.Equal(Scene, await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await late.JoinGroupAsync("NAGA1");
        Assert.Equal($"{Scene} az=29", await seenLate.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(() => late.LeadAsync("NAGA1", "scene-peace-park"));
    }

    [Fact]
    public async Task The_console_prints_the_skyline_and_follows_live_changes()
    {
        var tag = await running.TagAsync("printed");
        using var console = Console(tag);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var said = new List<string>();
        string? line;
        while (
            (line = await console.StandardOutput.ReadLineAsync(patience.Token)) is not null
            && !line.StartsWith("Listening", StringComparison.Ordinal)
        )
            said.Add(line);
        Assert.Contains(said, text => text.Contains('#', StringComparison.Ordinal));
        Assert.Contains(said, text => text.StartsWith('N') && text.Contains('E', StringComparison.Ordinal));
        await TurnAsync(running.Process, "drawing-inasayama-deck", 4);
        Assert.Contains(
            "drawing-inasayama-deck changed",
            await console.StandardOutput.ReadLineAsync(patience.Token),
            StringComparison.Ordinal
        );
        await console.StandardInput.WriteLineAsync();
        await console.WaitForExitAsync(patience.Token);
        Assert.Equal(0, console.ExitCode);
    }

    [Fact]
    public async Task The_console_follows_a_guide_and_says_where_they_look()
    {
        using var client = Client();
        using var guide = new LiveConnection(client);
        guide.Start();
        await UntilAsync(() => guide.IsConnected);
        await guide.LeadAsync("NAGA3", Scene, new GuideLook(29, 1.5).ToString());
        using var console = Console(await running.TagAsync("printed"), "--follow=naga-3");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string? line;
        do line = await console.StandardOutput.ReadLineAsync(patience.Token);
        while (line is not null && !line.StartsWith("The guide shows", StringComparison.Ordinal));
        Assert.Equal($"The guide shows {Scene}, looking to 29.0°, 1.5° up.", line);
        await console.StandardInput.WriteLineAsync();
        await console.WaitForExitAsync(patience.Token);
        Assert.Equal(0, console.ExitCode);
    }

    private Process Console(params string[] words) =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "xrcontent-console.dll"), $"http://127.0.0.1:{port}", .. words]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            }
        )!;

    /// <summary>Changes something that visitors on the deck see.</summary>
    private static async Task TurnAsync(ServerProcess at, string capture, double heading)
    {
        using var response = await at.Client.PutAsJsonAsync(
            $"/api/v1/studio/captures/{capture}/pose",
            new
            {
                heading,
                pitch = 0,
                roll = 0,
            }
        );
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task WaitAsync(SemaphoreSlim happens) => Assert.True(await happens.WaitAsync(TimeSpan.FromSeconds(60)));

    private static async Task UntilAsync(Func<bool> happens)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        while (!happens())
            await timer.WaitForNextTickAsync(patience.Token);
    }

    public void Dispose() => Folders.Forget(cache);

    private sealed class Counting : DelegatingHandler
    {
        public Counting()
            : base(new HttpClientHandler()) { }

        public List<HttpStatusCode> Answers { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            Answers.Add(response.StatusCode);
            return response;
        }
    }

    private sealed class Told : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }
}
