using XrContent.Server.Insight;

namespace XrContent.Server.Tests.Insight;

/// <summary>
/// Somebody reads all days and the month that they make up, knows how many places and languages there are, and reckons: each sum bounds its
/// parts and each part its sum, again and again until nothing more follows.
/// </summary>
public class ReckoningTests
{
    private const int Languages = 4;
    private const long Unknown = long.MaxValue / 4;

    /// <summary>Days of a place: nearly nothing, nearly five, always four, or a crowd.</summary>
    private static readonly Gen<int> Count = Gen.Frequency((4, Gen.Int[0, 2]), (3, Gen.Int[3, 5]), (2, Gen.Const(4)), (1, Gen.Int[6, 40]));

    private static readonly Gen<(int[][] Days, int Seed)> Month = Gen.Select(Gen.Int[1, 5], Gen.Int[1, 31])
        .SelectMany((places, days) => Gen.Select(Count.Array[places].Array[days], Gen.Int[0, 1_000_000]));

    /// <summary>All places the same on all days: what a sum tells most of.</summary>
    private static readonly Gen<(int[][] Days, int Seed)> Even = Gen.Select(Gen.Int[1, 5], Gen.Int[1, 31], Gen.Int[0, 6], Gen.Int[0, 999])
        .Select((places, days, count, seed) => (Enumerable.Range(0, days).Select(_ => Same(places, count)).ToArray(), seed));

    private static int? WordsOf(Facet facet) => facet == Facet.Language ? Languages : null;

    private static int[] Same(int places, int count) => [.. Enumerable.Repeat(count, places)];

    [Fact]
    public void From_a_month_and_all_its_days_no_number_under_five_can_be_reckoned()
    {
        var (hidden, told) = (0, 0);
        Gen.OneOf(Month, Even)
            .Sample(
                month =>
                {
                    var book = new Book(month.Days, month.Seed);
                    book.Reckon();
                    foreach (var (name, truth, bounds) in book.Numbers())
                    {
                        Assert.True(bounds.Least <= truth && truth <= bounds.Most, $"{name} is {truth} and reckoned as {bounds}");
                        if (truth >= Disclosure.Least)
                        {
                            Interlocked.Increment(ref told);
                            continue;
                        }

                        Interlocked.Increment(ref hidden);
                        Assert.True(bounds.Least < bounds.Most, $"{name} can only be {truth}");
                    }
                },
                iter: 1000
            );
        Assert.True(hidden > 10_000 && told > 2_500, $"{hidden} {told}");
    }

    /// <summary>What is shown of a month and its days, and what follows from it.</summary>
    private sealed class Book
    {
        private readonly List<(string Name, long Truth)> truths = [];
        private readonly List<(long Least, long Most)> bounds = [];
        private readonly List<(int Sum, int[] Parts)> sums = [];

        public Book(int[][] days, int seed)
        {
            var random = new Random(seed);
            var places = days[0].Length;
            var monthly = new Dictionary<(Facet, string), long>();
            var shownDays = new Dictionary<(Facet, string), long>();
            var daily = days.Select(Day).ToList();
            var month = Disclosure.Of(
                monthly,
                WordsOf,
                (facet, value) => facet is Facet.All or Facet.Place ? (shownDays.GetValueOrDefault((facet, value)), days.Length) : (0, 0)
            );
            var total = Number("month", monthly[(Facet.All, "")], month.Total);
            sums.Add((total, [.. daily.Select(day => day.Total)]));
            var placed = Enumerable.Range(0, places).Select(place => Of(Facet.Place, $"{place}")).ToArray();
            for (var place = 0; place < places; place++)
            {
                sums.Add((placed[place], [.. daily.Select(day => day.Places[place])]));
                // One item at each place.
                sums.Add((Of(Facet.Item, $"{place}"), [placed[place]]));
            }

            sums.Add((total, placed));
            sums.Add((total, [.. Enumerable.Range(0, Languages).Select(language => Of(Facet.Language, $"{language}"))]));

            int Of(Facet facet, string value) =>
                Number(
                    $"{facet} {value}",
                    monthly.GetValueOrDefault((facet, value)),
                    month.Withheld.Contains(facet.Word()) ? null : Shown(month, facet, value)
                );

            (int Total, int[] Places) Day(int[] counts, int number)
            {
                var cells = new Dictionary<(Facet, string), long> { [(Facet.All, "")] = counts.Sum() };
                for (var place = 0; place < counts.Length; place++)
                    if (counts[place] > 0)
                        cells[(Facet.Place, $"{place}")] = counts[place];
                foreach (var (cell, count) in cells)
                {
                    monthly[cell] = monthly.GetValueOrDefault(cell) + count;
                    shownDays[cell] = shownDays.GetValueOrDefault(cell) + Disclosure.Rounded(count);
                    if (cell.Item1 == Facet.Place)
                        monthly[(Facet.Item, cell.Item2)] = monthly.GetValueOrDefault((Facet.Item, cell.Item2)) + count;
                }

                for (var act = 0; act < counts.Sum(); act++)
                {
                    var language = (Facet.Language, $"{random.Next(Languages)}");
                    monthly[language] = monthly.GetValueOrDefault(language) + 1;
                }

                var figures = Disclosure.Of(cells, WordsOf);
                var isTold = !figures.Withheld.Contains(Facet.Place.Word());
                var total = Number($"day {number}", counts.Sum(), figures.Total);
                var placed = counts
                    .Select(
                        (count, place) =>
                            Number($"day {number} place {place}", count, isTold ? Shown(figures, Facet.Place, $"{place}") : null)
                    )
                    .ToArray();
                sums.Add((total, placed));
                return (total, placed);
            }
        }

        public IEnumerable<(string Name, long Truth, (long Least, long Most) Bounds)> Numbers() =>
            truths.Zip(bounds, (number, bound) => (number.Name, number.Truth, bound));

        public void Reckon()
        {
            var goesOn = true;
            while (goesOn)
            {
                goesOn = false;
                foreach (var (sum, parts) in sums)
                {
                    var (least, most) = (parts.Sum(part => bounds[part].Least), parts.Sum(part => bounds[part].Most));
                    goesOn |= Narrow(sum, least, most);
                    foreach (var part in parts)
                        goesOn |= Narrow(
                            part,
                            bounds[sum].Least - (most - bounds[part].Most),
                            bounds[sum].Most - (least - bounds[part].Least)
                        );
                }
            }
        }

        private bool Narrow(int number, long least, long most)
        {
            var before = bounds[number];
            bounds[number] = (Math.Max(before.Least, least), Math.Min(before.Most, most));
            return bounds[number] != before;
        }

        private int Number(string name, long truth, long? shown)
        {
            truths.Add((name, truth));
            bounds.Add(shown is { } told ? (told, told + Disclosure.Least - 1) : (0, Unknown / 1000));
            return bounds.Count - 1;
        }

        private static long Shown(Figures figures, Facet facet, string value) =>
            figures.By.GetValueOrDefault(facet.Word())?.GetValueOrDefault(value) ?? 0;
    }
}
