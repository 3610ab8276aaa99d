using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Store;

namespace XrContent.Catalog.Editing;

/// <summary>What staff read of items: drafts, revisions, and the steps that were taken.</summary>
public sealed class EditorReader(IDbContextFactory<CatalogDb> databases)
{
    /// <summary>The newest revision of an item; null when there is no such item.</summary>
    public async Task<ItemState?> FindAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await Heads(db).Where(pair => pair.Item.Id == id).FirstOrDefaultAsync(cancel);
        return found is null ? null : ItemState.Of(found.Item, found.Head);
    }

    /// <summary>The newest revision of every item, by id.</summary>
    /// <param name="known">As an earlier call read them: what says the same is not parsed again.</param>
    public async Task<IReadOnlyList<ItemState>> AllAsync(IReadOnlyDictionary<string, ItemState> known, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return (await Heads(db).OrderBy(pair => pair.Item.Id).ToListAsync(cancel)).ConvertAll(pair => ItemState.Of(pair.Item, pair.Head, known.GetValueOrDefault(pair.Item.Id)));
    }

    /// <summary>All revisions of an item, newest first.</summary>
    public async Task<IReadOnlyList<Revision>> RevisionsAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db.Revisions.AsNoTracking().Where(row => row.ItemId == id).OrderByDescending(row => row.Number).ToListAsync(cancel);
        return rows.ConvertAll(row => new Revision(row.Number, row.State, row.Author, row.At, CatalogJson.FromFeature(row.Feature)));
    }

    /// <summary>What was done with an item's revisions, newest first.</summary>
    public async Task<IReadOnlyList<Step>> StepsAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Steps.AsNoTracking().Where(row => row.ItemId == id).OrderByDescending(row => row.Id)
            .Select(row => new Step(row.Number, row.Kind, row.Person, row.At, row.Note, row.Reviewer, row.ReviewedOn)).ToListAsync(cancel);
    }

    private static IQueryable<HeadRow> Heads(CatalogDb db) =>
        from item in db.Items.AsNoTracking()
        join revision in db.Revisions.AsNoTracking() on new { ItemId = item.Id, Number = item.Head } equals new { revision.ItemId, revision.Number }
        select new HeadRow { Item = item, Head = revision };

    private sealed class HeadRow
    {
        public required ItemRow Item { get; init; }

        public required RevisionRow Head { get; init; }
    }
}
