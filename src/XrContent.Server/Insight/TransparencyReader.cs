using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Storage;
using XrContent.Server.Accounts;
using XrContent.Server.Hosting;

namespace XrContent.Server.Insight;

/// <summary>What anybody may know of how this server treats data: read once a minute at most, however many ask.</summary>
internal sealed class TransparencyReader(
    Database database,
    AuditLog audit,
    ChainEnds ends,
    IOptions<InsightOptions> options,
    IOptions<SiteOptions> site,
    TimeProvider clock
) : IDisposable
{
    private const int Months = 24;

    /// <summary>Looks at data of people: of the staff, since of visitors there are none.</summary>
    private static readonly string[] Looks = [AuditActions.StaffSeen, AuditActions.AuditSeen, AuditActions.ReviewersSeen];

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim turn = new(1);
    private (DateTimeOffset At, Transparency Answer)? known;

    public void Dispose() => turn.Dispose();

    public async Task<Transparency> ReadAsync(CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            var now = clock.GetUtcNow();
            if (known is not { } recent || now - recent.At >= Kept || now < recent.At)
                known = recent = (now, await AnswerAsync(now, cancel));
            return recent.Answer;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<Transparency> AnswerAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var measures = Measures.All.ToDictionary(
            measure => measure.Word(),
            measure => (IReadOnlyList<string>)[.. Measures.FacetsOf(measure).Select(facet => facet.Word())]
        );
        return new(
            options.Value.Counting,
            options.Value.KeepYears,
            Disclosure.Least,
            measures,
            await LooksAsync(now, cancel),
            await ends.ReadAsync(cancel),
            (await ends.BrokenAsync(cancel))?.Day,
            site.Value.Municipality.Name
        );
    }

    private async Task<IReadOnlyList<LookCount>> LooksAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var from = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1 - Months);
        var lines = await audit.CountAsync(Looks, from, cancel);
        var roles = await database.ReadAsync(db =>
            db.Set<StaffMember>()
                .Select(member => new
                {
                    member.UserName,
                    member.Role,
                    member.Left,
                })
                .ToListAsync(cancel)
        );
        var known = roles
            .Where(member => member.UserName is not null)
            .ToLookup(member => member.UserName!, member => member.Left is null ? member.Role.Name() : "former");
        return
        [
            .. lines
                .GroupBy(line => (Month: $"{DateTime.UnixEpoch.AddDays(line.Day):yyyy-MM}", Role: RoleOf(line.Person, known), line.Action))
                .Select(group => new LookCount(group.Key.Month, group.Key.Role, group.Key.Action, group.Sum(line => line.Count)))
                .OrderByDescending(look => look.Month, StringComparer.Ordinal)
                .ThenBy(look => look.Role, StringComparer.Ordinal)
                .ThenBy(look => look.Look, StringComparer.Ordinal),
        ];
    }

    private static string RoleOf(string person, ILookup<string, string> known) =>
        known[person].FirstOrDefault() ?? (ReservedNames.Includes(person) ? "program" : "former");
}
