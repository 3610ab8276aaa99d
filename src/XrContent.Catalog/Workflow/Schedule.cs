using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>
/// Shows and takes back what is due. What is shown is the revision that was planned, and no other. What cannot be shown by now is given
/// back with the reason; a time that ended before it could begin ends hidden.
/// </summary>
public sealed class Schedule(CatalogWriter writer, Database database, TimeProvider clock)
{
    /// <summary>When an end is looked at again that could not be kept.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

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
        // Read without the lock: the act looks again. What is due together is shown together, and taken back together.
        if (due.Count > 0)
            await writer.RunAsync(ReservedNames.Schedule, act => RunAsync(act, due), null, cancel);
        return due;
    }

    private static async Task<Edit> RunAsync(Act act, IReadOnlyList<string> ids)
    {
        var rows = new List<ItemRow>();
        foreach (var id in ids)
            if (await act.FindAsync(id) is { } held)
                rows.Add(held.Row);
        await ShowAsync(act, [.. rows.Where(row => row.ShowFrom <= act.Now)]);
        await HideAsync(act, [.. rows.Where(row => row.ShowUntil <= act.Now)]);
        return new(EditStatus.Done, null, []);
    }

    private static async Task ShowAsync(Act act, List<ItemRow> due)
    {
        var planned = new Dictionary<string, (ItemRow Row, RevisionRow Revision)>();
        foreach (var row in due)
        {
            var revision = row.PlannedRevision is { } number ? await act.RevisionAsync(row.Id, number) : null;
            if (revision is null)
                await act.UnplanAsync(row);
            else if (row.PlannedUntil <= act.Now)
            {
                // Whatever it would have taken the place of would have gone with it.
                row.ShowUntil = row.PlannedUntil;
                await GiveBackAsync(act, row, revision, "Its time ended before it could be shown.");
            }
            else
                planned[row.Id] = (row, revision);
        }

        await GiveBackTornAsync(act, planned);
        // Whoever cannot be shown is given back, and the rest is looked at without it.
        while (await ProblemsAsync(act, planned.Values.Select(one => one.Revision)) is { Count: > 0 } problems)
        {
            foreach (var own in problems.GroupBy(problem => problem.Item is { } id && planned.ContainsKey(id) ? id : planned.Keys.First()))
            {
                var (row, revision) = planned[own.Key];
                await GiveBackAsync(act, row, revision, string.Join(" ", own));
                planned.Remove(own.Key);
            }

            await GiveBackTornAsync(act, planned);
        }

        foreach (var (row, revision) in planned.Values)
        {
            row.ShowUntil = row.PlannedUntil;
            (row.PlannedRevision, row.ShowFrom, row.PlannedUntil) = (null, null, null);
            await act.ShowAsync(row, revision);
        }
    }

    /// <summary>Gives back what was planned together with something that is planned no longer.</summary>
    private static async Task GiveBackTornAsync(Act act, Dictionary<string, (ItemRow Row, RevisionRow Revision)> planned)
    {
        foreach (var together in planned.Values.Select(one => one.Revision.Submission).OfType<string>().Distinct().ToList())
        {
            var all = await act.Db.Set<RevisionRow>().Where(revision => revision.Submission == together).ToListAsync(act.Cancel);
            if (all.Find(one => one.State != RevisionState.Scheduled || !planned.ContainsKey(one.ItemId)) is not { } torn)
                continue;
            foreach (var (row, revision) in planned.Values.Where(one => one.Revision.Submission == together).ToList())
            {
                await GiveBackAsync(act, row, revision, $"\"{torn.ItemId}\", which was planned with it, is planned no longer.");
                planned.Remove(row.Id);
            }
        }
    }

    private static async Task HideAsync(Act act, List<ItemRow> due)
    {
        foreach (var row in due.Where(row => row.PublishedRevision is null))
            row.ShowUntil = null;
        var hidden = due.Where(row => row.PublishedRevision is not null).ToDictionary(row => row.Id);
        while (await Neighbours.CheckHiddenAsync(act.Db, hidden.Keys.ToHashSet(), act.Cancel) is { Count: > 0 } problems)
        {
            foreach (var own in problems.GroupBy(problem => problem.Item!))
            {
                var row = hidden[own.Key];
                // Its end is not forgotten: what needs it may be gone by then.
                row.ShowUntil = act.Now + Again;
                var note = $"{string.Join(" ", own)} It is tried again in an hour.";
                act.Step(StepKind.Returned, AuditActions.ItemReturned, row, row.PublishedRevision!.Value, note);
                hidden.Remove(own.Key);
            }
        }

        foreach (var row in hidden.Values)
            await act.HideAsync(row, null, keepsPlan: row.ShowFrom > act.Now);
    }

    private static async Task GiveBackAsync(Act act, ItemRow row, RevisionRow planned, string why)
    {
        await act.UnplanAsync(row);
        act.Step(StepKind.Returned, AuditActions.ItemReturned, row, planned.Number, why);
    }

    private static async Task<IReadOnlyList<Problem>> ProblemsAsync(Act act, IEnumerable<RevisionRow> revisions)
    {
        var items = revisions.Select(revision => CatalogJson.FromFeature(revision.Feature)).ToList();
        return items.SelectMany(Publishing.HardProblemsOf).ToList() is { Count: > 0 } own
            ? own
            : await Neighbours.CheckAsync(act.Db, items, act.Cancel);
    }
}
