using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>Writing: new items, drafts, old revisions taken up again, and items put away. A draft may still break rules.</summary>
public sealed class Drafts(CatalogWriter writer)
{
    /// <summary>Makes a new item.</summary>
    public Task<Edit> CreateAsync(Item item, string person, CancellationToken cancel) =>
        writer.RunAsync(
            person,
            async act =>
            {
                if (await act.FindAsync(item.Id) is not null)
                    return Edit.Refused(new Problem(null, item.Id, "id", "An item has this id already, or had it; choose another one."));
                if (ItemRules.Check(item).Where(problem => problem.Field == "id").ToList() is { Count: > 0 } problems)
                    return Edit.Refused(problems);
                var row = act.Create(item.Id, item.Kind);
                var head = act.Add(row, item, person);
                act.Record(AuditActions.ItemSaved, row, head.Number);
                return Done(act, row, head);
            },
            null,
            cancel
        );

    /// <summary>Writes the next draft of an item. What is planned or shown stays as it is.</summary>
    /// <param name="expected">The tag of the words that this was written over.</param>
    /// <param name="autosave">Kept while its author goes on writing: what they write next takes its place.</param>
    public Task<Edit> SaveAsync(Item item, string expected, string person, bool autosave, CancellationToken cancel, Also? also = null) =>
        writer.RunAsync(person, act => SaveAsync(act, item, expected, autosave), also, cancel);

    /// <summary>
    /// Takes an old revision up again, as a new draft. Redactions belong to a file: those that its newest revision has stay, and those
    /// of the old one come back.
    /// </summary>
    /// <param name="asItWas">The old revision's own redactions are taken instead: somebody wants what was redacted since to be seen
    /// again.</param>
    public Task<Edit> RestoreAsync(
        string id,
        string? expected,
        int number,
        bool asItWas,
        string person,
        Also? also,
        CancellationToken cancel
    ) =>
        writer.RunAsync(
            person,
            async act =>
            {
                if (await act.FindAsync(id) is not { } held || await act.RevisionAsync(id, number) is not { } old)
                    return Edit.Missing;
                if (IsStale(held, expected))
                    return Edit.Stale(ItemState.Of(held.Row, held.Head));
                var before = CatalogJson.FromFeature(old.Feature);
                var item = asItWas ? before : await WithRedactionsOfAsync(act, before);
                var changes = RevisionDiff.Between(held.Head.Feature, CatalogJson.ToFeature(item));
                Leave(held.Head);
                held.Row.Deleted = null;
                var next = act.Add(held.Row, item, person);
                var note = Redactions(item) == Redactions(before) ? $"{number}" : $"{number}, with the redactions that were made since";
                act.Step(Stepped(act, held.Row, next, note));
                act.Record(AuditActions.ItemRestored, held.Row, next.Number, changes, note);
                return Done(act, held.Row, next);
            },
            also,
            cancel
        );

    /// <summary>Puts an item away that visitors do not see; restoring a revision brings it back, and its id is never given again.</summary>
    public Task<Edit> DeleteAsync(string id, string expected, string person, CancellationToken cancel) =>
        writer.RunAsync(
            person,
            async act =>
            {
                if (await act.FindAsync(id) is not { } held)
                    return Edit.Missing;
                if (IsStale(held, expected))
                    return Edit.Stale(ItemState.Of(held.Row, held.Head));
                if (held.Row.PublishedRevision is not null)
                    return Edit.Refused(new Problem(null, id, "state", "Visitors see it; withdraw it first."));
                await act.UnplanAsync(held.Row);
                Leave(held.Head);
                held.Row.Deleted = act.Now;
                act.Step(StepKind.Deleted, AuditActions.ItemDeleted, held.Row, held.Head.Number);
                return Done(act, held.Row, held.Head);
            },
            null,
            cancel
        );

