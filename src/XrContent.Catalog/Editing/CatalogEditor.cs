using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Store;

namespace XrContent.Catalog.Editing;

/// <summary>
/// What staff do with items: write drafts, hand them on, show them, take them back. Each act is one transaction with its line in the record.
/// A draft may still break rules; what is handed on may not.
/// </summary>
public sealed class CatalogEditor(IDbContextFactory<CatalogDb> databases, TimeProvider clock)
{
    /// <summary>Makes a new item.</summary>
    public Task<Edit> CreateAsync(Item item, string person, CancellationToken cancel) => ActAsync(item.Id, null, async (act, row, _) =>
    {
        if (row is not null) return Edit.Refused(new Problem(null, item.Id, "id", "An item has this id already, or had it; choose another one."));
        if (ItemRules.Check(item).Where(problem => problem.Field == "id").ToList() is { Count: > 0 } problems) return Edit.Refused(problems);
        act.Db.Items.Add(row = new() { Id = item.Id, Kind = item.Kind });
        act.Record(AuditActions.ItemSaved, 1);
        return await act.DoneAsync(row, CatalogStore.AddRevision(act.Db, row, CatalogStore.FeatureOf(item), person, act.Now));
    }, person, cancel);

    /// <summary>Writes the next draft of an item.</summary>
    /// <param name="expected">The tag of the words that this was written over.</param>
    /// <param name="autosave">Kept while its author goes on writing: what they write next takes its place.</param>
    public Task<Edit> SaveAsync(Item item, string expected, string person, bool autosave, CancellationToken cancel) => ActAsync(item.Id, expected, async (act, row, head) =>
    {
        if (row is null || head is null) return Edit.Missing;
        if (row.Kind != item.Kind) return Edit.Refused(new Problem(null, item.Id, "kind", "An item stays of its kind; make a new one instead."));
        var feature = CatalogStore.FeatureOf(item);
        if (head.Feature.AsSpan().SequenceEqual(feature))
        {
            head.IsAutosave &= autosave;
            return await act.DoneAsync(row, head);
        }

        var changes = RevisionDiff.Between(head.Feature, feature);
        if (head is { State: RevisionState.Draft, IsAutosave: true } && head.Author == person)
        {
            (head.Feature, head.At, head.IsAutosave) = (feature, act.Now, autosave);
            act.Record(AuditActions.ItemSaved, head.Number, changes);
            return await act.DoneAsync(row, head);
        }

        // Words that wait for a colleague wait no longer once there are newer ones.
        if (head.State is RevisionState.Submitted or RevisionState.Scheduled) head.State = RevisionState.Draft;
        var next = CatalogStore.AddRevision(act.Db, row, feature, person, act.Now);
        next.IsAutosave = autosave;
        act.Record(AuditActions.ItemSaved, next.Number, changes);
        return await act.DoneAsync(row, next);
    }, person, cancel);

    /// <summary>Hands the newest revision to a colleague.</summary>
    public Task<Edit> SubmitAsync(string id, string? expected, string person, string? note, CancellationToken cancel) => ActAsync(id, expected, async (act, row, head) =>
    {
        if (row is null || head is null) return Edit.Missing;
        if (head.State is not (RevisionState.Draft or RevisionState.Withdrawn)) return Edit.Refused(new Problem(null, id, "state", $"Is {NameOf(head.State)}; only a draft is handed on."));
        if (await act.ProblemsAsync(head) is { Count: > 0 } problems) return Edit.Refused(problems);
        (head.State, head.IsAutosave) = (RevisionState.Submitted, false);
        act.Take(StepKind.Submitted, head, AuditActions.ItemSubmitted, note);
        return await act.DoneAsync(row, head);
    }, person, cancel);

    /// <summary>Gives a revision back to its author with a word of why.</summary>
    public Task<Edit> ReturnAsync(string id, string? expected, string person, string note, CancellationToken cancel) => ActAsync(id, expected, async (act, row, head) =>
    {
        if (row is null || head is null) return Edit.Missing;
        if (head.State is not (RevisionState.Submitted or RevisionState.Scheduled)) return Edit.Refused(new Problem(null, id, "state", $"Is {NameOf(head.State)}; only what was handed on is given back."));
        (head.State, row.ShowFrom) = (RevisionState.Draft, null);
        act.Take(StepKind.Returned, head, AuditActions.ItemReturned, note);
        return await act.DoneAsync(row, head);
    }, person, cancel);

    /// <summary>Shows the newest revision to visitors: at once, or from a time on; and until a time, where one is given.</summary>
    public Task<Edit> PublishAsync(string id, string? expected, string person, DateTimeOffset? from, DateTimeOffset? until, CancellationToken cancel) => ActAsync(id, expected, async (act, row, head) =>
    {
        if (row is null || head is null) return Edit.Missing;
        if (until <= (from ?? act.Now)) return Edit.Refused(new Problem(null, id, "until", "Must lie after the beginning."));
        if (await act.ProblemsAsync(head) is { Count: > 0 } problems) return Edit.Refused(problems);
        (row.ShowUntil, head.IsAutosave, row.Deleted) = (until, false, null);
        if (from > act.Now)
        {
            if (head.State == RevisionState.Published) return Edit.Refused(new Problem(null, id, "from", "Visitors see this revision already."));
            (head.State, row.ShowFrom) = (RevisionState.Scheduled, from);
            act.Take(StepKind.Scheduled, head, AuditActions.ItemScheduled, $"{from:u} – {until:u}");
            return await act.DoneAsync(row, head);
        }

        if (head.State != RevisionState.Published) await act.ShowAsync(row, head);
        return await act.DoneAsync(row, head);
    }, person, cancel);

