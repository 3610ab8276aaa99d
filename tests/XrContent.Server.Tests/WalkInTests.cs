using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using XrContent.Media.Tests;

namespace XrContent.Server.Tests;

/// <summary>Records that one can walk in go the way of all files, and belong to a capture.</summary>
public class WalkInTests(ServerFixture server)
{
    private static byte[] Splats(float size = 0.1f) =>
        Records.SplatPly([.. Enumerable.Range(0, 50).Select(i => new MadeSplat(i % 7, i / 7, -i, size, 0.8f, 0.5f, 0.5f, 0.5f))]);

    [Fact]
    public async Task What_was_sent_is_served_in_pieces_with_the_capture_that_one_can_walk_into()
    {
        var capture = await CaptureAsync();
        var file = await SendAsync(Splats(), capture);
        Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
        Assert.Equal(capture, file.GetProperty("capture").GetString());

        var media = await UntilAsync(capture, media => media.TryGetProperty("walkIn", out _));
        var walkIn = media.GetProperty("walkIn");
        var piece = Assert.Single(walkIn.GetProperty("pieces").EnumerateArray()).GetString()!;
        Assert.Equal((1.0, 0.0), (walkIn.GetProperty("scale").GetDouble(), walkIn.GetProperty("heading").GetDouble()));
        Assert.InRange(walkIn.GetProperty("reach").GetDouble(), 10, 30);
        var (_, splats) = Records.ReadSpz(await server.Client.GetByteArrayAsync(piece));
        Assert.Equal(50, splats.Count);
        using var head = await server.Client.SendAsync(new(HttpMethod.Head, piece));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        using var part = new HttpRequestMessage(HttpMethod.Get, piece) { Headers = { Range = new(0, 9) } };
        Assert.Equal(HttpStatusCode.PartialContent, (await server.Client.SendAsync(part)).StatusCode);
        // Of other names nothing is served.
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await server.Client.GetAsync(piece.Replace("0.spz", "1.spz", StringComparison.Ordinal))).StatusCode
        );
    }

    [Fact]
    public async Task A_mesh_is_served_as_a_model()
    {
        var capture = await CaptureAsync();
        await SendAsync(Records.Mesh(4), capture);

        var media = await UntilAsync(capture, media => media.TryGetProperty("walkIn", out _));
        var model = media.GetProperty("walkIn").GetProperty("model").GetString()!;
        Assert.Equal(Records.Mesh(4), await server.Client.GetByteArrayAsync(model));
    }

    [Fact]
    public async Task Of_two_that_are_sent_at_once_both_come_and_one_of_them_stands()
    {
        var capture = await CaptureAsync();
        var files = await Task.WhenAll(SendAsync(Splats(0.4f), capture), SendAsync(Splats(0.5f), capture));

        Assert.All(files, file => Assert.Equal("ready", file.GetProperty("stage").GetString()));
        var media = await UntilAsync(capture, media => media.TryGetProperty("walkIn", out _));
        var piece = media.GetProperty("walkIn").GetProperty("pieces")[0].GetString()!;
        Assert.Equal(50, Records.ReadSpz(await server.Client.GetByteArrayAsync(piece)).Splats.Count);
    }

    [Fact]
    public async Task A_better_record_stands_where_the_former_one_was_put()
    {
        var capture = await CaptureAsync();
        await SendAsync(Splats(), capture);
        await UntilAsync(capture, media => media.TryGetProperty("walkIn", out _));
        using var read = await server.Staff.GetAsync($"/api/v1/studio/items/{capture}");
        var item = System.Text.Json.Nodes.JsonNode.Parse(await read.Content.ReadAsStringAsync())!;
        var feature = item["feature"] ?? item["draft"] ?? item;
        feature["properties"]!["walkIn"]!["heading"] = 120;
        feature["properties"]!["walkIn"]!["scale"] = 0.5;
        using var put = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/studio/items/{capture}") { Content = JsonContent.Create(feature) };
        put.Headers.TryAddWithoutValidation("If-Match", read.Headers.ETag!.ToString());
        using var saved = await server.Staff.SendAsync(put);
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await server.Staff.PostAsync($"/api/v1/studio/items/{capture}/publish", null)).StatusCode);
        var before = await UntilAsync(capture, media => media.GetProperty("walkIn").GetProperty("heading").GetDouble() == 120);

        await SendAsync(Splats(0.2f), capture);
        var pieces = before.GetProperty("walkIn").GetProperty("pieces").ToString();
        var after = await UntilAsync(capture, media => media.GetProperty("walkIn").GetProperty("pieces").ToString() != pieces);
        Assert.Equal(
            (120.0, 0.5),
            (after.GetProperty("walkIn").GetProperty("heading").GetDouble(), after.GetProperty("walkIn").GetProperty("scale").GetDouble())
        );
    }

    [Fact]
    public async Task What_is_redacted_in_a_picture_is_not_shown_by_a_record_of_the_same_place()
    {
        var capture = await CaptureAsync();
        // No other capture has this very record.
        await SendAsync(Splats(0.3f), capture);
        var media = await UntilAsync(capture, media => media.TryGetProperty("walkIn", out _));
        var piece = media.GetProperty("walkIn").GetProperty("pieces")[0].GetString()!;
        using var redacted = await server.Staff.PutAsJsonAsync(
            $"/api/v1/studio/captures/{capture}/redactions",
            new[]
            {
                new
                {
                    left = -10,
                    right = 10,
                    top = 10,
                    bottom = -10,
                },
            }
        );
        var job = (await redacted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("footage").GetString()!;
        Assert.Equal("ready", (await Footage.EndOfAsync(server.Staff, job)).GetProperty("stage").GetString());
        await UntilAsync(capture, media => !media.TryGetProperty("walkIn", out _));

        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(piece)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Staff.GetAsync(piece)).StatusCode);
        // An older revision that had it comes back without it.
        using var restored = await server.Staff.PostAsJsonAsync($"/api/v1/studio/items/{capture}/restore", new { number = 2 });
        Assert.True(restored.IsSuccessStatusCode, await restored.Content.ReadAsStringAsync());
        var draft = await server.Staff.GetStringAsync($"/api/v1/studio/items/{capture}");
        Assert.Contains("\"redactions\"", draft, StringComparison.Ordinal);
        Assert.DoesNotContain("\"walkIn\"", draft, StringComparison.Ordinal);
        // Nor is another one taken now.
        using var create = Footage.Tus(
            HttpMethod.Post,
            "/api/v1/uploads",
            ("Upload-Length", "10"),
            ("Upload-Metadata", Footage.Metadata("a.ply", ("walkIn", capture)))
        );
        using var refused = await server.Staff.SendAsync(create);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("cannot be redacted here", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_record_is_refused_and_the_capture_stays_as_it_was()
    {
        var capture = await CaptureAsync();
        var file = await SendAsync(Footage.NewStill(), capture);

        Assert.Equal("refused", file.GetProperty("stage").GetString());
        Assert.Contains(
            "no record that one can walk in",
            file.GetProperty("problem").GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
        var item = await server.Client.GetFromJsonAsync<JsonElement>($"/api/v1/items/{capture}");
        Assert.False(item.GetProperty("properties").GetProperty("media").TryGetProperty("walkIn", out _));
    }

    [Fact]
    public async Task It_goes_to_no_capture_that_is_not_there()
    {
        using var create = Footage.Tus(
            HttpMethod.Post,
            "/api/v1/uploads",
            ("Upload-Length", "10"),
            ("Upload-Metadata", Footage.Metadata("a.ply", ("walkIn", "minato-park")))
        );
        using var refused = await server.Staff.SendAsync(create);
        Assert.Contains("There is no capture \\\"minato-park\\\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<string> CaptureAsync()
    {
        var id = await Footage.SendAsync(
            server.Staff,
            Footage.NewStill(),
            Footage.Metadata("a.jpg", ("heading", "90"), ("publish", "true"))
        );
        var file = await Footage.EndOfAsync(server.Staff, id);
        Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
        var capture = file.GetProperty("capture").GetString()!;
        await Published.UntilAsync(server.Client, capture, seen: true);
        return capture;
    }

    private async Task<JsonElement> SendAsync(byte[] bytes, string capture)
    {
        var id = await Footage.SendAsync(server.Staff, bytes, Footage.Metadata("record.bin", ("walkIn", capture)));
        return await Footage.EndOfAsync(server.Staff, id);
    }

    /// <summary>Waits until visitors see the capture's media as they should.</summary>
    private async Task<JsonElement> UntilAsync(string capture, Func<JsonElement, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var item = await server.Client.GetFromJsonAsync<JsonElement>($"/api/v1/items/{capture}");
            var media = item.GetProperty("properties").GetProperty("media");
            if (isSo(media))
                return media;
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
