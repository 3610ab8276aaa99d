using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace XrContent.Server.Tests;

public class MediaTests(ServerFixture server)
{
    private async Task<JsonElement> MediaOfAsync(string scene) =>
        (await server.Client.GetFromJsonAsync<JsonElement>($"/api/v1/scenes/{scene}")).GetProperty("captures")[0].GetProperty("media");

    [Fact]
    public async Task What_is_open_to_all_is_asked_for_again_within_minutes_and_answers_ranges()
    {
        var address = (await MediaOfAsync("scene-hypocentre")).GetProperty("base").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(0, 1) } };
        var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal([0xFF, 0xD8], await response.Content.ReadAsByteArrayAsync());
        // A picture may be taken back or redacted: nothing between server and visitor keeps it for long.
        Assert.Equal("public, must-revalidate, max-age=300", response.Headers.CacheControl!.ToString());
        // Whole, as it is asked for the first time, it says the same of itself.
        var whole = await server.Client.GetAsync(address);
        Assert.Equal(response.Content.Headers.ContentRange!.Length, (await whole.Content.ReadAsByteArrayAsync()).Length);
        Assert.Equal(
            (response.Headers.ETag, response.Content.Headers.LastModified, response.Headers.CacheControl.ToString()),
            (whole.Headers.ETag, whole.Content.Headers.LastModified, whole.Headers.CacheControl!.ToString())
        );
        using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { response.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await server.Client.SendAsync(again)).StatusCode);
    }

    [Fact]
    public async Task Every_tile_address_of_a_scene_leads_to_a_picture()
    {
        var tiles = (await MediaOfAsync("scene-minato-park")).GetProperty("tiles");
        var levels = tiles.GetProperty("levels").EnumerateArray().ToList();
        for (var level = 0; level < levels.Count; level++)
        {
            var last = $"{levels[level].GetProperty("columns").GetInt32() - 1}_{levels[level].GetProperty("rows").GetInt32() - 1}".Split(
                '_'
            );
            var address = tiles
                .GetProperty("href")
                .GetString()!
                .Replace("{level}", $"{level}", StringComparison.Ordinal)
                .Replace("{column}", last[0], StringComparison.Ordinal)
                .Replace("{row}", last[1], StringComparison.Ordinal);
            Assert.Equal("image/jpeg", (await server.Client.GetAsync(address)).Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [InlineData("../../../catalog.db/preview.jpg")]
    [InlineData("0123456789012345678901234567890123456789-1/tiles/0/..%2f..%2fbase.jpg")]
    [InlineData("0123456789012345678901234567890123456789-1%2f..%2f/preview.jpg")]
    public async Task A_path_that_leads_elsewhere_finds_nothing(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"/media/{path}")).StatusCode);

    [Fact]
    public async Task Where_presence_is_required_previews_stay_open_and_all_else_is_closed()
    {
        using var closed = server.Serve(("Onsite:Required", "true"));
        using var client = closed.CreateClient();
        var media = await MediaOfAsync("scene-hypocentre");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(media.GetProperty("thumbnail").GetString())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(media.GetProperty("preview").GetString())).StatusCode);
        foreach (
            var address in new[]
            {
                media.GetProperty("base").GetString()!,
                media.GetProperty("tiles").GetProperty("href").GetString()!.Replace("{level}", "0", StringComparison.Ordinal),
                "/api/v1/scenes/scene-hypocentre",
            }
        )
        {
            var response = await client.GetAsync(address);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Equal(
                "/problems/on-site-pass-required",
                (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString()
            );
        }

        var teaser = await client.GetStringAsync("/api/v1/items/drawing-hypocentre");
        Assert.DoesNotContain("tiles", teaser, StringComparison.Ordinal);
        Assert.Contains("\"title\"", teaser, StringComparison.Ordinal);
    }
}
