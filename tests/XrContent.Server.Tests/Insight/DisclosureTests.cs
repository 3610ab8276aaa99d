using XrContent.Server.Insight;

namespace XrContent.Server.Tests.Insight;

/// <summary>From what is shown nobody reckons what a cell under 5 is.</summary>
public class DisclosureTests
{
    private static readonly Dictionary<Facet, string[]> Values = new()
    {
        [Facet.Language] = ["ja", "en", "zh-Hans", "ko"],
        [Facet.Way] = ["panorama", "ar", "headset"],
        [Facet.Place] = [.. Enumerable.Range(0, 5).Select(i => $"place-{i}")],
        [Facet.From] = ["tag", "map"],
    };

    /// <summary>Places are told apart by what was counted: which there are changes with the catalogue.</summary>
    private static int? WordsOf(Facet facet) => facet == Facet.Place ? null : Values[facet].Length;

    private static Gen<string> One(Facet facet) => Gen.Int[0, Values[facet].Length - 1].Select(i => Values[facet][i]);

    /// <summary>Acts of some days, each with one value of each facet.</summary>
    private static readonly Gen<List<Dictionary<Facet, string>>> Day = Gen.Select(
            One(Facet.Language),
            One(Facet.Way),
            One(Facet.Place),
            One(Facet.From)
        )
        .Select(
            (language, way, place, from) =>
                new Dictionary<Facet, string>
                {
                    [Facet.Language] = language,
                    [Facet.Way] = way,
                    [Facet.Place] = place,
                    [Facet.From] = from,
                }
        )
        .List[0, 40];

    [Fact]
    public void Every_cell_under_five_may_be_any_of_several_numbers()
    {
        var (hidden, told) = (0, 0);
        Day.Sample(
            acts =>
            {
                var cells = Cells(acts);
                var figures = Disclosure.Of(cells, WordsOf);
                var total = Range(figures.Total!.Value);
                foreach (var (facet, values) in Values)
                {
                    if (figures.Withheld.Contains(facet.Word()))
                        continue;
                    foreach (var value in values)
                    {
                        var count = cells.GetValueOrDefault((facet, value));
                        var shown = figures.By.GetValueOrDefault(facet.Word())?.GetValueOrDefault(value) ?? 0;
                        Assert.True(count < 5 ? shown == 0 : shown <= count && count < shown + 5, $"{count} shown as {shown}");
                        if (count >= 5)
                        {
                            Interlocked.Increment(ref told);
                            continue;
                        }

                        Interlocked.Increment(ref hidden);
                        var (least, most) = Feasible(figures, total, facet, value);
                        Assert.True(most > least, $"{facet} {value} can only be {least}: {string.Join(' ', cells)}");
                    }
                }
            },
            iter: 20_000
        );
        Assert.True(hidden > 10_000 && told > 10_000, $"{hidden} {told}");
    }

    [Fact]
    public void All_at_their_most_are_withheld_and_so_are_those_that_come_close()
    {
        // Four languages with four acts each: sixteen, of which fifteen are shown; no other four numbers under five make as much but few.
        var cells = Values[Facet.Language].ToDictionary(value => (Facet.Language, value), _ => 4L);
        cells[(Facet.All, "")] = 16;
        Assert.Equal(["language"], Disclosure.Of(cells, _ => 4).Withheld);
        cells[(Facet.All, "")] = 10;
        Assert.Empty(Disclosure.Of(cells, _ => 4).Withheld);
    }

