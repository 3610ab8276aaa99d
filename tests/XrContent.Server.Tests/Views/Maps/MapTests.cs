using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using XrContent.Geo;

namespace XrContent.Server.Tests.Views.Maps;

/// <summary>What lies below the pins: the operator's map in ranges, or the land of the content folder.</summary>
public sealed class MapTests(ServerFixture server) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-map-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string BaseFile => Path.Combine(folder, "base.pmtiles");

    [Fact]
    public async Task Without_a_base_map_the_coast_and_the_quarters_are_served_with_whose_they_are()
    {
        var map = (await server.Client.GetFromJsonAsync<JsonElement>("/api/v1/site")).GetProperty("map");
        Assert.False(map.TryGetProperty("pmtiles", out _));
        Assert.False(map.TryGetProperty("tiles", out _));
        var credits = map.GetProperty("credits").EnumerateArray().Select(one => one.GetString()!).ToList();
        Assert.Contains(credits, credit => credit.Contains("Geolonia", StringComparison.Ordinal));
        Assert.Contains(credits, credit => credit.Contains("オープンナガサキ", StringComparison.Ordinal));
        Assert.Contains(credits, credit => credit.Contains("GSHHG", StringComparison.Ordinal));
        Assert.Contains(credits, credit => credit.Contains("国土数値情報", StringComparison.Ordinal));

        using var answer = await server.Client.GetAsync("/map/land/quarters.geojson");
        Assert.Equal("application/geo+json", answer.Content.Headers.ContentType!.MediaType);
        var quarters = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("features").EnumerateArray().ToList();
        Assert.Contains(quarters, one => one.GetProperty("properties").GetProperty("name").GetString() == "松山町");
        var coast = await server.Client.GetFromJsonAsync<JsonElement>("/map/land/coast.geojson");
        Assert.Equal("MultiPolygon", coast.GetProperty("features")[0].GetProperty("geometry").GetProperty("type").GetString());

        using var again = new HttpRequestMessage(HttpMethod.Get, "/map/land/quarters.geojson");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var same = await server.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        foreach (var path in new[] { "/map/land/sketch.geojson", "/map/land/..%2f..%2fplaces.geojson", "/map/base.pmtiles" })
        {
            using var none = await server.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }
    }

    /// <summary>Metres to what the catalogue's own sources place where the stop is named after it.</summary>
    [Theory]
    [InlineData("原爆資料館", "Atomic Bomb Museum", "atomic-bomb-museum", 300)]
    [InlineData("浦上駅前", "Urakami Station", "urakami-station", 100)]
    [InlineData("平和公園", "Peace Park", "hypocentre", 200)]
    [InlineData("出島", "Dejima", "dejima-wharf", 100)]
    public async Task The_tram_stops_stand_beside_what_they_are_named_after(string name, string english, string place, double metres)
    {
        var stops = (await server.Client.GetFromJsonAsync<JsonElement>("/map/land/stops.geojson")).GetProperty("features");
        Assert.Equal(38, stops.GetArrayLength());
        var stop = Assert.Single(stops.EnumerateArray(), one => one.GetProperty("properties").GetProperty("name").GetString() == name);
        Assert.Equal(english, stop.GetProperty("properties").GetProperty("name:en").GetString());
        var at = stop.GetProperty("geometry").GetProperty("coordinates");
        var item = await server.Client.GetFromJsonAsync<JsonElement>($"/api/v1/items/{place}");
        var named = item.GetProperty("geometry").GetProperty("coordinates");
        Assert.InRange(Geodesic.Inverse(Point(at), Point(named)).Distance, 0, metres);

        static LatLon Point(JsonElement at) => new(at[1].GetDouble(), at[0].GetDouble());
    }

    [Fact]
    public async Task A_file_of_the_operator_is_served_in_the_ranges_that_are_asked_for()
    {
        byte[] bytes = [.. "PMTiles"u8, 3, .. Enumerable.Range(0, 5000).Select(i => (byte)i)];
        await File.WriteAllBytesAsync(BaseFile, bytes);
        await using var other = server.Serve(("Map:Base", BaseFile), ("Map:Attribution", "© somebody"));
        using var client = other.CreateClient();
        var map = (await client.GetFromJsonAsync<JsonElement>("/api/v1/site")).GetProperty("map");
        Assert.Equal("/map/base.pmtiles", map.GetProperty("pmtiles").GetString());
        Assert.Equal(["© somebody"], map.GetProperty("credits").EnumerateArray().Select(one => one.GetString()!));

        using var ask = new HttpRequestMessage(HttpMethod.Get, "/map/base.pmtiles");
        ask.Headers.Range = new RangeHeaderValue(1000, 1999);
        using var answer = await client.SendAsync(ask);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(bytes[1000..2000], await answer.Content.ReadAsByteArrayAsync());
        Assert.NotNull(answer.Headers.ETag);
    }

    [Fact]
    public async Task Tiles_of_another_server_are_allowed_by_the_pages_and_no_other_server_is()
    {
        await using var other = server.Serve(("Map:Base", "https://somebody:secret@tiles.example.org:8443/{z}/{x}/{y}.png"));
        using var client = other.CreateClient();
        var map = (await client.GetFromJsonAsync<JsonElement>("/api/v1/site")).GetProperty("map");
        Assert.EndsWith("@tiles.example.org:8443/{z}/{x}/{y}.png", map.GetProperty("tiles").GetString(), StringComparison.Ordinal);
        var policy = other.Services.GetRequiredService<XrContent.Server.Hosting.WebPages>().ContentPolicy;
        var allowed = policy.Split("; ").ToDictionary(part => part.Split(' ')[0], part => part.Split(' ')[1..]);
        Assert.Equal(["'self'", "blob:", "ws:", "wss:", "https://tiles.example.org:8443"], allowed["connect-src"]);
        Assert.Equal(["'self'", "data:", "blob:", "https://tiles.example.org:8443"], allowed["img-src"]);
    }

    [Theory]
    [InlineData("/nowhere/at/all.pmtiles", "there is no file")]
    [InlineData("https://tiles.example.org/{z}/{x}.png", "needs {z}, {x} and {y}")]
    [InlineData("ftp://tiles.example.org/{z}/{x}/{y}.png", "no address of http")]
    [InlineData(null, "no PMTiles file")]
    public async Task A_base_map_that_cannot_be_one_is_refused_at_start_by_its_name(string? setting, string why)
    {
        await File.WriteAllTextAsync(BaseFile, "SQLite format 3, which is an MBTiles file");
        await using var other = server.Serve(("Map:Base", setting ?? BaseFile));
        var refused = Assert.ThrowsAny<Exception>(() => other.CreateClient());
        Assert.Contains(
            (refused as OptionsValidationException ?? refused.InnerException as OptionsValidationException)!.Failures,
            failure => failure.Contains($"Map:Base: ", StringComparison.Ordinal) && failure.Contains(why, StringComparison.Ordinal)
        );
    }
}