    /// <summary>Takes an item back from visitors; its revisions stay.</summary>
    public Task<Edit> WithdrawAsync(string id, string? expected, string person, string? note, CancellationToken cancel) => ActAsync(id, expected, async (act, row, head) =>
    {
        if (row is null || head is null) return Edit.Missing;
        await act.HideAsync(row, head, note);
        return await act.DoneAsync(row, head);
    }, person, cancel);

    /// <summary>Takes an old revision up again, as a new draft.</summary>
    public Task<Edit> RestoreAsync(string id, string? expected, int number, string person, CancellationToken cancel) => ActAsync(id, expected, async (act, row, head) =>
    {
        if (row is null || head is null || await act.Db.Revisions.FindAsync([id, number], cancel) is not { } old) return Edit.Missing;
        var changes = RevisionDiff.Between(head.Feature, old.Feature);
        if (head.State is RevisionState.Submitted or RevisionState.Scheduled) head.State = RevisionState.Draft;
        var next = CatalogStore.AddRevision(act.Db, row, old.Feature, person, act.Now);
        act.Take(StepKind.Restored, next, AuditActions.ItemRestored, $"{number}", changes);
        return await act.DoneAsync(row, next);
    }, person, cancel);

    /// <summary>Puts an item away that visitors do not see; restoring a revision brings it back, and its id is never given again.</summary>
    public Task<Edit> DeleteAsync(string id, string expected, string person, CancellationToken cancel) => ActAsync(id, expected, async (act, row, head) =>
    {
        if (row is null || head is null) return Edit.Missing;
        if (row.PublishedRevision is not null) return Edit.Refused(new Problem(null, id, "state", "Visitors see it; withdraw it first."));
        if (head.State is RevisionState.Submitted or RevisionState.Scheduled) head.State = RevisionState.Draft;
        (row.Deleted, row.ShowFrom) = (act.Now, null);
        act.Take(StepKind.Deleted, head, AuditActions.ItemDeleted, null);
        return await act.DoneAsync(row, head);
    }, person, cancel);

    /// <summary>Notes that somebody outside the staff, such as a survivor or a family, looked at a revision.</summary>
    public Task<Edit> ReviewedAsync(string id, int number, string reviewer, DateOnly on, string words, string person, CancellationToken cancel) => ActAsync(id, null, async (act, row, head) =>
    {
        if (row is null || head is null || await act.Db.Revisions.FindAsync([id, number], cancel) is not { } revision) return Edit.Missing;
        act.Take(StepKind.Reviewed, revision, AuditActions.ItemReviewed, words, null, reviewer, on);
        return await act.DoneAsync(row, head);
    }, person, cancel);

    /// <summary>Shows and takes back what is due. What cannot be, since it breaks a rule by now, is given back with the reason.</summary>
    /// <returns>Ids of what was due.</returns>
    public async Task<IReadOnlyList<string>> RunScheduleAsync(CancellationToken cancel)
    {
        const string person = "schedule";
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var due = await db.Items.AsNoTracking().Where(row => row.ShowFrom <= now || row.ShowUntil <= now).Select(row => new { row.Id, row.ShowFrom, row.ShowUntil }).ToListAsync(cancel);
        foreach (var item in due)
        {
            var edit = item.ShowFrom <= now ? await PublishAsync(item.Id, null, person, null, item.ShowUntil > now ? item.ShowUntil : null, cancel) : await WithdrawAsync(item.Id, null, person, null, cancel);
            if (edit.Status == EditStatus.Done) continue;
            await UnscheduleAsync(item.Id, string.Join(" ", edit.Problems), cancel);
        }

        return due.ConvertAll(item => item.Id);

        Task<Edit> UnscheduleAsync(string id, string why, CancellationToken stop) => ActAsync(id, null, async (act, row, head) =>
        {
            (row!.ShowFrom, row.ShowUntil) = (null, null);
            if (head!.State == RevisionState.Scheduled) head.State = RevisionState.Draft;
            act.Take(StepKind.Returned, head, AuditActions.ItemReturned, why);
            return await act.DoneAsync(row, head);
        }, person, stop);
    }

    private static string NameOf(RevisionState state) => state.ToString().ToLowerInvariant();

    private async Task<Edit> ActAsync(string id, string? expected, Func<EditAct, ItemRow?, RevisionRow?, Task<Edit>> act, string person, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await CatalogStore.LockAsync(db, cancel);
        var row = await db.Items.FindAsync([id], cancel);
        var head = row is null ? null : await db.Revisions.FindAsync([id, row.Head], cancel);
        if (head is not null && expected is not null && ItemState.TagOf(head) != expected) return new(EditStatus.Stale, ItemState.Of(row!, head), []);
        try
        {
            return await act(new(db, transaction, id, person, clock.GetUtcNow(), cancel), row, head);
        }
        catch (InvalidCatalogException invalid)
        {
            return Edit.Refused(invalid.Problems);
        }
    }
}
