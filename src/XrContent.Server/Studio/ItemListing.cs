using XrContent.Catalog;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Editing;
using XrContent.Catalog.Store;
using XrContent.Server.Visiting;

namespace XrContent.Server.Studio;

/// <summary>What a list asks for; null where it does not matter.</summary>
/// <param name="Words">All of them must stand in id, title or author.</param>
/// <param name="State">As <see cref="RevisionState"/>; "deleted" shows what was put away.</param>
/// <param name="Missing">A language in which something is not said yet.</param>
internal sealed record ItemQuery(string? Words, Kind? Kind, string? State, string? Missing, string? Place, string? Author);

/// <summary>All items as staff list them: read once for each edit anywhere, and searched in memory.</summary>
internal sealed class ItemListing(EditorReader reader, AuditLog audit, CurrentCatalog current)
{
    private volatile Listed? last;

    public async Task<IReadOnlyList<ItemSummary>> FindAsync(ItemQuery query, CancellationToken cancel)
    {
        var words = (query.Words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. (await AllAsync(cancel)).Where(entry => Matches(entry, query, words)).Select(entry => entry.Summary)];
    }

    /// <summary>The items whose newest revision names another one.</summary>
    public async Task<IReadOnlyList<ItemSummary>> UsesOfAsync(string id, CancellationToken cancel) =>
        [.. (await AllAsync(cancel)).Where(entry => entry.Summary.Deleted is null && entry.References.Contains(id)).Select(entry => entry.Summary)];

    private async Task<IReadOnlyList<Entry>> AllAsync(CancellationToken cancel)
    {
        var (edits, version) = (await audit.NewestAsync(cancel), current.Required.Version);
        if (last is { } listed && listed.Edits == edits && listed.Version == version) return listed.Entries;
        var published = current.Required.Items;
        var known = last?.Entries.ToDictionary(entry => entry.State.Item.Id) ?? [];
        var states = await reader.AllAsync(known.ToDictionary(pair => pair.Key, pair => pair.Value.State), cancel);
        // What others refer to decides what is missing, so a new version is looked at whole.
        var sameVersion = last?.Version == version;
        var entries = states.Select(state => sameVersion && known.GetValueOrDefault(state.Item.Id) is { } entry && entry.State == state ? entry : Describe(state, published))
            .OrderByDescending(entry => entry.Summary.At).ToList();
        last = new(edits, version, entries);
        return entries;
    }

    private static Entry Describe(ItemState state, CatalogItems published) =>
        new(state, ItemAnswers.Summarize(state, published), TextOf(state), state.Item.Document.References().Select(reference => reference.Id).ToHashSet());

    private static bool Matches(Entry entry, ItemQuery query, string[] words)
    {
        var item = entry.Summary;
        if (query.State == "deleted" != item.Deleted is not null) return false;
        return (query.Kind is null || item.Kind == query.Kind)
            && (query.State is null or "deleted" || item.State.ToString().Equals(query.State, StringComparison.OrdinalIgnoreCase))
            && (query.Missing is null || item.Missing.Contains(query.Missing))
            && (query.Place is null || item.Place == query.Place || item.Id == query.Place)
            && (query.Author is null || item.Author == query.Author)
            && words.All(word => entry.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static string TextOf(ItemState state) =>
        string.Join('\n', LocalText.Languages.Select(state.Item.Document.Title.In).Append(state.Item.Id).Append(state.Author));

    private sealed record Entry(ItemState State, ItemSummary Summary, string Text, IReadOnlySet<string> References);

    private sealed record Listed(long Edits, long Version, IReadOnlyList<Entry> Entries);
}
