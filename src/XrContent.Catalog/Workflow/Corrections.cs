using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>What is to become of footage once it is in the catalogue.</summary>
public enum Wish
{
    /// <summary>It stays a draft.</summary>
    Draft,

    /// <summary>A colleague is asked to publish it.</summary>
    Submit,

    /// <summary>Visitors see it, where nothing stands against it.</summary>
    Publish,
}

/// <summary>
/// Changes that know what they change and not what stands around it: a heading, a redaction, captions, a new file. Each is applied to the
/// newest rows at the moment it is saved, so that it takes nobody's words back with it.
/// </summary>
public sealed class Corrections(CatalogWriter writer)
{
    /// <summary>
    /// Corrects an item wherever it lives: in what visitors see, who see the correction at once and nothing else; in what is planned; and
    /// in the newest draft, which stays one.
    /// </summary>
    /// <param name="patch">Changes only what the correction is about.</param>
    /// <param name="isReady">Whether what a document shows is made already; else nothing is changed, and <see cref="Edit.Needs"/> has
    /// it.</param>
    /// <param name="draftsOnly">It comes from somebody who may not change what visitors see: refused where they see the item by
    /// now.</param>
    /// <param name="what">Names the correction in the audit log.</param>
    public Task<Edit> CorrectAsync(
        string id,
        Func<Item, Item> patch,
        Func<Item, bool> isReady,
        string person,
        string what,
        bool draftsOnly,
        Also? also,
        CancellationToken cancel
    ) =>
        writer.RunAsync(
            person,
            async act =>
            {
                if (await act.FindAsync(id) is not { } held)
                    return Edit.Missing;
                if (draftsOnly && (held.Row.PublishedRevision ?? held.Row.PlannedRevision) is not null)
                    return Edit.Refused(CuratorsOnly(id));
                var live = await LiveAsync(act, held.Row, patch);
                if (live.Select(one => one.After).Where(item => !isReady(item)).ToList() is { Count: > 0 } needs)
                    return new(EditStatus.NotReady, null, []) { Needs = needs };
                if (await NewProblemsAsync(act, held.Row, live) is { Count: > 0 } problems)
                    return Edit.Refused(problems);
                // Whatever is above the first that changes is written anew, so that the newest draft stays the newest revision.
                foreach (var one in live.SkipWhile(one => !one.IsChanged))
                    await SucceedAsync(act, held.Row, one, what);
                act.Subject = await act.FindAsync(id);
                return new(EditStatus.Done, null, []);
            },
            also,
            cancel
        );

    /// <summary>Writes the next draft over whatever the newest one is; what visitors see stays.</summary>
    /// <param name="make">Makes the document from the newest one, null where there is no such item yet.</param>
    /// <param name="isReady">As for <see cref="CorrectAsync"/>.</param>
    /// <returns>Done, with what stands between it and the wish in <see cref="Edit.Problems"/>.</returns>
    public Task<Edit> TakeInAsync(
        string id,
        Func<Item?, Item> make,
        Func<Item, bool> isReady,
        Wish wish,
        string person,
        Also? also,
        CancellationToken cancel
    ) =>
        writer.RunAsync(
            person,
            async act =>
            {
                var before = await act.FindAsync(id);
                if (before?.Away is { } away)
                    return Edit.Refused(away);
                var item = make(before?.Item);
                if (ItemRules.Check(item).ToList() is { Count: > 0 } wrong)
                    return Edit.Refused(wrong);
                if (!isReady(item))
                    return new(EditStatus.NotReady, null, []) { Needs = [item] };
                var feature = CatalogJson.ToFeature(item);
                var isKnown = before?.Head.Feature.AsSpan().SequenceEqual(feature) == true;
                var row = before?.Row ?? act.Create(id, item.Kind);
                var wasShown = before is null || before.Row.PublishedRevision == before.Row.Head;
                if (!isKnown)
                    Write(act, row, before, item);
                act.Subject = await act.FindAsync(id);
                var unsaid = await GrantAsync(act, act.Subject!, isKnown ? Wish.Draft : wish, before?.Item, wasShown);
                return new(EditStatus.Done, null, unsaid);
            },
            also,
            cancel
        );

