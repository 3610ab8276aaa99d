using XrContent.Catalog.Published;

namespace XrContent.Catalog.Tests;

public class OrderedItemsTests
{
    private static readonly PublishedItem[] Pool =
    [
        .. Enumerable.Range(0, 3000).Select(i => Items.Published(Items.Place($"p{i:0000}")).Find($"p{i:0000}")!),
    ];

    [Fact]
    public void It_holds_what_a_sorted_set_holds_from_any_id_on_and_the_one_before_keeps_what_it_had() =>
        Gen.Select(Gen.Int[0, Pool.Length - 1].Array[0, 900], Gen.Int[0, Pool.Length - 1].Array[0, 900])
            .Array[1, 6]
            .Sample(
                steps =>
                {
                    var (items, expected) = (OrderedItems.Empty, new SortedSet<string>(StringComparer.Ordinal));
                    foreach (var (come, gone) in steps)
                    {
                        var (before, kept) = (items, expected.ToList());
                        var leaving = gone.Distinct().Select(i => Pool[i]).ToList();
                        var coming = come.Distinct().Select(i => Pool[i]).ToList();
                        items = items.With(leaving, coming);
                        expected.ExceptWith(leaving.Select(item => item.Id));
                        expected.UnionWith(coming.Select(item => item.Id));
                        Assert.Equal(expected.Count, items.Count);
                        Assert.Equal(expected, items.After(null).Select(item => item.Id));
                        Assert.Equal(kept, before.After(null).Select(item => item.Id));
                        foreach (var after in new[] { "", "p0512", "p1499x", "p2999", "q" })
                            Assert.Equal(
                                expected.Where(id => string.CompareOrdinal(id, after) > 0),
                                items.After(after).Select(item => item.Id)
                            );
                    }
                },
                iter: 60
            );
}
