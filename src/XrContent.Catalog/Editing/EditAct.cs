using Microsoft.EntityFrameworkCore.Storage;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Store;

namespace XrContent.Catalog.Editing;

/// <summary>One act under way: what it changes, and what it leaves in the record.</summary>
internal sealed class EditAct(CatalogDb db, IDbContextTransaction transaction, string id, string person, DateTimeOffset now, CancellationToken cancel)
{
    private readonly List<AuditEntry> entries = [];
    private readonly List<ItemChange> changes = [];

    public CatalogDb Db => db;

    public DateTimeOffset Now => now;

    /// <summary>What stands between a revision and its visitors.</summary>
    public async Task<IReadOnlyList<Problem>> ProblemsAsync(RevisionRow revision)
    {
        var item = CatalogJson.FromFeature(revision.Feature);
        if (ItemRules.Check(item).Concat(PublishRules.Check(item)).ToList() is { Count: > 0 } own) return own;
        var all = (await CatalogStore.PublishedItemsAsync(db, cancel)).ToDictionary(other => other.Id);
        all[item.Id] = item;
        return [.. ReferenceRules.Check(all)];
    }

    public void Record(string action, int revision, IReadOnlyList<FieldChange>? fields = null, string? note = null) => entries.Add(new(person, action, id, revision, Fields: fields, Note: note));

    public void Take(StepKind kind, RevisionRow revision, string action, string? note, IReadOnlyList<FieldChange>? fields = null, string? reviewer = null, DateOnly? on = null)
    {
        db.Steps.Add(new() { ItemId = id, Number = revision.Number, Kind = kind, Person = person, At = now, Note = note, Reviewer = reviewer, ReviewedOn = on });
        Record(action, revision.Number, fields, note);
    }

    public async Task ShowAsync(ItemRow row, RevisionRow head)
    {
        changes.Add(await CatalogStore.ShowAsync(db, row, head, cancel));
        Take(StepKind.Published, head, AuditActions.ItemPublished, null);
    }

    public async Task HideAsync(ItemRow row, RevisionRow head, string? note)
    {
        await CatalogStore.HideAsync(db, id, cancel);
        changes.Add(new(id, row.Kind, Change.Removed));
        Take(StepKind.Withdrawn, head, AuditActions.ItemWithdrawn, note);
    }

    public async Task<Edit> DoneAsync(ItemRow row, RevisionRow head)
    {
        await CatalogStore.CommitAsync(db, transaction, changes, entries, person, now, cancel);
        return new(EditStatus.Done, ItemState.Of(row, head), []);
    }
}
