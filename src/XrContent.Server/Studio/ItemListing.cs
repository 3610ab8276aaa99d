using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Workflow;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Studio;

/// <summary>What a list asks for; null where it does not matter.</summary>
/// <param name="Words">All of them must stand in id, title or author.</param>
/// <param name="State">As <see cref="RevisionState"/>; "deleted" shows what was put away.</param>
/// <param name="Missing">A language in which something is not said yet.</param>
internal sealed record ItemQuery(string? Words, Kind? Kind, string? State, string? Missing, string? Place, string? Author);

/// <summary>An item in a list.</summary>
/// <param name="Missing">Languages in which something is not said yet.</param>
/// <param name="Returned">For a draft that a colleague gave back and that was not handed over again since.</param>
internal sealed record ItemSummary(
    string Id,
    Kind Kind,
    LocalText Title,
    RevisionState State,
    int Revision,
    string Author,
    DateTimeOffset At,
    bool Published,
    string? Place,
    IReadOnlyList<string> Missing,
    int Problems,
    string? Thumbnail,
    DateTimeOffset? ShowFrom,
    DateTimeOffset? PlannedUntil,
    DateTimeOffset? ShowUntil,
    DateTimeOffset? Deleted,
    GivenBack? Returned
);

/// <summary>A colleague gave a draft back.</summary>
/// <param name="Note">What should change.</param>
internal sealed record GivenBack(string Person, DateTimeOffset At, string? Note)
{
    public static GivenBack? Of(Step? step) => step is null ? null : new(step.Person, step.At, step.Note);
}

internal sealed record ItemList(int Total, IReadOnlyList<ItemSummary> Items);

/// <summary>An item with what a curator must still settle in it, by field.</summary>
internal sealed record UnsettledItem(string Id, Kind Kind, LocalText Title, IReadOnlyList<FieldProblem> Open);

/// <param name="Total">Items of which something is unsettled.</param>
internal sealed record UnsettledList(int Total, IReadOnlyList<UnsettledItem> Items);

