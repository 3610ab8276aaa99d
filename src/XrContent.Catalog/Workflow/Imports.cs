using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;

namespace XrContent.Catalog.Workflow;

/// <summary>Brings many items in as one act: all of them or none.</summary>
public sealed class Imports(CatalogWriter writer)
{
    /// <summary>Saves items as new revisions; those that equal their newest revision are left as they are.</summary>
    /// <param name="publish">Whether visitors see them at once; else they are drafts.</param>
    /// <exception cref="InvalidCatalogException">Something is wrong with an item or a reference; nothing was saved.</exception>
    public async Task<Saved> SaveAsync(IReadOnlyCollection<Item> items, string author, bool publish, CancellationToken cancel)
    {
        var wrong = items.SelectMany(item => publish ? Publishing.HardProblemsOf(item) : ItemRules.Check(item)).ToList();
        if (wrong.Count > 0)
            throw new InvalidCatalogException(wrong);
        var (edit, saved) = await writer.RunAndTellAsync(author, act => SaveAsync(act, items, publish), null, cancel);
        return edit.Status == EditStatus.Done ? saved : throw new InvalidCatalogException(edit.Problems);
    }

    /// <summary>
    /// Saves items as drafts, which may still break rules, each over the words that it was compared with; those that equal them are left.
    /// </summary>
    /// <param name="items">Each with the tag of the words that it replaces; null where there were none.</param>
    /// <param name="mayTakeBack">Also over what a colleague handed over and nobody reviewed yet.</param>
    /// <returns>Done, or what stood in the way of all of it.</returns>
    public Task<Edit> SaveDraftsAsync(
        IReadOnlyCollection<(Item Item, string? Expected)> items,
        string author,
        bool mayTakeBack,
        CancellationToken cancel
    ) =>
        writer.RunAsync(
            author,
            async act =>
            {
                await act.FetchAsync([.. items.Select(pair => pair.Item.Id)]);
                var wrong = new List<Problem>();
                foreach (var (item, expected) in items)
                {
                    wrong.AddRange(ItemRules.Check(item).Where(problem => problem.Field == "id"));
                    var held = await act.FindAsync(item.Id);
                    if (IsMoved(held, expected))
                        wrong.Add(new(null, item.Id, "id", "Somebody edited it at this moment. Look at the file again, then import it."));
                    else if (!mayTakeBack && held is { Head: { State: RevisionState.Submitted } head } && head.Author != author)
                        wrong.Add(new(null, item.Id, "state", "A colleague handed it over; it waits for review."));
                }

                return wrong.Count > 0 ? Edit.Refused(wrong) : await SaveAsync(act, [.. items.Select(pair => pair.Item)], publish: false);
            },
            null,
            cancel
        );

    private static bool IsMoved(Held? held, string? expected) =>
        held is null ? expected is not null : expected is null || Drafts.IsStale(held, expected) || held.Row.Deleted is not null;

    private static async Task<Edit> SaveAsync(Act act, IReadOnlyCollection<Item> items, bool publish)
    {
        var problems = new List<Problem>();
        foreach (var item in items)
        {
            var held = await act.FindAsync(item.Id);
            if (held is not null && held.Row.Kind != item.Kind)
            {
                problems.Add(new(null, item.Id, "kind", "The id belongs to an item of another kind."));
                continue;
            }

            var row = held?.Row ?? act.Create(item.Id, item.Kind);
            var head = held?.Head;
            // What was made unrecognisable since the folder was written stays so.
            var next = held is null ? item : await Drafts.WithRedactionsOfAsync(act, item);
            var feature = CatalogJson.ToFeature(next);
            if (head is null || !head.Feature.AsSpan().SequenceEqual(feature))
            {
                if (head is not null)
                    Drafts.Leave(head);
                var changes = head is null ? null : RevisionDiff.Between(head.Feature, feature);
                row.Deleted = null;
                head = act.Add(row, next, act.Person);
                act.Record(AuditActions.ItemSaved, row, head.Number, changes);
            }

            if (!publish || row.PublishedRevision == row.Head)
                continue;
            await act.UnplanAsync(row);
            row.Deleted = null;
            await act.ShowAsync(row, head);
        }

        if (problems.Count == 0 && publish)
            problems.AddRange(await Neighbours.CheckAsync(act.Db, items, act.Cancel));
        return problems.Count > 0 ? Edit.Refused(problems) : new(EditStatus.Done, null, []);
    }
}
