using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using XrContent.Server.Hosting;
using XrContent.Server.Insight;

namespace XrContent.Benchmarks;

/// <summary>What it costs a request to be counted, beside one bare Interlocked.Increment.</summary>
internal static class CountBenchmark
{
    private const int Acts = 2_000_000;
    private const int Tries = 5;

    /// <summary>Nanoseconds and bytes that an act may cost.</summary>
    private const double MostNanoseconds = 2000;
    private const double MostBytes = 0.01;

    /// <summary>False where counting costs more than it may.</summary>
    public static bool Run()
    {
        var counter = new Counter(Options.Create(new SiteOptions { TimeZone = "Asia/Tokyo" }), TimeProvider.System);
        string[] places = [.. Enumerable.Range(0, 70).Select(i => $"place-{i}")];
        var bare = 0L;
        var (ours, bytes) = Measure(i => counter.Add(Server.Insight.Measure.Scene, new(places[i % 70], places[i % 70], "ja", "ar", "tag")));
        var (peer, _) = Measure(_ => Interlocked.Increment(ref bare));
        Console.WriteLine("| an act of seven cells | nanoseconds, median of 5 | bytes allocated |");
        Console.WriteLine("|---|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| counted | {ours:F0} | {bytes:F3} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| one Interlocked.Increment | {peer:F0} | 0 |"));
        return ours < MostNanoseconds && bytes < MostBytes;
    }

    private static (double Nanoseconds, double Bytes) Measure(Action<int> act)
    {
        var times = new List<double>();
        var allocated = 0L;
        for (var i = 0; i <= Tries; i++)
        {
            var (begun, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            for (var n = 0; n < Acts; n++)
                act(n);
            // The first fills the cells and warms the code.
            if (i == 0)
                continue;
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            times.Add(Stopwatch.GetElapsedTime(begun).TotalNanoseconds / Acts);
        }

        return (times.Order().ElementAt(Tries / 2), allocated / (double)(Acts * Tries));
    }
}
