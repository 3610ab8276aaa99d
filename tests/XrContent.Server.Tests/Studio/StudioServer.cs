using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using XrContent.Server.Tests.Onsite;

namespace XrContent.Server.Tests.Studio;

/// <summary>A server with a clock that tests move, and people who come in by invitation.</summary>
public sealed class StudioServer : IAsyncLifetime
{
    public const string Password = "a long enough sentence";

    private OnsiteServer inner = new();

    /// <summary>Speaks with the service token.</summary>
    public HttpClient Program => inner.Staff;

    public MovableClock Clock => inner.Clock;

    public string Data => inner.Data;

    public IServiceProvider Services => inner.Factory.Services;

    public HttpClient Stranger() => inner.Visitor();

    /// <summary>A browser in which somebody of this role is signed in; each time a new person.</summary>
    public async Task<Person> PersonAsync(string role, string? name = null)
    {
        name ??= $"{role} {Guid.NewGuid():N}"[..30];
        var email = $"{Guid.NewGuid():N}@example.org";
        using var invited = await Program.PostAsJsonAsync("/api/v1/studio/staff/invitations", new { email, role });
        var link = (await ReadAsync(invited)).GetProperty("link").GetString()!;
        var browser = inner.Visitor();
        using var joined = await browser.PostAsJsonAsync(
            $"/api/v1/studio/invitations/{link.Split('/')[^1]}",
            new { name, password = Password }
        );
        Assert.True(joined.IsSuccessStatusCode, await joined.Content.ReadAsStringAsync());
        return await Person.AtAsync(browser, name, email);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>One for a single test.</summary>
    public static async Task<StudioServer> StartAsync(params (string Key, string Value)[] settings) =>
        new() { inner = await OnsiteServer.StartAsync(settings) };

    public ValueTask InitializeAsync() => inner.InitializeAsync();

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>Somebody at a browser.</summary>
public sealed record Person(HttpClient Browser, string Name, string Email)
{
    public static async Task<Person> AtAsync(HttpClient browser, string name, string email)
    {
        var me = await browser.GetFromJsonAsync<JsonElement>("/api/v1/studio/me");
        browser.DefaultRequestHeaders.Remove("X-XrContent-Page");
        browser.DefaultRequestHeaders.Add("X-XrContent-Page", me.GetProperty("page").GetString());
        return new(browser, name, email);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? tag = null)
    {
        var request = new HttpRequestMessage(method, $"/api/v1/studio/{path}");
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{tag}\"");
        return Browser.SendAsync(request);
    }

    public async Task<JsonElement> DoAsync(HttpMethod method, string path, object? body = null, string? tag = null)
    {
        using var response = await SendAsync(method, path, body, tag);
        return await StudioServer.ReadAsync(response);
    }

    /// <summary>A draft of a tour through one scene, which holds.</summary>
    public async Task<(string Id, string Tag)> DraftAsync(string? title = null)
    {
        title ??= $"Tour {Guid.NewGuid():N}"[..14];
        var made = await DoAsync(HttpMethod.Post, "items", Tour(title));
        return (made.GetProperty("id").GetString()!, made.GetProperty("tag").GetString()!);
    }

    public static string Tour(string title, string scene = "scene-minato-park") =>
        JsonSerializer.Serialize(
            new
            {
                type = "Feature",
                properties = new
                {
                    kind = "tour",
                    title = new { ja = title, en = title },
                    stops = new[] { new { scene } },
                },
            }
        );
}

/// <summary>The tests of one class share a server.</summary>
public abstract class StudioTests(StudioServer server) : IClassFixture<StudioServer>
{
    protected StudioServer Server { get; } = server;

    protected static void Refused(HttpStatusCode status, string type, HttpResponseMessage response, string body)
    {
        Assert.True(response.StatusCode == status, $"{response.StatusCode} {body}");
        Assert.Equal(type, JsonSerializer.Deserialize<JsonElement>(body).GetProperty("type").GetString());
    }
}
