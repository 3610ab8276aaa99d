using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace XrContent.Server.Footage.Ingest;

/// <summary>What staff should know of a file that was taken in all the same.</summary>
/// <param name="Code">Stable short name.</param>
/// <param name="Text">In English.</param>
internal sealed record Note(string Code, string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CaptureDetails))]
[JsonSerializable(typeof(IReadOnlyList<Note>))]
internal sealed partial class FootageJson : JsonSerializerContext;

/// <summary>The rows of <see cref="FootageDb"/>: one statement for each step, so that two nodes never do the same work.</summary>
internal sealed class FootageStore(IDbContextFactory<FootageDb> databases, IOptions<IngestOptions> options, TimeProvider clock)
{
    /// <summary>Having failed so often, a file is not tried again by itself.</summary>
    private const int MostFailures = 3;

    /// <summary>Begun so often without an end: then it may be the file that ends the processes which try.</summary>
    private const int MostAttempts = 12;

    public static string Write(CaptureDetails details) => JsonSerializer.Serialize(details, FootageJson.Default.CaptureDetails);

    public static CaptureDetails DetailsOf(FootageRow row) => JsonSerializer.Deserialize(row.Details, FootageJson.Default.CaptureDetails)!;

    public static IReadOnlyList<Note> NotesOf(FootageRow row) => row.Notes is null ? [] : JsonSerializer.Deserialize(row.Notes, FootageJson.Default.IReadOnlyListNote)!;

    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>Creates the tables or brings them to the newest form.</summary>
    public async Task MigrateAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.MigrateAsync(cancel);
    }

    public async Task AddAsync(FootageRow row, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        db.Footage.Add(row);
        await db.SaveChangesAsync(cancel);
    }

    public async Task<FootageRow?> FindAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Footage.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel);
    }

    /// <summary>The newest row of an upload or of the capture that it becomes.</summary>
    public async Task<FootageRow?> FindByCaptureAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Footage.AsNoTracking().Where(row => row.Capture == id || row.Id == id).OrderByDescending(row => row.Changed).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Newest first.</summary>
    /// <param name="batch">Only what was sent together under this name; null for all.</param>
    public async Task<IReadOnlyList<FootageRow>> ListAsync(string? batch, int limit, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Footage.AsNoTracking().Where(row => batch == null || row.Batch == batch).OrderByDescending(row => row.Created).ThenBy(row => row.Id).Take(limit).ToListAsync(cancel);
    }

    public async Task<IReadOnlyList<FootageRow>> InAsync(Stage stage, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Footage.AsNoTracking().Where(row => row.Stage == stage).ToListAsync(cancel);
    }

    /// <summary>Every row.</summary>
    public async Task<IReadOnlyList<FootageRow>> AllAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Footage.AsNoTracking().ToListAsync(cancel);
    }

    /// <summary>All that changed at or after a moment, in the order of change.</summary>
    public async Task<IReadOnlyList<FootageRow>> ChangedSinceAsync(DateTimeOffset moment, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Footage.AsNoTracking().Where(row => row.Changed >= moment).OrderBy(row => row.Changed).Take(500).ToListAsync(cancel);
    }

    /// <summary>Bytes of a person's files that are on their way.</summary>
    public async Task<long> BytesOnTheirWayAsync(string person, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Footage.Where(row => row.Person == person && row.Stage != Stage.Ready && row.Stage != Stage.Refused).SumAsync(row => row.Bytes, cancel);
    }

    /// <summary>The row that has a file's bytes already: on its way, or in the catalogue.</summary>
    public async Task<FootageRow?> TwinOfAsync(FootageRow own, string sha256, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Footage.AsNoTracking()
            .Where(row => row.Sha256 == sha256 && row.Id != own.Id && row.Stage != Stage.Refused && row.Created <= own.Created)
            .OrderBy(row => row.Created).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Moves a row on, if it still stands where it was thought to stand.</summary>
    public async Task<bool> MoveAsync(string id, Stage from, Action<FootageRow> change, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Takes the write lock before the row is read.
        var now = clock.GetUtcNow();
        if (await db.Footage.Where(row => row.Id == id && row.Stage == from).ExecuteUpdateAsync(set => set.SetProperty(row => row.Changed, now), cancel) == 0) return false;
        change(await db.Footage.SingleAsync(row => row.Id == id, cancel));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>Refuses a file with what its photographer can do; the row loses its lease.</summary>
    public Task<bool> RefuseAsync(string id, Stage from, string code, string reason, CancellationToken cancel) => MoveAsync(id, from, row =>
    {
        (row.Stage, row.Code, row.Reason, row.Percent) = (Stage.Refused, code, reason, 0);
        (row.LeaseOwner, row.LeaseUntil) = (null, null);
    }, cancel);

    /// <summary>
    /// Takes the oldest row that nobody works on for this owner. One that failed three times, or was begun very often and never ended, is refused
    /// instead, so that it fails alone.
    /// </summary>
    /// <param name="films">Films to be rendered, or all else.</param>
    /// <param name="canTake">Whether this node has what the row needs.</param>
    public async Task<FootageRow?> LeaseAsync(string owner, bool films, Func<FootageRow, bool> canTake, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = clock.GetUtcNow();
        var waiting = await db.Footage.AsNoTracking()
            .Where(row => (row.Stage == Stage.Received || row.Stage == Stage.Probing || row.Stage == Stage.Rendering)
                && (row.LeaseUntil == null || row.LeaseUntil < now) && (row.Stage == Stage.Rendering && row.IsFilm) == films)
            .OrderBy(row => row.Created).Take(100).ToListAsync(cancel);
        foreach (var row in waiting.Where(canTake))
        {
            if (row.Failures >= MostFailures || row.Attempts >= MostAttempts)
            {
                await RefuseAsync(row.Id, row.Stage, "failed",
                    "The file could not be read in three tries. Export it again from the stitcher, or copy it from the camera again; if it then fails too, tell the operator.", cancel);
                continue;
            }

            var until = now + options.Value.Lease;
            var taken = await db.Footage
                .Where(other => other.Id == row.Id && other.Stage == row.Stage && (other.LeaseUntil == null || other.LeaseUntil < now))
                .ExecuteUpdateAsync(set => set.SetProperty(other => other.LeaseOwner, owner).SetProperty(other => other.LeaseUntil, until)
                    .SetProperty(other => other.Attempts, other => other.Attempts + 1), cancel);
            if (taken == 1) return await FindAsync(row.Id, cancel);
        }

        return null;
    }

    /// <summary>Keeps a lease, and says how far the stage is. False when the lease is lost: somebody cancelled, or another node has it.</summary>
    public async Task<bool> RenewAsync(string id, string owner, int percent, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = clock.GetUtcNow();
        var until = now + options.Value.Lease;
        return await db.Footage.Where(row => row.Id == id && row.LeaseOwner == owner)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, until)
                .SetProperty(row => row.Changed, row => row.Percent == percent ? row.Changed : now).SetProperty(row => row.Percent, percent), cancel) == 1;
    }

    /// <summary>Goes on to the next stage: the lease ends, and tries are counted afresh.</summary>
    public async Task AdvanceAsync(FootageRow leased, Stage next, Action<FootageRow> change, CancellationToken cancel)
    {
        var moved = await MoveAsync(leased.Id, leased.Stage, row =>
        {
            if (row.LeaseOwner != leased.LeaseOwner) throw new LeaseLostException();
            change(row);
            (row.Stage, row.Percent, row.Attempts, row.Failures) = (next, next == Stage.Ready ? 100 : 0, 0, 0);
            (row.LeaseOwner, row.LeaseUntil) = (null, null);
        }, cancel);
        if (!moved) throw new LeaseLostException();
    }

    /// <summary>Gives a row back to be tried again soon.</summary>
    /// <param name="failed">Whether the file is to blame; else this process ends.</param>
    public async Task ReleaseAsync(FootageRow leased, bool failed, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        DateTimeOffset? later = failed ? clock.GetUtcNow() + options.Value.Lease : null;
        var failures = failed ? 1 : 0;
        await db.Footage.Where(row => row.Id == leased.Id && row.LeaseOwner == leased.LeaseOwner)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseOwner, (string?)null).SetProperty(row => row.LeaseUntil, later)
                .SetProperty(row => row.Failures, row => row.Failures + failures), cancel);
    }

    public async Task RemoveAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Footage.Where(row => row.Id == id).ExecuteDeleteAsync(cancel);
    }
}

/// <summary>Somebody else decides over the file now; what was done for it is thrown away or found again.</summary>
internal sealed class LeaseLostException() : Exception("The lease of the file was lost.");
