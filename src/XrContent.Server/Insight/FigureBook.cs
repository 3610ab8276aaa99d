using System.Globalization;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
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
internal sealed class FigureBook(CountStore store, IOptions<SiteOptions> site, TimeProvider clock)
{
    /// <summary>What is shown of measures; how poorly north was found stands among the ways of finding it.</summary>
    public static readonly Measure[] Shown = [.. Measures.All.Except([Measure.NorthPoor])];

    /// <summary>Today by the clock of the places.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone).DateTime);

    /// <summary>The last day that is told of.</summary>
    public DateOnly LastDay => Today.AddDays(-1);

    private TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(site.Value.TimeZone);

    /// <summary>The months of a year of which a day is over.</summary>
    public async Task<IReadOnlyList<PeriodFigures>> MonthsAsync(int year, CatalogSnapshot catalog, CancellationToken cancel)
    {
        var last = LastDay;
        var (from, until) = (year * 10_000 + 101, Math.Min(year * 10_000 + 1231, Number(last)));
        var shownDays = (await store.ShownDaysAsync(from, until, cancel)).ToDictionary(
            row => (row.Period, row.Measure, row.Facet, row.Value),
            row => row.Count
        );
        var months = await store.MonthsAsync(from, until, cancel);
        var domains = Domains(months, catalog);
        return
        [
            .. Enumerable
                .Range(1, 12)
                .Select(month => new DateOnly(year, month, 1))
                .Where(month => month <= last)
                .Select(month => new PeriodFigures(
                    $"{month:yyyy-MM}",
                    By(months.Where(row => row.Period == month.Year * 100 + month.Month), domains, PartsOf(month, last, shownDays))
                )),
        ];
    }

    /// <summary>Those of some days that are over, both ends included.</summary>
    public async Task<IReadOnlyList<PeriodFigures>> DaysAsync(
        DateOnly from,
        DateOnly until,
        CatalogSnapshot catalog,
        CancellationToken cancel
    )
    {
        var rows = await store.DaysAsync(Number(from), Number(until), cancel);
        var (domains, last) = (Domains(rows, catalog), LastDay);
        var days = rows.ToLookup(row => row.Period);
        return
        [
            .. Enumerable
                .Range(0, until.DayNumber - from.DayNumber + 1)
                .Select(from.AddDays)
                .Where(day => day <= last)
                .Select(day => new PeriodFigures($"{day:yyyy-MM-dd}", By(days[Number(day)], domains, null))),
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

    private static Dictionary<string, Figures> By(
        IEnumerable<CountOf> rows,
        Func<Measure, Facet, int> domains,
        Func<Measure, Facet, string, (long, int)>? parts
    )
    {
        var known = rows.ToLookup(row => Measures.MeasureOf(row.Measure));
        return Shown.ToDictionary(
            measure => measure.Word(),
            measure =>
                Disclosure.Of(
                    known[measure]
                        .Where(row => Measures.FacetOf(row.Facet) is not null)
                        .ToDictionary(row => (Measures.FacetOf(row.Facet)!.Value, row.Value), row => row.Count),
                    facet => domains(measure, facet),
                    parts is null ? null : (facet, value) => parts(measure, facet, value)
                )
        );
    }

    /// <summary>
    /// How many cells of a facet can have been counted: the words of a list, of items and places those that the measure can be of. Of tags
    /// those that were used at all, for a reader may know which hang where.
    /// </summary>
    private static Func<Measure, Facet, int> Domains(IReadOnlyCollection<CountOf> rows, CatalogSnapshot catalog)
    {
        var used = rows.GroupBy(row => (row.Measure, row.Facet))
            .ToDictionary(group => group.Key, group => group.DistinctBy(row => row.Value).Count());
        var places = Enum.GetValues<Kind>()
            .ToDictionary(
                kind => kind,
                kind =>
                    kind is Kind.Scene or Kind.Capture or Kind.Event
                        ? catalog.Of(kind).After(null).SelectMany(item => item.Places.Take(1)).Distinct().Count()
                        : 0
            );
        return (measure, facet) =>
            Measures.Domain(measure, facet) is { } words ? (measure == Measure.Answer && facet == Facet.Way ? 2 : words.Count)
            : Measures.KindOf(measure) is not { } kind ? used.GetValueOrDefault((measure.Word(), facet.Word()))
            : facet == Facet.Place ? places[kind]
            : catalog.Of(kind).Count;
    }
}
