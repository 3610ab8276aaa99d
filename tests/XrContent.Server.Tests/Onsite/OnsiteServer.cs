using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Server.Onsite.Tags;

namespace XrContent.Server.Tests.Onsite;

/// <summary>A server that opens on the spot only, over a folder of its own, with a clock that tests move.</summary>
public sealed class OnsiteServer : IAsyncLifetime
{
    public const string Deck = "inasayama-deck";
    public const string Scene = "/api/v1/scenes/inasayama-impact";

    /// <summary>On the deck.</summary>
    public static readonly (double Lat, double Lon) AtDeck = (32.7528, 129.8496);

    private (string Key, string Value)[] settings = [];
    private bool isEmpty;

    public string Data { get; } = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    public MovableClock Clock { get; } = new();

    public WebApplicationFactory<Program> Factory { get; private set; } = null!;

    public HttpClient Staff { get; private set; } = null!;

    /// <summary>One for a single test.</summary>
    public static async Task<OnsiteServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var server = new OnsiteServer { settings = settings };
        await server.InitializeAsync();
        return server;
    }

    /// <summary>One with nothing in its catalogue.</summary>
    public static async Task<OnsiteServer> EmptyAsync()
    {
        var server = new OnsiteServer { settings = [("Content:Starter", "false")], isEmpty = true };
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        await ServerProcess.FillAsync(Data, isEmpty ? "terrain" : null);
        Factory = Serve(null, settings);
        Staff = Factory.CreateClient();
        Staff.DefaultRequestHeaders.Authorization = new("Bearer", ServerFixture.Token);
    }

    /// <summary>Another node over the same folder.</summary>
    public WebApplicationFactory<Program> Serve(TimeProvider? clock = null, params (string Key, string Value)[] settings) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseContentRoot(AppContext.BaseDirectory);
            host.UseSetting("DataDirectory", Data);
            host.UseSetting("Studio:ServiceToken", ServerFixture.Token);
            host.UseSetting("Video:Preset", "ultrafast");
            host.UseSetting("Onsite:TriesPerAddress", "1000000");
            host.UseSetting("Onsite:TriesPerTag", "1000000");
            foreach (var (key, value) in settings)
                host.UseSetting(key, value);
            host.ConfigureTestServices(services => services.AddSingleton(clock ?? Clock));
        });

    /// <summary>A visitor: a browser that keeps cookies and does not follow where it is led.</summary>
    public HttpClient Visitor(WebApplicationFactory<Program>? node = null) =>
        (node ?? Factory).CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });

    internal TagStore Tags => Factory.Services.GetRequiredService<TagStore>();

    public async Task<string> AddTagAsync(string strength, string place = Deck)
    {
        var response = await Staff.PostAsJsonAsync("/api/v1/studio/tags", new { place, strength });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>A pass for the deck, by a printed tag and a position on it.</summary>
    public async Task<string> PassAsync(HttpClient client, string place = Deck, (double Lat, double Lon)? at = null)
    {
        var (lat, lon) = at ?? AtDeck;
        var answer = await AskAsync(
            client,
            new
            {
                tag = await AddTagAsync("printed", place),
                lat,
                lon,
                accuracy = 20,
            }
        );
        return answer.GetProperty("token").GetString()!;
    }

    public static async Task<JsonElement> AskAsync(HttpClient client, object request)
    {
        using var response = await client.PostAsJsonAsync("/api/v1/passes", request);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static async Task<string?> ProblemAsync(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString()
            : null;

    public async ValueTask DisposeAsync()
    {
        Staff.Dispose();
        await Factory.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Data, recursive: true);
    }
}

/// <summary>Tells the real time, moved by as much as a test says; timers run as they do.</summary>
public sealed class MovableClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}

/// <summary>The tests of one class share a server, and none shares its clock with another's.</summary>
public abstract class OnsiteTests : IClassFixture<OnsiteServer>
{
    protected OnsiteTests(OnsiteServer server)
    {
        Server = server;
        Server.Clock.Ahead = TimeSpan.Zero;
    }

    protected OnsiteServer Server { get; }
}
