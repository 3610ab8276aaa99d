using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace XrContent.Benchmarks;

/// <summary>
/// From the start of the process until it is ready, beside an empty application of the same framework; both are compiled alike.
/// </summary>
internal static class StartBenchmark
{
    private const int Rounds = 5;

    /// <summary>The word with which these programs become the empty application.</summary>
    public const string Bare = "start-bare";

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-bench-").FullName;
        var server = Path.Combine(AppContext.BaseDirectory, "XrContent.Server.dll");
        Programs.Run("dotnet", server, "import", Path.Combine(AppContext.BaseDirectory, "content"), $"--DataDirectory={folder}");
        var (ours, bare) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (seconds, empty) = (
                await TimeAsync(port => [server, $"--DataDirectory={folder}", $"--Urls=http://127.0.0.1:{port}"], "/health/ready"),
                await TimeAsync(port => [Path.Combine(AppContext.BaseDirectory, "XrContent.Benchmarks.dll"), Bare, $"{port}"], "/")
            );
            // The first one composes the land, once for all.
            if (round == 0)
                continue;
            ours.Add(seconds);
            bare.Add(empty);
        }

        Console.WriteLine("| what | start to ready (median of five; slowest) |");
        Console.WriteLine("|---|---|");
        foreach (var (name, all) in new[] { ("starter catalogue", ours), ("an empty application", bare) })
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {name} | {all.Order().ElementAt(Rounds / 2):0.00} s; {all.Max():0.00} s |")
            );
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>As little as a server of this framework can be.</summary>
    public static Task ServeAsync(int port)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapGet("/", () => "ready");
        return app.RunAsync();
    }

    private static async Task<double> TimeAsync(Func<int, string[]> words, string path)
    {
        var port = Net.FreePort();
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        var info = new ProcessStartInfo("dotnet", words(port)) { RedirectStandardOutput = true };
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(info)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (await look.WaitForNextTickAsync())
        {
            try
            {
                using var answer = await client.GetAsync(path);
                if (answer.IsSuccessStatusCode)
                    break;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Kill();
        await process.WaitForExitAsync();
        return seconds;
    }
}
