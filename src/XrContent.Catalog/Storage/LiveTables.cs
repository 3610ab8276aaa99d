using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Workflow;

namespace XrContent.Catalog.Storage;

/// <summary>
/// Fills the tables that say what revisions name and were made from, for revisions that were written before there were such tables.
/// </summary>
public static class LiveTables
{
    public static async Task FillAsync(DbContext db, CancellationToken cancel)
    {
        var live = await db.Set<ItemRow>().AsNoTracking().ToDictionaryAsync(row => row.Id, row => row.Live().ToHashSet(), cancel);
        await foreach (var revision in db.Set<RevisionRow>().AsNoTracking().AsAsyncEnumerable().WithCancellation(cancel))
        {
            var item = CatalogJson.FromFeature(revision.Feature);
            foreach (var hash in item.Document.Originals().Select(file => file.Original.Sha256).Distinct())
                db.Add(
                    new OriginalRow
                    {
                        ItemId = item.Id,
                        Number = revision.Number,
                        Sha256 = hash,
                    }
                );
            if (!live[item.Id].Contains(revision.Number))
                continue;
            foreach (var to in Act.TargetsOf(item))
                db.Add(
                    new ReferenceRow
                    {
                        ItemId = item.Id,
                        Number = revision.Number,
                        To = to,
                    }
                );
        }
    }
}
