using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;

namespace XrContent.Catalog.Store;

/// <summary>What a save did.</summary>
/// <param name="Version">The catalogue version after it.</param>
/// <param name="Changes">What visitors see differently; empty when nothing was published or all was the same.</param>
public sealed record Saved(long Version, IReadOnlyList<ItemChange> Changes);

/// <summary>All that is published, as read in one moment.</summary>
/// <param name="Mark">Random for each publication; version and mark together name this state of this catalogue.</param>
public sealed record PublishedState(long Version, Guid Mark, IReadOnlyList<Item> Items, IReadOnlyList<VersionedChange> Changes);

/// <summary>Writes revisions and publications, each in one transaction. Several processes may share one database.</summary>
public sealed class CatalogStore(IDbContextFactory<CatalogDb> databases, TimeProvider clock)
{
    /// <summary>How many changes a snapshot remembers for clients that were away.</summary>
    private const int RememberedChanges = 50_000;

    /// <summary>Creates the database or brings it to the newest form.</summary>
    public async Task MigrateAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.MigrateAsync(cancel);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancel);
    }

    /// <summary>The newest publication's version and mark; 0 and empty before the first.</summary>
    public async Task<(long Version, Guid Mark)> VersionAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await VersionAsync(db, cancel);
    }

    /// <summary>Saves items as new revisions; those that equal their newest revision are left as they are.</summary>
    /// <param name="publish">Whether visitors see them at once; else they are drafts.</param>
    /// <exception cref="InvalidCatalogException">Something is wrong with an item or a reference; nothing was saved.</exception>
    public async Task<Saved> SaveAsync(IReadOnlyCollection<Item> items, string author, bool publish, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await LockAsync(db, cancel);
        await RefuseInvalidAsync(db, items, publish, cancel);

        var (changes, entries) = (new List<ItemChange>(), new List<AuditEntry>());
        var now = clock.GetUtcNow();
        foreach (var item in items)
        {
            if (await db.Items.FindAsync([item.Id], cancel) is not { } row)
                db.Items.Add(row = new() { Id = item.Id, Kind = item.Kind });
            var feature = FeatureOf(item);
            var head = row.Head == 0 ? null : await db.Revisions.FindAsync([row.Id, row.Head], cancel);
            if (head is null || !head.Feature.AsSpan().SequenceEqual(feature))
            {
                entries.Add(new(author, AuditActions.ItemSaved, row.Id, row.Head + 1, Fields: head is null ? null : RevisionDiff.Between(head.Feature, feature)));
                head = AddRevision(db, row, feature, author, now);
            }

            if (!publish || row.PublishedRevision == row.Head) continue;
            entries.Add(new(author, AuditActions.ItemPublished, row.Id, row.Head));
            changes.Add(await ShowAsync(db, row, head, cancel));
        }

        return await CommitAsync(db, transaction, changes, entries, author, now, cancel);
    }

    /// <summary>Takes a published item back; visitors no longer see it, its revisions stay.</summary>
    /// <exception cref="InvalidCatalogException">It is not published, or another published item refers to it.</exception>
    public async Task<Saved> WithdrawAsync(string id, string author, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await LockAsync(db, cancel);
        var row = await HideAsync(db, id, cancel);
        var entry = new AuditEntry(author, AuditActions.ItemWithdrawn, id, row.Head);
        return await CommitAsync(db, transaction, [new(id, row.Kind, Change.Removed)], [entry], author, clock.GetUtcNow(), cancel);
    }

    /// <summary>The newest revision of an item, published or not; null when there is no such item.</summary>
    public async Task<Item?> ReadHeadAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var feature = await db.Items.Where(row => row.Id == id)
            .Join(db.Revisions, item => new { ItemId = item.Id, Number = item.Head }, revision => new { revision.ItemId, revision.Number }, (_, revision) => revision.Feature)
            .FirstOrDefaultAsync(cancel);
        return feature is null ? null : CatalogJson.FromFeature(feature);
    }

    /// <summary>All revisions of an item, oldest first.</summary>
    public async Task<IReadOnlyList<Item>> ReadRevisionsAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var features = await db.Revisions.AsNoTracking().Where(row => row.ItemId == id).OrderBy(row => row.Number).Select(row => row.Feature).ToListAsync(cancel);
        return features.ConvertAll(feature => CatalogJson.FromFeature(feature));
    }

    /// <summary>Whether visitors see an item.</summary>
    public async Task<bool> IsPublishedAsync(string id, CancellationToken cancel) => (await PublishedAmongAsync([id], cancel)).Count > 0;

    /// <summary>Those of some items that visitors see.</summary>
    public async Task<IReadOnlySet<string>> PublishedAmongAsync(IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Items.Where(row => ids.Contains(row.Id) && row.PublishedRevision != null).Select(row => row.Id).ToHashSetAsync(cancel);
    }

    /// <summary>The revisions that are shown or stand ready to be: the newest and the published one of each item.</summary>
    public async Task<IReadOnlyList<Item>> ReadCurrentAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var features = from item in db.Items
                       join revision in db.Revisions on item.Id equals revision.ItemId
                       where revision.Number == item.Head || revision.Number == item.PublishedRevision
                       orderby item.Id, revision.Number
                       select revision.Feature;
        return (await features.AsNoTracking().ToListAsync(cancel)).ConvertAll(feature => CatalogJson.FromFeature(feature));
    }

    /// <summary>Hashes of all files that any revision was made from, old ones too: each may be restored.</summary>
    public async Task<IReadOnlySet<string>> ReadOriginalsAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var hashes = new HashSet<string>();
        await foreach (var feature in db.Revisions.AsNoTracking().Select(row => row.Feature).AsAsyncEnumerable().WithCancellation(cancel))
            foreach (var (_, original) in CatalogJson.FromFeature(feature).Document.Originals()) hashes.Add(original.Sha256);
        return hashes;
    }

    /// <summary>Everything that visitors may see, with the newest changes.</summary>
    public async Task<PublishedState> ReadPublishedAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        // One transaction, so that version, items and changes are of the same moment.
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var (version, mark) = await VersionAsync(db, cancel);
        var items = await PublishedItemsAsync(db, cancel);
        var changes = await db.Changes.AsNoTracking()
            .OrderByDescending(row => row.Version).Take(RememberedChanges)
            .Select(row => new VersionedChange(row.Version, new ItemChange(row.ItemId, row.Kind, row.Change)))
            .ToListAsync(cancel);
        changes.Reverse();
        return new(version, mark, items, changes);
    }

    /// <summary>
    /// Takes the write lock before anything is read: a transaction that reads first and writes later fails at once
    /// when another process wrote between, instead of waiting for its turn.
    /// </summary>
    internal static Task<int> LockAsync(CatalogDb db, CancellationToken cancel) =>
        db.Database.ExecuteSqlRawAsync("UPDATE Publications SET Version = Version WHERE Version = -1", cancel);

    private static async Task<(long, Guid)> VersionAsync(CatalogDb db, CancellationToken cancel) =>
        await db.Publications.AsNoTracking().OrderByDescending(row => row.Version).FirstOrDefaultAsync(cancel) is { } newest
            ? (newest.Version, newest.Mark)
            : (0, Guid.Empty);

    internal static async Task<List<Item>> PublishedItemsAsync(CatalogDb db, CancellationToken cancel)
    {
        var features = from item in db.Items
                       join revision in db.Revisions
                           on new { Id = item.Id, Number = item.PublishedRevision!.Value } equals new { Id = revision.ItemId, revision.Number }
                       orderby item.Id
                       select revision.Feature;
        return (await features.AsNoTracking().ToListAsync(cancel)).ConvertAll(feature => CatalogJson.FromFeature(feature));
    }

    /// <summary>The canonical bytes of an item. What cannot be read back would stop every reader: better to stop this save.</summary>
    internal static byte[] FeatureOf(Item item)
    {
        var feature = CatalogJson.ToFeature(item);
        CatalogJson.FromFeature(feature);
        return feature;
    }

    internal static RevisionRow AddRevision(CatalogDb db, ItemRow row, byte[] feature, string author, DateTimeOffset now)
    {
        row.Head++;
        (row.Deleted, row.ShowFrom) = (null, null);
        var revision = new RevisionRow { ItemId = row.Id, Number = row.Head, State = RevisionState.Draft, Feature = feature, Author = author, At = now };
        db.Revisions.Add(revision);
        return revision;
    }

    /// <summary>Makes the newest revision the one that visitors see.</summary>
    internal static async Task<ItemChange> ShowAsync(CatalogDb db, ItemRow row, RevisionRow head, CancellationToken cancel)
    {
        var change = new ItemChange(row.Id, row.Kind, row.PublishedRevision is null ? Change.Added : Change.Changed);
        await SetStateAsync(db, row, RevisionState.Superseded, cancel);
        head.State = RevisionState.Published;
        (row.PublishedRevision, row.ShowFrom) = (row.Head, null);
        return change;
    }

    /// <summary>Makes an item one that visitors do not see.</summary>
    /// <exception cref="InvalidCatalogException">It is not published, or another published item refers to it.</exception>
    internal static async Task<ItemRow> HideAsync(CatalogDb db, string id, CancellationToken cancel)
    {
        var published = (await PublishedItemsAsync(db, cancel)).ToDictionary(item => item.Id);
        if (!published.Remove(id)) throw new InvalidCatalogException([new(null, id, "id", "Is not published.")]);
        if (ReferenceRules.Check(published).ToList() is { Count: > 0 } problems) throw new InvalidCatalogException(problems);
        var row = (await db.Items.FindAsync([id], cancel))!;
        await SetStateAsync(db, row, RevisionState.Withdrawn, cancel);
        (row.PublishedRevision, row.ShowUntil) = (null, null);
        return row;
    }

    internal static async Task RefuseInvalidAsync(CatalogDb db, IReadOnlyCollection<Item> items, bool publish, CancellationToken cancel)
    {
        var problems = items.SelectMany(item => ItemRules.Check(item)).ToList();
        var kinds = await db.Items.AsNoTracking().Select(row => new { row.Id, row.Kind }).ToDictionaryAsync(row => row.Id, row => row.Kind, cancel);
        problems.AddRange(
            from item in items
            where kinds.TryGetValue(item.Id, out var kind) && kind != item.Kind
            select new Problem(null, item.Id, "kind", "The id belongs to an item of another kind."));
        if (publish)
        {
            var all = (await PublishedItemsAsync(db, cancel)).ToDictionary(item => item.Id);
            foreach (var item in items) all[item.Id] = item;
            problems.AddRange(ReferenceRules.Check(all));
        }

        if (problems.Count > 0) throw new InvalidCatalogException(problems);
    }

    private static async Task SetStateAsync(CatalogDb db, ItemRow row, RevisionState state, CancellationToken cancel)
    {
        if (row.PublishedRevision is { } number && await db.Revisions.FindAsync([row.Id, number], cancel) is { } revision) revision.State = state;
    }

    /// <summary>Ends a transaction: with a new catalogue version where visitors see something else, and with its lines in the record.</summary>
    internal static async Task<Saved> CommitAsync(
        CatalogDb db,
        Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction,
        IReadOnlyList<ItemChange> changes,
        IReadOnlyList<AuditEntry> entries,
        string author,
        DateTimeOffset now,
        CancellationToken cancel)
    {
        var (version, _) = await VersionAsync(db, cancel);
        if (changes.Count > 0)
        {
            version++;
            db.Publications.Add(new() { Version = version, Mark = Guid.NewGuid(), Author = author, At = now });
            db.Changes.AddRange(changes.Select(change => new ChangeRow { Version = version, ItemId = change.Id, Kind = change.Kind, Change = change.Change }));
        }

        if (entries.Count > 0) await AuditLog.AppendAsync(db, entries, now, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new(version, changes);
    }
}
