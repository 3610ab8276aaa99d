using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Storage;
using XrContent.Media;
using XrContent.Server.Ingest.Uploads;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>Jobs in the database: each step is one transaction, so that two nodes never do the same work.</summary>
internal sealed class JobStore(Database database, IOptions<IngestOptions> options, TimeProvider clock)
{
    /// <summary>Having failed so often, a file is not tried again by itself.</summary>
    private const int MostFailures = 3;

    /// <summary>Begun so often without an end: then it may be the file that ends the processes which try.</summary>
    private const int MostAttempts = 12;

    private const int LeaseChoice = 100;

    /// <summary>
    /// No node holds or puts off a file for so long, whatever its settings: what says so was written by a clock that ran far ahead, or
    /// before this one was set back.
    /// </summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromHours(1);

    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>Begins a job. A person's new list of redactions takes the place of their own that are on their way.</summary>
    public Task AddAsync(IngestJob job, CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                if (job is { Kind: JobKind.Correction, Capture: { } capture } && job.ReadPatch().Redactions is { } redactions)
                    await SupersedeAsync(db, capture, redactions, job.Person, cancel);
                db.Add(job);
                await db.SaveChangesAsync(cancel);
            },
            cancel
        );

    public Task<IngestJob?> FindAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(db => Jobs(db).FirstOrDefaultAsync(job => job.Id == id, cancel));

    /// <summary>The newest job of an upload or of the capture that it becomes.</summary>
    public Task<IngestJob?> FindByCaptureAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(db =>
            Jobs(db).Where(job => job.Capture == id || job.Id == id).OrderByDescending(job => job.Changed).FirstOrDefaultAsync(cancel)
        );

    /// <summary>Newest first.</summary>
    /// <param name="batch">Only what was sent together under this name; null for all.</param>
    public Task<List<IngestJob>> ListAsync(string? batch, int limit, CancellationToken cancel) =>
        database.ReadAsync(db =>
            Jobs(db)
                .Where(job => batch == null || job.Batch == batch)
                .OrderByDescending(job => job.Created)
                .ThenBy(job => job.Id)
                .Take(limit)
                .ToListAsync(cancel)
        );

    public Task<List<IngestJob>> InAsync(Stage stage, CancellationToken cancel) =>
        database.ReadAsync(db => Jobs(db).Where(job => job.Stage == stage).ToListAsync(cancel));

    /// <summary>Every job that has not ended.</summary>
    public Task<List<IngestJob>> OnTheirWayAsync(CancellationToken cancel) =>
        database.ReadAsync(db => Jobs(db).Where(job => job.Stage != Stage.Ready).ToListAsync(cancel));

    /// <summary>Whether pictures of a capture are being made anew.</summary>
    public Task<bool> IsCorrectingAsync(string capture, CancellationToken cancel) =>
        database.ReadAsync(db =>
            Jobs(db).AnyAsync(job => job.Capture == capture && job.Kind == JobKind.Correction && job.Stage == Stage.Rendering, cancel)
        );

    /// <summary>All that changed at or after a moment, in the order of change.</summary>
    public Task<List<IngestJob>> ChangedSinceAsync(DateTimeOffset moment, CancellationToken cancel) =>
        database.ReadAsync(db => Jobs(db).Where(job => job.Changed >= moment).OrderBy(job => job.Changed).Take(500).ToListAsync(cancel));

    /// <summary>
    /// Begins an upload, if with it a person has no more on its way than allowed, and all fits: counted and written as one.
    /// </summary>
    /// <param name="files">Where its bytes go.</param>
    public Task<Admission> TryAddUploadAsync(IngestJob job, long mostBytes, UploadFiles files, CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                var own = Jobs(db).Where(other => other.Person == job.Person && other.Stage != Stage.Ready && other.Stage != Stage.Refused);
                if (await own.SumAsync(other => other.Bytes, cancel) + job.Bytes > mostBytes)
                    return Admission.TooMuch;
                var young = job.Created - TimeSpan.FromMinutes(1);
                var reserved = await Jobs(db)
                    .Where(other => other.Stage == Stage.Uploading)
                    .Select(other => new
                    {
                        other.Id,
                        other.Bytes,
                        other.Created,
                    })
                    .ToListAsync(cancel);
                if (reserved.Sum(other => files.MissingOf(other.Id, other.Bytes, other.Created > young)) + job.Bytes > files.Room())
                    return Admission.NoRoom;
                db.Add(job);
                await db.SaveChangesAsync(cancel);
                return Admission.Begun;
            },
            cancel
        );

    /// <summary>Moves a job on, if it still stands where it was thought to stand.</summary>
    public Task<bool> MoveAsync(string id, Stage from, Action<IngestJob> change, CancellationToken cancel) =>
        database.WriteAsync(db => MoveAsync(db, id, from, change, cancel), cancel);

    /// <summary>Refuses a file with what its photographer can do; the job loses its lease.</summary>
    public Task<bool> RefuseAsync(string id, Stage from, string code, string reason, CancellationToken cancel) =>
        MoveAsync(id, from, job => Refuse(job, code, reason), cancel);

    /// <summary>Refuses a job that is leased, within a transaction that saves more.</summary>
    /// <exception cref="LeaseLostException">Somebody else decides over the job now; the transaction must not be committed.</exception>
    public async Task RefuseAsync(DbContext db, IngestJob leased, string code, string reason, CancellationToken cancel)
    {
        var isOurs = await Jobs(db)
            .AnyAsync(job => job.Id == leased.Id && job.Stage == leased.Stage && job.LeaseOwner == leased.LeaseOwner, cancel);
        if (!isOurs || !await MoveAsync(db, leased.Id, leased.Stage, job => Refuse(job, code, reason), cancel))
            throw new LeaseLostException();
    }

    /// <summary>
    /// Takes the job that is the most urgent of those that nobody works on for this owner: corrections first, since somebody may be seen
    /// in a picture, then the oldest.
    /// </summary>
    /// <param name="films">Films to be rendered, or all else.</param>
    /// <param name="canTake">Whether this node has what the job needs.</param>
    public async Task<IngestJob?> LeaseAsync(string owner, bool films, Func<IngestJob, bool> canTake, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var waiting = await database.ReadAsync(db =>
            Waiting(db, now, now + LongestHold)
                .Where(job => (job.Stage == Stage.Rendering && job.IsFilm) == films)
                .OrderBy(job => job.Kind == JobKind.Correction ? 0 : 1)
                .ThenBy(job => job.Created)
                .Take(LeaseChoice)
                .ToListAsync(cancel)
        );
        foreach (var job in waiting.Where(canTake))
        {
            var until = now + options.Value.Lease;
            var taken = await MoveAsync(
                job.Id,
                job.Stage,
                row =>
                {
                    if (row.LeaseUntil >= now && row.LeaseUntil <= now + LongestHold)
                        return;
                    (row.LeaseOwner, row.LeaseUntil) = (owner, until);
                    row.Attempts++;
                },
                cancel
            );
            if (taken && await FindAsync(job.Id, cancel) is { } leased && leased.LeaseOwner == owner)
                return leased;
        }

        return null;
    }

    /// <summary>Why a job is given up that failed three times, or was begun very often and never ended; null where it may go on.</summary>
    public static RefusedException? GivenUp(IngestJob leased) =>
        leased.Failures >= MostFailures || leased.Attempts > MostAttempts ? new("failed", Failed) : null;

    /// <summary>
    /// Keeps a lease, and says how far the stage is. False when the lease is lost: somebody cancelled, or another node has it.
    /// </summary>
    public Task<bool> RenewAsync(string id, string owner, int percent, CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                if (await db.Set<IngestJob>().FirstOrDefaultAsync(row => row.Id == id && row.LeaseOwner == owner, cancel) is not { } job)
                    return false;
                var now = clock.GetUtcNow();
                if (job.Percent != percent)
                    job.Changed = now;
                (job.LeaseUntil, job.Percent) = (now + options.Value.Lease, percent);
                await db.SaveChangesAsync(cancel);
                return true;
            },
            cancel
        );

    /// <summary>Goes on to the next stage: the lease ends, and tries are counted afresh.</summary>
    public Task AdvanceAsync(IngestJob leased, Stage next, Action<IngestJob> change, CancellationToken cancel) =>
        database.WriteAsync(db => AdvanceAsync(db, leased, next, change, cancel), cancel);

    /// <summary>
    /// As <see cref="AdvanceAsync(IngestJob, Stage, Action{IngestJob}, CancellationToken)"/>, within a transaction that saves more.
    /// </summary>
    /// <exception cref="LeaseLostException">Somebody else decides over the job now; the transaction must not be committed.</exception>
    public async Task AdvanceAsync(DbContext db, IngestJob leased, Stage next, Action<IngestJob> change, CancellationToken cancel)
    {
        var job = await db.Set<IngestJob>().FirstOrDefaultAsync(row => row.Id == leased.Id && row.Stage == leased.Stage, cancel);
        if (job is null || job.LeaseOwner != leased.LeaseOwner)
            throw new LeaseLostException();
        change(job);
        (job.Code, job.Reason) = (null, null);
        (job.Stage, job.Percent, job.Attempts, job.Failures) = (next, next == Stage.Ready ? 100 : 0, 0, 0);
        (job.LeaseOwner, job.LeaseUntil, job.Changed) = (null, null, clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Gives a job back to be tried again soon.</summary>
    /// <param name="failed">Whether the file is to blame; else this process ends.</param>
    public Task ReleaseAsync(IngestJob leased, bool failed, CancellationToken cancel) =>
        MoveAsync(
            leased.Id,
            leased.Stage,
            job =>
            {
                if (job.LeaseOwner != leased.LeaseOwner)
                    return;
                (job.LeaseOwner, job.LeaseUntil) = (null, failed ? clock.GetUtcNow() + options.Value.Lease : null);
                if (failed)
                    job.Failures++;
            },
            cancel
        );

    /// <summary>
    /// Lays a job aside for a while because this machine cannot do it now; it is not counted against the file, which keeps saying why it
    /// waits.
    /// </summary>
    public Task WaitAsync(IngestJob leased, string reason, CancellationToken cancel) =>
        MoveAsync(
            leased.Id,
            leased.Stage,
            job =>
            {
                if (job.LeaseOwner != leased.LeaseOwner)
                    return;
                (job.LeaseOwner, job.LeaseUntil) = (null, clock.GetUtcNow() + options.Value.Wait);
                (job.Code, job.Reason, job.Attempts) = (Waits, reason, job.Attempts - 1);
            },
            cancel
        );

    /// <summary>Code of a file that waits for room on this machine, and is tried again by itself.</summary>
    public const string Waits = "waits";

    /// <summary>Whether a file of these bytes is being taken in.</summary>
    public Task<bool> IsOnItsWayAsync(string sha256, CancellationToken cancel) =>
        database.ReadAsync(db =>
            Jobs(db).AnyAsync(job => job.Sha256 == sha256 && job.Stage != Stage.Refused && job.Stage != Stage.Ready, cancel)
        );

    /// <summary>
    /// Ends a person's corrections on their way whose list of redactions their next one takes the place of, in its transaction; and
    /// anybody's, refused ones too, that would show again what this list hides.
    /// </summary>
    public async Task SupersedeAsync(
        DbContext db,
        string capture,
        IReadOnlyList<Redaction> redactions,
        string person,
        CancellationToken cancel
    )
    {
        var older = await db.Set<IngestJob>()
            .Where(job => job.Capture == capture && job.Kind == JobKind.Correction)
            .Where(job => job.Stage == Stage.Refused || job.Stage == Stage.Rendering)
            .ToListAsync(cancel);
        foreach (var job in older)
        {
            var patch = job.ReadPatch();
            var isOwn = job.Stage == Stage.Rendering && job.Person == person && patch.Redactions is not null;
            if (job.Code == Superseded || !isOwn && !patch.Uncovers(redactions))
                continue;
            var reason = $"{job.Reason} {person} redacted it anew meanwhile.".TrimStart();
            (job.Stage, job.Code, job.Reason, job.Percent) = (Stage.Refused, Superseded, reason, 0);
            (job.LeaseOwner, job.LeaseUntil, job.Changed) = (null, null, clock.GetUtcNow());
        }

        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Begins a refused job again; false where there is none, or a newer correction has taken its place.</summary>
    public Task<bool> RetryAsync(string id, CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                var superseded = await Jobs(db).AnyAsync(job => job.Id == id && job.Code == Superseded, cancel);
                return !superseded && await MoveAsync(db, id, Stage.Refused, Restart, cancel);
            },
            cancel
        );

    /// <summary>Code of a correction that a newer one has taken the place of: it is not tried again.</summary>
    public const string Superseded = "superseded";

    /// <summary>Removes a job if it is refused still.</summary>
    public Task<bool> ForgetRefusedAsync(string id, CancellationToken cancel) =>
        database.WriteAsync(
            async db => await db.Set<IngestJob>().Where(job => job.Id == id && job.Stage == Stage.Refused).ExecuteDeleteAsync(cancel) > 0,
            cancel
        );

    public Task RemoveAsync(string id, CancellationToken cancel) =>
        database.WriteAsync(db => db.Set<IngestJob>().Where(job => job.Id == id).ExecuteDeleteAsync(cancel), cancel);

    private static void Refuse(IngestJob job, string code, string reason)
    {
        (job.Stage, job.Code, job.Reason, job.Percent) = (Stage.Refused, code, reason, 0);
        (job.LeaseOwner, job.LeaseUntil) = (null, null);
    }

    /// <summary>Begins a refused job from its first stage, with all its tries.</summary>
    public static void Restart(IngestJob row)
    {
        // A correction has no file to receive: it does its own work again.
        var first = row.Kind == JobKind.Correction ? Stage.Rendering : Stage.Received;
        (row.Stage, row.Percent, row.Attempts, row.Failures) = (first, 0, 0, 0);
        (row.Code, row.Reason, row.LeaseOwner, row.LeaseUntil) = (null, null, null, null);
    }

    private async Task<bool> MoveAsync(DbContext db, string id, Stage from, Action<IngestJob> change, CancellationToken cancel)
    {
        if (await db.Set<IngestJob>().FirstOrDefaultAsync(job => job.Id == id && job.Stage == from, cancel) is not { } job)
            return false;
        change(job);
        job.Changed = clock.GetUtcNow();
        await db.SaveChangesAsync(cancel);
        return true;
    }

    private static IQueryable<IngestJob> Jobs(DbContext db) => db.Set<IngestJob>().AsNoTracking();

    private static IQueryable<IngestJob> Waiting(DbContext db, DateTimeOffset now, DateTimeOffset latest) =>
        Jobs(db)
            .Where(job => job.Stage == Stage.Received || job.Stage == Stage.Probing || job.Stage == Stage.Rendering)
            .Where(job => job.LeaseUntil == null || job.LeaseUntil < now || job.LeaseUntil > latest);

    private const string Failed =
        "The file could not be read in three tries. Export it again from the stitcher, or copy it from the camera again; "
        + "if it then fails too, tell the operator.";
}

/// <summary>Whether an upload may begin.</summary>
internal enum Admission
{
    Begun,

    /// <summary>Its sender has too much on its way.</summary>
    TooMuch,

    /// <summary>The disk has no room beside what others began.</summary>
    NoRoom,
}

/// <summary>Somebody else decides over the file now; what was done for it is thrown away or found again.</summary>
internal sealed class LeaseLostException() : Exception("The lease of the file was lost.");
