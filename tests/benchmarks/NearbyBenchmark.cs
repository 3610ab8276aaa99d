namespace XrContent.Benchmarks;

/// <summary>Nearby over catalogues of several sizes, beside a bare Kestrel "hello" in the same run.</summary>
internal static class NearbyBenchmark
{
    public static async Task RunAsync(int[] sizes)
    {
        Console.WriteLine("| what | requests/s | of hello | bytes allocated a request | answer, bytes | snapshot built in | memory |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var hello = await Load.MeasureAsync(Servers.Hello(), "/");
        Console.WriteLine($"| hello | {hello.PerSecond:N0} | 100 % | {hello.AllocatedBytes:N0} | {hello.AnswerBytes:N0} | | |");
        foreach (var size in sizes)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var started = TimeProvider.System.GetTimestamp();
            var catalog = Servers.Catalog(size);
            var built = TimeProvider.System.GetElapsedTime(started);
            var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
            var nearby = await Load.MeasureAsync(Servers.Nearby(catalog), "/api/v1/nearby?lat=32.75&lon=129.87&lang=en");
            Console.WriteLine($"| nearby, {size:N0} items | {nearby.PerSecond:N0} | {nearby.PerSecond / hello.PerSecond:P0} | {nearby.AllocatedBytes:N0} | {nearby.AnswerBytes:N0} | {built.TotalSeconds:F1} s | {memory / 1048576:N0} MiB |");
        }
    }
}
