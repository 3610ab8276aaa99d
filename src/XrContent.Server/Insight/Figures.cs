namespace XrContent.Server.Insight;

/// <summary>The numbers of a day or a month as anybody may read them.</summary>
/// <param name="Total">Rounded down to fives; 0 reads "under 5", null is not told.</param>
/// <param name="By">For each facet its cells of 5 and more, rounded down to fives. What is not named is under 5.</param>
/// <param name="Withheld">Facets of which nothing is said, since it could be reckoned what a cell under 5 is.</param>
internal sealed record Figures(
    long? Total,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> By,
    IReadOnlyList<string> Withheld
);

/// <summary>
/// Makes of true numbers those that are shown. All are rounded down to fives, also the totals, and a cell that was never counted reads as
/// one that was counted four times. So a cell under 5 is known no better than that: whatever is added or subtracted, it may be any of
/// several numbers. Only where all cells of a facet must be at their most to reach what is known of their sum would they be known; such a
/// facet is withheld, and so are those that come close, so that a withheld one tells nothing either. Whether one is withheld follows from
/// what was counted in its own period alone: were it of what is published today, or of the days that somebody asks for, the same numbers
/// would be told in one way and another, and the difference would tell what they are.
/// </summary>
internal static class Disclosure
{
    /// <summary>What is counted less often is not shown.</summary>
    public const int Least = 5;

    /// <summary>By how much the cells of a facet must be able to be more than what is known of their sum.</summary>
    public const int Slack = 6;

    private static readonly string All = Facet.All.Word();

    public static long Rounded(long count) => count - count % Least;

    /// <param name="cells">The true numbers of one measure in one period; that of <see cref="Facet.All"/> is the total.</param>
    /// <param name="words">How many words a facet is told apart by, of which everybody knows; null where it is by what there is.</param>
    /// <param name="parts">By facet and value, what is shown of the periods that this one consists of, and how many there are.</param>
    public static Figures Of(
        IReadOnlyDictionary<(Facet Facet, string Value), long> cells,
        Func<Facet, int?>? words = null,
        Func<Facet, string, (long Shown, int Periods)>? parts = null
    )
    {
        var total = Rounded(cells.GetValueOrDefault((Facet.All, "")));
        var counted = cells
            .Where(cell => cell.Key.Facet != Facet.All && cell.Value > 0)
            .GroupBy(cell => cell.Key.Facet)
            .ToDictionary(facet => facet.Key, facet => facet.Count());
        var shown = counted.Keys.ToDictionary(
            facet => facet,
            facet =>
                cells
                    .Where(cell => cell.Key.Facet == facet && cell.Value >= Least)
                    .ToDictionary(cell => cell.Key.Value, cell => Rounded(cell.Value))
        );
        // At least so many there were in all: each facet tells of the same acts, unless some lack it.
        var known = Math.Max(total, shown.Values.Select(facet => facet.Values.Sum()).DefaultIfEmpty().Max());
        // Nothing is to be hidden behind a total that may be nothing itself.
        if (known == 0)
            shown.Clear();
        var withheld = new List<string>();
        foreach (var (facet, values) in shown)
        {
            // Where all that was counted is shown, one more cell may hold the rest: as if it were there.
            var count = words?.Invoke(facet) ?? (counted[facet] == values.Count ? values.Count + 1 : counted[facet]);
            var isTold = count == values.Count || values.Values.Sum() + (Least - 1) * count - known >= Slack;
            if (isTold && parts is not null)
                isTold = values.All(cell => IsOpen(cell.Value, parts(facet, cell.Key)));
            if (!isTold)
                withheld.Add(facet.Word());
        }

        // Every facet tells of the same acts: by any of them the total would be known.
        if (parts is not null && !IsOpen(total, parts(Facet.All, "")))
            return new(
                null,
                new Dictionary<string, IReadOnlyDictionary<string, long>>(),
                [.. shown.Keys.Select(facet => facet.Word()), All]
            );
        // Most places have one item: by it the place would be known.
        if (withheld.Contains(Facet.Place.Word()) && shown.ContainsKey(Facet.Item) && !withheld.Contains(Facet.Item.Word()))
            withheld.Add(Facet.Item.Word());
        return new(
            total,
            shown
                .Where(facet => !withheld.Contains(facet.Key.Word()) && facet.Value.Count > 0)
                .ToDictionary(facet => facet.Key.Word(), facet => (IReadOnlyDictionary<string, long>)facet.Value),
            withheld
        );
    }

    /// <summary>A sum does not tell of its periods what they are.</summary>
    private static bool IsOpen(long sum, (long Shown, int Periods) parts) =>
        parts.Periods <= 1 || parts.Shown + (Least - 1) * parts.Periods - sum >= Slack;
}
