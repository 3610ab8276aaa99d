using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace XrContent.Server.Tests.Onsite;

/// <summary>The list of what a phone keeps of a scene.</summary>
public class PackTests(OnsiteServer server) : OnsiteTests(server)
{
    [Fact]
    public async Task Every_file_of_a_pack_opens_with_the_pass_and_has_the_size_that_was_said()
    {
        var visitor = Server.Visitor();
        await Server.PassAsync(visitor);
        var pack = await visitor.GetFromJsonAsync<JsonElement>($"{OnsiteServer.Scene}/pack?lang=en");
        var files = pack.GetProperty("files").EnumerateArray().ToList();
        Assert.Equal(pack.GetProperty("bytes").GetInt64(), files.Sum(file => file.GetProperty("bytes").GetInt64()));
        foreach (var file in files)
        {
            using var response = await visitor.GetAsync(file.GetProperty("href").GetString());
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(file.GetProperty("bytes").GetInt64(), (await response.Content.ReadAsByteArrayAsync()).LongLength);
        }

        foreach (var answer in pack.GetProperty("answers").EnumerateArray())
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(answer.GetString())).StatusCode);
        Assert.Equal(Server.Clock.GetUtcNow().AddHours(6), pack.GetProperty("expires").GetDateTimeOffset(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_smaller_screen_keeps_fewer_tiles_and_never_none()
    {
        var visitor = Server.Visitor();
        await Server.PassAsync(visitor);
        var small = await TilesAsync(visitor, 1024);
        var large = await TilesAsync(visitor, 32768);
        Assert.True(0 < small && small < large, $"{small} and {large} tiles");
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync($"{OnsiteServer.Scene}/pack?width=5")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync($"{OnsiteServer.Scene}/pack?lang=fr")).StatusCode);
    }

    [Fact]
    public async Task Without_a_pass_nobody_learns_what_belongs_to_a_scene() =>
        Assert.Equal(HttpStatusCode.Forbidden, (await Server.Visitor().GetAsync($"{OnsiteServer.Scene}/pack")).StatusCode);

    private static async Task<int> TilesAsync(HttpClient visitor, int width) =>
        (await visitor.GetFromJsonAsync<JsonElement>($"{OnsiteServer.Scene}/pack?width={width}"))
            .GetProperty("files")
            .EnumerateArray()
            .Count(file => file.GetProperty("href").GetString()!.Contains("/tiles/", StringComparison.Ordinal));
}
