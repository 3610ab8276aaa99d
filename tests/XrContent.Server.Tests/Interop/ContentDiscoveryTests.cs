using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Catalog.Documents;
using XrContent.Geo;
using XrContent.Server.Catalogue;
using XrContent.Server.Tests.Onsite;

namespace XrContent.Server.Tests.Interop;

/// <summary>AR browsers find by a cell of H3 what stands round them.</summary>
public class ContentDiscoveryTests(OnsiteServer server) : OnsiteTests(server)
{
    private Catalog.Published.CatalogSnapshot Snapshot => Server.Factory.Services.GetRequiredService<CurrentCatalog>().Snapshot;

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(12)]
    public async Task Each_capture_and_overlay_at_a_point_is_found_in_its_cell_and_in_no_other(int resolution)
    {
        var placed = Snapshot.All.Where(item => item is { Kind: Kind.Capture or Kind.Overlay, IsPoint: true }).ToList();
        Assert.True(placed.Count > 10);
        var visitor = Server.Visitor();
        foreach (var cell in placed.GroupBy(item => H3Cell.Of(item.At, resolution)))
        {
            var records = await GetAsync(visitor, $"/scrs/history?h3Index={cell.Key}");
            Assert.Equal(cell.Select(item => item.Id).Order(), records.Select(IdOf).Order());
            foreach (var record in records)
            {
                var id = record.GetProperty("id").GetString()!;
                // A client asks for one by an id of at least 16 letters.
                Assert.True(id.Length >= 16);
                var one = await visitor.GetFromJsonAsync<JsonElement>($"/scrs/history/{id}");
                Assert.Equal(record.GetRawText(), one.GetRawText());
                var at = record.GetProperty("content").GetProperty("geopose").GetProperty("position");
                Assert.Equal(cell.Key, H3Cell.Of(new(at.GetProperty("lat").GetDouble(), at.GetProperty("lon").GetDouble()), resolution));
            }
        }
    }

    [Fact]
    public async Task On_the_spot_a_record_tells_which_way_a_capture_looks_and_elsewhere_it_leads_to_the_page()
    {
        var capture = Snapshot.CapturesOf(OnsiteServer.Deck).First();
        var path = $"/scrs/history?h3Index={H3Cell.Of(capture.At, 9)}";
        var (absent, present) = (Server.Visitor(), Server.Visitor());
        await Server.PassAsync(present);
        var teaser = (await GetAsync(absent, path)).Single(record => IdOf(record) == capture.Id).GetProperty("content");
        Assert.Equal("unknown", Definition(teaser, "orientation"));
        Assert.Equal([0, 0, 0, 1], Quaternion(teaser));
        Assert.Equal("placeholder", teaser.GetProperty("type").GetString());
        var refs = teaser.GetProperty("refs").EnumerateArray().Select(one => one.GetProperty("contentType").GetString()).ToList();
        Assert.Equal(["text/html", "image/jpeg"], refs);
        foreach (var link in teaser.GetProperty("refs").EnumerateArray().Skip(1))
            Assert.Equal(HttpStatusCode.OK, (await absent.GetAsync(new Uri(link.GetProperty("url").GetString()!).PathAndQuery)).StatusCode);

        var whole = (await GetAsync(present, path)).Single(record => IdOf(record) == capture.Id).GetProperty("content");
        var pose = await present.GetFromJsonAsync<JsonElement>($"/api/v1/geopose/{capture.Id}?form=quaternion");
        Assert.Equal("known", Definition(whole, "orientation"));
        Assert.Equal(pose.GetRawText(), whole.GetProperty("geopose").GetRawText());
    }

    [Fact]
    public async Task Topics_and_keywords_narrow_what_is_found()
    {
        var burst = Snapshot.Find("burst-point")!;
        var category = JsonSerializer
            .SerializeToElement(((Place)Snapshot.Find("hypocentre")!.Document).Category, CatalogJson())
            .GetString();
        var cell = H3Cell.Of(burst.At, 8);
        var visitor = Server.Visitor();
        var all = (await GetAsync(visitor, $"/scrs/history?h3Index={cell}")).Select(IdOf).ToList();
        Assert.Contains("burst-point", (await GetAsync(visitor, $"/scrs/{category}?h3Index={cell}")).Select(IdOf));
        Assert.Empty(await GetAsync(visitor, $"/scrs/harbour?h3Index={cell}"));
        var rings = (await GetAsync(visitor, $"/scrs/history?h3Index={cell}&keywords=nothing,RINGS")).Select(IdOf).ToList();
        Assert.Equal(["reach-rings"], rings);
        Assert.True(all.Count > rings.Count);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/scrs/harbour/urn:xrcontent:overlay:burst-point")).StatusCode);
    }

    [Theory]
    [InlineData("/scrs/history", "h3Index")]
    [InlineData("/scrs/history?h3Index=nowhere", "h3Index")]
    [InlineData("/scrs/history?h3Index=8001fffffffffff", "h3Index")]
    [InlineData("/scrs/everything?h3Index=8828308281fffff", "topic")]
    public async Task What_is_asked_wrongly_is_refused_by_its_name(string path, string field)
    {
        using var response = await Server.Visitor().GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_page_of_another_site_may_read_it()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/scrs/history?h3Index=8828308281fffff");
        request.Headers.Add("Origin", "https://ar.example");
        using var response = await Server.Visitor().SendAsync(request);
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task A_cell_over_the_antimeridian_holds_what_stands_on_either_side()
    {
        await using var far = await OnsiteServer.StartAsync();
        // One whose middle lies to the east of it, and one to the west.
        var cells = Enumerable
            .Range(0, 200)
            .Select(step => -16.8 - step * 0.01)
            .Where(latitude => H3Cell.Of(new(latitude, 179.9995), 7) == H3Cell.Of(new(latitude, -179.9995), 7))
            .Select(latitude => (Latitude: latitude, Cell: H3Cell.Of(new(latitude, 180), 7)))
            .DistinctBy(one => one.Cell.Middle.Longitude > 0)
            .ToList();
        Assert.Equal(2, cells.Count);
        foreach (var (latitude, cell) in cells)
        {
            await SaveAsync(far, $"east-{cell}", latitude, 179.9995);
            await SaveAsync(far, $"west-{cell}", latitude, -179.9995);
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var catalog = far.Factory.Services.GetRequiredService<CurrentCatalog>();
        using var moves = catalog.Listen();
        while (catalog.Snapshot.Find($"west-{cells[^1].Cell}") is null)
            await moves.NextAsync(patience.Token);
        foreach (var (_, cell) in cells)
            Assert.Equal(
                [$"east-{cell}", $"west-{cell}"],
                (await GetAsync(far.Visitor(), $"/scrs/history?h3Index={cell}")).Select(IdOf).Order()
            );
    }

    private static JsonSerializerOptions CatalogJson() => Catalog.Exchange.CatalogJson.Options;

    private static async Task<List<JsonElement>> GetAsync(HttpClient client, string path) =>
        [.. (await client.GetFromJsonAsync<JsonElement>(path)).EnumerateArray()];

    private static string IdOf(JsonElement record) => record.GetProperty("content").GetProperty("id").GetString()!;

    private static string? Definition(JsonElement content, string type) =>
        content
            .GetProperty("definitions")
            .EnumerateArray()
            .Single(one => one.GetProperty("type").GetString() == type)
            .GetProperty("value")
            .GetString();

    private static double[] Quaternion(JsonElement content) =>
        [
            .. content
                .GetProperty("geopose")
                .GetProperty("quaternion")
                .EnumerateObject()
                .Select(part => Math.Round(part.Value.GetDouble(), 9)),
        ];

    private static async Task SaveAsync(OnsiteServer server, string id, double latitude, double longitude)
    {
        var overlay = new
        {
            type = "Feature",
            id,
            geometry = new { type = "Point", coordinates = new[] { longitude, latitude } },
            properties = new
            {
                kind = "overlay",
                shape = "marker",
                title = new { ja = id, en = id },
                position = new { accuracy = 10, sources = new[] { "s" } },
                sources = new[] { new { id = "s", title = "A source" } },
            },
        };
        using var made = await server.Staff.PostAsJsonAsync("/api/v1/studio/items", overlay);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        using var shown = await server.Staff.PostAsync($"/api/v1/studio/items/{id}/publish", null);
        Assert.True(shown.IsSuccessStatusCode, await shown.Content.ReadAsStringAsync());
    }
}
