using System.Net;
using System.Net.Http.Json;
using Microsoft.Data.Sqlite;

namespace XrContent.Server.Tests.Insight;

/// <summary>Counts of several nodes come together, and a node that is killed loses no more than it had not written yet.</summary>
public class ManyNodesTests
{
    private const int Visits = 100_000;
    private const int Senders = 8;

    [Fact]
    public async Task A_hundred_thousand_visits_over_two_nodes_are_counted_but_for_the_last_moments_of_one_that_was_killed()
    {
        var data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        try
        {
            await ServerProcess.FillAsync(data);
            string[] settings = ["--Insight:WriteEvery=00:00:01", "--Insight:ActsPerAddress=100000000"];
            using var kept = await ServerProcess.StartAsync(data, settings);
            using var killed = await ServerProcess.StartAsync(data, settings);
            var (ofKept, ofKilled) = (new Tally(), new Tally());
            var half = SendAsync(killed.Client.BaseAddress!, "en", Visits / 2, ofKilled);
            var whole = SendAsync(kept.Client.BaseAddress!, "ja", Visits / 2, ofKept);
            await Task.WhenAny(ofKilled.Half.Task, half);
            // All that was said by now is written within moments, while more comes; only what came after may be lost.
            var safe = ofKilled.Said;
            await UntilAsync(data, "en", sum => sum >= safe);
            killed.Kill();
            await Task.WhenAll(half, whole);
            Assert.Equal(Visits / 2, ofKept.Said);
            // What the node that goes on was told is there to the last, and nothing of it twice.
            Assert.Equal(Visits / 2, await UntilAsync(data, "ja", sum => sum >= Visits / 2));
            Assert.InRange(await UntilAsync(data, "en", sum => sum >= safe), safe, ofKilled.Asked);
            await AssertNothingIdentifiesAsync(data);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private sealed class Tally
    {
        public int Asked;
        public int Said;

        /// <summary>Done when half of all was said.</summary>
        public TaskCompletionSource Half { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static Task SendAsync(Uri address, string language, int visits, Tally tally) =>
        Task.WhenAll(
            Enumerable
                .Range(0, Senders)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        using var browser = new HttpClient { BaseAddress = address };
                        browser.DefaultRequestHeaders.UserAgent.ParseAdd("Somebody/1.0 (their-very-own-phone)");
                        while (Interlocked.Increment(ref tally.Asked) is var number && number <= visits)
                        {
                            try
                            {
                                using var response = await browser.PostAsJsonAsync(
                                    "/api/v1/counts",
                                    new
                                    {
                                        measure = "visit",
                                        language,
                                        from = "home",
                                    }
                                );
                                Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
                                if (Interlocked.Increment(ref tally.Said) == visits / 2)
                                    tally.Half.SetResult();
                            }
                            catch (HttpRequestException)
                            {
                                // The node is gone; so is this browser.
                                return;
                            }
                        }
                    })
                )
        );

    private static async Task<long> UntilAsync(string data, string language, Func<long, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var sum = await AskAsync(data, $"SELECT coalesce(sum(Count), 0) FROM Counts WHERE Measure = 'visit' AND Value = '{language}'");
            if (isSo(sum))
                return sum;
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Neither what a browser says of itself nor where it came from is in any file.</summary>
    private static async Task AssertNothingIdentifiesAsync(string data)
    {
        foreach (var file in Directory.EnumerateFiles(data, "catalog.db*"))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[open.Length];
            await open.ReadExactlyAsync(bytes);
            foreach (var trace in new[] { "their-very-own-phone"u8.ToArray(), "127.0.0.1"u8.ToArray() })
                Assert.True(bytes.AsSpan().IndexOf(trace) < 0, file);
        }

        // A day has one row for each cell, however many came.
        Assert.InRange(await AskAsync(data, "SELECT count(*) FROM Counts"), 3, 60);
    }

    private static async Task<long> AskAsync(string data, string question)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "catalog.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = question;
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
