using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;
using XrContent.Geo;

namespace XrContent.Server.Tests;

public class VisitingTests(ServerFixture server)
{
    private const string AtHypocentre = "/api/v1/nearby?lat=32.7737&lon=129.8633";

    private Task<JsonElement> GetAsync(string path) => server.Client.GetFromJsonAsync<JsonElement>(path);

    [Theory]
    [InlineData("Nagasaki", true)]
    [InlineData("Asia/Tokyo", false)]
    public void A_clock_that_no_place_has_is_refused_at_the_start(string zone, bool isRefused)
    {
        var data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        using var other = server.Serve(("DataDirectory", data), ("Content:Starter", "false"), ("Site:TimeZone", zone));
        var failure = Record.Exception(() => other.Server);
        Assert.Equal(
            isRefused,
            failure is OptionsValidationException refused && refused.Message.Contains("Site:TimeZone", StringComparison.Ordinal)
        );
        Assert.Equal(isRefused, failure is not null);
    }

    [Fact]
    public async Task The_site_says_where_its_scenes_are_so_that_no_page_need_know_the_city()
    {
        var centre = (await server.Client.GetFromJsonAsync<JsonElement>("/api/v1/site")).GetProperty("centre");
        var middle = new LatLon(centre.GetProperty("lat").GetDouble(), centre.GetProperty("lon").GetDouble());
        var reach = centre.GetProperty("reach").GetDouble();
        Assert.InRange(reach, 12_000, 30_000);
        foreach (var scene in new LatLon[] { new(32.7528, 129.8496), new(32.7765, 129.8634), new(32.7267, 129.8653) })
            Assert.True(Geodesic.Inverse(middle, scene).Distance < reach - 10_000);
    }

    [Fact]
    public async Task Nearby_lists_features_by_distance_with_bearing()
    {
        var answer = await GetAsync($"{AtHypocentre}&radius=1000&kind=place");
        Assert.Equal("FeatureCollection", answer.GetProperty("type").GetString());
        var distances = answer
            .GetProperty("features")
            .EnumerateArray()
            .Select(feature => feature.GetProperty("properties").GetProperty("distance").GetDouble())
            .ToList();
        Assert.NotEmpty(distances);
        Assert.Equal(distances.Order(), distances);
        var torii = answer
            .GetProperty("features")
            .EnumerateArray()
            .Single(feature => feature.GetProperty("id").GetString() == "sanno-torii")
            .GetProperty("properties");
        // Independent values: geographiclib-geodesic 2.2.0 (npm).
        Assert.Equal(777.87, torii.GetProperty("distance").GetDouble(), 0.01);
        Assert.Equal(148.805, torii.GetProperty("bearing").GetDouble(), 0.01);
        Assert.Equal("山王神社二の鳥居（一本柱鳥居）", torii.GetProperty("title").GetProperty("ja").GetString());
    }