    /// <summary>
    /// Takes a capture back from visitors because something in it must not be seen: with the scenes that show nothing else, and the tours
    /// through nothing else; what merely leads to those loses the way there. What was planned for the capture is planned no longer.
    /// </summary>
    /// <param name="shows">Whether a document that visitors see, or will see, shows what must not be seen.</param>
    /// <param name="also">Saved with it, also where nothing is taken back; told the ids of what is.</param>
    public Task<Edit> TakeOutOfSightAsync(
        string id,
        Func<Item, bool> shows,
        string person,
        string note,
        Func<DbContext, IReadOnlyList<string>, Task> also,
        CancellationToken cancel
    )
    {
        List<string> hidden = [];
        return writer.RunAsync(
            person,
            async act =>
            {
                hidden = [];
                if (await act.FindAsync(id) is not { } held)
                    return new(EditStatus.Done, null, []);
                if (held.Row.PlannedRevision is { } planned && await ShowsAsync(act, id, planned, shows))
                {
                    act.Step(StepKind.Returned, AuditActions.ItemReturned, held.Row, planned, note);
                    await act.UnplanAsync(held.Row);
                    hidden.Add(id);
                }

                if (held.Row.PublishedRevision is { } published && await ShowsAsync(act, id, published, shows))
                    hidden = await HideAsync(act, id, note);
                return new(EditStatus.Done, null, []);
            },
            (db, _) => also(db, hidden),
            cancel
        );
    }

    private static async Task<bool> ShowsAsync(Act act, string id, int number, Func<Item, bool> shows) =>
        shows(CatalogJson.FromFeature((await act.RevisionAsync(id, number))!.Feature));

    /// <returns>Ids of what is hidden, the first one's first.</returns>
    private static async Task<List<string>> HideAsync(Act act, string id, string note)
    {
        var (hidden, users) = (new List<string> { id }, new Dictionary<string, Item>());
        for (IReadOnlyList<string> newest = [id]; newest.Count > 0; hidden.AddRange(newest))
        {
            foreach (var user in await Neighbours.UsersAsync(act.Db, newest.ToHashSet(), act.Cancel))
                users[user.Id] = user;
            newest = [.. users.Keys.Where(user => !hidden.Contains(user) && Without(users[user], hidden) is null)];
        }

        foreach (var one in hidden)
            await act.HideAsync((await act.FindAsync(one))!.Row, note);
        foreach (var user in users.Keys.Except(hidden))
        {
            var row = (await act.FindAsync(user))!.Row;
            var live = await LiveAsync(act, row, item => item);
            var shown = live.FindIndex(one => one.Revision.Number == row.PublishedRevision);
            live[shown] = live[shown] with { After = Without(live[shown].Before, hidden)!, IsChanged = true };
            foreach (var one in live.Skip(shown))
                await SucceedAsync(act, row, one, $"without {string.Join(", ", hidden)}");
        }

        return hidden;
    }

    /// <summary>What is left of an item without some others; null where it would show nothing.</summary>
    private static Item? Without(Item item, List<string> hidden)
    {
        switch (item.Document)
        {
            case Scene { Captures.Count: > 0 } scene when scene.Captures.All(hidden.Contains):
            case Tour tour when tour.Stops.All(stop => hidden.Contains(stop.Scene)):
                return null;
            case Scene scene:
                return item with
                {
                    Document = scene with
                    {
                        Captures = [.. scene.Captures.Where(id => !hidden.Contains(id))],
                        Hotspots = [.. scene.Hotspots.Where(spot => !hidden.Contains(spot.To))],
                    },
                };
            case Tour tour:
                return item with { Document = tour with { Stops = [.. tour.Stops.Where(stop => !hidden.Contains(stop.Scene))] } };
            default:
                return item;
        }
    }

    private static Problem CuratorsOnly(string id) =>
        new(
            null,
            id,
            "state",
            "Visitors see this item, and would see this at once. Ask a curator to do it; words can be proposed as a draft beside it."
        );