    [Fact]
    public void A_month_does_not_tell_what_its_days_were()
    {
        var cells = new Dictionary<(Facet, string), long>
        {
            [(Facet.All, "")] = 120,
            [(Facet.Place, "p")] = 120,
            [(Facet.Item, "i")] = 120,
            [(Facet.Hour, "10")] = 120,
        };
        // Four on each of thirty days: whichever facet were told, each day would be known.
        var four = Disclosure.Of(cells, null, (_, _) => (0, 30));
        Assert.Equal(["place", "item", "hour", "all"], four.Withheld);
        Assert.Null(four.Total);
        Assert.Empty(four.By);
        // Known of the place alone, what is at it goes too; what is of all places does not.
        var place = Disclosure.Of(cells, null, (facet, _) => facet == Facet.Place ? (0, 30) : (60, 30));
        Assert.Equal(["place", "item"], place.Withheld);
        Assert.Equal((120L, 120L), (place.Total!.Value, place.By["hour"]["10"]));
        // Three on each: any day may have been anything under five.
        cells = new() { [(Facet.All, "")] = 90, [(Facet.Place, "p")] = 90 };
        var three = Disclosure.Of(cells, null, (_, _) => (0, 30));
        Assert.Empty(three.Withheld);
        Assert.Equal((90L, 90L), (three.Total!.Value, three.By["place"]["p"]));
    }

    /// <summary>
    /// Somebody who knows the rule thinks of every number that each cell may have been, and keeps those by which the same would be shown.
    /// </summary>
    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 30)]
    [InlineData(3, 19)]
    [InlineData(4, 14)]
    [InlineData(3, 19, true)]
    [InlineData(4, 14, true)]
    public void Whoever_knows_the_rule_and_tries_all_numbers_finds_several_for_every_cell_under_five(
        int places,
        int most,
        bool areKnown = false
    )
    {
        var worlds = Worlds(places, most)
            .GroupBy(world =>
            {
                var figures = Disclosure.Of(CellsOf(world), areKnown ? _ => places : null);
                var shown = string.Join(',', world.Select((_, place) => Shown(figures, Facet.Place, $"{place}")));
                return $"{figures.Total} {shown} {figures.Withheld.Count}";
            })
            .Select(group => group.ToList())
            .ToList();
        Assert.True(worlds.Count > most / 5, $"{worlds.Count} kinds of figures");
        foreach (var same in worlds)
            for (var place = 0; place < places; place++)
                if (same.Select(world => world[place]).Distinct().ToList() is [var only])
                    Assert.True(only >= 5, $"Place {place} can only be {only}: {string.Join(' ', same[0])}");
    }

    /// <summary>All numbers of the cells from 0 to the most.</summary>
    private static IEnumerable<int[]> Worlds(int places, int most) =>
        places == 0
            ?
            [
                [],
            ]
            : Worlds(places - 1, most).SelectMany(world => Enumerable.Range(0, most + 1).Select(last => (int[])[.. world, last]));

    private static Dictionary<(Facet, string), long> CellsOf(int[] world)
    {
        var cells = world.Index().ToDictionary(one => (Facet.Place, $"{one.Index}"), one => (long)one.Item);
        cells[(Facet.All, "")] = world.Sum();
        return cells;
    }

    private static Dictionary<(Facet, string), long> Cells(List<Dictionary<Facet, string>> acts)
    {
        var cells = acts.SelectMany(act => act)
            .GroupBy(pair => (pair.Key, pair.Value))
            .ToDictionary(group => group.Key, group => (long)group.Count());
        cells[(Facet.All, "")] = acts.Count;
        return cells;
    }

    private static (long Least, long Most) Range(long shown) => (shown, shown + 4);

    /// <summary>What a cell may be, by all that is shown of its facet, of the others, and of all together.</summary>
    private static (long Least, long Most) Feasible(Figures figures, (long Least, long Most) total, Facet facet, string value)
    {
        var (least, most) = total;
        foreach (var (other, values) in Values)
        {
            if (figures.Withheld.Contains(other.Word()))
                continue;
            var shown = values.Sum(one => Shown(figures, other, one));
            (least, most) = (Math.Max(least, shown), Math.Min(most, shown + 4 * values.Length));
        }

        var beside = Values[facet].Where(one => one != value).Select(one => Range(Shown(figures, facet, one))).ToList();
        var own = Range(Shown(figures, facet, value));
        return (Math.Max(own.Least, least - beside.Sum(one => one.Most)), Math.Min(own.Most, most - beside.Sum(one => one.Least)));
    }

    private static long Shown(Figures figures, Facet facet, string value) =>
        figures.By.GetValueOrDefault(facet.Word())?.GetValueOrDefault(value) ?? 0;
}