/// <summary>
/// All items as staff list them, searched in memory. Only what was edited since the last look is read; one look at a time, and whoever
/// comes meanwhile waits for it.
/// </summary>
internal sealed class ItemListing(CatalogReader reader, CurrentCatalog current) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);
    private readonly Dictionary<string, Entry> entries = [];
    private readonly Dictionary<string, HashSet<string>> users = [];
    private long edit;
    private volatile IReadOnlyList<Entry> listed = [];

    public async Task<IReadOnlyList<ItemSummary>> FindAsync(ItemQuery query, CancellationToken cancel)
    {
        var words = (query.Words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. (await AllAsync(cancel)).Where(entry => Matches(entry, query, words)).Select(entry => entry.Summary)];
    }

    /// <summary>The items whose newest revision names another one.</summary>
    public async Task<IReadOnlyList<ItemSummary>> UsesOfAsync(string id, CancellationToken cancel) =>
        [
            .. (await AllAsync(cancel))
                .Where(entry => entry.Summary.Deleted is null && entry.References.Contains(id))
                .Select(entry => entry.Summary),
        ];

    /// <summary>Items of which something is unsettled, drafts too, with what it is; by id.</summary>
    public async Task<UnsettledList> UnsettledAsync(int offset, int limit, CancellationToken cancel)
    {
        var open = (await AllAsync(cancel)).Where(entry => entry is { IsUnsettled: true, Summary.Deleted: null }).ToList();
        var page = open.OrderBy(entry => entry.Summary.Id, StringComparer.Ordinal).Skip(offset).Take(limit);
        return new(
            open.Count,
            [
                .. page.Select(entry => new UnsettledItem(
                    entry.Summary.Id,
                    entry.Summary.Kind,
                    entry.Summary.Title,
                    [.. Unsettled.Of(entry.State.Item).Select(one => new FieldProblem(one.Field, one.Message))]
                )),
            ]
        );
    }

    public void Dispose() => one.Dispose();

    private async Task<IReadOnlyList<Entry>> AllAsync(CancellationToken cancel)
    {
        if (await reader.NewestEditAsync(cancel) == Volatile.Read(ref edit))
            return listed;
        await one.WaitAsync(cancel);
        try
        {
            var edited = await reader.EditedSinceAsync(edit, cancel);
            if (edited.Count == 0)
                return listed;
            var drafts = edited.Where(state => state.State == RevisionState.Draft).Select(state => state.Item.Id).ToList();
            var returns = await reader.ReturnsAmongAsync(drafts, cancel);
            foreach (var state in edited)
                Take(state, GivenBack.Of(returns.GetValueOrDefault(state.Item.Id)));
            // What names a changed item may lack something else now.
            var touched = edited
                .SelectMany(state => users.GetValueOrDefault(state.Item.Id) ?? [])
                .Concat(edited.Select(state => state.Item.Id))
                .ToHashSet();
            foreach (var id in touched)
                entries[id] = entries[id] with { Summary = Summarize(entries[id].State, entries[id].Summary.Returned) };
            listed = [.. entries.Values.OrderByDescending(entry => entry.Summary.At)];
            Volatile.Write(ref edit, edited.Max(state => state.Edit));
            return listed;
        }
        finally
        {
            one.Release();
        }
    }

    private void Take(ItemState state, GivenBack? returned)
    {
        var id = state.Item.Id;
        foreach (var former in entries.GetValueOrDefault(id)?.References ?? new HashSet<string>())
            users[former].Remove(id);
        var references = state.Item.Document.References().Select(reference => reference.Id).ToHashSet();
        foreach (var target in references)
        {
            if (!users.TryGetValue(target, out var known))
                users[target] = known = [];
            known.Add(id);
        }

        entries[id] = new(state, Summarize(state, returned), TextOf(state), references, Unsettled.Of(state.Item).Any());
    }

    private ItemSummary Summarize(ItemState state, GivenBack? returned) =>
        new(
            state.Item.Id,
            state.Item.Kind,
            state.Item.Document.Title,
            state.State,
            state.Number,
            state.Author,
            state.At,
            state.Published is not null,
            Relations.PlaceOf(state.Item.Document),
            [.. Unsettled.MissingLanguages(state.Item).Select(problem => problem.Field.Split('.')[^1]).Distinct()],
            ItemAnswers.ProblemsOf(state.Item, KindOf).Count(),
            state.Item.Document is Capture capture ? MediaLinks.Of(capture).Thumbnail : null,
            state.ShowFrom,
            state.PlannedUntil,
            state.ShowUntil ?? state.PlannedUntil,
            state.Deleted,
            returned
        );

    /// <summary>Drafts count: they are handed over and published together.</summary>
    private Kind? KindOf(string id) =>
        entries.GetValueOrDefault(id) is { State.Deleted: null } entry ? entry.State.Item.Kind : current.Snapshot.Find(id)?.Kind;

    private static bool Matches(Entry entry, ItemQuery query, string[] words)
    {
        var item = entry.Summary;
        if (query.State == "deleted" != item.Deleted is not null)
            return false;
        return (query.Kind is null || item.Kind == query.Kind)
            && (query.State is null or "deleted" || item.State.ToString().Equals(query.State, StringComparison.OrdinalIgnoreCase))
            && (query.Missing is null || item.Missing.Contains(query.Missing))
            && (query.Place is null || item.Place == query.Place || item.Id == query.Place)
            && (query.Author is null || item.Author == query.Author)
            && words.All(word => entry.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static string TextOf(ItemState state) =>
        string.Join('\n', LocalText.Languages.Select(state.Item.Document.Title.In).Append(state.Item.Id).Append(state.Author));

    private sealed record Entry(ItemState State, ItemSummary Summary, string Text, IReadOnlySet<string> References, bool IsUnsettled);
}
