using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Catalog.Workflow;

namespace XrContent.Catalog.Tests;

/// <summary>What is imported and published, and what phones that were away are told of it.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly CatalogFixture catalog = new();

    public void Dispose() => catalog.Dispose();

    [Fact]
    public async Task Publishing_bumps_the_version_and_lists_what_changed()
    {
        var first = await SaveAsync(Items.Place("a"), Items.Place("b"));
        Assert.Equal("1: a added, b added", Told(first));
        var second = await SaveAsync(Items.Place("a"), Items.Place("b", 32.76));
        Assert.Equal("2: b changed", Told(second));
        var nothing = await SaveAsync(Items.Place("a"));
        Assert.Equal("2:", Told(nothing));
    }

    [Fact]
    public async Task A_draft_is_kept_and_not_shown_until_it_is_published()
    {
        await catalog.Imports.SaveAsync([Items.Place("a")], "me", publish: false, default);
        Assert.Empty(await catalog.Published.ItemsAsync(default));
        Assert.Equal("1: a added", Told(await SaveAsync(Items.Place("a"))));
    }

    [Fact]
    public async Task One_bad_item_refuses_all_and_saves_nothing()
    {
        var refused = await Assert.ThrowsAsync<InvalidCatalogException>(() => SaveAsync(Items.Place("a"), Items.Scene("s", "nowhere")));
        Assert.Equal("place", Assert.Single(refused.Problems).Field);
        Assert.Equal(0, (await catalog.Published.VersionAsync(default)).Version);
        Assert.Null(await catalog.Reader.FindAsync("a", default));
        Assert.Equal(0, (await catalog.Audit.VerifyAsync(default)).Lines);
    }

    [Fact]
    public async Task Every_kind_comes_back_as_it_was_saved_with_what_is_optional_left_out()
    {
        Item[] items =
        [
            Items.Place("place"),
            Items.Shown("capture", "place"),
            Items.Scene("scene", "place", "capture"),
            new(
                "overlay",
                null,
                new Overlay
                {
                    Title = Items.Text("o"),
                    Shape = OverlayShape.Marker,
                    About = "place",
                    Sources = [new("s", "A source")],
                }
            ),
            new("tour", null, new Tour { Title = Items.Text("t"), Stops = [new("scene")] }),
            new(
                "event",
                null,
                new Event
                {
                    Title = Items.Text("e"),
                    Places = ["place"],
                    When = Items.Text("w"),
                    Dates = [new(new(2027, 2, 6), new(2027, 2, 20))],
                }
            ),
        ];
        await SaveAsync(items);
        var read = (await catalog.Published.ItemsAsync(default)).ToDictionary(item => item.Id);
        Assert.All(items, item => Assert.Equal(CatalogJson.ToFeature(item), CatalogJson.ToFeature(read[item.Id])));
    }

    [Fact]
    public async Task An_id_cannot_change_its_kind()
    {
        await SaveAsync(Items.Place("a"), Items.Place("b"));
        var refused = await Assert.ThrowsAsync<InvalidCatalogException>(() => SaveAsync(Items.Scene("a", "b")));
        Assert.Contains(refused.Problems, problem => problem.Field == "kind");
    }

    [Fact]
    public async Task Changes_since_a_version_are_the_net_of_all_that_happened()
    {
        await SaveAsync(Items.Place("stays"), Items.Place("goes"));
        await SaveAsync(Items.Place("passes"));
        await WithdrawAsync("passes");
        await SaveAsync(Items.Place("stays", 32.7));
        await WithdrawAsync("goes");
        await SaveAsync(Items.Place("comes"));
        await SaveAsync(Items.Place("comes", 32.8));
        var snapshot = await catalog.SnapshotAsync();
        Assert.Equal(["comes added", "goes removed", "stays changed"], snapshot.ChangesSince(1)!.Select(Words).Order());
        Assert.Empty(snapshot.ChangesSince(snapshot.Version)!);
        Assert.Null(snapshot.ChangesSince(snapshot.Version + 1));
    }

    [Fact]
    public async Task Many_writers_of_two_processes_at_once_all_succeed_one_after_the_other()
    {
        using var other = catalog.Other();
        await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(i =>
                    Task.Run(() => (i % 2 == 0 ? catalog : other).Imports.SaveAsync([Items.Place($"p{i}")], "me", publish: true, default))
                )
        );
        var state = await catalog.Published.AllAsync(default);
        Assert.Equal((24, 24), (state.Version, state.Items.Count()));
        Assert.Null((await catalog.Audit.VerifyAsync(default)).Broken);
    }

    [Fact]
    public async Task Whoever_reads_never_waits_for_whoever_writes()
    {
        await SaveAsync(Items.Place("a"));
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writing = catalog.Database.WriteAsync(
            async _ =>
            {
                begun.SetResult();
                await goOn.Task;
            },
            default
        );
        await begun.Task;
        Assert.Single((await catalog.Published.AllAsync(default)).Items);
        Assert.NotNull(await catalog.Published.SinceAsync(1, (await catalog.Published.VersionAsync(default)).PublicationId, default));
        goOn.SetResult();
        await writing;
    }

    private Task<Saved> SaveAsync(params Item[] items) => catalog.Imports.SaveAsync(items, "me", publish: true, default);

    private async Task WithdrawAsync(string id) =>
        CatalogFixture.Done(await catalog.Publishing.WithdrawAsync([new(id)], "me", null, default));

    private static string Told(Saved saved) => $"{saved.Version}: {string.Join(", ", saved.Changes.Select(Words))}".Trim();

    private static string Words(ItemChange change) => $"{change.Id} {change.Change.ToString().ToLowerInvariant()}";
}
