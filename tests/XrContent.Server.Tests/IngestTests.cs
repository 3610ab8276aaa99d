using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace XrContent.Server.Tests;

/// <summary>The way of a file from its last byte to the catalogue.</summary>
public class IngestTests(ServerFixture server)
{
    [Fact]
    public async Task A_picture_that_was_sent_is_a_draft_that_staff_alone_see_until_it_is_published()
    {
        var id = await Footage.SendAsync(server.Staff, Footage.NewStill(), Footage.Metadata("a.jpg", ("heading", "90")));
        var file = await Footage.EndOfAsync(server.Staff, id);
        Assert.Equal("ready", file.GetProperty("stage").GetString());
        Assert.False(file.GetProperty("published").GetBoolean());
        var (capture, thumbnail) = (file.GetProperty("capture").GetString()!, file.GetProperty("thumbnail").GetString()!);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"/api/v1/items/{capture}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(thumbnail)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Staff.GetAsync(thumbnail)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await server.Staff.PostAsync($"/api/v1/studio/items/{capture}/publish", null)).StatusCode);
        await Published.UntilAsync(server.Client, capture, seen: true);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(thumbnail)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Staff.PostAsync($"/api/v1/studio/items/{capture}/withdraw", null)).StatusCode);
        await Published.UntilAsync(server.Client, capture, seen: false);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(thumbnail)).StatusCode);
    }

    [Fact]
    public async Task A_film_shorter_than_half_a_second_is_taken_with_a_strip_of_one_frame()
    {
        var id = await Footage.SendAsync(server.Staff, Footage.NewGlimpse(), Footage.Metadata("glimpse.mp4", ("publish", "true")));
        var file = await Footage.EndOfAsync(server.Staff, id);
        Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
        var capture = file.GetProperty("capture").GetString()!;
        await Published.UntilAsync(server.Client, capture, seen: true);
        var strip = (await server.Client.GetFromJsonAsync<JsonElement>($"/api/v1/items/{capture}"))
            .GetProperty("properties")
            .GetProperty("media")
            .GetProperty("film")
            .GetProperty("strip");
        Assert.Equal((1, 1), (strip.GetProperty("columns").GetInt32(), strip.GetProperty("rows").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(strip.GetProperty("href").GetString())).StatusCode);
    }

    [Fact]
    public async Task A_film_that_was_sent_is_served_in_sizes_with_its_length_and_its_sound()
    {
        var id = await Footage.SendAsync(server.Staff, Footage.NewFilm(), Footage.Metadata("film.bin", ("publish", "true")));
        var file = await Footage.EndOfAsync(server.Staff, id);
        Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
        var capture = file.GetProperty("capture").GetString()!;
        await Published.UntilAsync(server.Client, capture, seen: true);
        var film = (await server.Client.GetFromJsonAsync<JsonElement>($"/api/v1/items/{capture}"))
            .GetProperty("properties")
            .GetProperty("media")
            .GetProperty("film");
        Assert.True(film.GetProperty("audio").GetBoolean());
        Assert.Equal(2, film.GetProperty("seconds").GetDouble(), 0.1);
        var master = film.GetProperty("hls").GetString()!;
        var response = await server.Client.GetAsync(master);
        Assert.Equal("application/vnd.apple.mpegurl", response.Content.Headers.ContentType!.MediaType);
        using var range = new HttpRequestMessage(HttpMethod.Get, master.Replace("master.m3u8", "640.mp4", StringComparison.Ordinal))
        {
            Headers = { Range = new(0, 99) },
        };
        Assert.Equal(HttpStatusCode.PartialContent, (await server.Client.SendAsync(range)).StatusCode);
        Assert.Equal(
            HttpStatusCode.OK,
            (await server.Client.GetAsync(film.GetProperty("strip").GetProperty("href").GetString())).StatusCode
        );

        // Captions go with it.
        using var captions = new StringContent("WEBVTT\n\n00:00.000 --> 00:01.000\nLanterns\n");
        Assert.Equal(
            HttpStatusCode.OK,
            (await server.Staff.PutAsync($"/api/v1/studio/captures/{capture}/captions/ja", captions)).StatusCode
        );
        using var bad = new StringContent("no captions");
        var refused = await server.Staff.PutAsync($"/api/v1/studio/captures/{capture}/captions/en", bad);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(
            "/problems/footage/not-captions",
            (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString()
        );
        Assert.Contains("Lanterns", await CaptionsAsync(capture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_file_tells_what_to_do_and_is_taken_when_it_is_done()
    {
        var id = await Footage.SendAsync(server.Staff, Footage.NewStill(), Footage.Metadata("a.jpg", ("panorama", "false"), ("taken", "")));
        var file = await Footage.EndOfAsync(server.Staff, id);
        Assert.Equal("no-time", file.GetProperty("problem").GetProperty("code").GetString());
        var wrong = await server.Staff.PatchAsJsonAsync($"/api/v1/studio/footage/{id}", new { place = "atlantis" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.True((await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("place", out _));
        Assert.Equal(
            HttpStatusCode.OK,
            (await server.Staff.PatchAsJsonAsync($"/api/v1/studio/footage/{id}", new { taken = "2026-02-17T19:05:00+09:00" })).StatusCode
        );
        Assert.Equal("ready", (await Footage.EndOfAsync(server.Staff, id)).GetProperty("stage").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await server.Staff.PostAsync($"/api/v1/studio/footage/{id}/retry", null)).StatusCode);
    }

    [Fact]
    public async Task What_was_cancelled_is_left_alone_until_it_is_tried_again()
    {
        using var idle = server.Serve(
            ("Ingest:Works", "false"),
            ("DataDirectory", Directory.CreateTempSubdirectory("xrcontent-").FullName)
        );
        using var client = idle.CreateClient(new() { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServerFixture.Token);
        var id = await Footage.SendAsync(client, Footage.NewStill(), Footage.Metadata("a.jpg"));
        Assert.Equal(
            "cancelled",
            (await (await client.PostAsync($"/api/v1/studio/footage/{id}/cancel", null)).Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("problem")
                .GetProperty("code")
                .GetString()
        );
        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsync($"/api/v1/studio/footage/{id}/cancel", null)).StatusCode);
        Assert.Equal(
            "received",
            (await (await client.PostAsync($"/api/v1/studio/footage/{id}/retry", null)).Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("stage")
                .GetString()
        );
    }

    [Fact]
    public async Task An_unfinished_upload_that_waited_too_long_is_gone_with_its_bytes()
    {
        var data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        using var hasty = server.Serve(("Ingest:Works", "false"), ("Uploads:KeepUnfinished", "00:00:00.001"), ("DataDirectory", data));
        using var client = hasty.CreateClient(new() { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServerFixture.Token);
        var address = await Footage.CreateAsync(client, 1000, Footage.Metadata("a.jpg"));
        HttpStatusCode status;
        do
        {
            using var head = Footage.Tus(HttpMethod.Head, address);
            status = (await client.SendAsync(head)).StatusCode;
        } while (status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Gone, status);
        await hasty.Services.GetRequiredService<Server.Ingest.Jobs.IngestSweep>().RunAsync(default);
        using var again = Footage.Tus(HttpMethod.Head, address);
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendAsync(again)).StatusCode);
        Assert.Empty(Directory.GetFiles(Path.Combine(data, "uploads")));
    }

    [Fact]
    public async Task The_same_file_sent_twice_is_one_capture()
    {
        var bytes = Footage.NewStill();
        var first = await Footage.EndOfAsync(server.Staff, await Footage.SendAsync(server.Staff, bytes, Footage.Metadata("a.jpg")));
        var second = await Footage.EndOfAsync(server.Staff, await Footage.SendAsync(server.Staff, bytes, Footage.Metadata("b.jpg")));
        Assert.Equal(first.GetProperty("capture").GetString(), second.GetProperty("capture").GetString());
        Assert.Equal("known", second.GetProperty("notes")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Staff_who_listen_hear_each_stage_and_visitors_hear_nothing()
    {
        await using var staff = Hub(ServerFixture.Token);
        await using var visitor = Hub(null);
        var stages = new System.Collections.Concurrent.ConcurrentQueue<(string, string)>();
        var overheard = 0;
        staff.On<JsonElement>(
            "Ingest",
            news => stages.Enqueue((news.GetProperty("id").GetString()!, news.GetProperty("stage").GetString()!))
        );
        visitor.On<JsonElement>("Ingest", _ => Interlocked.Increment(ref overheard));
        await staff.StartAsync();
        await visitor.StartAsync();
        var id = await Footage.SendAsync(server.Staff, Footage.NewStill(), Footage.Metadata("a.jpg"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!stages.Contains((id, "ready")))
            await timer.WaitForNextTickAsync(patience.Token);
        Assert.Equal(0, overheard);
        var progress = await server.Staff.GetFromJsonAsync<JsonElement>($"/api/v1/studio/captures/{id}/progress");
        Assert.Equal(("ready", 100), (progress.GetProperty("stage").GetString(), progress.GetProperty("percent").GetInt32()));
    }

    [Fact]
    public async Task A_batch_is_reported_as_csv_in_which_no_name_is_a_formula()
    {
        var batch = Guid.NewGuid().ToString("N");
        await Footage.EndOfAsync(
            server.Staff,
            await Footage.SendAsync(server.Staff, Footage.NewStill(), Footage.Metadata("=HYPERLINK(1)", ("batch", batch)))
        );
        await Footage.EndOfAsync(
            server.Staff,
            await Footage.SendAsync(server.Staff, [1, 2, 3], Footage.Metadata("a, \"b\".jpg", ("batch", batch)))
        );
        var lines = (await server.Staff.GetStringAsync($"/api/v1/studio/footage/report.csv?batch={batch}")).Split("\r\n");
        Assert.Equal("file,bytes,place,event,stage,capture,problem,what to do,notes,sent", lines[0].TrimStart('\uFEFF'));
        Assert.StartsWith("'=HYPERLINK(1),", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("\"a, \"\"b\"\".jpg\",3,minato-park,,refused,,unreadable,", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_doors_are_closed_without_the_token_and_say_so()
    {
        var document = await server.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var closed = 0;
        // By the first two staff come in.
        string[] ways = ["/api/v1/studio/session", "/api/v1/studio/invitations"];
        foreach (
            var path in document
                .GetProperty("paths")
                .EnumerateObject()
                .Where(path => !ways.Any(way => path.Name.StartsWith(way, StringComparison.Ordinal)))
                .Where(path =>
                    path.Name.StartsWith("/api/v1/studio", StringComparison.Ordinal)
                    || path.Name.StartsWith("/api/v1/uploads", StringComparison.Ordinal)
                )
        )
        {
            foreach (var method in path.Value.EnumerateObject().Where(method => method.Name != "options"))
            {
                foreach (var token in new[] { null, "", "a-token-for-tests-0123456788", "Bearer" })
                {
                    using var request = new HttpRequestMessage(
                        new(method.Name.ToUpperInvariant()),
                        path.Name.Replace("{id}", "x", StringComparison.Ordinal)
                            .Replace("{language}", "ja", StringComparison.Ordinal)
                            .Replace("{year}", "2030", StringComparison.Ordinal)
                            .Replace("{number}", "1", StringComparison.Ordinal)
                    );
                    request.Headers.Add("Tus-Resumable", "1.0.0");
                    if (token is not null)
                        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
                    using var response = await server.Client.SendAsync(request);
                    Assert.True(
                        response.StatusCode == HttpStatusCode.Unauthorized,
                        $"{method.Name} {path.Name} answers {response.StatusCode}"
                    );
                    Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
                    if (method.Name == "head")
                        continue;
                    Assert.Equal(
                        "/problems/sign-in-required",
                        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString()
                    );
                }

                closed++;
            }
        }

        Assert.True(closed >= 15, $"Only {closed} endpoints were tried.");
    }

    private async Task<string> CaptionsAsync(string capture)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            var film = (await server.Client.GetFromJsonAsync<JsonElement>($"/api/v1/items/{capture}"))
                .GetProperty("properties")
                .GetProperty("media")
                .GetProperty("film");
            if (film.GetProperty("captions").TryGetProperty("ja", out var address))
                return await server.Client.GetStringAsync(address.GetString());
        }

        return "";
    }

    private HubConnection Hub(string? token) =>
        new HubConnectionBuilder()
            .WithUrl(
                new Uri(server.Factory.Server.BaseAddress, "/hubs/live"),
                options =>
                {
                    options.HttpMessageHandlerFactory = _ => server.Factory.Server.CreateHandler();
                    options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.LongPolling;
                    options.AccessTokenProvider = () => Task.FromResult(token);
                }
            )
            .Build();
}

/// <summary>Waits for the snapshot that visitors are served from.</summary>
internal static class Published
{
    public static async Task UntilAsync(HttpClient client, string id, bool seen)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await client.GetAsync($"/api/v1/items/{id}", patience.Token)).IsSuccessStatusCode != seen)
            await timer.WaitForNextTickAsync(patience.Token);
    }
}
