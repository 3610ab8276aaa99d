using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace XrContent.Faults;

/// <summary>Writes stalls at a park, one after the other, changes the name of each some times and publishes it.</summary>
internal sealed class Editor(Uri door) : Person(door)
{
    private const int Names = 4;
    private readonly ConcurrentDictionary<string, Stall> stalls = new();
    private string? current;

    /// <summary>Ids of what was published, as it was answered.</summary>
    public IEnumerable<string> Published => stalls.Where(stall => stall.Value.Published > 0).Select(stall => stall.Key);

    /// <summary>Names are numbers: what was answered last, what was tried last, and which was published.</summary>
    private readonly record struct Stall(int Written, int Tried, int Published);

    protected override async Task ActAsync(CancellationToken end)
    {
        if (current is null)
            current = await CreateAsync(end);
        else if (stalls[current].Tried < Names)
            await RenameAsync(current, end);
        else if (await PublishAsync(current, end))
            current = null;
    }

    /// <summary>Whether everything that was answered is there, and nothing that was not tried.</summary>
    /// <param name="server">Asked of by staff.</param>
    public async Task<IReadOnlyList<string>> MissingAsync(HttpClient server)
    {
        var missing = new List<string>();
        foreach (var (id, before) in stalls)
        {
            var draft = await server.GetFromJsonAsync<JsonElement>($"/api/v1/studio/items/{id}");
            if (NameOf(draft.GetProperty("feature")) is var name && (name < before.Written || name > stalls[id].Tried))
                missing.Add($"{id} is called {name}, not {before.Written} to {stalls[id].Tried}");
            // A name whose answer was lost may have been written, and published with the rest.
            if (before.Published > 0 && await SeenAsync(server, id) is var seen && !(seen >= before.Published && seen <= stalls[id].Tried))
                missing.Add($"{id} was published as {before.Published} and is seen as {seen}");
        }

        return missing;
    }

    /// <summary>Under which name visitors see it; null where they do not, a while after it was published.</summary>
    private static async Task<int?> SeenAsync(HttpClient server, string id)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var looks = 0; looks < 250; looks++)
        {
            using var answer = await server.GetAsync($"/api/v1/items/{id}?lang=en");
            if (answer.IsSuccessStatusCode)
                return NameOf(await answer.Content.ReadFromJsonAsync<JsonElement>());
            await look.WaitForNextTickAsync();
        }

        return null;
    }

    private async Task<string?> CreateAsync(CancellationToken end)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/studio/items")
        {
            Content = new StringContent(
                """
                {"type":"Feature","geometry":{"type":"Point","coordinates":[129.8762,32.7424]},"properties":{
                  "kind":"place","title":{"ja":"屋台","en":"0"},"category":"park","position":{"accuracy":10,"sources":["s"]},
                  "sources":[{"id":"s","title":"A source"}]}}
                """,
                null,
                "application/json"
            ),
        };
        using var made = await AskAsync(request, end);
        if (made is null)
            return null;
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(end)).GetProperty("id").GetString()!;
        stalls[id] = default;
        return id;
    }

    private async Task RenameAsync(string id, CancellationToken end)
    {
        using var read = await AskAsync(new(HttpMethod.Get, $"/api/v1/studio/items/{id}"), end);
        if (read is null)
            return;
        var item = await read.Content.ReadFromJsonAsync<JsonElement>(end);
        var feature = JsonNode.Parse(item.GetProperty("feature").GetRawText())!;
        var name = stalls[id].Tried + 1;
        feature["properties"]!["title"]!["en"] = name.ToString(CultureInfo.InvariantCulture);
        var write = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/studio/items/{id}") { Content = JsonContent.Create(feature) };
        write.Headers.TryAddWithoutValidation("If-Match", $"\"{item.GetProperty("tag").GetString()}\"");
        stalls[id] = stalls[id] with { Tried = name };
        // The door asks the other node where the first one's answer was lost, and that one has it already.
        using var written = await AskAsync(write, end, HttpStatusCode.PreconditionFailed);
        if (written is { IsSuccessStatusCode: true })
            stalls[id] = stalls[id] with { Written = name };
    }

    private async Task<bool> PublishAsync(string id, CancellationToken end)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/studio/items/{id}/publish")
        {
            Content = JsonContent.Create(new { }),
        };
        // Published before, by a request to which no answer came.
        using var answer = await AskAsync(request, end, HttpStatusCode.BadRequest);
        if (answer is null)
            return false;
        stalls[id] = stalls[id] with { Published = stalls[id].Written };
        return true;
    }

    private static int NameOf(JsonElement feature) =>
        feature.GetProperty("properties").GetProperty("title") is { ValueKind: JsonValueKind.Object } title
            ? int.Parse(title.GetProperty("en").GetString()!, CultureInfo.InvariantCulture)
            : int.Parse(feature.GetProperty("properties").GetProperty("title").GetString()!, CultureInfo.InvariantCulture);
}
