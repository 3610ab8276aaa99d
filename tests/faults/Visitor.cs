using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace XrContent.Faults;

/// <summary>Looks round Minato Park with a pass that was given once.</summary>
internal sealed class Visitor(Uri door) : Person(door)
{
    private static readonly string[] Looks =
    [
        "/api/v1/nearby?lat=32.7424&lon=129.8762&lang=en",
        "/api/v1/cells/15/28203/13276?lang=ja",
        "/api/v1/items/minato-park?lang=ko",
        ForThoseWhoAreThere,
    ];

    private const string ForThoseWhoAreThere = "/api/v1/scenes/scene-minato-park/pack";

    private string? pass;
    private int at;

    /// <summary>Reads a tag of the park, as somebody who stands there.</summary>
    /// <param name="staff">Hangs the tag up.</param>
    public async Task ComeAsync(HttpClient staff)
    {
        var made = await staff.PostAsJsonAsync("/api/v1/studio/tags", new { place = "minato-park", strength = "printed" });
        var tag = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var answer = await staff.PostAsJsonAsync(
            "/api/v1/passes",
            new
            {
                tag,
                lat = 32.7424,
                lon = 129.8762,
                accuracy = 5,
            }
        );
        pass = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
    }

    /// <summary>Whether the pass still opens what is open at the park alone.</summary>
    public async Task<bool> IsLetInAsync(HttpClient server)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, ForThoseWhoAreThere) { Headers = { Authorization = new("Bearer", pass) } };
        using var answer = await server.SendAsync(asked);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    protected override string Token => pass!;

    protected override async Task ActAsync(CancellationToken end)
    {
        using var answer = await AskAsync(new(HttpMethod.Get, Looks[at++ % Looks.Length]), end);
    }
}
