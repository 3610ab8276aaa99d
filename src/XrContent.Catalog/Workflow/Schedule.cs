using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>
/// Shows and takes back what is due. What is shown is the revision that was planned, and no other. What cannot be shown by now is given back
/// with the reason; a time that ended before it could begin ends hidden.
/// </summary>
public sealed class Schedule(CatalogWriter writer, Database database, TimeProvider clock)
{
    /// <returns>Ids of what was due.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var due = await database.ReadAsync(db =>
            db.Set<ItemRow>()
                .AsNoTracking()
                .Where(row => row.ShowFrom <= now || row.ShowUntil <= now)
                .OrderBy(row => row.ShowFrom)
                .Select(row => row.Id)
                .ToListAsync(cancel)
        );
        // Read without the lock: each act looks again.
        foreach (var id in due) await writer.RunAsync(ReservedNames.Schedule, act => RunAsync(act, id), null, cancel);
        return due;
    }

    private static async Task<Edit> RunAsync(Act act, string id)
    {
        if (await act.FindAsync(id) is not { } held) return Edit.Missing;
        var row = held.Row;
        act.Subject = held;
        if (row.ShowFrom <= act.Now) await ShowAsync(act, row);
        if (row.ShowUntil <= act.Now) await HideAsync(act, row);
        return new(EditStatus.Done, null, []);
    }

    private static async Task ShowAsync(Act act, ItemRow row)
    {
        var planned = row.PlannedRevision is { } number ? await act.RevisionAsync(row.Id, number) : null;
        if (planned is null)
        {
            await act.UnplanAsync(row);
        }
        else if (row.ShowUntil <= act.Now)
        {
            await GiveBackAsync(act, row, planned, "Its time ended before it could be shown.");
        }
        else if (await ProblemsAsync(act, CatalogJson.FromFeature(planned.Feature)) is { Count: > 0 } problems)
        {
            await GiveBackAsync(act, row, planned, string.Join(" ", problems));
        }
        else
        {
            (row.PlannedRevision, row.ShowFrom) = (null, null);
            await act.ShowAsync(row, planned);
        }
    }

    private static async Task HideAsync(Act act, ItemRow row)
    {
        var hidden = new HashSet<string> { row.Id };
        if (row.PublishedRevision is not { } number)
        {
            row.ShowUntil = null;
        }
        else if (await Neighbours.CheckHiddenAsync(act.Db, hidden, act.Cancel) is { Count: > 0 } problems)
        {
            row.ShowUntil = null;
            act.Step(StepKind.Returned, AuditActions.ItemReturned, row, number, string.Join(" ", problems));
        }
        else
        {
            await act.HideAsync(row, null);
        }
    }

    private static async Task GiveBackAsync(Act act, ItemRow row, RevisionRow planned, string why)
    {
        await act.UnplanAsync(row);
        act.Step(StepKind.Returned, AuditActions.ItemReturned, row, planned.Number, why);
    }

    private static async Task<IReadOnlyList<Problem>> ProblemsAsync(Act act, Item item) =>
        Publishing.ProblemsOf(item).ToList() is { Count: > 0 } own ? own : await Neighbours.CheckAsync(act.Db, [item], act.Cancel);
}
