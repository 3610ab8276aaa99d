using System.Globalization;
using XrContent.Catalog.Documents;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Interop;

/// <summary>Days on which an event is held: what was announced, else the next of its yearly ones; none where it says none.</summary>
internal readonly record struct EventDays(DateOnly? First, DateOnly? Last, bool IsYearly, string? From = null, string? Until = null)
{
    /// <summary>Its hours run over midnight.</summary>
    public bool EndsNextDay => From is not null && Until is not null && string.CompareOrdinal(Until, From) < 0;

    public static IReadOnlyList<EventDays> Of(FeatureProperties says, DateOnly today)
    {
        if (says.Dates is { Count: > 0 } dates)
            return [.. dates.Select(span => new EventDays(span.First, span.Last, false, span.From, span.Until))];
        if (says.Yearly is not { } yearly)
            return [new(null, null, false)];
        // One that runs over the turn of the year began in the year before.
        return [Enumerable.Range(today.Year - 1, 3).Select(year => In(yearly, year)).First(days => days.Last >= today)];
    }

    /// <summary>Its days that lie between two others, both included.</summary>
    public static IEnumerable<EventDays> Between(FeatureProperties says, DateOnly from, DateOnly until)
    {
        IEnumerable<EventDays> all = (says.Dates ?? []).Select(span => new EventDays(span.First, span.Last, false, span.From, span.Until));
        if (says.Yearly is { } yearly)
        {
            // A year is as good as another: what is held in each of them is held in any span of more than two.
            var first = Math.Max(from.Year - 1, 1);
            all = all.Concat(
                Enumerable.Range(first, Math.Min(until.Year - first + 1, 4)).Where(year => year < 9999).Select(year => In(yearly, year))
            );
        }

        return all.Where(days => days.First <= until && days.Last >= from);
    }

    private static EventDays In(YearlySpan span, int year)
    {
        var first = Day(span.First, year);
        var last = Day(span.Last, year);
        return new(first, last < first ? Day(span.Last, year + 1) : last, true);
    }

    // The last of February is a day of every year.
    private static DateOnly Day(string monthAndDay, int year)
    {
        var (month, day) = (
            int.Parse(monthAndDay.AsSpan(0, 2), CultureInfo.InvariantCulture),
            int.Parse(monthAndDay.AsSpan(3, 2), CultureInfo.InvariantCulture)
        );
        return new(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));
    }
}