    private static void Write(Act act, ItemRow row, Held? before, Item item)
    {
        if (before is not null)
            Drafts.Leave(before.Head);
        var changes = before is null ? null : RevisionDiff.Between(before.Head.Feature, CatalogJson.ToFeature(item));
        var next = act.Add(row, item, act.Person);
        act.Record(AuditActions.ItemSaved, row, next.Number, changes);
    }

    private static async Task<IReadOnlyList<Problem>> GrantAsync(Act act, Held held, Wish wish, Item? before, bool wasShown)
    {
        if (wish == Wish.Draft)
            return [];
        if (await Publishing.ProblemsAsync(act, [held]) is { Count: > 0 } problems)
            return problems;
        if (before?.Document is Capture { Redactions.Count: > 0 })
            return
            [
                new(
                    null,
                    held.Row.Id,
                    "redactions",
                    "The redactions of the file before lie on this one: look whether they cover what they must."
                ),
            ];
        if (wish == Wish.Publish && !wasShown)
        {
            var why = held.Row.PublishedRevision is null
                ? "Visitors do not see it now: publish it when they may."
                : "Somebody has a draft of it, which nobody published: look at both.";
            return [new(null, held.Row.Id, "state", why)];
        }
        if (wish == Wish.Publish)
        {
            await act.ShowAsync(held.Row, held.Head);
            return [];
        }

        (held.Head.State, held.Head.Submission) = (RevisionState.Submitted, Guid.NewGuid().ToString("N"));
        act.Step(StepKind.Submitted, AuditActions.ItemSubmitted, held.Row, held.Head.Number);
        return [];
    }

    private static async Task<List<Patched>> LiveAsync(Act act, ItemRow row, Func<Item, Item> patch)
    {
        var live = new List<Patched>();
        foreach (var number in row.Live())
        {
            var revision = (await act.RevisionAsync(row.Id, number))!;
            var before = CatalogJson.FromFeature(revision.Feature);
            var after = patch(before);
            live.Add(new(revision, before, after, !revision.Feature.AsSpan().SequenceEqual(CatalogJson.ToFeature(after))));
        }

        return live;
    }

    /// <summary>What the correction breaks. What was broken before is no reason to leave something uncorrected.</summary>
    private static async Task<IReadOnlyList<Problem>> NewProblemsAsync(Act act, ItemRow row, List<Patched> live)
    {
        var own = live.SelectMany(one => ItemRules.Check(one.After).Except(ItemRules.Check(one.Before))).Distinct().ToList();
        if (own.Count > 0)
            return own;
        if (live.Find(one => one.Revision.Number == row.PublishedRevision && one.IsChanged) is not { } shown)
            return [];
        var before = await Neighbours.CheckAsync(act.Db, [shown.Before], act.Cancel);
        return [.. (await Neighbours.CheckAsync(act.Db, [shown.After], act.Cancel)).Except(before)];
    }

    /// <summary>Puts the corrected revision in the place of the one that it corrects. A draft's words stay their author's.</summary>
    private static async Task SucceedAsync(Act act, ItemRow row, Patched one, string what)
    {
        var former = one.Revision;
        var (state, submission) = (former.State, former.Submission);
        var isShown = former.Number == row.PublishedRevision;
        var next = act.Add(row, one.After, isShown ? act.Person : former.Author, state);
        if (one.IsChanged)
            act.Record(AuditActions.ItemCorrected, row, next.Number, RevisionDiff.Between(one.Before, one.After), what);
        if (former.Number == row.PlannedRevision)
            row.PlannedRevision = next.Number;
        if (isShown)
        {
            await act.ShowAsync(row, next, what);
        }
        else if (state == RevisionState.Withdrawn)
        {
            next.State = RevisionState.Draft;
        }
        else
        {
            (former.State, former.Submission, next.Submission) = (RevisionState.Draft, null, submission);
        }
    }

    /// <param name="IsChanged">False where the correction says what is said already.</param>
    private sealed record Patched(RevisionRow Revision, Item Before, Item After, bool IsChanged);
}
