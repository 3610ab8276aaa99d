using System.Globalization;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Hosting;

namespace XrContent.Server.Insight;

/// <summary>A period with its figures, by measure.</summary>
/// <param name="Period">A month such as "2026-08", or a day such as "2026-08-09".</param>
internal sealed record PeriodFigures(string Period, IReadOnlyDictionary<string, Figures> Measures);

/// <summary>Reads what was counted as it may be shown. Nothing else of it leaves this room.</summary>
internal sealed class FigureBook(CountStore store, IOptions<SiteOptions> site, TimeProvider clock)
{
    /// <summary>Today by the clock of the places.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone).DateTime);

    private TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(site.Value.TimeZone);

    /// <summary>The months of a year in which something was counted.</summary>
    public async Task<IReadOnlyList<PeriodFigures>> MonthsAsync(int year, CatalogSnapshot catalog, CancellationToken cancel)
    {
        var (from, until) = (year * 10_000 + 101, year * 10_000 + 1231);
        var days = (await store.DaysAsync(from, until, cancel)).ToLookup(row => (row.Period / 100, row.Measure, row.Facet, row.Value));
        var months = await store.MonthsAsync(from, until, cancel);
        return
        [
            .. months
                .GroupBy(row => row.Period)
                .OrderBy(month => month.Key)
                .Select(month => new PeriodFigures(
                    $"{month.Key / 100:0000}-{month.Key % 100:00}",
                    By(
                        month,
                        catalog,
                        (measure, facet, value) =>
                        {
                            var own = days[(month.Key, measure, facet.Word(), value)];
                            var isByDay = facet is Facet.All or Facet.Place;
                            var count = DateTime.DaysInMonth(month.Key / 100, month.Key % 100);
                            return isByDay ? (own.Sum(day => Disclosure.Rounded(day.Count)), count) : (0, 0);
                        }
                    )
                )),
        ];
    }

    /// <summary>The days in which something was counted, both ends included.</summary>
    public async Task<IReadOnlyList<PeriodFigures>> DaysAsync(
        DateOnly from,
        DateOnly until,
        CatalogSnapshot catalog,
        CancellationToken cancel
    )
    {
        var rows = await store.DaysAsync(Number(from), Number(until), cancel);
        return
        [
            .. rows.GroupBy(row => row.Period)
                .OrderBy(day => day.Key)
                .Select(day => new PeriodFigures(
                    $"{day.Key / 10_000:0000}-{day.Key / 100 % 100:00}-{day.Key % 100:00}",
                    By(day, catalog, null)
                )),
        ];
    }

    public static int Number(DateOnly day) => day.Year * 10_000 + day.Month * 100 + day.Day;

    private static Dictionary<string, Figures> By(
        IEnumerable<CountOf> rows,
        CatalogSnapshot catalog,
        Func<string, Facet, string, (long, int)>? parts
    ) =>
        rows.GroupBy(row => row.Measure)
            .Where(measure => Measures.All.Any(one => one.Word() == measure.Key))
            .ToDictionary(
                group => group.Key,
                group =>
                {
                    var measure = Measures.All.First(one => one.Word() == group.Key);
                    return Disclosure.Of(
                        group.ToDictionary(row => (Measures.Facets.First(facet => facet.Word() == row.Facet), row.Value), row => row.Count),
                        facet => Domain(measure, facet, catalog),
                        parts is null ? null : (facet, value) => parts(group.Key, facet, value)
                    );
                }
            );

    private static int Domain(Measure measure, Facet facet, CatalogSnapshot catalog) =>
        Measures.Domain(measure, facet) is { } words ? words.Count
        : facet == Facet.Place ? catalog.Of(Kind.Place).Count
        : Measures.KindOf(measure) is { } kind ? catalog.Of(kind).Count
        : 0;

    /// <summary>A number as figures show it.</summary>
    public static string Text(long shown) => shown == 0 ? $"under {Disclosure.Least}" : shown.ToString(CultureInfo.InvariantCulture);
}
