using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Workflow;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Studio;

/// <summary>
/// The catalogue as visitors would see it if every draft that holds were published: the snapshot in use with the drafts laid over it. Made
/// after an edit when somebody looks, once however many look.
/// </summary>
internal sealed class PreviewCatalog(CatalogReader reader, CurrentCatalog current) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);
    private volatile Made? last;

    public async Task<CatalogSnapshot> NowAsync(CancellationToken cancel)
    {
        var (published, edit) = (current.Snapshot, await reader.NewestEditAsync(cancel));
        if (IsNew(last, published, edit))
            return last!.Catalog;
        await one.WaitAsync(cancel);
        try
        {
            if (IsNew(last, published, edit))
                return last!.Catalog;
            var drafts = Holding(published, await reader.DraftsAsync(cancel));
            var delta = new PublishedDelta(published.Version, Guid.NewGuid(), [.. drafts.Select(FeatureText.Of)], [], []);
            last = new(published, edit, published.With(delta, PublicItem.Describe));
            return last.Catalog;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private static bool IsNew(Made? made, CatalogSnapshot published, long edit) =>
        made is not null && ReferenceEquals(made.Published, published) && made.Edit == edit;

    /// <summary>The drafts that hold: what leads nowhere takes others with it that lead to it, until all hold.</summary>
    private static List<Item> Holding(CatalogSnapshot published, IReadOnlyList<ItemState> drafts)
    {
        var holding = drafts
            .Where(draft => draft.State != RevisionState.Withdrawn && !ItemRules.Check(draft.Item).Any())
            .ToDictionary(draft => draft.Item.Id, draft => draft.Item);
        while (
            holding.Values.Where(item => ReferenceRules.Check(item, Find).Any()).Select(item => item.Id).ToList() is { Count: > 0 } broken
        )
            foreach (var id in broken)
                holding.Remove(id);
        return [.. holding.Values];

        Item? Find(string id) => holding.GetValueOrDefault(id) ?? published.Find(id)?.Item;
    }

    private sealed record Made(CatalogSnapshot Published, long Edit, CatalogSnapshot Catalog);
}
