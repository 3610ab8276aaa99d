using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NetVips;
using UglyToad.PdfPig;
using XrContent.Geo.Terrain;
using XrContent.Server.Catalogue;
using XrContent.Server.Views;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Tests;

public class ViewTests(ServerFixture server)
{
    private const string Impact = "/api/v1/scenes/inasayama-impact";

    private Task<JsonElement> GetAsync(string path) => server.Client.GetFromJsonAsync<JsonElement>(path);

    private static JsonElement ById(JsonElement list, string id) =>
        list.EnumerateArray().Single(item => item.GetProperty("id").GetString() == id);

    [Fact]
    public async Task A_view_answers_with_eye_declination_skyline_and_overlays_in_directions()
    {
        var view = await GetAsync($"{Impact}/view");
        Assert.Equal("coarse", view.GetProperty("terrain").GetString());
        Assert.Equal(335, view.GetProperty("eye").GetProperty("height").GetDouble(), 0.1);
        Assert.InRange(view.GetProperty("declination").GetDouble(), -8.2, -7.4);
        Assert.Equal(0.25, view.GetProperty("skyline").GetProperty("step").GetDouble());
        Assert.Equal(1440, view.GetProperty("skyline").GetProperty("elevation").GetArrayLength());
        Assert.Equal(
            ["exposure", "area", "rings", "marker", "marker"],
            view.GetProperty("overlays").EnumerateArray().Select(overlay => overlay.GetProperty("kind").GetString())
        );
        Assert.Equal(
            ["1945-08-09T11:02:00+09:00", "1945-08-10T00:00:00+09:00"],
            view.GetProperty("moments").EnumerateArray().Select(moment => moment.GetString())
        );
        Assert.True(view.GetProperty("labels").GetArrayLength() >= 10);
        Assert.Contains(
            view.GetProperty("summits").EnumerateArray(),
            summit => summit.GetProperty("id").GetString() == "konpirasan" && summit.GetProperty("visible").GetBoolean()
        );
    }

