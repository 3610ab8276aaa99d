using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Storage;
using XrContent.Media;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>
/// Ends of jobs that could not do what they are for. A picture that visitors see without a redaction that could not be made goes out of
/// their
/// sight, in the same transaction.
/// </summary>
internal sealed class JobEnds(JobStore jobs, Catalog.Workflow.Corrections corrections, Database database)
{
    /// <summary>It is tried again by itself, and nothing else happens to it: what is missing now may be there in a moment.</summary>
    public Task WaitAsync(IngestJob job, string reason, CancellationToken cancel) =>
        database.WriteAsync(db => jobs.WaitAsync(db, job, reason, cancel), cancel);

    public async Task RefuseAsync(IngestJob job, RefusedException refused, CancellationToken cancel)
    {
        try
        {
            if (job.Kind == JobKind.Correction && job.ReadPatch() is { Redactions: not null } patch)
                await corrections.TakeOutOfSightAsync(
                    job.Capture!,
                    item => patch.Hides(item),
                    job.Person,
                    $"It could not be redacted: {refused.Message}",
                    (db, hidden) => EndLeasedAsync(db, hidden.Count == 0 ? refused.Message : $"{refused.Message} {Hidden(hidden)}"),
                    cancel
                );
            else
                await database.WriteAsync(db => EndLeasedAsync(db, refused.Message), cancel);
        }
        catch (LeaseLostException)
        {
            // Cancelled, superseded or another node's by now: its end is not for this one to say.
        }

        async Task EndLeasedAsync(DbContext db, string why)
        {
            var isOurs = db.Set<IngestJob>()
                .AnyAsync(row => row.Id == job.Id && row.Stage == job.Stage && row.LeaseOwner == job.LeaseOwner, cancel);
            if (!await isOurs)
                throw new LeaseLostException();
            await jobs.RefuseAsync(db, job.Id, job.Stage, refused.Code, why, cancel);
        }
    }

    private static string Hidden(IReadOnlyList<string> hidden) =>
        $"Visitors do not see {string.Join(", ", hidden)} any more, because what was to be hidden would be seen. When it is redacted, "
        + "publish it again.";
}
