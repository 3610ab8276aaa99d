using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Catalog.Storage;
using XrContent.Catalog.Workflow;

namespace XrContent.Catalog.Tests;

/// <summary>A catalogue in a database of its own, with a clock that tests move. Two over the same file are two processes.</summary>
internal sealed class CatalogFixture : IDisposable
{
    private readonly bool owns;
    private readonly string file;

    public CatalogFixture()
        : this(Path.Combine(Path.GetTempPath(), $"xrcontent-{Guid.NewGuid():N}.db"), new(), owns: true)
    {
        using var db = new CatalogDb(file);
        db.Database.EnsureCreated();
        db.Database.ExecuteSqlRaw("PRAGMA journal_mode = WAL");
    }

    private CatalogFixture(string file, MovableClock clock, bool owns)
    {
        (this.file, Clock, this.owns) = (file, clock, owns);
        Database = new(() => new CatalogDb(file));
        Signal = new();
        var writer = new CatalogWriter(Database, Signal, Clock);
        (Drafts, Publishing, Corrections, Imports) = (new(writer), new(writer), new(writer), new(writer));
        Schedule = new(writer, Database, Clock);
        (Reader, Published, Audit) = (new(Database), new(Database), new(Database, Clock));
    }

    public MovableClock Clock { get; }

    public Database Database { get; }

    public PublicationSignal Signal { get; }

    public Drafts Drafts { get; }

    public Publishing Publishing { get; }

    public Corrections Corrections { get; }

    public Imports Imports { get; }

    public Schedule Schedule { get; }

    public CatalogReader Reader { get; }

    public PublishedReader Published { get; }

    public AuditLog Audit { get; }

    /// <summary>Another process over the same database.</summary>
    public CatalogFixture Other() => new(file, Clock, owns: false);

    /// <summary>This process for even numbers, another one for odd ones.</summary>
    public CatalogFixture OrOther(CatalogFixture other, int number) => number % 2 == 0 ? this : other;

    /// <summary>A draft, made by somebody.</summary>
    public async Task<ItemState> DraftAsync(Item item, string person = "hana") => Done(await Drafts.CreateAsync(item, person, default));

    /// <summary>The next draft of an item, written over what has this tag.</summary>
    public async Task<ItemState> SaveAsync(Item item, string tag, string person, string? title = null) =>
        Done(await Drafts.SaveAsync(title is null ? item : Items.Titled(item, title), tag, person, false, default));

    /// <summary>An item that visitors see.</summary>
    public async Task<ItemState> ShowAsync(Item item, string person = "hana")
    {
        await DraftAsync(item, person);
        return Done(await Publishing.PublishAsync([new(item.Id)], person, null, null, false, default));
    }

    /// <summary>Makes an item's words unreadable: whoever reads them fails.</summary>
    public async Task SpoilAsync(string id)
    {
        await using var db = new CatalogDb(file);
        await db.Database.ExecuteSqlAsync($"UPDATE Revisions SET Feature = x'00' WHERE ItemId = {id}");
    }

    /// <summary>What visitors see of an item; null when nothing.</summary>
    public async Task<Item?> SeenAsync(string id) => (await Published.ItemsAsync(default)).FirstOrDefault(item => item.Id == id);

    public async Task<CatalogSnapshot> SnapshotAsync() => CatalogSnapshot.Of(await Published.AllAsync(default), Items.Plain);

    /// <summary>The item after an edit that must have been done.</summary>
    public static ItemState Done(Edit edit)
    {
        Assert.True(edit.Status == EditStatus.Done, $"{edit.Status}: {string.Join(" ", edit.Problems)}");
        return edit.State!;
    }

    public void Dispose()
    {
        Database.Dispose();
        if (!owns)
            return;
        SqliteConnection.ClearAllPools();
        foreach (var part in new[] { file, $"{file}-wal", $"{file}-shm" })
            File.Delete(part);
    }
}

internal sealed class CatalogDb(string file) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.UseSqlite($"Data Source={file};Default Timeout=30");

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CatalogWriter).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();
}

internal sealed class MovableClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
