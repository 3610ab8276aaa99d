using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Store;

namespace XrContent.Catalog.Tests;

public sealed class StoreTests : IAsyncLifetime
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"xrcontent-{Guid.NewGuid():N}.db");
    private CatalogStore store = null!;

    public async ValueTask InitializeAsync()
    {
        store = Open();
        await store.MigrateAsync(default);
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        foreach (var part in new[] { file, $"{file}-wal", $"{file}-shm" }) File.Delete(part);
        return default;
    }

    [Fact]
    public async Task Publishing_bumps_the_version_and_lists_what_changed()
    {
        var first = await store.SaveAsync([Items.Place("a"), Items.Place("b")], "me", publish: true, default);
        Assert.Equal("1: a added, b added", Told(first));
        var second = await store.SaveAsync([Items.Place("a"), Items.Place("b", 32.76)], "me", publish: true, default);
        Assert.Equal("2: b changed", Told(second));
        var nothing = await store.SaveAsync([Items.Place("a")], "me", publish: true, default);
        Assert.Equal("2:", Told(nothing));
    }

    [Fact]
    public async Task A_draft_is_kept_and_not_shown_until_it_is_published()
    {
        await store.SaveAsync([Items.Place("a")], "me", publish: false, default);
        Assert.Empty((await store.ReadPublishedAsync(default)).Items);
        var saved = await store.SaveAsync([Items.Place("a")], "me", publish: true, default);
        Assert.Equal("1: a added", Told(saved));
    }

    [Fact]
    public async Task One_bad_item_refuses_all_and_saves_nothing()
    {
        var refused = await Assert.ThrowsAsync<InvalidCatalogException>(() => store.SaveAsync([Items.Place("a"), Items.Scene("s", "nowhere")], "me", publish: true, default));
        Assert.Equal("place", Assert.Single(refused.Problems).Field);
        Assert.Equal(0, (await store.VersionAsync(default)).Version);
        Assert.Empty((await store.ReadPublishedAsync(default)).Items);
    }

    [Fact]
    public async Task Every_kind_comes_back_as_it_was_saved_with_what_is_optional_left_out()
    {
        Item[] items =
        [
            Items.Place("place"), Items.Capture("capture", "place", heading: null), Items.Scene("scene", "place", "capture"),
            new("overlay", null, new Overlay { Title = Items.Text("o"), Shape = OverlayShape.Marker, About = "place", Sources = [new("s", "A source")] }),
            new("tour", null, new Tour { Title = Items.Text("t"), Stops = [new("scene")] }),
            new("event", null, new Event { Title = Items.Text("e"), Places = ["place"], When = Items.Text("w"), Dates = [new(new(2027, 2, 6), new(2027, 2, 20))] }),
        ];
        await store.SaveAsync(items, "me", publish: true, default);
        var read = (await store.ReadPublishedAsync(default)).Items.ToDictionary(item => item.Id);
        Assert.All(items, item => Assert.Equal(CatalogJson.ToFeature(item), CatalogJson.ToFeature(read[item.Id])));
    }

    [Fact]
    public async Task An_id_cannot_change_its_kind()
    {
        await store.SaveAsync([Items.Place("a"), Items.Place("b")], "me", publish: true, default);
        var refused = await Assert.ThrowsAsync<InvalidCatalogException>(() => store.SaveAsync([Items.Scene("a", "b")], "me", publish: true, default));
        Assert.Contains(refused.Problems, problem => problem.Field == "kind");
    }

    [Fact]
    public async Task What_others_refer_to_cannot_be_withdrawn_and_what_nobody_needs_can()
    {
        await store.SaveAsync([Items.Place("place"), Items.Scene("scene", "place")], "me", publish: true, default);
        await Assert.ThrowsAsync<InvalidCatalogException>(() => store.WithdrawAsync("place", "me", default));
        Assert.Equal("2: scene removed", Told(await store.WithdrawAsync("scene", "me", default)));
        Assert.Equal("3: place removed", Told(await store.WithdrawAsync("place", "me", default)));
    }

    [Fact]
    public async Task Changes_since_a_version_are_the_net_of_all_that_happened()
    {
        await store.SaveAsync([Items.Place("stays"), Items.Place("goes")], "me", publish: true, default);
        await store.SaveAsync([Items.Place("passes")], "me", publish: true, default);
        await store.WithdrawAsync("passes", "me", default);
        await store.SaveAsync([Items.Place("stays", 32.7)], "me", publish: true, default);
        await store.WithdrawAsync("goes", "me", default);
        await store.SaveAsync([Items.Place("comes")], "me", publish: true, default);
        await store.SaveAsync([Items.Place("comes", 32.8)], "me", publish: true, default);
        var catalog = new PublishedCatalog(await store.ReadPublishedAsync(default), Items.Plain);
        Assert.Equal(["comes added", "goes removed", "stays changed"], catalog.ChangesSince(1)!.Select(Words).Order());
        Assert.Empty(catalog.ChangesSince(catalog.Version)!);
        Assert.Null(catalog.ChangesSince(catalog.Version + 1));
    }

    [Fact]
    public async Task Many_writers_at_once_all_succeed_one_after_the_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => Open().SaveAsync([Items.Place($"p{i}")], "me", publish: true, default))));
        var state = await store.ReadPublishedAsync(default);
        Assert.Equal((12, 12), (state.Version, state.Items.Count));
    }

    private static string Told(Saved saved) => $"{saved.Version}: {string.Join(", ", saved.Changes.Select(Words))}".Trim();

    private static string Words(ItemChange change) => $"{change.Id} {change.Change.ToString().ToLowerInvariant()}";

    private CatalogStore Open() => new(new Factory($"Data Source={file};Default Timeout=30"), TimeProvider.System);

    private sealed class Factory(string connection) : IDbContextFactory<CatalogDb>
    {
        public CatalogDb CreateDbContext() => new(new DbContextOptionsBuilder<CatalogDb>().UseSqlite(connection).Options);
    }
}
