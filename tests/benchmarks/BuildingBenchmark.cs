using System.Diagnostics;
using XrContent.Geo;
using XrContent.Geo.Buildings;
using XrContent.Geo.Terrain;
using XrContent.Geo.Views;

namespace XrContent.Benchmarks;

/// <summary>The sweep with a town on the land beside the sweep of the bare land, and what a city takes in memory.</summary>
internal static class BuildingBenchmark
{
    private const int Rounds = 9;
    private const int Year = 2026;
    private static readonly LatLon Deck = new(32.7528, 129.8496);
    private static readonly LatLon Street = new(32.7737, 129.8632);

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-bench-").FullName;
        var bare = Relief.Make(folder);
        var store = Relief.StoreIn(folder);
        Console.WriteLine("| what | took | of the bare land's |");
        Console.WriteLine("|---|---|---|");
        foreach (var count in new[] { 50_000, 200_000 })
        {
            store.RemoveBuildings("town", CancellationToken.None);
            store.AddBuildings(new("town", "Town"), Town(count), CancellationToken.None);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var map = TerrainMap.Open(store);
            var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
            Console.WriteLine($"| {count:N0} buildings in memory | {memory / 1e6:N0} MB | |");
            foreach (var (name, eye, above) in new[] { ("deck", Deck, 30.0), ("street", Street, 1.6) })
            {
                var height = bare.HeightAt(eye) + above;
                var (without, with) = (Measure(bare, eye, height), Measure(map, eye, height));
                Console.WriteLine($"| sweep from the {name}, bare | {without:N0} ms | 1 |");
                Console.WriteLine($"| the same over {count:N0} buildings | {with:N0} ms | {with / without:N2} |");
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static double Measure(TerrainMap map, LatLon eye, double height)
    {
        var times = new List<double>();
        for (var round = 0; round < 2 * Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            Viewshed.From(map, eye, height, Year);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times[Rounds..].Order().ElementAt(Rounds / 2);
    }

    /// <summary>Houses of eight corners and some towers, as close as in a city: 200,000 on 25 square kilometres.</summary>
    private static IEnumerable<Building> Town(int count)
    {
        var random = new Random(1945);
        for (var i = 0; i < count; i++)
        {
            var middle = new LatLon(32.7737 + (random.NextDouble() - 0.5) * 0.045, 129.8632 + (random.NextDouble() - 0.5) * 0.053);
            var (turn, size) = (random.NextDouble() * 360, 3 + random.NextDouble() * 6);
            var outline = Enumerable.Range(0, 8).Select(k => Geodesic.Direct(middle, turn + 45 * k, k % 2 == 0 ? size : size * 0.8));
            yield return new($"{i}", [.. outline], null, 3 + Math.Pow(random.NextDouble(), 4) * 40, 2000, null);
        }
    }
}
