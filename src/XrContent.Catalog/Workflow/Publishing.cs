using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>
/// From a draft to what visitors see, and back. What belongs together goes together: each act takes several items, and does all or nothing.
/// </summary>
public sealed class Publishing(CatalogWriter writer)
{
    /// <summary>Hands the newest revisions to a colleague, as one submission.</summary>
    /// <param name="items">The first is the one that the answer tells of.</param>
    public Task<Edit> SubmitAsync(IReadOnlyList<NamedItem> items, string person, string? note, CancellationToken cancel) =>
        RunAsync(
            items,
            person,
            async (act, held) =>
            {
                if (Away(held) is { Count: > 0 } away)
                    return Edit.Refused(away);
                // What was handed over alone before goes with the rest now.
                var wrong = held.Where(one => !IsOpen(one)).ToList();
                if (held.Any(IsOpen))
                    wrong.RemoveAll(one => one.Head.State == RevisionState.Submitted);
                if (wrong.Count > 0)
                    return Edit.Refused(wrong.ConvertAll(one => State(one, $"Is {Named(one)}; only a draft is handed on.")));
                if (await ProblemsAsync(act, held) is { Count: > 0 } problems)
                    return Edit.Refused(problems);
                var submission = Guid.NewGuid().ToString("N");
                foreach (var (row, head) in held)
                {
                    (head.State, head.IsAutosave, head.Submission) = (RevisionState.Submitted, false, submission);
                    act.Step(StepKind.Submitted, AuditActions.ItemSubmitted, row, head.Number, note);
                }

                return new(EditStatus.Done, null, []);
            },
            cancel
        );

    /// <summary>Gives revisions back to their authors with a word of why.</summary>
    public Task<Edit> ReturnAsync(IReadOnlyList<NamedItem> items, string person, string note, CancellationToken cancel) =>
        RunAsync(
            items,
            person,
            async (act, held) =>
            {
                var wrong = held.Where(one => one.Head.State != RevisionState.Submitted && one.Row.PlannedRevision is null).ToList();
                if (wrong.Count > 0)
                    return Edit.Refused(wrong.ConvertAll(one => State(one, $"Is {Named(one)}; only what was handed on is given back.")));
                foreach (var (row, head) in held)
                {
                    // Newer words that come back say nothing of those that a curator planned before.
                    if (head.State == RevisionState.Submitted)
                    {
                        Drafts.Leave(head);
                        act.Step(StepKind.Returned, AuditActions.ItemReturned, row, head.Number, note);
                        continue;
                    }

                    act.Step(StepKind.Returned, AuditActions.ItemReturned, row, row.PlannedRevision!.Value, note);
                    await act.UnplanAsync(row);
                }

                return new(EditStatus.Done, null, []);
            },
            cancel
        );

    /// <summary>Shows the newest revisions to visitors: at once, or from a time on; and until a time, where one is given.</summary>
    /// <param name="until">Null keeps an end that was set before.</param>
    /// <param name="forever">Takes such an end away.</param>
    public Task<Edit> PublishAsync(
        IReadOnlyList<NamedItem> items,
        string person,
        DateTimeOffset? from,
        DateTimeOffset? until,
        bool forever,
        CancellationToken cancel
    ) =>
        RunAsync(
            items,
            person,
            async (act, held) =>
            {
                if (until <= from || until <= act.Now)
                    return Edit.Refused(new Problem(null, held[0].Row.Id, "until", "Must lie after the beginning, and not be past."));
                if (until is not null && forever)
                    return Edit.Refused(new Problem(null, held[0].Row.Id, "forever", "Contradicts \"until\": give one of them."));
                if (Away(held) is { Count: > 0 } away)
                    return Edit.Refused(away);
                if (await ProblemsAsync(act, held) is { Count: > 0 } problems)
                    return Edit.Refused(problems);
                // What is planned together is shown together or not at all.
                var together = held.Count > 1 ? Guid.NewGuid().ToString("N") : null;
                foreach (var (row, head) in held)
                {
                    // What is planned has an end of its own, or none.
                    var end = forever ? null : until ?? (row.PlannedRevision is null ? row.ShowUntil : row.PlannedUntil);
                    head.IsAutosave = false;
                    if (from > act.Now)
                    {
                        if (head.State == RevisionState.Published)
                            return Edit.Refused(new Problem(null, row.Id, "from", "Visitors see this revision already."));
                        if (row.PlannedUntil <= from && end == row.PlannedUntil)
                            return Edit.Refused(
                                new Problem(null, row.Id, "until", "The end that was set before lies before this: set another.")
                            );
                        // What is shown until then ends when it was to end, and says nothing of what comes after it.
                        await PlanAsync(act, row, head, from.Value, end > from ? end : null);
                        head.Submission = together;
                    }
                    else
                    {
                        await act.UnplanAsync(row);
                        if (row.ShowUntil != end)
                            act.Step(StepKind.Scheduled, AuditActions.ItemScheduled, row, head.Number, $"/{Minute(end)}");
                        row.ShowUntil = end;
                        if (head.State != RevisionState.Published)
                            await act.ShowAsync(row, head);
                    }
                }

                return new(EditStatus.Done, null, []);
            },
            cancel
        );

