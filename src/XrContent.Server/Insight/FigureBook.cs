using System.Globalization;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Audit;
using XrContent.Server.Hosting;

namespace XrContent.Server.Insight;

/// <summary>A period with its figures, by measure.</summary>
/// <param name="Period">A month such as "2026-08", or a day such as "2026-08-09".</param>
internal sealed record PeriodFigures(string Period, IReadOnlyDictionary<string, Figures> Measures);

/// <summary>
/// Reads what was counted as it may be shown. Every period of which a day is over is there with every measure, so that nothing that never
/// happened is told from what happened less than five times. The running day is not told: whoever adds to it and reads again would learn
/// what it holds, and by the month's sum what the days before it hold.
/// </summary>
internal sealed class FigureBook(CountStore store, AuditLog audit, IOptions<SiteOptions> site, TimeProvider clock)
{
    /// <summary>What is shown of measures; how poorly north was found stands among the ways of finding it.</summary>
    public static readonly Measure[] Shown = [.. Measures.All.Except([Measure.NorthPoor])];

    /// <summary>Today by the clock of the places.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone).DateTime);

    /// <summary>The last day that is told of.</summary>
    public DateOnly LastDay => Today.AddDays(-1);

    private TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(site.Value.TimeZone);

    /// <summary>The months of a year of which a day is over, from the one on in which this server began.</summary>
    public async Task<IReadOnlyList<PeriodFigures>> MonthsAsync(int year, CancellationToken cancel)
    {
        var (last, first) = (LastDay, await FirstDayAsync(cancel));
        var (from, until) = (year * 10_000 + 101, Math.Min(year * 10_000 + 1231, Number(last)));
        var shownDays = (await store.ShownDaysAsync(from, until, cancel)).ToDictionary(
            row => (row.Period, row.Measure, row.Facet, row.Value),
            row => row.Count
        );
        var months = await store.MonthsAsync(from, until, cancel);
        return
        [
            .. Enumerable
                .Range(1, 12)
                .Select(month => new DateOnly(year, month, 1))
                .Where(month => month <= last && month.AddMonths(1) > first)
                .Select(month => new PeriodFigures(
                    $"{month:yyyy-MM}",
                    By(months.Where(row => row.Period == month.Year * 100 + month.Month), PartsOf(month, last, shownDays))
                )),
        ];
    }

    /// <summary>Those of some days that are over, both ends included.</summary>
    public async Task<IReadOnlyList<PeriodFigures>> DaysAsync(DateOnly from, DateOnly until, CancellationToken cancel)
    {
        var rows = await store.DaysAsync(Number(from), Number(until), cancel);
        var (last, first) = (LastDay, await FirstDayAsync(cancel));
        var days = rows.ToLookup(row => row.Period);
        return
        [
            .. Enumerable
                .Range(0, until.DayNumber - from.DayNumber + 1)
                .Select(from.AddDays)
                .Where(day => day <= last && day >= first)
                .Select(day => new PeriodFigures($"{day:yyyy-MM-dd}", By(days[Number(day)], null))),
        ];
    }

    public static int Number(DateOnly day) => day.Year * 10_000 + day.Month * 100 + day.Day;

    /// <summary>A number as figures show it.</summary>
    public static string Text(long? shown) =>
        shown switch
        {
            null => "not told",
            0 => $"under {Disclosure.Least}",
            _ => shown.Value.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>What is shown of a month's days together, and of how many.</summary>
    private static Func<Measure, Facet, string, (long Shown, int Periods)> PartsOf(
        DateOnly month,
        DateOnly last,
        Dictionary<(int, string, string, string), long> shown
    )
    {
        var over = Math.Min(DateTime.DaysInMonth(month.Year, month.Month), last.DayNumber - month.DayNumber + 1);
        return (measure, facet, value) =>
            facet is Facet.All or Facet.Place
                ? (shown.GetValueOrDefault((month.Year * 100 + month.Month, measure.Word(), facet.Word(), value)), over)
                : (0, 0);
    }

    private static Dictionary<string, Figures> By(IEnumerable<CountOf> rows, Func<Measure, Facet, string, (long, int)>? parts)
    {
        var known = rows.ToLookup(row => Measures.MeasureOf(row.Measure));
        return Shown.ToDictionary(
            measure => measure.Word(),
            measure =>
                Disclosure.Of(
                    known[measure]
                        .Where(row => Measures.FacetOf(row.Facet) is not null)
                        .ToDictionary(row => (Measures.FacetOf(row.Facet)!.Value, NameOf(measure, row)), row => row.Count),
                    facet => WordsOf(measure, facet),
                    parts is null ? null : (facet, value) => parts(measure, facet, value)
                )
        );
    }

    /// <summary>Of the answers two belong to a question.</summary>
    private static int? WordsOf(Measure measure, Facet facet) =>
        measure == Measure.Answer && facet == Facet.Way ? 2 : Measures.Domain(measure, facet)?.Count;

    /// <summary>A tag's id opens its place: figures, which are handed on, know it by another name.</summary>
    private static string NameOf(Measure measure, CountOf row) =>
        measure == Measure.Pass && row.Facet == Facet.Item.Word() ? TagNames.HandleOf(row.Value) : row.Value;

    /// <summary>Before it this server was not there, or counted nothing yet: a number of nothing would be untrue.</summary>
    private async Task<DateOnly> FirstDayAsync(CancellationToken cancel)
    {
        var began = await audit.BeginningAsync(cancel) is { } first
            ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(first, Zone).DateTime)
            : Today;
        // A record may be younger than what was counted, where somebody brought it along.
        return await store.FirstDayAsync(cancel) is { } day && day < Number(began) ? new(day / 10_000, day / 100 % 100, day % 100) : began;
    }
}
