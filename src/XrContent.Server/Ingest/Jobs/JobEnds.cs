using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Storage;
using XrContent.Catalog.Workflow;
using XrContent.Media;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>
/// Ends of jobs that could not do what they are for. A picture whose redaction could not be made goes out of visitors' sight, in the same
/// transaction: what was to be hidden would be seen in it.
/// </summary>
internal sealed class JobEnds(JobStore jobs, Publishing publishing, Database database)
{
    public Task RefuseAsync(IngestJob job, RefusedException refused, CancellationToken cancel) =>
        EndAsync(job, refused.Message, (db, reason) => jobs.RefuseAsync(db, job.Id, job.Stage, refused.Code, reason, cancel), cancel);

    /// <summary>It is tried again by itself.</summary>
    public Task WaitAsync(IngestJob job, string reason, CancellationToken cancel) =>
        EndAsync(job, reason, (db, why) => jobs.WaitAsync(db, job, why, cancel), cancel);

    private async Task EndAsync(IngestJob job, string reason, Func<DbContext, string, Task> end, CancellationToken cancel)
    {
        try
        {
            if (job.Kind == JobKind.Correction && job.ReadPatch().Redactions is { Count: > 0 })
                await publishing.TakeOutOfSightAsync(
                    job.Capture!,
                    job.Person,
                    $"It could not be redacted: {reason}",
                    (db, hidden) => EndLeasedAsync(db, hidden.Count == 0 ? reason : $"{reason} {Hidden(hidden)}"),
                    cancel
                );
            else
                await database.WriteAsync(db => EndLeasedAsync(db, reason), cancel);
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
            await end(db, why);
        }
    }

    private static string Hidden(IReadOnlyList<string> hidden) =>
        $"Visitors do not see {string.Join(", ", hidden)} any more, because what was to be hidden would be seen. When it is redacted, "
        + "publish it again.";
}
