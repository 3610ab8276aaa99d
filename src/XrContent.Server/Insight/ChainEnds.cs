using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Storage;

namespace XrContent.Server.Insight;

/// <summary>The end of the record as a day began, published: were lines cut off or changed later, it would not fit any more.</summary>
internal sealed class ChainEndRow
{
    /// <summary>As yyyymmdd, UTC.</summary>
    public required int Day { get; init; }

    /// <summary>Number of the newest line.</summary>
    public required long Lines { get; init; }

    /// <summary>Its hash.</summary>
    public required string Hash { get; init; }
}

internal sealed class ChainEndTable : IEntityTypeConfiguration<ChainEndRow>
{
    public void Configure(EntityTypeBuilder<ChainEndRow> builder)
    {
        builder.ToTable("ChainEnds").HasKey(row => row.Day);
        builder.Property(row => row.Day).ValueGeneratedNever();
    }
}

/// <param name="Day">As "2026-08-09", UTC.</param>
/// <param name="Lines">Number of the newest line of the record.</param>
/// <param name="Hash">Its hash: each line's holds that of the line before.</param>
internal sealed record ChainEnd(string Day, long Lines, string Hash);

/// <summary>Notes the end of the record once a day, whichever node comes first.</summary>
internal sealed class ChainEnds(Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>More than three years.</summary>
    private const int Shown = 1200;

    /// <summary>Notes today's end where nobody did.</summary>
    public async Task NoteAsync(CancellationToken cancel)
    {
        var day = FigureBook.Number(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        if (await database.ReadAsync(db => db.Set<ChainEndRow>().AnyAsync(row => row.Day == day, cancel)))
            return;
        await database.WriteAsync(
            async db =>
            {
                if (await db.Set<ChainEndRow>().AnyAsync(row => row.Day == day, cancel))
                    return;
                var (lines, hash) = await AuditLog.EndAsync(db, cancel);
                db.Add(
                    new ChainEndRow
                    {
                        Day = day,
                        Lines = lines,
                        Hash = hash,
                    }
                );
                await db.SaveChangesAsync(cancel);
            },
            cancel
        );
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<ChainEnd>> ReadAsync(CancellationToken cancel)
    {
        var rows = await database.ReadAsync(db =>
            db.Set<ChainEndRow>().AsNoTracking().OrderByDescending(row => row.Day).Take(Shown).ToListAsync(cancel)
        );
        return rows.ConvertAll(Of);
    }

    /// <summary>The first published end that does not fit the record as it is; null where all do.</summary>
    public async Task<ChainEnd?> BrokenAsync(CancellationToken cancel)
    {
        var rows = await database.ReadAsync(db => db.Set<ChainEndRow>().AsNoTracking().OrderBy(row => row.Day).ToListAsync(cancel));
        var hashes = await audit.HashesOfAsync([.. rows.Select(row => row.Lines)], cancel);
        return rows.Find(row => hashes.GetValueOrDefault(row.Lines) != row.Hash) is { } broken ? Of(broken) : null;
    }

    private static ChainEnd Of(ChainEndRow row) =>
        new($"{row.Day / 10_000:0000}-{row.Day / 100 % 100:00}-{row.Day % 100:00}", row.Lines, row.Hash);
}

/// <summary>Sees to it that a day's end is noted soon after the day began, or the server did.</summary>
internal sealed partial class ChainEndClock(ChainEnds ends, TimeProvider clock, ILogger<ChainEndClock> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await ends.NoteAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "The end of the record could not be noted; the next minutes try again")]
    private partial void LogFailed(Exception error);
}
