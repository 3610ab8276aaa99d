using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>What else is to be saved with an act, in its transaction: all of it or nothing.</summary>
/// <param name="edit">What came of the act.</param>
public delegate Task Also(DbContext db, Edit edit);

/// <summary>
/// The one way to change the catalogue. Every change is an act with an author: applied to the newest rows under the write lock, in one
/// transaction with its steps, its publication and its lines in the audit log.
/// </summary>
public sealed class CatalogWriter(Database database, PublicationSignal signal, TimeProvider clock)
{
    /// <summary>Does one act, or nothing where it ends otherwise than <see cref="EditStatus.Done"/>.</summary>
    internal async Task<Edit> RunAsync(string person, Func<Act, Task<Edit>> run, Also? also, CancellationToken cancel) =>
        (await RunAndTellAsync(person, run, also, cancel)).Edit;

    /// <summary>As <see cref="RunAsync"/>, and tells what visitors see differently.</summary>
    internal async Task<(Edit Edit, Saved Saved)> RunAndTellAsync(
        string person,
        Func<Act, Task<Edit>> run,
        Also? also,
        CancellationToken cancel
    )
    {
        var (edit, saved) = await database.WriteAsync(
            async db =>
            {
                var act = new Act(db, person, clock.GetUtcNow(), cancel);
                var ended = await EndOfAsync(act, run);
                if (ended.Status != EditStatus.Done)
                    return (ended, new Saved(0, []));
                var version = await act.SaveAsync();
                if (act.Subject is { } subject)
                    ended = ended with { State = ItemState.Of(subject.Row, subject.Head) };
                if (also is not null)
                    await also(db, ended);
                return (ended, new Saved(version, act.Changes));
            },
            cancel
        );
        if (saved.Changes.Count > 0)
            signal.Raise();
        return (edit, saved);
    }

    private static async Task<Edit> EndOfAsync(Act act, Func<Act, Task<Edit>> run)
    {
        try
        {
            return await run(act);
        }
        catch (InvalidCatalogException invalid)
        {
            return Edit.Refused(invalid.Problems);
        }
    }
}