    [Fact]
    public async Task Markers_and_relics_stand_where_an_independent_computation_has_them()
    {
        var golden = JsonDocument
            .Parse(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Views", "inasayama.json")))
            .RootElement.GetProperty("targets");
        var view = await GetAsync($"{Impact}/view");
        var compared = 0;
        foreach (var seen in view.GetProperty("overlays").EnumerateArray().Concat(view.GetProperty("labels").EnumerateArray()))
        {
            if (!golden.TryGetProperty(seen.GetProperty("id").GetString()!, out var expected))
                continue;
            Assert.Equal(expected.GetProperty("azimuth").GetDouble(), seen.GetProperty("az").GetDouble(), 0.01);
            // Where the catalogue gives no height the starter sketch does, and the golden file cannot.
            if (Math.Abs(expected.GetProperty("height").GetDouble() - seen.GetProperty("height").GetDouble()) > 0.05)
                continue;
            Assert.Equal(expected.GetProperty("elevation").GetDouble(), seen.GetProperty("el").GetDouble(), 0.01);
            compared++;
        }

        Assert.True(compared >= 6, $"Only {compared} were compared.");
    }

    [Fact]
    public async Task A_visitor_who_stands_elsewhere_gets_the_view_from_there()
    {
        var view = await GetAsync($"{Impact}/view?lat=32.7737&lon=129.8633&eye=2&lang=ko");
        Assert.Equal(32.7737, view.GetProperty("eye").GetProperty("lat").GetDouble());
        var burst = ById(view.GetProperty("overlays"), "burst-point");
        Assert.InRange(burst.GetProperty("el").GetDouble(), 89, 90);
        Assert.Equal("ko", Assert.Single(burst.GetProperty("label").EnumerateObject()).Name);
    }

    [Fact]
    public void A_request_has_one_terrain_from_its_beginning_to_its_end_whatever_is_added_meanwhile()
    {
        var (current, request) = (new CurrentTerrain(), new DefaultHttpContext());
        Assert.Same(TerrainMap.Empty, request.Take(current));
        current.Map = TerrainMap.Open(new TerrainStore(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}")));
        Assert.Same(TerrainMap.Empty, request.Take(current));
        Assert.Same(current.Map, new DefaultHttpContext().Take(current));
    }

    [Fact]
    public async Task The_skyline_endpoint_answers_for_any_point()
    {
        var skyline = await GetAsync("/api/v1/skyline?lat=32.7528&lon=129.8496");
        // The deck at 333 m, and an eye of 1.6 m.
        Assert.InRange(skyline.GetProperty("eye").GetProperty("height").GetDouble(), 334.5, 336.5);
        Assert.True(skyline.GetProperty("summits").GetArrayLength() >= 5);
    }

    [Theory]
    [InlineData($"{Impact}/view?lat=32.7", "lon")]
    [InlineData($"{Impact}/view?lat=91&lon=129", "lat")]
    [InlineData($"{Impact}/view?lat=35&lon=139", "lat")]
    [InlineData($"{Impact}/view?eye=501", "eye")]
    [InlineData($"{Impact}/view?eye=high", "eye")]
    [InlineData($"{Impact}/raster?format=gif", "format")]
    [InlineData($"{Impact}/raster?at=yesterday", "at")]
    [InlineData($"{Impact}/plate.svg?span=1", "span")]
    [InlineData($"{Impact}/plate.pdf?width=9999", "width")]
    [InlineData("/api/v1/skyline?lat=32.7", "lon")]
    public async Task A_bad_parameter_is_named(string path, string name)
    {
        var response = await server.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            name,
            Assert.Single((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject()).Name
        );
    }

    [Theory]
    [InlineData("/api/v1/scenes/hypocentre/view")]
    [InlineData("/api/v1/scenes/nothing/raster")]
    [InlineData("/api/v1/scenes/nothing/plate.svg")]
    [InlineData("/terrain/17/1/1.png")]
    [InlineData("/terrain/3/9/1.png")]
    public async Task What_does_not_exist_is_a_problem(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(path)).StatusCode);

    [Theory]
    [InlineData("webp")]
    [InlineData("png")]
    public async Task The_raster_tints_the_ground_and_leaves_the_sky_clear(string format)
    {
        var response = await server.Client.GetAsync($"{Impact}/raster?format={format}");
        Assert.Equal($"image/{format}", response.Content.Headers.ContentType!.MediaType);
        using var raster = Image.NewFromBuffer(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal((4096, 455, 4), (raster.Width, raster.Height, raster.Bands));
        double Alpha(double azimuth, double elevation) => raster[(int)(azimuth / 360 * 4096), (int)((10 - elevation) / 40 * 455)][3];
        Assert.True(Alpha(28.98, -7.1) > 40);
        Assert.Equal(0, Alpha(28.98, 5));
        // The sea to the west lies beyond the exposure's reach.
        Assert.Equal(0, Alpha(260, -2));
    }

    [Fact]
    public async Task Before_the_moment_from_which_an_overlay_is_shown_the_raster_is_empty()
    {
        using var before = Image.NewFromBuffer(
            await server.Client.GetByteArrayAsync($"{Impact}/raster?format=png&at=1945-08-09T11:01:00%2B09:00")
        );
        Assert.Equal(0, before[3].Max());
        using var burst = Image.NewFromBuffer(
            await server.Client.GetByteArrayAsync($"{Impact}/raster?format=png&at=1945-08-09T11:02:00%2B09:00")
        );
        Assert.True(burst[3].Max() > 40);
        var catalog = server.Factory.Services.GetRequiredService<CurrentCatalog>().Snapshot;
        string[] overlays = ["exposure", "burned-area", "reach-rings", "burst-point"];
        Assert.Equal(["exposure"], overlays.Where(id => RasterPainter.Tints(catalog.Find(id)!)));
        // Of the burned area no inside is known, so it tints nothing, and its lines are drawn by the client.
        using var all = Image.NewFromBuffer(await server.Client.GetByteArrayAsync($"{Impact}/raster?format=png"));
        Assert.Equal(burst.WriteToMemory<byte>(), all.WriteToMemory<byte>());
        var area = (await GetAsync($"{Impact}/view")).GetProperty("overlays").EnumerateArray();
        Assert.Equal(3, area.Single(one => one.GetProperty("kind").GetString() == "area").GetProperty("lines").GetArrayLength());
    }

    [Fact]
    public async Task Terrain_tiles_hold_heights_as_Terrain_RGB_and_are_not_sent_twice()
    {
        var cell = Geo.SlippyCell.Of(new(32.7533, 129.8494), 13);
        var response = await server.Client.GetAsync($"/terrain/{cell}.png");
        using var tile = Image.NewFromBuffer(await response.Content.ReadAsByteArrayAsync());
        var (x, y) = (
            (int)((129.8494 - cell.West) / (cell.East - cell.West) * 256),
            (int)((cell.North - 32.7533) / (cell.North - cell.South) * 256)
        );
        var pixel = tile[x, y];
        Assert.InRange(-10_000 + 0.1 * (65536 * pixel[0] + 256 * pixel[1] + pixel[2]), 300, 340);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/terrain/{cell}.png");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await server.Client.SendAsync(again)).StatusCode);
    }

    [Fact]
    public async Task Without_terrain_the_view_says_so_and_hides_nothing()
    {
        using var flat = server.Serve(
            ("Terrain:Directory", Directory.CreateTempSubdirectory("xrcontent-").FullName),
            ("Content:Starter", "false")
        );
        var view = await flat.CreateClient().GetFromJsonAsync<JsonElement>($"{Impact}/view");
        Assert.Equal("none", view.GetProperty("terrain").GetString());
        Assert.False(view.TryGetProperty("skyline", out _));
        Assert.False(view.TryGetProperty("raster", out _));
        Assert.All(view.GetProperty("labels").EnumerateArray(), label => Assert.True(label.GetProperty("visible").GetBoolean()));
        Assert.All(
            ById(view.GetProperty("overlays"), "reach-rings").GetProperty("lines").EnumerateArray(),
            line => Assert.Equal(1, line.GetProperty("parts").GetArrayLength())
        );
    }

    [Fact]
    public async Task Off_site_the_view_the_raster_the_skyline_and_the_plate_stay_closed()
    {
        using var closed = server.Serve(("Onsite:Required", "true"));
        var client = closed.CreateClient();
        foreach (
            var path in new[]
            {
                $"{Impact}/view",
                $"{Impact}/raster",
                $"{Impact}/plate.svg",
                $"{Impact}/plate.pdf",
                "/api/v1/skyline?lat=32.75&lon=129.85",
            }
        )
            Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task The_plate_is_drawn_in_millimetres_as_SVG()
    {
        var svg = XDocument.Parse(await server.Client.GetStringAsync($"{Impact}/plate.svg?lang=en&width=600")).Root!;
        Assert.Equal("600.0mm", svg.Attribute("width")!.Value);
        var texts = svg.Descendants().Where(element => element.Name.LocalName == "text").ToList();
        Assert.Contains(texts, text => text.Value == "Burst point 2.7 km");
        Assert.Contains(texts, text => text.Value == "2 to 4 km");
        // A summit says its height and how far it is, and the panel says which is which.
        Assert.Contains(texts, text => System.Text.RegularExpressions.Regex.IsMatch(text.Value, "^Mt. Konpira ▲366 m [0-9.]+ km$"));
        Assert.Contains(texts, text => text.Value.Contains("▲ is a summit's height", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Value.StartsWith("Sources: The Epicenter of the Nagasaki Weapon", StringComparison.Ordinal));
        // 12 mm margin, 120 degrees over 576 mm about azimuth 30: the burst point at 28.799.
        var burst = texts.Single(text => text.Value == "Burst point 2.7 km");
        Assert.Equal(
            300 + (28.799 - 30) * 4.8,
            double.Parse(burst.Attribute("x")!.Value, System.Globalization.CultureInfo.InvariantCulture),
            0.02
        );
    }

    [Fact]
    public async Task The_plate_is_one_page_of_PDF_at_its_true_size()
    {
        using var pdf = PdfDocument.Open(await server.Client.GetByteArrayAsync($"{Impact}/plate.pdf?lang=en"));
        var page = pdf.GetPage(1);
        Assert.Equal(1, pdf.NumberOfPages);
        Assert.Equal(420, page.Width * 25.4 / 72, 0.1);
        Assert.Contains("Burst point 2.7 km", page.Text, StringComparison.Ordinal);
        Assert.Matches("Mt. Konpira ▲366 m [0-9.]+ km", page.Text);
    }
}
