using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using XrContent.Catalog.Storage;

namespace XrContent.Server.Insight;

/// <summary>How often something was done on a day: all that is kept of visits.</summary>
internal sealed class CountRow
{
    /// <summary>As yyyymmdd, by the clock of the places.</summary>
    public required int Day { get; init; }

    public required string Measure { get; init; }

    public required string Facet { get; init; }

    public required string Value { get; init; }

    public required long Count { get; set; }
}

/// <summary>A batch of counts that was added: one whose answer was lost is not added again.</summary>
internal sealed class CountBatchRow
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class CountTable : IEntityTypeConfiguration<CountRow>
{
    public void Configure(EntityTypeBuilder<CountRow> builder) =>
        builder
            .ToTable("Counts")
            .HasKey(row => new
            {
                row.Day,
                row.Measure,
                row.Facet,
                row.Value,
            });
}

internal sealed class CountBatchTable : IEntityTypeConfiguration<CountBatchRow>
{
    public void Configure(EntityTypeBuilder<CountBatchRow> builder) => builder.ToTable("CountBatches").HasKey(row => row.Id);
}

/// <summary>The daily numbers in the database, to which all nodes add.</summary>
internal sealed class CountStore(Database database, TimeProvider clock)
{
    /// <summary>By then a node has asked again, or is gone.</summary>
    private static readonly TimeSpan BatchesKept = TimeSpan.FromDays(1);

    /// <summary>Cells in one statement: others wait for the lock meanwhile.</summary>
    private const int AtOnce = 100;

    /// <summary>Adds a batch in one transaction, once however often it is asked.</summary>
    public Task AddAsync(string batch, IReadOnlyDictionary<Cell, long> counts, CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                var now = clock.GetUtcNow();
                if (await db.Set<CountBatchRow>().AnyAsync(row => row.Id == batch, cancel))
                    return;
                var old = now - BatchesKept;
                await db.Set<CountBatchRow>().Where(row => row.At < old).ExecuteDeleteAsync(cancel);
                db.Add(new CountBatchRow { Id = batch, At = now });
                await db.SaveChangesAsync(cancel);
                foreach (var some in counts.Chunk(AtOnce))
                    await db.Database.ExecuteSqlRawAsync(Sql(some.Length), Values(some), cancel);
            },
            cancel
        );

    /// <summary>Adds so many cells to what is there.</summary>
    private static string Sql(int cells) =>
        """INSERT INTO "Counts" ("Day", "Measure", "Facet", "Value", "Count") VALUES """
        + string.Join(
            ", ",
            Enumerable.Range(0, cells).Select(i => $"({{{5 * i}}}, {{{5 * i + 1}}}, {{{5 * i + 2}}}, {{{5 * i + 3}}}, {{{5 * i + 4}}})")
        )
        + """ ON CONFLICT ("Day", "Measure", "Facet", "Value") DO UPDATE SET "Count" = "Counts"."Count" + excluded."Count" """;

    private static object[] Values(KeyValuePair<Cell, long>[] cells) =>
        [
            .. cells.SelectMany(cell =>
                new object[] { cell.Key.Day, cell.Key.Measure.Word(), cell.Key.Facet.Word(), cell.Key.Value, cell.Value }
            ),
        ];

    /// <summary>The first day of which anything is kept, as yyyymmdd; null where nothing is.</summary>
    public Task<int?> FirstDayAsync(CancellationToken cancel) =>
        database.ReadAsync(db => db.Set<CountRow>().MinAsync(row => (int?)row.Day, cancel));

    /// <summary>Forgets the days before one.</summary>
    public Task ForgetAsync(int before, CancellationToken cancel) =>
        database.WriteAsync(db => db.Set<CountRow>().Where(row => row.Day < before).ExecuteDeleteAsync(cancel), cancel);

    /// <summary>The sums of each month of some months, of all facets.</summary>
    /// <param name="from">The first day, as yyyymmdd; <paramref name="until"/> the last.</param>
    public Task<List<CountOf>> MonthsAsync(int from, int until, CancellationToken cancel) =>
        database.ReadAsync(db =>
            db.Set<CountRow>()
                .Where(row => row.Day >= from && row.Day <= until)
                .GroupBy(row => new
                {
                    Month = row.Day / 100,
                    row.Measure,
                    row.Facet,
                    row.Value,
                })
                .Select(group => new CountOf(
                    group.Key.Month,
                    group.Key.Measure,
                    group.Key.Facet,
                    group.Key.Value,
                    group.Sum(row => row.Count)
                ))
                .ToListAsync(cancel)
        );

    /// <summary>The numbers of each day of some days, of all together and of places.</summary>
    public Task<List<CountOf>> DaysAsync(int from, int until, CancellationToken cancel)
    {
        var (all, place) = (Facet.All.Word(), Facet.Place.Word());
        return database.ReadAsync(db =>
            db.Set<CountRow>()
                .Where(row => row.Day >= from && row.Day <= until && (row.Facet == all || row.Facet == place))
                .Select(row => new CountOf(row.Day, row.Measure, row.Facet, row.Value, row.Count))
                .ToListAsync(cancel)
        );
    }

    /// <summary>
    /// Month by month, what is shown of its days together: of all acts and of places, each day rounded by itself.
    /// </summary>
    public Task<List<CountOf>> ShownDaysAsync(int from, int until, CancellationToken cancel)
    {
        var (all, place) = (Facet.All.Word(), Facet.Place.Word());
        return database.ReadAsync(db =>
            db.Set<CountRow>()
                .Where(row => row.Day >= from && row.Day <= until && (row.Facet == all || row.Facet == place))
                .GroupBy(row => new
                {
                    Month = row.Day / 100,
                    row.Measure,
                    row.Facet,
                    row.Value,
                })
                .Select(group => new CountOf(
                    group.Key.Month,
                    group.Key.Measure,
                    group.Key.Facet,
                    group.Key.Value,
                    group.Sum(row => row.Count - row.Count % Disclosure.Least)
                ))
                .ToListAsync(cancel)
        );
    }

    /// <summary>How often each item was met by a measure in some days; only for what is asked of the house, never shown.</summary>
    public async Task<Dictionary<string, long>> ItemsAsync(Measure measure, int from, int until, CancellationToken cancel)
    {
        var (named, by) = (measure.Word(), Facet.Item.Word());
        var rows = await database.ReadAsync(db =>
            db.Set<CountRow>()
                .Where(row => row.Day >= from && row.Day <= until && row.Measure == named && row.Facet == by)
                .GroupBy(row => row.Value)
                .Select(group => new { group.Key, Sum = group.Sum(row => row.Count) })
                .ToListAsync(cancel)
        );
        return rows.ToDictionary(row => row.Key, row => row.Sum);
    }
}

/// <param name="Period">A day as yyyymmdd, or a month as yyyymm.</param>
internal sealed record CountOf(int Period, string Measure, string Facet, string Value, long Count);
