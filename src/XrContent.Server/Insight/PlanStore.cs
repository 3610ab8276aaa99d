using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Storage;
using XrContent.Server.Hosting;

namespace XrContent.Server.Insight;

/// <summary>What a write of a plan found.</summary>
/// <param name="IsStale">Somebody else wrote meanwhile; nothing was written.</param>
internal sealed record PlanWritten(Plan Plan, string Tag, bool IsStale);

/// <summary>Keeps the plans of the years.</summary>
internal sealed class PlanStore(Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>How long another node's change may go unseen by visitors' pages.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    // Words stay words: the record is read by people.
    private static readonly InsightJson Plain = new(InsightJson.Default.Plain());

    private volatile Known? known;

    public Task<(Plan Plan, string Tag)> ReadAsync(int year, CancellationToken cancel) =>
        database.ReadAsync(async db =>
        {
            var row = await db.Set<PlanRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Year == year, cancel);
            return Of(row);
        });

    /// <summary>The question that tours end with this year, without asking the database each time.</summary>
    public async Task<string?> QuestionAsync(int year, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (known is { } recent && recent.Year == year && now - recent.At < Fresh && now >= recent.At)
            return recent.Question;
        try
        {
            // What was said for one year goes on in the next ones.
            var row = await database.ReadAsync(db =>
                db.Set<PlanRow>()
                    .AsNoTracking()
                    .Where(row => row.Year <= year)
                    .OrderByDescending(row => row.Year)
                    .FirstOrDefaultAsync(cancel)
            );
            known = new(year, now, Of(row).Plan.Question);
        }
        catch (Exception gone) when (gone is DbException or InvalidOperationException { InnerException: DbException })
        {
            // Pages open meanwhile, and do not each wait for a database that is away.
            known = new(year, now, known?.Question);
        }

        return known?.Question;
    }

    /// <param name="expected">Tag of the plan that this one replaces.</param>
    public async Task<PlanWritten> WriteAsync(int year, Plan plan, string expected, string person, CancellationToken cancel)
    {
        var written = await database.WriteAsync(
            async db =>
            {
                var row = await db.Set<PlanRow>().FirstOrDefaultAsync(row => row.Year == year, cancel);
                var (before, tag) = Of(row);
                if (tag != expected)
                    return new PlanWritten(before, tag, true);
                var text = JsonSerializer.SerializeToUtf8Bytes(plan, InsightJson.Default.Plan);
                if (row is null)
                    db.Add(row = new() { Year = year, Text = text });
                else
                    row.Text = text;
                if (Changes(year, before, plan) is { Count: > 0 } fields)
                    await audit.AppendAsync(db, [new(person, AuditActions.GoalsChanged, Fields: fields)], cancel);
                await db.SaveChangesAsync(cancel);
                return new PlanWritten(plan, Of(row).Tag, false);
            },
            cancel
        );
        known = null;
        return written;
    }

    private static List<FieldChange> Changes(int year, Plan before, Plan after)
    {
        var fields = new List<FieldChange>();
        for (var i = 0; i < Math.Max(before.Goals.Count, after.Goals.Count); i++)
        {
            var (old, now) = (Said(before, i), Said(after, i));
            if (old != now)
                fields.Add(new($"{year}.goals[{i}]", old, now));
        }

        if (before.Question != after.Question)
            fields.Add(new($"{year}.question", before.Question, after.Question));
        return fields;
    }

    private static string? Said(Plan plan, int index) =>
        index < plan.Goals.Count ? JsonSerializer.Serialize(plan.Goals[index], Plain.Goal) : null;

    private static (Plan Plan, string Tag) Of(PlanRow? row) =>
        row is null
            ? (Plan.Empty, "none")
            : (JsonSerializer.Deserialize(row.Text, InsightJson.Default.Plan)!, Convert.ToHexStringLower(SHA256.HashData(row.Text))[..16]);

    private sealed record Known(int Year, DateTimeOffset At, string? Question);
}
