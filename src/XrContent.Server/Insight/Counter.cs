using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using XrContent.Server.Hosting;

namespace XrContent.Server.Insight;

/// <summary>One number of a day.</summary>
/// <param name="Day">As yyyymmdd, by the clock of the places.</param>
internal readonly record struct Cell(int Day, Measure Measure, Facet Facet, string Value);

/// <summary>
/// Counts acts in memory, by the day. Each act adds one to some cells and leaves nothing else; the writer empties them into the database.
/// </summary>
internal sealed class Counter(IOptions<SiteOptions> site, TimeProvider clock)
{
    /// <summary>More than a city has places, scenes and tags to be counted in a minute.</summary>
    private const int MostCells = 200_000;

    private static readonly Func<Cell, Tally> NewTally = _ => new();

    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(site.Value.TimeZone);
    private readonly ConcurrentDictionary<Cell, Tally> cells = new();
    private volatile Hour? hour;

    public void Add(Measure measure, in Facts facts)
    {
        var now = Now();
        Add(now.Day, measure, Facet.All, "");
        Add(now.Day, measure, Facet.Hour, Measures.Hours[now.OfDay]);
        if (facts.Place is { } place)
            Add(now.Day, measure, Facet.Place, place);
        if (facts.Item is { } item)
            Add(now.Day, measure, Facet.Item, item);
        if (facts.Language is { } language)
            Add(now.Day, measure, Facet.Language, language);
        if (facts.Way is { } way)
            Add(now.Day, measure, Facet.Way, way);
        if (facts.From is { } from)
            Add(now.Day, measure, Facet.From, from);
    }

    /// <summary>Takes all that was counted since the last time.</summary>
    public Dictionary<Cell, long> Take()
    {
        var taken = new Dictionary<Cell, long>();
        var today = Now().Day;
        foreach (var (cell, tally) in cells)
        {
            if (tally.Take() is > 0 and var count)
                taken[cell] = count;
            // Nobody who began to count on another day is still at it.
            else if (cell.Day != today)
                cells.TryRemove(cell, out _);
        }

        return taken;
    }

    private void Add(int day, Measure measure, Facet facet, string value)
    {
        var cell = new Cell(day, measure, facet, value);
        if (!cells.TryGetValue(cell, out var tally))
        {
            if (cells.Count >= MostCells)
                return;
            tally = cells.GetOrAdd(cell, NewTally);
        }

        tally.Add();
    }

    private Hour Now()
    {
        var at = clock.GetUtcNow();
        if (hour is { } known && at >= known.From && at < known.Until)
            return known;
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var begun = at.AddTicks(-(local.Ticks % TimeSpan.TicksPerHour));
        return hour = new(begun, begun.AddHours(1), local.Year * 10_000 + local.Month * 100 + local.Day, local.Hour);
    }

    private sealed record Hour(DateTimeOffset From, DateTimeOffset Until, int Day, int OfDay);

    private sealed class Tally
    {
        private long count;

        public void Add() => Interlocked.Increment(ref count);

        public long Take() => Interlocked.Exchange(ref count, 0);
    }
}
