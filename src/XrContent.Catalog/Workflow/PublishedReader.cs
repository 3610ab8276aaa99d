using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>Reads what visitors may see: all of it once, and from then on what changed.</summary>
public sealed class PublishedReader(Database database)
{
    private const int Chunk = 500;

    /// <summary>The newest publication's version and id; 0 and empty before the first.</summary>
    public Task<(long Version, Guid PublicationId)> VersionAsync(CancellationToken cancel) =>
        database.ReadAsync(db => VersionAsync(db, cancel));

    /// <summary>Everything that visitors may see, as it is in one moment.</summary>
    public Task<PublishedState> AllAsync(CancellationToken cancel) =>
        database.ReadMomentAsync(
            async db =>
            {
                var (version, id) = await VersionAsync(db, cancel);
                var start = await db.Set<PublicationRow>().Where(row => row.StartsOver).MaxAsync(row => (long?)row.Version, cancel) ?? 0;
                var changes = await ChangesAsync(
                    db.Set<ChangeRow>().OrderByDescending(row => row.Version).Take(ChangeLog.Most + 1),
                    cancel
                );
                var items = new List<FeatureText>();
                await foreach (var feature in Published(db).AsAsyncEnumerable().WithCancellation(cancel))
                    items.Add(FeatureText.Read(feature));
                var isWhole = changes.Count <= ChangeLog.Most;
                return new PublishedState(version, id, items.ToArray(), ChangeLog.Of(changes, isWhole, start, version));
            },
            cancel
        );

    /// <summary>
    /// What changed since a version, as it is in one moment; null when that version is not of this catalogue, or too much changed.
    /// </summary>
    public Task<PublishedDelta?> SinceAsync(long version, Guid publicationId, CancellationToken cancel) =>
        database.ReadMomentAsync(
            async db =>
            {
                var known = await db.Set<PublicationRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Version == version, cancel);
                var startsOver = await db.Set<PublicationRow>().AnyAsync(row => row.Version > version && row.StartsOver, cancel);
                if (startsOver || known?.PublicationId != publicationId)
                    return null;
                var changes = await ChangesAsync(db.Set<ChangeRow>().Where(row => row.Version > version).Take(ChangeLog.Most + 1), cancel);
                if (changes.Count > ChangeLog.Most)
                    return null;
                var (now, id) = await VersionAsync(db, cancel);
                var ids = changes.Select(change => change.Item.Id).ToHashSet();
                var items = new List<FeatureText>();
                foreach (var some in ids.Chunk(Chunk))
                    items.AddRange((await Published(db, some).ToListAsync(cancel)).Select(FeatureText.Read));
                ids.ExceptWith(items.Select(item => item.Id));
                return new PublishedDelta(now, id, items, [.. ids], changes);
            },
            cancel
        );

    /// <summary>The published documents, for commands that look at all there is.</summary>
    public async Task<IReadOnlyList<Item>> ItemsAsync(CancellationToken cancel) =>
        [
            .. (await AllAsync(cancel))
                .Items.OrderBy(item => item.Id, StringComparer.Ordinal)
                .Select(item => CatalogJson.FromFeature(item.Bytes)),
        ];

    private static async Task<(long, Guid)> VersionAsync(DbContext db, CancellationToken cancel) =>
        await db.Set<PublicationRow>().AsNoTracking().OrderByDescending(row => row.Version).FirstOrDefaultAsync(cancel) is { } newest
            ? (newest.Version, newest.PublicationId)
            : (0, Guid.Empty);

    private static async Task<List<VersionedChange>> ChangesAsync(IQueryable<ChangeRow> rows, CancellationToken cancel)
    {
        var changes = await rows.AsNoTracking()
            .Select(row => new VersionedChange(row.Version, new ItemChange(row.ItemId, row.Kind, row.Change)))
            .ToListAsync(cancel);
        changes.Sort((a, b) => a.Version.CompareTo(b.Version));
        return changes;
    }

    private static IQueryable<byte[]> Published(DbContext db) => Features(db, db.Set<ItemRow>());

    private static IQueryable<byte[]> Published(DbContext db, string[] ids) =>
        Features(db, db.Set<ItemRow>().Where(row => ids.Contains(row.Id)));

    private static IQueryable<byte[]> Features(DbContext db, IQueryable<ItemRow> items) =>
        from item in items
        join revision in db.Set<RevisionRow>()
            on new { Id = item.Id, Number = item.PublishedRevision!.Value } equals new { Id = revision.ItemId, revision.Number }
        select revision.Feature;
}
