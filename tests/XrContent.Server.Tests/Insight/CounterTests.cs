using Microsoft.Extensions.Options;
using XrContent.Server.Hosting;
using XrContent.Server.Insight;

namespace XrContent.Server.Tests.Insight;

/// <summary>What is counted in memory is counted once, on the day and in the hour of the places.</summary>
public class CounterTests
{
    private readonly StillClock clock = new(new(2026, 8, 9, 14, 30, 0, TimeSpan.Zero));

    private Counter New() => new(Options.Create(new SiteOptions { TimeZone = "Asia/Tokyo" }), clock);

    [Fact]
    public async Task Whoever_counts_while_another_takes_is_counted_once()
    {
        var counter = New();
        const int people = 8;
        const int acts = 20_000;
        var all = 0L;
        using var ended = new CancellationTokenSource();
        var taking = Task.Run(() =>
        {
            var sum = 0L;
            while (!ended.IsCancellationRequested)
                sum += Scenes(counter.Take());
            return sum;
        });
        await Task.WhenAll(Enumerable.Range(0, people).Select(_ => Task.Run(() => CountAsync(counter, acts))));
        await ended.CancelAsync();
        all = await taking + Scenes(counter.Take()) + Scenes(counter.Take());
        Assert.Equal(people * acts, all);
    }

    [Fact]
    public void An_act_adds_one_to_each_of_its_cells_and_to_none_of_two()
    {
        var counter = New();
        counter.Add(Measure.Scene, new("place", "scene", "ja", "ar", "tag"));
        counter.Add(Measure.Scene, new("place", "scene", "en", "ar", "map"));
        var taken = counter.Take();
        Cell Of(Facet facet, string value) => new(20260809, Measure.Scene, facet, value);
        // Half past two in the afternoon, UTC, is half past eleven in the night.
        Assert.Equal(
            new Dictionary<Cell, long>
            {
                [Of(Facet.All, "")] = 2,
                [Of(Facet.Place, "place")] = 2,
                [Of(Facet.Item, "scene")] = 2,
                [Of(Facet.Way, "ar")] = 2,
                [Of(Facet.Hour, "23")] = 2,
                [Of(Facet.Language, "ja")] = 1,
                [Of(Facet.Language, "en")] = 1,
                [Of(Facet.From, "tag")] = 1,
                [Of(Facet.From, "map")] = 1,
            },
            taken
        );
        Assert.Empty(counter.Take());
    }

    [Fact]
    public void The_day_and_the_hour_are_those_of_the_places()
    {
        var counter = New();
        counter.Add(Measure.Visit, new());
        clock.Now = clock.Now.AddMinutes(29);
        counter.Add(Measure.Visit, new());
        clock.Now = clock.Now.AddMinutes(1);
        counter.Add(Measure.Visit, new());
        // A clock that is set back.
        clock.Now = clock.Now.AddHours(-2);
        counter.Add(Measure.Visit, new());
        var hours = counter
            .Take()
            .Where(cell => cell.Key.Facet == Facet.Hour)
            .ToDictionary(cell => (cell.Key.Day, cell.Key.Value), cell => cell.Value);
        Assert.Equal(
            new Dictionary<(int, string), long>
            {
                [(20260809, "23")] = 2,
                [(20260810, "00")] = 1,
                [(20260809, "22")] = 1,
            },
            hours
        );
    }

    private static void CountAsync(Counter counter, int acts)
    {
        for (var i = 0; i < acts; i++)
            counter.Add(Measure.Scene, new("place", "scene", "ja", "ar"));
    }

    private static long Scenes(Dictionary<Cell, long> taken) => taken.Where(cell => cell.Key.Facet == Facet.All).Sum(cell => cell.Value);
}

/// <summary>Stands until a test moves it.</summary>
internal sealed class StillClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
