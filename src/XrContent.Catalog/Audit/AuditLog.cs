using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Audit;

/// <summary>What a check of the record found.</summary>
/// <param name="Head">Hash of the newest line; noted elsewhere, it shows later whether lines at the end were cut off.</param>
/// <param name="Broken">Number of the first line that is not as it was written; null when all are.</param>
public sealed record AuditCheck(long Lines, string Head, long? Broken);

/// <summary>
/// Who did what and who looked at what: lines are added, never changed. Each holds the hash of the line before, so that a change anywhere
/// shows.
/// </summary>
public sealed class AuditLog(Database database, TimeProvider clock)
{
    /// <summary>The hash before the first line.</summary>
    private static readonly string Beginning = new('0', 64);

    // Words stay words: the record is read by people too.
    private static readonly AuditJson Plain = new(new(AuditJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Records something that is no change of the database: a look, a sign-in. Done when this returns.</summary>
    public Task RecordAsync(AuditEntry entry, CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                await AppendAsync(db, [entry], cancel);
                await db.SaveChangesAsync(cancel);
            },
            cancel
        );

    /// <summary>When the first line was written; null where there is none.</summary>
    public Task<DateTimeOffset?> BeginningAsync(CancellationToken cancel) =>
        database.ReadAsync<DateTimeOffset?>(async db =>
            await db.Set<AuditRow>().OrderBy(row => row.Number).Select(row => (long?)row.At).FirstOrDefaultAsync(cancel) is { } at
                ? DateTimeOffset.FromUnixTimeMilliseconds(at)
                : null
        );

    /// <summary>
    /// Adds lines to a transaction that holds the write lock: what they tell of and they themselves are saved together or not at all.
    /// </summary>
    public Task AppendAsync(DbContext db, IEnumerable<AuditEntry> entries, CancellationToken cancel) =>
        AppendAsync(db, entries, clock.GetUtcNow(), cancel);

    /// <inheritdoc cref="AppendAsync(DbContext, IEnumerable{AuditEntry}, CancellationToken)"/>
    internal static async Task AppendAsync(DbContext db, IEnumerable<AuditEntry> entries, DateTimeOffset now, CancellationToken cancel)
    {
        // Lines that wait in the same context come before.
        var (number, hash) = db.Set<AuditRow>().Local.MaxBy(row => row.Number) is { } last
            ? (last.Number, last.Hash)
            : await EndAsync(db, cancel);
        foreach (var entry in entries)
        {
            var details = entry is { Fields: null or { Count: 0 }, Note: null }
                ? null
                : JsonSerializer.Serialize(new Details(entry.Fields, entry.Note), Plain.Details);
            var (at, before) = (now.ToUnixTimeMilliseconds(), hash);
            hash = HashOf(before, ++number, at, entry.Person, entry.Action, entry.Item, entry.Revision, entry.Concerns, details);
            db.Set<AuditRow>()
                .Add(
                    new()
                    {
                        Number = number,
                        At = at,
                        Person = entry.Person,
                        Action = entry.Action,
                        Item = entry.Item,
                        Revision = entry.Revision,
                        Concerns = entry.Concerns,
                        Details = details,
                        Hash = hash,
                    }
                );
        }
    }

    /// <summary>Lines, newest first.</summary>
    /// <param name="before">Only lines with a smaller number; null for the newest.</param>
    /// <param name="item">Only lines about this item.</param>
    /// <param name="person">Only what this person did.</param>
    public Task<IReadOnlyList<AuditLine>> ReadAsync(long? before, string? item, string? person, int limit, CancellationToken cancel) =>
        database.ReadAsync(async db =>
        {
            var rows = db.Set<AuditRow>().AsNoTracking();
            if (before is not null)
                rows = rows.Where(row => row.Number < before);
            if (item is not null)
                rows = rows.Where(row => row.Item == item);
            if (person is not null)
                rows = rows.Where(row => row.Person == person);
            return (IReadOnlyList<AuditLine>)
                (await rows.OrderByDescending(row => row.Number).Take(limit).ToListAsync(cancel)).ConvertAll(LineOf);
        });

    /// <summary>
    /// What others did that concerns a person: looks at their data, changes of it, and changes of what they wrote; newest first.
    /// </summary>
    public Task<IReadOnlyList<AuditLine>> ReadConcerningAsync(string person, int limit, CancellationToken cancel) =>
        database.ReadAsync(async db =>
        {
            var written = db.Set<RevisionRow>().Where(revision => revision.Author == person).Select(revision => revision.ItemId);
            var rows = db.Set<AuditRow>()
                .AsNoTracking()
                .Where(row =>
                    row.Person != person
                    && (row.Concerns == person || row.Concerns == AuditActions.Everybody || row.Item != null && written.Contains(row.Item))
                );
            return (IReadOnlyList<AuditLine>)
                (await rows.OrderByDescending(row => row.Number).Take(limit).ToListAsync(cancel)).ConvertAll(LineOf);
        });

    /// <summary>Reads every line and computes its hash anew.</summary>
    public Task<AuditCheck> VerifyAsync(CancellationToken cancel) =>
        database.ReadAsync<AuditCheck>(async db =>
        {
            var (number, hash) = (0L, Beginning);
            await foreach (
                var row in db.Set<AuditRow>().AsNoTracking().OrderBy(row => row.Number).AsAsyncEnumerable().WithCancellation(cancel)
            )
            {
                number++;
                var expected = HashOf(hash, number, row.At, row.Person, row.Action, row.Item, row.Revision, row.Concerns, row.Details);
                if (row.Number != number || row.Hash != expected)
                    return new(number, hash, number);
                hash = expected;
            }

            return new(number, hash, null);
        });

    /// <summary>Number and hash of the newest line, within somebody's transaction.</summary>
    public static async Task<(long Number, string Hash)> EndAsync(DbContext db, CancellationToken cancel)
    {
        var last = await db.Set<AuditRow>().AsNoTracking().OrderByDescending(row => row.Number).FirstOrDefaultAsync(cancel);
        return (last?.Number ?? 0, last?.Hash ?? Beginning);
    }

    /// <summary>The hashes that some lines have now, by their numbers, those that are there.</summary>
    public async Task<IReadOnlyDictionary<long, string>> HashesOfAsync(IReadOnlyCollection<long> numbers, CancellationToken cancel)
    {
        var hashes = await database.ReadAsync(db =>
            db.Set<AuditRow>().Where(row => numbers.Contains(row.Number)).ToDictionaryAsync(row => row.Number, row => row.Hash, cancel)
        );
        hashes[0] = Beginning;
        return hashes;
    }

    /// <summary>How often each person did some things, day by day (UTC), since a moment.</summary>
    public Task<List<DoneOften>> CountAsync(IReadOnlyCollection<string> actions, DateTimeOffset since, CancellationToken cancel)
    {
        const long day = 24 * 60 * 60 * 1000;
        var from = since.ToUnixTimeMilliseconds();
        return database.ReadAsync(db =>
            db.Set<AuditRow>()
                .Where(row => row.At >= from && actions.Contains(row.Action))
                .GroupBy(row => new
                {
                    row.Person,
                    row.Action,
                    Day = row.At / day,
                })
                .Select(group => new DoneOften(group.Key.Person, group.Key.Action, (int)group.Key.Day, group.Count()))
                .ToListAsync(cancel)
        );
    }

    private static string HashOf(
        string before,
        long number,
        long at,
        string person,
        string action,
        string? item,
        int? revision,
        string? concerns,
        string? details
    ) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes(
                    new Line(before, number, at, person, action, item, revision, concerns, details),
                    Plain.Line
                )
            )
        );

    private static AuditLine LineOf(AuditRow row)
    {
        var details = row.Details is { } json ? JsonSerializer.Deserialize(json, Plain.Details) : null;
        return new(
            row.Number,
            DateTimeOffset.FromUnixTimeMilliseconds(row.At),
            row.Person,
            row.Action,
            row.Item,
            row.Revision,
            row.Concerns,
            details?.Fields ?? [],
            details?.Note,
            row.Hash
        );
    }

    internal sealed record Details(IReadOnlyList<FieldChange>? Fields, string? Note);

    internal sealed record Line(
        string Before,
        long Number,
        long At,
        string Person,
        string Action,
        string? Item,
        int? Revision,
        string? Concerns,
        string? Details
    );
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(AuditLog.Details))]
[JsonSerializable(typeof(AuditLog.Line))]
internal sealed partial class AuditJson : JsonSerializerContext;
