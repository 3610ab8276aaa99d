using Microsoft.Extensions.Logging.Abstractions;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Views;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Tests.Views;

/// <summary>Views are made once, for whoever asks, and made anew only when what they show has changed.</summary>
public class SceneViewsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_class_of_forty_at_one_scene_costs_one_sweep()
    {
        using var land = await MadeUpLand.MakeAsync();
        var views = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => ViewAsync(land)));
        Assert.Equal(1, land.Land.Count);
        Assert.Single(views.Select(TextOf).Distinct());
    }

    [Fact]
    public async Task A_publication_elsewhere_spoils_no_view_and_one_of_what_it_shows_makes_it_anew()
    {
        using var land = await MadeUpLand.MakeAsync();
        var before = await ViewAsync(land);
        land.Publish(
            "glover-garden",
            document => document is Place place ? place with { Title = new() { English = "Another" } } : document
        );
        Assert.Equal(TextOf(before), TextOf(await ViewAsync(land)));
        Assert.Equal(1, land.Views.Count);
        land.Publish("burst-point", document => document is Overlay own ? own with { Title = new() { English = "Renamed" } } : document);
        Assert.Contains("Renamed", TextOf(await ViewAsync(land)), StringComparison.Ordinal);
        // The land did not change.
        Assert.Equal(1, land.Land.Count);
    }

    [Fact]
    public async Task Any_moment_between_two_steps_of_the_timeline_shares_their_picture()
    {
        using var land = await MadeUpLand.MakeAsync();
        var at = DateTimeOffset.Parse("1945-08-09T11:02:00+09:00", null);
        var first = await RasterAsync(land, at);
        foreach (var seconds in new[] { 1, 2, 3600 })
            Assert.Same(first, await RasterAsync(land, at.AddSeconds(seconds)));
        Assert.NotEqual(first, await RasterAsync(land, at.AddSeconds(-1)));
    }

    [Fact]
    public async Task Where_the_ground_under_the_burst_point_is_corrected_its_light_is_painted_anew()
    {
        using var land = await MadeUpLand.MakeAsync();
        var at = DateTimeOffset.Parse("1945-08-09T11:02:00+09:00", null);
        var before = await RasterAsync(land, at);
        land.Publish("hypocentre", document => document is Place place ? place with { Height = place.Height - 300 } : document);
        Assert.NotEqual(before, await RasterAsync(land, at));
    }

    [Fact]
    public void What_is_new_finds_room_where_the_cache_is_full()
    {
        using var cache = new BoundedCache(100);
        foreach (var name in Enumerable.Range(0, 20).Select(i => $"{i}"))
        {
            cache.Keep(name, name, 40);
            Assert.Equal(name, cache.Find<string>(name));
        }

        Assert.Null(cache.Find<string>("0"));
    }

    [Fact]
    public async Task What_published_scenes_need_is_there_before_the_first_visitor_asks()
    {
        using var land = await MadeUpLand.MakeAsync();
        var warmer = new ViewWarmer(
            new CurrentCatalog(),
            new CurrentTerrain(),
            land.Views,
            TimeProvider.System,
            NullLogger<ViewWarmer>.Instance
        );
        await warmer.WarmAsync(land.Footing, Cancel);
        var made = (land.Land.Count, land.Views.Count);
        Assert.True(made is { Item1: > 5, Item2: > 10 });
        foreach (var item in land.Catalog.Scenes)
            await ViewAsync(land, item.Id);
        await RasterAsync(land, DateTimeOffset.Parse("1945-08-09T11:02:00+09:00", null));
        Assert.Equal(made, (land.Land.Count, land.Views.Count));
    }

    [Fact]
    public async Task Who_asks_when_too_many_wait_is_told_to_come_again_and_gets_it_then()
    {
        using var land = await MadeUpLand.MakeAsync();
        using var busy = new ManualResetEventSlim();
        var working = new TaskCompletionSource();
        var first = land.Workshop.MakeAsync(
            (_, _) =>
            {
                working.SetResult();
                busy.Wait(Cancel);
                return 1;
            },
            Cancel
        );
        await working.Task;
        var waiting = Enumerable.Range(0, Workshop.Queue).Select(i => land.Workshop.MakeAsync((_, _) => i, Cancel)).ToList();
        await Assert.ThrowsAsync<Hosting.BusyException>(() => ViewAsync(land).WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        busy.Set();
        await first;
        Assert.Equal(Enumerable.Range(0, Workshop.Queue), await Task.WhenAll(waiting));
        Assert.NotEqual(0, (await ViewAsync(land)).Length);
    }

    private static string TextOf(LocalizedJson json) => System.Text.Encoding.UTF8.GetString(json.Bytes);

    private static Task<LocalizedJson> ViewAsync(MadeUpLand land, string id = "inasayama-impact")
    {
        var item = land.Catalog.Find(id)!;
        return land.Views.ViewAsync(land.Footing, item, land.Footing.ObserverOf((Scene)item.Document), () => null, Cancel);
    }

    private static async Task<byte[]> RasterAsync(MadeUpLand land, DateTimeOffset at)
    {
        var item = land.Catalog.Find("inasayama-impact")!;
        var from = land.Footing.ObserverOf((Scene)item.Document);
        return (await land.Views.RasterAsync(land.Footing, item, from, at, webp: true, Cancel))!;
    }
}
