using XrContent.Server.Interop.Features;

namespace XrContent.Server.Tests.Interop;

public class Cql2Tests
{
    private static readonly Dictionary<string, string> Torii = new()
    {
        ["id"] = "sanno-torii",
        ["title"] = "山王神社二の鳥居",
        ["title_en"] = "Sanno Shrine's second torii",
        ["category"] = "relic",
        ["minutes"] = "45",
        ["taken"] = "2026-02-17T19:05:00+09:00",
    };

    [Theory]
    [InlineData("category = 'relic'", true)]
    [InlineData("category <> 'relic'", false)]
    [InlineData("\"category\" = 'relic' AND minutes > 44", true)]
    [InlineData("minutes > 5 and minutes <= 45", true)]
    [InlineData("minutes = 9 OR minutes BETWEEN 40 AND 50", true)]
    [InlineData("NOT (minutes BETWEEN 40 AND 50)", false)]
    [InlineData("minutes NOT BETWEEN 40 AND 50", false)]
    [InlineData("NOT NOT category = 'relic'", true)]
    [InlineData("category IN ('park', 'relic')", true)]
    [InlineData("category NOT IN ('park', 'relic')", false)]
    [InlineData("title LIKE '%鳥居'", true)]
    [InlineData("title LIKE '_王%二%'", true)]
    [InlineData("title LIKE '鳥居'", false)]
    [InlineData("title_en = 'Sanno Shrine''s second torii'", true)]
    [InlineData("demolished IS NULL", true)]
    [InlineData("category IS NOT NULL", true)]
    // What is not known is neither so nor otherwise.
    [InlineData("demolished = '1958'", false)]
    [InlineData("NOT demolished = '1958'", false)]
    [InlineData("demolished = '1958' OR category = 'relic'", true)]
    [InlineData("NOT (demolished = '1958' AND category = 'park')", true)]
    // One moment, written with another offset.
    [InlineData("taken = TIMESTAMP('2026-02-17T10:05:00Z')", true)]
    [InlineData("taken > DATE('2026-02-18')", false)]
    [InlineData("taken < '2026-02-17T10:06:00Z'", true)]
    [InlineData("TRUE AND NOT FALSE", true)]
    public void A_filter_holds_as_the_standard_says(string filter, bool holds) =>
        Assert.Equal(holds, Cql2Parser.Parse(filter).Holds(Torii) == true);

    [Theory]
    [InlineData("category", "Ends where a comparison should stand.")]
    [InlineData("category = ", "Ends where a text in single quotation marks, or a number should stand.")]
    [InlineData("category = 'relic", "Has no end to the quotation mark at letter 12.")]
    [InlineData("(category = 'relic'", "Ends where ) should stand.")]
    [InlineData("category = 'a' 'b'", "Has \"b\" at letter 16 where the end should stand.")]
    [InlineData("category == 'a'", "Has \"=\" at letter 11 where a text in single quotation marks, or a number should stand.")]
    [InlineData("category; DROP", "Has \";\" at letter 9, which means nothing here.")]
    [InlineData("minutes = 1.2.3", "Has \"1.2.3\" at letter 11, which is no number.")]
    [InlineData("taken > DATE('soon')", "\"soon\" is no date YYYY-MM-DD and no moment of RFC 3339.")]
    public void What_cannot_be_read_is_said_with_where(string filter, string why) =>
        Assert.Equal(why, Assert.Throws<Cql2Exception>(() => Cql2Parser.Parse(filter)).Message);

    [Fact]
    public void However_deep_and_long_it_is_it_ends_with_a_reason()
    {
        Assert.Throws<Cql2Exception>(() => Cql2Parser.Parse(new string('(', 3000)));
        Assert.Throws<Cql2Exception>(() => Cql2Parser.Parse(new string(' ', 5000)));
    }

    [Fact]
    public void Any_letters_are_read_or_refused_and_nothing_else() =>
        Gen.String[Gen.Char["()'\"=<>, aANDORTL1.-%_é鳥"], 0, 60]
            .Sample(text =>
            {
                try
                {
                    Cql2Parser.Parse(text).Holds(Torii);
                }
                catch (Cql2Exception why)
                {
                    Assert.EndsWith(".", why.Message, StringComparison.Ordinal);
                }
            });

    [Fact]
    public void A_pattern_of_many_signs_takes_no_longer_than_text_times_pattern()
    {
        var text = new Dictionary<string, string> { ["title"] = new string('a', 2000) };
        var pattern = string.Concat(Enumerable.Repeat("%a", 1000)) + "b";
        Assert.False(Cql2Parser.Parse($"title LIKE '{pattern}'").Holds(text));
    }

    [Fact]
    public void Letters_that_a_filter_needs_stand_in_all_to_which_it_holds()
    {
        var words = Gen.String[Gen.Char["ab1"], 1, 4];
        var parts = Gen.OneOf(
            words.Select(word => $"title = '{word}'"),
            words.Select(word => $"title <> '{word}'"),
            Gen.String[Gen.Char["ab%_"], 1, 5].Select(pattern => $"title LIKE '{pattern}'"),
            words.Select(word => $"NOT title = '{word}'"),
            words.Select(word => $"title IN ('{word}', 'a')"),
            words.Select(word => $"category = '{word}'")
        );
        var joined = Gen.Select(parts, parts, Gen.Bool).Select((one, other, both) => $"({one}) {(both ? "AND" : "OR")} ({other})");
        var held = 0;
        Gen.Select(joined, words, words)
            .Sample(
                (text, title, category) =>
                {
                    var filter = Cql2Parser.Parse(text);
                    if (filter.Holds(new Dictionary<string, string> { ["title"] = title, ["category"] = category }) != true)
                        return;
                    Interlocked.Increment(ref held);
                    Assert.All(filter.Needs, need => Assert.Contains(need, $"{title} {category}", StringComparison.Ordinal));
                },
                iter: 5000
            );
        Assert.True(held > 500, $"{held} held");
    }
}
