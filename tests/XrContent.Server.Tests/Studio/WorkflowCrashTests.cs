using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace XrContent.Server.Tests.Studio;

/// <summary>Acts of the workflow, several at once, in a process that is killed while they run.</summary>
public sealed class WorkflowCrashTests : IAsyncLifetime
{
    private const string Capture = "drawing-inasayama-deck";
    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
    private readonly ConcurrentBag<Promise> promises = [];
    private readonly List<string> tours = [];
    private int acts;

    public async ValueTask InitializeAsync() => await ServerProcess.FillAsync(data);

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Killed_while_three_people_write_and_publish_every_answered_act_is_there_and_nothing_else_is_public()
    {
        var random = new Random(7);
        var recoveries = new List<TimeSpan>();
        for (var round = 0; round < ServerProcess.Kills(usual: 4); round++)
        {
            var began = Stopwatch.GetTimestamp();
            using var server = await ServerProcess.StartAsync(data);
            recoveries.Add(Stopwatch.GetElapsedTime(began));
            await AssertKeptAsync(server.Client);
            while (tours.Count < 2)
                tours.Add(await CreateAsync(server.Client));
            var end = acts + random.Next(20, 60);
            var storm = Enumerable.Range(0, 3).Select(i => StormAsync(server.Client, new Random(10 * round + i))).ToList();
            while (Volatile.Read(ref acts) < end && !storm.Exists(one => one.IsCompleted))
                await Task.Yield();
            server.Kill();
            await Task.WhenAll(storm);
        }

        using (var last = await ServerProcess.StartAsync(data))
            await AssertKeptAsync(last.Client);
        var median = recoveries.Order().ElementAt(recoveries.Count / 2);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{promises.Count} answered acts; of {recoveries.Count} starts half were ready in {median.TotalMilliseconds:0} ms, "
                + $"all in {recoveries.Max().TotalMilliseconds:0} ms"
        );
        Assert.All(Enum.GetValues<Kept>(), kind => Assert.Contains(promises, promise => promise.Kind == kind));
        var (code, said) = await ServerProcess.RunAsync(data, "check");
        Assert.True(code == 0, said);
    }

    /// <summary>Does one act after the other until the server is gone.</summary>
    private async Task StormAsync(HttpClient client, Random random)
    {
        try
        {
            while (true)
            {
                await ActAsync(client, random);
                Interlocked.Increment(ref acts);
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // It was killed.
        }
    }

    private Task ActAsync(HttpClient client, Random random)
    {
        var tour = tours[random.Next(tours.Count)];
        return random.Next(9) switch
        {
            6 => StepAsync(client, tour, "submit", new { }, "revision", Kept.Submitted),
            7 => StepAsync(client, tour, "return", new { note = "not yet" }, "revision", Kept.Returned),
            8 => StepAsync(client, tour, "restore", new { number = 1 }, "revision", Kept.Restored),
            0 or 1 => WriteAsync(client, tour, $"{random.NextInt64()}"),
            2 => StepAsync(client, tour, "publish", new { }, "publishedRevision", Kept.Published),
            3 => StepAsync(client, tour, "withdraw", new { }, "revision", Kept.Withdrawn),
            4 => StepAsync(client, tour, "publish", new { from = DateTimeOffset.UtcNow.AddDays(9) }, "plannedRevision", Kept.Scheduled),
            _ => TurnAsync(client, Math.Round(360 * random.NextDouble(), 6)),
        };
    }

    private async Task WriteAsync(HttpClient client, string id, string title)
    {
        var item = await client.GetFromJsonAsync<JsonElement>($"/api/v1/studio/items/{id}");
        var feature = JsonNode.Parse(item.GetProperty("feature").GetRawText())!;
        feature["properties"]!["title"]!["en"] = title;
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/studio/items/{id}") { Content = JsonContent.Create(feature) };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{item.GetProperty("tag").GetString()}\"");
        if (await AnswerAsync(client, request, HttpStatusCode.PreconditionFailed) is { } answer)
            promises.Add(new(Kept.Written, id, answer.GetProperty("revision").GetInt32(), title));
    }

    private async Task StepAsync(HttpClient client, string id, string step, object body, string member, Kept kind)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/studio/items/{id}/{step}")
        {
            Content = JsonContent.Create(body),
        };
        if (await AnswerAsync(client, request, HttpStatusCode.BadRequest) is { } answer && answer.TryGetProperty(member, out var number))
            promises.Add(new(kind, id, number.GetInt32(), ""));
    }

    private async Task TurnAsync(HttpClient client, double heading)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/studio/captures/{Capture}/pose")
        {
            Content = JsonContent.Create(new { heading }),
        };
        if (await AnswerAsync(client, request, HttpStatusCode.BadRequest) is not null)
            promises.Add(new(Kept.Turned, Capture, 0, $"{heading}"));
    }

    /// <summary>Null where the act was refused, as somebody else's came first.</summary>
    private static async Task<JsonElement?> AnswerAsync(HttpClient client, HttpRequestMessage request, HttpStatusCode refusal)
    {
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (response.StatusCode == refusal)
            return null;
        Assert.True(response.IsSuccessStatusCode, $"{request.RequestUri} {response.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task<string> CreateAsync(HttpClient client)
    {
        using var content = new StringContent(Person.Tour("A tour"), null, "application/json");
        using var made = await client.PostAsync("/api/v1/studio/items", content);
        return (await StudioServer.ReadAsync(made)).GetProperty("id").GetString()!;
    }

    private async Task AssertKeptAsync(HttpClient client)
    {
        var headings = new HashSet<string>();
        foreach (var id in tours.Append(Capture))
        {
            var history = await client.GetFromJsonAsync<JsonElement>($"/api/v1/studio/items/{id}/revisions");
            var steps = history.GetProperty("steps").EnumerateArray().Select(KindAndNumber).ToList();
            foreach (var promise in promises.Where(promise => promise.Item == id))
            {
                if (promise.Kind == Kept.Written)
                    Assert.Equal(
                        promise.Words,
                        (await RevisionAsync(client, id, promise.Number)).GetProperty("title").GetProperty("en").GetString()
                    );
                else if (promise.Kind is Kept.Published or Kept.Scheduled or Kept.Submitted or Kept.Restored)
                    Assert.Contains((NameOf(promise.Kind), promise.Number), steps);
            }

            // Which revision these are about is the server's to say.
            foreach (var kind in new[] { Kept.Withdrawn, Kept.Returned })
            {
                var promised = promises.Count(promise => promise.Kind == kind && promise.Item == id);
                Assert.InRange(steps.Count(step => step.Item1 == NameOf(kind)), promised, int.MaxValue);
            }

            if (id == Capture)
            {
                foreach (var revision in history.GetProperty("revisions").EnumerateArray())
                    headings.Add(
                        $"{(await RevisionAsync(client, id, NumberOf(revision))).GetProperty("pose").GetProperty("heading").GetDouble()}"
                    );
                continue;
            }

            // What visitors see was published, and is what was published.
            var seen = await client.GetAsync($"/api/v1/items/{id}?lang=en");
            if (seen.StatusCode == HttpStatusCode.NotFound)
                continue;
            var item = await client.GetFromJsonAsync<JsonElement>($"/api/v1/studio/items/{id}");
            var shown = item.GetProperty("publishedRevision").GetInt32();
            Assert.Contains(("published", shown), steps);
            var title = (await RevisionAsync(client, id, shown)).GetProperty("title").GetProperty("en").GetString();
            Assert.Contains($"\"{title}\"", await seen.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Subset(headings, promises.Where(promise => promise.Kind == Kept.Turned).Select(promise => promise.Words).ToHashSet());
    }

    private static async Task<JsonElement> RevisionAsync(HttpClient client, string id, int number) =>
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/studio/items/{id}/revisions/{number}"))
            .GetProperty("feature")
            .GetProperty("properties");

    private static (string, int) KindAndNumber(JsonElement step) =>
        (step.GetProperty("kind").GetString()!.ToLowerInvariant(), NumberOf(step));

    private static string NameOf(Kept kind) => kind.ToString().ToLowerInvariant();

    private static int NumberOf(JsonElement revision) => revision.GetProperty("number").GetInt32();

    /// <summary>What an answer of 200 promised.</summary>
    private enum Kept
    {
        Written,
        Published,
        Withdrawn,
        Scheduled,
        Submitted,
        Returned,
        Restored,
        Turned,
    }

    private sealed record Promise(Kept Kind, string Item, int Number, string Words);
}
