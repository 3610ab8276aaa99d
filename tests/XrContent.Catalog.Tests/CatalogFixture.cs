using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
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
    private readonly CatalogStore store;

    public CatalogFixture()
        : this(CatalogStore.New(), new(), owns: true) { }

    private CatalogFixture(CatalogStore store, MovableClock clock, bool owns)
    {
        (this.store, Clock, this.owns) = (store, clock, owns);
        Database = new(() => new CatalogDb(store));
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
    public CatalogFixture Other() => new(store, Clock, owns: false);

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
        await using var db = new CatalogDb(store);
        await db.Set<RevisionRow>()
            .Where(row => row.ItemId == id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Feature, new byte[] { 0 }));
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
        if (owns)
            store.Remove();
    }
}

/// <summary>A database of one test: a file of SQLite, or one of PostgreSQL where all tests run over that.</summary>
internal sealed record CatalogStore(string Name, bool IsPostgres)
{
    private static readonly Lazy<string> Template = new(() =>
    {
        var made = new CatalogStore(Postgres.Running.NewDatabase(), true);
        using var db = new CatalogDb(made);
        db.Database.EnsureCreated();
        NpgsqlConnection.ClearAllPools();
        return made.Name;
    });

    public static CatalogStore New()
    {
        if (Postgres.IsWanted)
            return new(Postgres.Running.NewDatabase(Template.Value), true);
        var made = new CatalogStore(Path.Combine(Path.GetTempPath(), $"xrcontent-{Guid.NewGuid():N}.db"), false);
        using var db = new CatalogDb(made);
        db.Database.EnsureCreated();
        db.Database.ExecuteSqlRaw("PRAGMA journal_mode = WAL");
        return made;
    }

    public void Configure(DbContextOptionsBuilder options)
    {
        if (IsPostgres)
            options.UseNpgsql(Postgres.Running.ConnectionTo(Name));
        else
            options.UseSqlite($"Data Source={Name};Default Timeout=30");
    }

    public void Remove()
    {
        if (IsPostgres)
        {
            Postgres.Running.Drop(Name);
            return;
        }

        SqliteConnection.ClearAllPools();
        foreach (var part in new[] { Name, $"{Name}-wal", $"{Name}-shm" })
            File.Delete(part);
    }
}

internal sealed class CatalogDb(CatalogStore store) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => store.Configure(optionsBuilder);

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
