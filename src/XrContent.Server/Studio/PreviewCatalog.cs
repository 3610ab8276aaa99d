using XrContent.Catalog;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Editing;
using XrContent.Catalog.Rules;
using XrContent.Server.Visiting;

namespace XrContent.Server.Studio;

/// <summary>The catalogue as visitors would see it if every draft that holds were published; made anew after each edit, when somebody looks.</summary>
internal sealed class PreviewCatalog(EditorReader reader, AuditLog audit, CurrentCatalog current)
{
    private volatile Made? last;

    public async Task<PublishedCatalog> NowAsync(CancellationToken cancel)
    {
        var (edits, version) = (await audit.NewestAsync(cancel), current.Required.Version);
        if (last is { } made && made.Edits == edits && made.Version == version) return made.Catalog;
        var items = Holding(current.Required.Items, await reader.AllAsync(new Dictionary<string, ItemState>(), cancel));
        var catalog = new PublishedCatalog(new(version, Guid.NewGuid(), items, []), PublicItem.Describe);
        last = new(edits, version, catalog);
        return catalog;
    }

    /// <summary>Newest revisions where they hold, else what is published, else nothing.</summary>
    private static List<Item> Holding(CatalogItems published, IReadOnlyList<ItemState> heads)
    {
        var items = published.All.ToDictionary(item => item.Id);
        foreach (var head in heads)
        {
            if (head.Deleted is not null || head.State == Catalog.Store.RevisionState.Withdrawn) items.Remove(head.Item.Id);
            else if (!ItemRules.Check(head.Item).Any()) items[head.Item.Id] = head.Item;
        }

        // A draft that leads nowhere takes others with it that lead to it: until all hold.
        while (ReferenceRules.Check(items).Select(problem => problem.Item!).Distinct().ToList() is { Count: > 0 } broken)
        {
            foreach (var id in broken)
            {
                if (published.Find(id) is { } shown && !ReferenceEquals(items[id], shown)) items[id] = shown;
                else items.Remove(id);
            }
        }

        return [.. items.Values];
    }

    private sealed record Made(long Edits, long Version, PublishedCatalog Catalog);
}