    /// <summary>Notes that somebody outside the staff, such as a survivor or a family, looked at a revision.</summary>
    public Task<Edit> ReviewedAsync(
        string id,
        int number,
        string reviewer,
        DateOnly on,
        string words,
        string person,
        CancellationToken cancel
    ) =>
        writer.RunAsync(
            person,
            async act =>
            {
                if (await act.FindAsync(id) is not { } held || await act.RevisionAsync(id, number) is not { } seen)
                    return Edit.Missing;
                // What was looked at stays as it was: whoever writes on begins a new revision.
                seen.IsAutosave = false;
                act.Step(
                    new()
                    {
                        ItemId = id,
                        Number = number,
                        Kind = StepKind.Reviewed,
                        Person = person,
                        At = act.Now,
                        Note = words,
                        Reviewer = reviewer,
                        ReviewedOn = on,
                    }
                );
                act.Record(AuditActions.ItemReviewed, held.Row, number, note: words);
                return Done(act, held.Row, held.Head);
            },
            null,
            cancel
        );

    internal static bool IsStale(Held held, string? expected) => expected is not null && ItemState.TagOf(held.Row, held.Head) != expected;

    internal static Edit Done(Act act, ItemRow row, RevisionRow head)
    {
        act.Subject = new(row, head);
        return new(EditStatus.Done, null, []);
    }

    /// <summary>Words that wait for a colleague wait no longer once there are newer ones.</summary>
    internal static void Leave(RevisionRow head)
    {
        if (head.State != RevisionState.Submitted)
            return;
        (head.State, head.Submission) = (RevisionState.Draft, null);
    }

    private static async Task<Edit> SaveAsync(Act act, Item item, string expected, bool autosave)
    {
        if (await act.FindAsync(item.Id) is not { } held)
            return Edit.Missing;
        var (row, head) = held;
        // Who wrote on while a colleague put it away is told so: restoring a revision brings it back.
        if (IsStale(held, expected) || row.Deleted is not null)
            return Edit.Stale(ItemState.Of(row, head));
        if (row.Kind != item.Kind)
            return Edit.Refused(new Problem(null, item.Id, "kind", "An item stays of its kind; make a new one instead."));
        var feature = CatalogJson.ToFeature(item);
        if (head.Feature.AsSpan().SequenceEqual(feature))
        {
            head.IsAutosave &= autosave;
            return Done(act, row, head);
        }

        var changes = RevisionDiff.Between(head.Feature, feature);
        if (head is { State: RevisionState.Draft, IsAutosave: true } && head.Author == act.Person)
        {
            act.Rewrite(row, head, item);
            head.IsAutosave = autosave;
            act.Record(AuditActions.ItemSaved, row, head.Number, changes);
            return Done(act, row, head);
        }

        Leave(head);
        var next = act.Add(row, item, act.Person);
        next.IsAutosave = autosave;
        act.Record(AuditActions.ItemSaved, row, next.Number, changes);
        return Done(act, row, next);
    }

    /// <summary>
    /// A capture with the redactions of the newest revision that was made from the same file, and of what visitors see of it.
    /// </summary>
    internal static async Task<Item> WithRedactionsOfAsync(Act act, Item item)
    {
        if (item.Document is not Capture { Original.Sha256: var file } capture)
            return item;
        var newest = await act
            .Db.Set<OriginalRow>()
            .Where(row => row.ItemId == item.Id && row.Sha256 == file)
            .MaxAsync(row => (int?)row.Number, act.Cancel);
        var shown = (await act.Db.Set<ItemRow>().FindAsync([item.Id], act.Cancel))?.PublishedRevision;
        IEnumerable<Redaction> redactions = [];
        foreach (var number in new[] { newest, shown }.OfType<int>().Distinct())
            if (
                await act.RevisionAsync(item.Id, number) is { } revision
                && CatalogJson.FromFeature(revision.Feature).Document is Capture known
                && known.Original.Sha256 == file
            )
                redactions = redactions.Union(known.Redactions);
        IReadOnlyList<Redaction> all = [.. redactions.Union(capture.Redactions)];
        // What is hidden in the picture would be seen in the record.
        return item with { Document = capture with { Redactions = all, WalkIn = all.Count > 0 ? null : capture.WalkIn } };
    }

    private static string Redactions(Item item) => item.Document is Capture capture ? string.Join(' ', capture.Redactions) : "";

    private static StepRow Stepped(Act act, ItemRow row, RevisionRow revision, string note) =>
        new()
        {
            ItemId = row.Id,
            Number = revision.Number,
            Kind = StepKind.Restored,
            Person = act.Person,
            At = act.Now,
            Note = note,
        };
}
