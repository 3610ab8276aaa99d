using XrContent.Catalog.Published;

namespace XrContent.Catalog.Tests;

public class PersistentMapTests
{
    /// <summary>Keys, each with what is to stand under it; null takes it away.</summary>
    private static readonly Gen<(int Key, string? Value)[]> Changes = Gen.Select(
        Gen.Int[0, 200],
        Gen.Int[0, 2],
        (key, value) => (Key: key, Value: value == 0 ? null : $"{value}")
    ).Array[0, 60];

    [Fact]
    public void It_holds_what_a_dictionary_holds_and_the_map_before_keeps_what_it_had() =>
        Changes
            .Array[0, 8]
            .Sample(steps =>
            {
                var (map, expected) = (PersistentMap<int, string>.Empty, new Dictionary<int, string>());
                foreach (
                    var step in steps.Select(step =>
                        step.DistinctBy(change => change.Key).ToDictionary(one => one.Key, one => (string?)one.Value)
                    )
                )
                {
                    var (before, kept) = (map, new Dictionary<int, string>(expected));
                    map = map.With(step);
                    foreach (var (key, value) in step)
                    {
                        if (value is null)
                            expected.Remove(key);
                        else
                            expected[key] = value;
                    }

                    AssertSame(expected, map);
                    AssertSame(kept, before);
                }
            });

    private static void AssertSame(Dictionary<int, string> expected, PersistentMap<int, string> map)
    {
        Assert.Equal(expected.Count, map.Count);
        Assert.Equal(expected.Values.Order(), map.Values.Order());
        for (var key = 0; key <= 200; key++)
            Assert.Equal(expected.GetValueOrDefault(key), map.Find(key));
    }
}
