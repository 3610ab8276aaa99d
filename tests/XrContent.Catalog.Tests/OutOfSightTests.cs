using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;

namespace XrContent.Catalog.Tests;

/// <summary>What must not be seen goes, with what shows nothing else; all else stays, and leads nowhere that is gone.</summary>
public sealed class OutOfSightTests : IAsyncLifetime
{
    private readonly CatalogFixture catalog = new();

    public async ValueTask InitializeAsync()
    {
        await catalog.ShowAsync(Items.Place("place"));
        foreach (var id in new[] { "face", "then", "now" })
            await catalog.ShowAsync(Items.Shown(id, "place"));
        await catalog.ShowAsync(Items.Scene("alone", "place", "face"));
        await catalog.ShowAsync(Items.Scene("pair", "place", "then", "face"));
        await catalog.ShowAsync(Led(Items.Scene("beside", "place", "now"), "alone", "pair"));
        await catalog.ShowAsync(Tour("through", "alone", "beside"));
        await catalog.ShowAsync(Tour("only", "alone"));
    }

    public ValueTask DisposeAsync()
    {
        catalog.Dispose();
        return default;
    }

    [Fact]
    public async Task What_shows_nothing_else_goes_with_it_and_the_rest_stays_without_it()
    {
        Assert.Equal(["face", "alone", "only"], await HideAsync("face"));
        foreach (var id in new[] { "face", "alone", "only" })
            Assert.Null(await catalog.SeenAsync(id));
        Assert.Equal(["then"], (await SeenAsync<Scene>("pair")).Captures);
        Assert.Equal(["pair"], (await SeenAsync<Scene>("beside")).Hotspots.Select(spot => spot.To));
        Assert.Equal(["beside"], (await SeenAsync<Tour>("through")).Stops.Select(stop => stop.Scene));
        Assert.NotNull(await catalog.SeenAsync("then"));
        Assert.Empty(Rules.ReferenceRules.Check((await catalog.Published.ItemsAsync(default)).ToDictionary(item => item.Id)));
    }

    [Fact]
    public async Task A_colleague_s_words_of_what_stays_are_a_draft_still()
    {
        var shown = (await catalog.Reader.FindAsync("through", default))!;
        var draft = await catalog.SaveAsync(Items.Titled(shown.Item, "Hana's unfinished words"), shown.Tag, "hana");
        await HideAsync("face");
        var now = (await catalog.Reader.FindAsync("through", default))!;
        Assert.Equal(
            ("Hana's unfinished words", RevisionState.Draft, draft.Author),
            (now.Item.Document.Title.English, now.State, now.Author)
        );
        Assert.Equal("through", (await SeenAsync<Tour>("through")).Title.English);
    }

    [Fact]
    public async Task What_is_hidden_already_or_never_was_is_left_as_it_is_and_what_goes_with_it_is_saved_all_the_same()
    {
        Assert.Empty(await HideAsync("face", shows: false));
        Assert.Empty(await HideAsync("nothing"));
        Assert.NotNull(await catalog.SeenAsync("alone"));
    }

    [Fact]
    public async Task What_was_planned_of_it_is_given_back_with_the_reason()
    {
        var shown = (await catalog.Reader.FindAsync("now", default))!;
        var next = await catalog.SaveAsync(Items.Titled(shown.Item, "for December"), shown.Tag, "hana");
        var from = catalog.Clock.GetUtcNow().AddDays(1);
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("now", next.Tag)], "ken", from, null, false, default));
        Assert.Equal(["now", "beside"], (await HideAsync("now"))[..2]);
        catalog.Clock.Advance(TimeSpan.FromDays(2));
        await catalog.Schedule.RunAsync(default);
        Assert.Null(await catalog.SeenAsync("now"));
    }

    [Fact]
    public async Task Two_at_once_take_it_back_once()
    {
        using var other = catalog.Other();
        var both = await Task.WhenAll(Task.Run(() => HideAsync("face")), Task.Run(() => HideAsync("face", by: other)));
        Assert.Single(both, hidden => hidden.Count == 3);
        Assert.Single(both, hidden => hidden.Count == 0);
    }

    [Fact]
    public async Task Where_what_goes_with_it_cannot_be_saved_nothing_is_taken_back()
    {
        await Assert.ThrowsAsync<TimeoutException>(() =>
            catalog.Corrections.TakeOutOfSightAsync("face", _ => true, "ken", "why", (_, _) => throw new TimeoutException(), default)
        );
        foreach (var id in new[] { "face", "alone", "only" })
            Assert.NotNull(await catalog.SeenAsync(id));
        Assert.Equal(["then", "face"], (await SeenAsync<Scene>("pair")).Captures);
    }

    private async Task<List<string>> HideAsync(string id, bool shows = true, CatalogFixture? by = null)
    {
        List<string>? told = null;
        CatalogFixture.Done(
            await (by ?? catalog).Corrections.TakeOutOfSightAsync(
                id,
                _ => shows,
                "ken",
                "why",
                (_, hidden) =>
                {
                    told = [.. hidden];
                    return Task.CompletedTask;
                },
                default
            )
        );
        return told!;
    }

    private async Task<T> SeenAsync<T>(string id)
        where T : Document => (T)(await catalog.SeenAsync(id))!.Document;

    private static Item Led(Item scene, params string[] to) =>
        scene with
        {
            Document = (Scene)scene.Document with { Hotspots = [.. to.Select(id => new Hotspot(id))] },
        };

    private static Item Tour(string id, params string[] scenes) =>
        new(id, null, new Tour { Title = Items.Text(id), Stops = [.. scenes.Select(scene => new Stop(scene))] });
}