    [Fact]
    public async Task A_language_cuts_each_text_down_to_one()
    {
        var answer = await GetAsync($"{AtHypocentre}&kind=place&limit=1&lang=ko");
        var title = answer.GetProperty("features")[0].GetProperty("properties").GetProperty("title");
        Assert.Equal("ko", Assert.Single(title.EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("lat=abc&lon=1", "lat")]
    [InlineData("lat=91&lon=1", "lat")]
    [InlineData("lat=NaN&lon=1", "lat")]
    [InlineData("lat=1", "lon")]
    [InlineData("lat=1&lon=1&radius=0", "radius")]
    [InlineData("lat=1&lon=1&limit=501", "limit")]
    [InlineData("lat=1&lon=1&limit=many", "limit")]
    [InlineData("lat=1&lon=1&kind=castle", "kind")]
    [InlineData("lat=1&lon=1&lang=fr", "lang")]
    public async Task A_bad_parameter_is_named(string query, string name)
    {
        var response = await server.Client.GetAsync($"/api/v1/nearby?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("/problems/bad-parameter", problem.GetProperty("type").GetString());
        Assert.Equal(name, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("/api/v1/cells/14/1/1", "z")]
    [InlineData("/api/v1/cells/15/-1/1", "x")]
    [InlineData("/api/v1/cells/15/1/99999", "y")]
    [InlineData("/api/v1/changes?since=-1", "since")]
    public async Task Other_doors_name_their_bad_parameters_too(string path, string name)
    {
        var problem = await (await server.Client.GetAsync(path)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(name, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("/api/v1/items/nothing")]
    [InlineData("/api/v1/scenes/nothing")]
    [InlineData("/api/v1/scenes/hypocentre")]
    [InlineData("/media/0123456789012345678901234567890123456789-1/preview.jpg")]
    [InlineData("/no/such/endpoint")]
    public async Task What_does_not_exist_is_a_problem_and_not_a_page(string path)
    {
        var response = await server.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("/problems/not-found", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_cell_answers_without_distance_and_the_phone_need_not_say_where_it_is()
    {
        var cell = Geo.SlippyCell.Of(new(32.7737, 129.8633), 15);
        var features = (await GetAsync($"/api/v1/cells/{cell}")).GetProperty("features").EnumerateArray().ToList();
        Assert.Contains(features, feature => feature.GetProperty("id").GetString() == "hypocentre");
        Assert.All(features, feature => Assert.False(feature.GetProperty("properties").TryGetProperty("distance", out _)));
    }

    [Fact]
    public async Task What_has_not_changed_is_answered_with_304_and_no_body()
    {
        var first = await server.Client.GetAsync($"{AtHypocentre}&kind=tour");
        using var again = new HttpRequestMessage(HttpMethod.Get, $"{AtHypocentre}&kind=tour");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        var second = await server.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
    }

    [Fact]
    public async Task The_museum_names_the_relics_in_it_and_each_relic_its_showcase()
    {
        var museum = (await GetAsync("/api/v1/items/atomic-bomb-museum")).GetProperty("properties");
        var relics = museum.GetProperty("relics").EnumerateArray().Select(id => id.GetString()).ToList();
        Assert.Contains("keiho-water-tank", relics);
        var tank = (await GetAsync("/api/v1/items/keiho-water-tank")).GetProperty("properties");
        Assert.Equal("B-1", tank.GetProperty("exhibit").GetString());
        Assert.Contains("atomic-bomb-museum", tank.GetProperty("related").EnumerateArray().Select(id => id.GetString()));
    }

    [Fact]
    public async Task A_scene_comes_with_captures_tiles_overlays_and_the_direction_of_each_hotspot()
    {
        var scene = await GetAsync("/api/v1/scenes/inasayama-impact");
        var captures = scene.GetProperty("captures").EnumerateArray().ToList();
        Assert.Equal(
            ["1945-08-09T11:02:00+09:00", "2026-01-01T12:00:00+09:00"],
            captures.Select(capture => capture.GetProperty(capture.TryGetProperty("depicts", out _) ? "depicts" : "taken").GetString())
        );
        // A drawing of that minute was not made in it.
        Assert.StartsWith("2026-", captures[0].GetProperty("taken").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            [2048, 4096],
            captures[0]
                .GetProperty("media")
                .GetProperty("tiles")
                .GetProperty("levels")
                .EnumerateArray()
                .Select(level => level.GetProperty("width").GetInt32())
        );
        var burst = scene.GetProperty("hotspots").EnumerateArray().Single(spot => spot.GetProperty("to").GetString() == "burst-point");
        Assert.Equal(28.799, burst.GetProperty("azimuth").GetDouble(), 0.01);
        Assert.InRange(burst.GetProperty("elevation").GetDouble(), 3.6, 3.9);
        Assert.Equal(
            4,
            scene
                .GetProperty("overlays")
                .EnumerateArray()
                .Single(overlay => overlay.GetProperty("id").GetString() == "reach-rings")
                .GetProperty("rings")
                .GetArrayLength()
        );
    }

    [Fact]
    public async Task Names_of_camera_files_are_not_served()
    {
        var text = await server.Client.GetStringAsync("/api/v1/items/drawing-hypocentre");
        Assert.DoesNotContain("drawings/", text, StringComparison.Ordinal);
        Assert.Contains("thumbnail.jpg", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_since_nothing_list_everything_and_since_a_strange_version_say_to_start_afresh()
    {
        var all = await GetAsync("/api/v1/changes?since=0");
        Assert.True(all.GetProperty("items").GetArrayLength() >= 60);
        Assert.False(all.GetProperty("reset").GetBoolean());
        Assert.True((await GetAsync("/api/v1/changes?since=999999")).GetProperty("reset").GetBoolean());
    }

    [Fact]
    public async Task Health_documents_and_the_description_of_the_doors_answer()
    {
        Assert.Contains("catalog: Healthy", await server.Client.GetStringAsync("/health/ready"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/docs/")).StatusCode);
        var endpoints = (await GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        Assert.All(
            ["/api/v1/nearby", "/api/v1/cells/{z}/{x}/{y}", "/api/v1/items/{id}", "/api/v1/scenes/{id}", "/api/v1/changes"],
            endpoint => Assert.Contains(endpoint, endpoints)
        );
    }
}