    /// <summary>Takes items back from visitors; their revisions stay, and what was planned for them is planned no longer.</summary>
    public Task<Edit> WithdrawAsync(IReadOnlyList<NamedItem> items, string person, string? note, CancellationToken cancel) =>
        RunAsync(
            items,
            person,
            async (act, held) =>
            {
                var hidden = held.Select(one => one.Row.Id).ToHashSet();
                if (await Neighbours.CheckHiddenAsync(act.Db, hidden, act.Cancel) is { Count: > 0 } problems)
                    return Edit.Refused(problems);
                foreach (var (row, _) in held)
                    await act.HideAsync(row, note);
                return new(EditStatus.Done, null, []);
            },
            cancel
        );

    /// <summary>What stands between some revisions and their visitors.</summary>
    internal static async Task<IReadOnlyList<Problem>> ProblemsAsync(Act act, IReadOnlyList<Held> held)
    {
        var items = held.Select(one => one.Item).ToList();
        if (items.SelectMany(ProblemsOf).ToList() is { Count: > 0 } own)
            return own;
        return await Neighbours.CheckAsync(act.Db, items, act.Cancel);
    }

    /// <summary>What an item must mend by itself before visitors see it.</summary>
    public static IEnumerable<Problem> ProblemsOf(Item item) => HardProblemsOf(item).Concat(PublishRules.CheckFigures(item));

    /// <summary>Those without which nothing is shown, whoever wrote it and when.</summary>
    internal static IEnumerable<Problem> HardProblemsOf(Item item) => ItemRules.Check(item).Concat(PublishRules.Check(item));

    private static async Task PlanAsync(Act act, ItemRow row, RevisionRow head, DateTimeOffset from, DateTimeOffset? until)
    {
        await act.UnplanAsync(row);
        (head.State, head.Submission) = (RevisionState.Scheduled, null);
        (row.PlannedRevision, row.ShowFrom, row.PlannedUntil) = (head.Number, from, until);
        act.Step(StepKind.Scheduled, AuditActions.ItemScheduled, row, head.Number, $"{Minute(from)}/{Minute(until)}");
    }

    private static string Minute(DateTimeOffset? moment) => moment is { } at ? $"{at.ToUniversalTime():yyyy-MM-dd'T'HH:mm'Z'}" : "";

    private async Task<Edit> RunAsync(
        IReadOnlyList<NamedItem> items,
        string person,
        Func<Act, IReadOnlyList<Held>, Task<Edit>> run,
        CancellationToken cancel
    ) =>
        await writer.RunAsync(
            person,
            async act =>
            {
                var held = new List<Held>();
                foreach (var item in items.DistinctBy(item => item.Id))
                {
                    if (await act.FindAsync(item.Id) is not { } found)
                        return held.Count == 0 ? Edit.Missing : Edit.Refused(new Problem(null, item.Id, "id", "There is no such item."));
                    if (Drafts.IsStale(found, item.Tag))
                        return Edit.Stale(ItemState.Of(found.Row, found.Head));
                    held.Add(found);
                }

                act.Subject = held[0];
                return await run(act, held);
            },
            null,
            cancel
        );

    private static List<Problem> Away(IReadOnlyList<Held> held) => [.. held.Select(one => one.Away).OfType<Problem>()];

    private static bool IsOpen(Held held) => held.Head.State is RevisionState.Draft or RevisionState.Withdrawn;

    private static Problem State(Held held, string why) => new(null, held.Row.Id, "state", why);

    private static string Named(Held held) => held.Head.State.ToString().ToLowerInvariant();
}
