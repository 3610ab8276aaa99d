using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Tests.Views.Terrain;

/// <summary>Surveyed heights are asked for as a polite stranger would, and what came is never asked for again.</summary>
public sealed class TerrainFetchTests : IAsyncLifetime
{
    private const double Border = 129.865;
    private static readonly LatLon Centre = new(32.77, Border);
    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-fetch-").FullName;
    private readonly HurriedClock clock = new();
    private TileProvider provider = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await TileProvider.StartAsync();
        // The finest layer ends at a meridian, the second fills some of what it leaves, the third has all but the sea in the north.
        provider.Layers["dem5a_png"] = point => point.Longitude < Border ? 100 : float.NaN;
        provider.Layers["dem5b_png"] = point => point.Longitude < Border + 0.004 ? 200 : float.NaN;
        provider.Layers["dem_png"] = point => point.Latitude < 32.775 ? 300 : float.NaN;
    }

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    private TerrainStore Store => new(Path.Combine(data, "terrain"));

    private async Task<FetchReport> FetchAsync(
        double radius = 1500,
        int patience = 30,
        Action<string>? say = null,
        CancellationToken cancel = default
    )
    {
        var options = Options.Create(new ElevationOptions { Address = provider.Address, Patience = patience });
        using var http = new HttpClient
        {
            Timeout = TimeSpan.FromSeconds(patience),
            MaxResponseContentBufferSize = ElevationTiles.MostBytes,
        };
        return await new TerrainFetch(new(http, options, clock), Store, options, clock).RunAsync(Centre, radius, say ?? (_ => { }), cancel);
    }

    [Fact]
    public async Task The_finest_layer_that_knows_a_place_says_its_height_and_what_is_covered_is_not_asked_for()
    {
        var report = await FetchAsync();
        Assert.Empty(report.Missing);
        Assert.False(report.IsGivenUp);
        var map = TerrainMap.Open(Store);
        Assert.Equal(100, map.HeightAt(new(32.77, Border - 0.008)), 0.5);
        // Beyond the fade from one resolution into the next.
        Assert.Equal(200, map.HeightAt(new(32.77, Border + 0.0025)), 0.5);
        Assert.Equal(300, map.HeightAt(new(32.77, Border + 0.009)), 0.5);
        Assert.Equal(TerrainQuality.Surveyed, map.QualityAt(Centre));
        Assert.Equal([new ElevationOptions().Attribution], map.Credits);

        var asked = provider.Asked.ToList();
        Assert.Equal(asked.Count, asked.Distinct().Count());
        var whole = SlippyCell.Of(new(32.77, Border - 0.014), 15);
        Assert.Contains($"dem5a_png/15/{whole.X}/{whole.Y}", asked);
        Assert.DoesNotContain($"dem5b_png/15/{whole.X}/{whole.Y}", asked);
        Assert.True(asked.Count(name => name.StartsWith("dem_png", StringComparison.Ordinal)) < asked.Count / 4);
    }

    [Fact]
    public async Task A_second_time_nothing_is_asked_for_and_nothing_changes()
    {
        await FetchAsync();
        var (asked, version) = (provider.Asked.Count, Store.Version);
        var report = await FetchAsync();
        Assert.Equal((0, 0), (report.Tiles, report.Squares));
        Assert.Equal(asked, provider.Asked.Count);
        Assert.Equal(version, Store.Version);
        await FetchAsync(radius: 3000);
        Assert.Equal(provider.Asked.Count, provider.Asked.Distinct().Count());
    }

    [Fact]
    public async Task A_busy_provider_is_left_alone_for_as_long_as_it_asks()
    {
        var isBusy = true;
        provider.Mood = (_, context) =>
        {
            if (!isBusy)
                return Task.FromResult(false);
            isBusy = false;
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "37";
            return Task.FromResult(true);
        };
        Assert.Empty((await FetchAsync()).Missing);
        Assert.Contains(TimeSpan.FromSeconds(37), clock.Waits);
    }

    [Fact]
    public async Task A_broken_tile_is_named_the_rest_is_kept_and_later_it_alone_is_asked_for()
    {
        var broken = SlippyCell.Of(new(32.77, Border - 0.003), 15) is var cell ? $"dem5a_png/15/{cell.X}/{cell.Y}" : "";
        provider.Mood = async (name, context) =>
        {
            if (name != broken)
                return false;
            await context.Response.Body.WriteAsync("\x89PNG, but no more than that"u8.ToArray());
            return true;
        };
        var report = await FetchAsync();
        Assert.Equal(3, provider.Asked.Count(name => name == broken));
        Assert.StartsWith($"{broken}: ", Assert.Single(report.Missing), StringComparison.Ordinal);
        Assert.Contains("256 x 256", report.Missing[0], StringComparison.Ordinal);
        Assert.Equal(100, TerrainMap.Open(Store).HeightAt(new(32.77, Border - 0.008)), 0.5);
        // What a coarser layer has stands in.
        Assert.Equal(200, TerrainMap.Open(Store).HeightAt(new(32.77, Border - 0.003)), 0.5);

        provider.Mood = (_, _) => Task.FromResult(false);
        provider.Asked.Clear();
        Assert.Empty((await FetchAsync()).Missing);
        Assert.Equal([broken], provider.Asked);
        Assert.Equal(100, TerrainMap.Open(Store).HeightAt(new(32.77, Border - 0.003)), 0.5);
    }

    [Fact]
    public async Task A_provider_that_is_gone_is_not_asked_for_every_tile_and_what_came_before_is_kept()
    {
        var left = 12;
        provider.Mood = (_, context) =>
        {
            if (Interlocked.Decrement(ref left) >= 0)
                return Task.FromResult(false);
            context.Abort();
            return Task.FromResult(true);
        };
        var report = await FetchAsync(radius: 6000);
        Assert.True(report.IsGivenUp);
        Assert.InRange(report.Missing.Count, 8, 16);
        Assert.InRange(report.Tiles, 1, 12);
        Assert.NotEmpty(Store.ComposedTiles());
    }

    [Fact]
    public async Task Slow_answers_are_not_waited_for_without_end()
    {
        var slow = SlippyCell.Of(Centre, 14) is var cell ? $"dem_png/14/{cell.X}/{cell.Y}" : "";
        provider.Mood = async (name, context) =>
        {
            if (name != slow)
                return false;
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var report = await FetchAsync(patience: 1);
        Assert.Contains("No answer came in time.", Assert.Single(report.Missing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_at_once_the_second_is_told_to_wait_and_the_first_loses_nothing()
    {
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        provider.Mood = async (_, _) =>
        {
            asked.TrySetResult();
            await go.Task;
            return false;
        };
        var first = FetchAsync();
        await asked.Task;
        var refused = await Assert.ThrowsAsync<TerrainFileException>(() => FetchAsync());
        go.SetResult();

        Assert.Contains("Another", refused.Message, StringComparison.Ordinal);
        Assert.Empty((await first).Missing);
        Assert.Equal(100, TerrainMap.Open(Store).HeightAt(new(32.77, Border - 0.008)), 0.5);
    }

    [Fact]
    public async Task While_a_provider_keeps_one_waiting_it_is_said_that_it_does()
    {
        var (waiting, said) = (new TaskCompletionSource(), new System.Collections.Concurrent.ConcurrentQueue<string>());
        provider.Mood = async (_, _) =>
        {
            clock.Late = TimeSpan.FromMinutes(3);
            await waiting.Task;
            return false;
        };
        var fetch = FetchAsync(say: line =>
        {
            said.Enqueue(line);
            if (line.Contains("waiting for the first", StringComparison.Ordinal))
                waiting.TrySetResult();
        });

        Assert.Empty((await fetch).Missing);
        Assert.Contains(said, line => line.StartsWith("0 of ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cut_off_in_the_middle_it_goes_on_with_what_it_had()
    {
        using var cut = new CancellationTokenSource();
        provider.Mood = (_, _) =>
        {
            if (provider.Asked.Count == 20)
                cut.Cancel();
            return Task.FromResult(false);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FetchAsync(cancel: cut.Token));
        Assert.Empty(Store.Sources());
        var before = provider.Asked.Count;
        Assert.Empty((await FetchAsync()).Missing);
        Assert.Equal(100, TerrainMap.Open(Store).HeightAt(new(32.77, Border - 0.008)), 0.5);
        // Those that were on their way when it was cut off are asked for once more.
        Assert.InRange(provider.Asked.GroupBy(name => name).Count(group => group.Count() > 1), 0, 2);
        Assert.True(provider.Asked.Count > before);
    }

    [Fact]
    public async Task From_an_empty_folder_one_command_puts_surveyed_land_into_a_serving_server()
    {
        provider.Layers["dem5a_png"] = point => point.Latitude > 32.79 ? 800 : 5;
        using var server = await ServerProcess.StartAsync(data);
        var before = await SkylineAsync(server.Client);
        Assert.Equal("coarse", before.GetProperty("terrain").GetString());
        var (code, said) = await ServerProcess.RunAsync(
            data,
            "terrain",
            "fetch",
            "--around",
            "hypocentre",
            "--radius",
            "4km",
            $"--Terrain:Elevation:Address={provider.Address}"
        );
        Assert.True(code == 0, said);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        JsonElement after;
        do after = await SkylineAsync(server.Client);
        while (
            after.GetProperty("terrain").GetString() == before.GetProperty("terrain").GetString()
            && Credits(after).Count == Credits(before).Count
            && await timer.WaitForNextTickAsync(patience.Token)
        );
        // 795 m at 1.8 km or more: from 20 degrees on.
        Assert.True(Northward(after) > Northward(before) + 10, $"{Northward(before)} to {Northward(after)}");
        Assert.Contains(new ElevationOptions().Attribution, Credits(after));

        (_, said) = await ServerProcess.RunAsync(data, "terrain", "list");
        Assert.Contains("elevation-tiles: ", said, StringComparison.Ordinal);
        Assert.Contains("relief: ", said, StringComparison.Ordinal);
        (code, said) = await ServerProcess.RunAsync(data, "terrain", "remove", "elevation-tiles");
        Assert.True(code == 0, said);
        Assert.DoesNotContain(Store.Sources(), source => source.Id == "elevation-tiles");
        Assert.Empty(Directory.GetDirectories(TerrainFetch.FolderOf(Store)));

        static List<string> Credits(JsonElement answer) =>
            [.. answer.GetProperty("credits").EnumerateArray().Select(one => one.GetString()!)];
        static double Northward(JsonElement answer) => answer.GetProperty("skyline").GetProperty("elevation")[0].GetDouble();
    }

    private static Task<JsonElement> SkylineAsync(HttpClient client) =>
        client.GetFromJsonAsync<JsonElement>("/api/v1/skyline?lat=32.7737&lon=129.8632");

    /// <summary>Lets no timer wait, and remembers for how long each should.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<TimeSpan> waits = new();

        public IReadOnlyCollection<TimeSpan> Waits => waits;

        /// <summary>By how much it goes ahead.</summary>
        public TimeSpan Late { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + Late.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero)
                waits.Enqueue(dueTime);
            var often = period > TimeSpan.Zero ? TimeSpan.FromMilliseconds(20) : period;
            return base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, often);
        }
    }
}
