using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using Ical.Net;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Catalog.Documents;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Tests.Interop;

/// <summary>Calendars, ways, context brokers, search engines and poses: what each needs, and that it is true.</summary>
public class OpenFormatTests(ServerFixture server)
{
    private Catalog.Published.CatalogSnapshot Published => server.Factory.Services.GetRequiredService<CurrentCatalog>().Snapshot;

    private Task<JsonElement> GetAsync(string path) => server.Client.GetFromJsonAsync<JsonElement>(path);

    [Fact]
    public async Task A_calendar_has_each_event_with_days_in_one_s_language()
    {
        var response = await server.Client.GetAsync("/calendar.ics?lang=en");
        Assert.Equal("text/calendar", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("en", Assert.Single(response.Content.Headers.ContentLanguage));
        var calendar = Ical.Net.Calendar.Load(await response.Content.ReadAsStringAsync())!;
        var dated = Published
            .Of(Kind.Event)
            .After(null)
            .Where(item => item.Document is Event happening && (happening.Yearly is not null || happening.Dates.Count > 0))
            .ToList();
        Assert.Equal(
            dated.Select(item => item.Id),
            calendar.Events.Select(entry => entry.Uid![..entry.Uid!.LastIndexOf('-')]).Distinct().Order(StringComparer.Ordinal)
        );
        var kunchi = calendar.Events.Single(entry => entry.Uid!.StartsWith("kunchi", StringComparison.Ordinal));
        // Three days, the end left out as the standard counts; every year.
        Assert.Equal((10, 7), (kunchi.Start!.Month, kunchi.Start.Day));
        Assert.Equal((10, 10), (kunchi.End!.Month, kunchi.End.Day));
        Assert.Equal(FrequencyType.Yearly, kunchi.RecurrenceRule!.Frequency);
        Assert.Equal("Nagasaki Kunchi", kunchi.Summary);
        var lanterns = calendar.Events.Single(entry =>
            entry is { Start.Year: 2026 } && entry.Uid!.StartsWith("lantern-festival", StringComparison.Ordinal)
        );
        Assert.Equal(new DateOnly(2026, 2, 6), lanterns.Start!.Date);
        Assert.Equal(new DateOnly(2026, 2, 24), lanterns.End!.Date);
    }

    [Fact]
    public async Task A_place_has_a_calendar_of_its_own()
    {
        var shrine = Ical.Net.Calendar.Load(await server.Client.GetStringAsync("/calendar.ics?place=suwa-shrine"))!;
        Assert.All(shrine.Events, entry => Assert.StartsWith("kunchi", entry.Uid, StringComparison.Ordinal));
        Assert.NotEmpty(shrine.Events);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/calendar.ics?place=atlantis")).StatusCode);
        var lanterns = Ical.Net.Calendar.Load(await server.Client.GetStringAsync("/calendar.ics?event=lantern-festival"))!;
        Assert.All(lanterns.Events, entry => Assert.StartsWith("lantern-festival", entry.Uid, StringComparison.Ordinal));
        Assert.NotEmpty(lanterns.Events);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/calendar.ics?event=suwa-shrine")).StatusCode);
    }

    [Fact]
    public async Task A_tour_is_a_route_from_stop_to_stop_for_navigation_devices_and_globes()
    {
        var tour = Published.Find("harbour-walk")!;
        var gpx = XDocument.Parse(await server.Client.GetStringAsync("/tours/harbour-walk.gpx?lang=en"));
        XNamespace gpx11 = "http://www.topografix.com/GPX/1/1";
        var points = gpx.Root!.Element(gpx11 + "rte")!.Elements(gpx11 + "rtept").ToList();
        Assert.Equal(
            tour.Places.Select(id => Published.Find(id)!.Document.Title.English),
            points.Select(point => point.Element(gpx11 + "name")!.Value)
        );
        Assert.Equal(Published.Find(tour.Places[0])!.At.Latitude, (double)points[0].Attribute("lat")!, 1e-7);
        var kml = XDocument.Parse(await server.Client.GetStringAsync("/tours/harbour-walk.kml?lang=en"));
        XNamespace kml22 = "http://www.opengis.net/kml/2.2";
        var line = kml.Descendants(kml22 + "LineString").Single().Element(kml22 + "coordinates")!.Value.Split(' ');
        Assert.Equal(tour.Places.Count, line.Length);
        Assert.StartsWith("129.", line[0], StringComparison.Ordinal);
        var places = XDocument.Parse(await server.Client.GetStringAsync("/places.kml"));
        Assert.Equal(Published.Of(Kind.Place).Count, places.Descendants(kml22 + "Placemark").Count());
    }

    [Theory]
    [InlineData(
        "/ngsi-ld/v1/entities?type=PointOfInterest&georel=near;maxDistance=={0}&geometry=Point&coordinates=[129.8633,32.7737]&limit=1000"
    )]
    [InlineData("/v2/entities?type=PointOfInterest&georel=near;maxDistance:{0}&geometry=point&coords=32.7737,129.8633&limit=1000")]
    public async Task A_context_broker_pulls_what_is_near(string path)
    {
        // At some of these something stands in the corner of the box round the circle.
        foreach (var metres in Enumerable.Range(1, 25).Select(step => step * 160))
        {
            var near = Published
                .Nearby(new(32.7737, 129.8633), metres, Kind.Place, 500)
                .Select(one => $"urn:ngsi-ld:PointOfInterest:{one.Item.Id}");
            var got = (await GetAsync(string.Format(CultureInfo.InvariantCulture, path, metres))).EnumerateArray().ToList();
            Assert.NotEmpty(got);
            Assert.Equal(near, got.Select(entity => entity.GetProperty("id").GetString()!));
        }
    }

    [Fact]
    public async Task A_context_broker_pages_through_all_and_is_told_how_many_there_are()
    {
        foreach (
            var (path, header) in new[]
            {
                ("/ngsi-ld/v1/entities?count=true", "NGSILD-Results-Count"),
                ("/v2/entities?options=count", "Fiware-Total-Count"),
            }
        )
        {
            var (ids, offset, total) = (new List<string>(), 0, int.MaxValue);
            while (offset < total)
            {
                var response = await server.Client.GetAsync($"{path}&limit=9&offset={offset}");
                total = int.Parse(Assert.Single(response.Headers.GetValues(header)));
                var page = await response.Content.ReadFromJsonAsync<JsonElement>();
                ids.AddRange(page.EnumerateArray().Select(entity => entity.GetProperty("id").GetString()!));
                offset += 9;
            }

            Assert.Equal(Published.Of(Kind.Place).Count + Published.Of(Kind.Event).Count, ids.Distinct().Count());
            var (last, basePath) = (ids[^1], path.Split('?')[0]);
            Assert.Equal(last, (await GetAsync($"{basePath}/{last}")).GetProperty("id").GetString());
        }
    }

    [Theory]
    [InlineData("/stac/search?token=x", "token")]
    [InlineData("/stac/collections?bbox=1,2,3,4", "bbox")]
    [InlineData("/stac/search?bbox=1,2,3", "bbox")]
    [InlineData("/stac/search?intersects=%7B%7D", "intersects")]
    [InlineData("/tours/harbour-walk.gpx?lang=fr", "lang")]
    public async Task What_cannot_be_asked_is_named(string path, string name)
    {
        var response = await server.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(name, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_pose_counts_its_yaw_from_east_and_its_height_from_the_ellipsoid()
    {
        var capture = Published
            .Of(Kind.Capture)
            .After(null)
            .First(item => ((Capture)item.Document).Pose is { Heading: not null, Height: not null });
        var pose = ((Capture)capture.Document).Pose;
        var ypr = await GetAsync($"/api/v1/geopose/{capture.Id}");
        var yaw = ypr.GetProperty("angles").GetProperty("yaw").GetDouble();
        Assert.Equal(0, Math.IEEERemainder(90 - pose.Heading!.Value - yaw, 360), 1e-9);
        Assert.Equal(0, ypr.GetProperty("angles").GetProperty("pitch").GetDouble());
        var view = await GetAsync($"/api/v1/scenes/inasayama-impact/view");
        var deck = await GetAsync("/api/v1/geopose/drawing-inasayama-deck-reach");
        Assert.Equal(
            view.GetProperty("eye").GetProperty("height").GetDouble() + 32,
            deck.GetProperty("position").GetProperty("h").GetDouble(),
            0.1
        );
        var quaternion = (await GetAsync($"/api/v1/geopose/{capture.Id}?form=quaternion")).GetProperty("quaternion");
        // About up alone, by half the yaw.
        Assert.Equal(Math.Sin(yaw * Math.PI / 360), quaternion.GetProperty("z").GetDouble(), 1e-9);
        Assert.Equal(Math.Cos(yaw * Math.PI / 360), quaternion.GetProperty("w").GetDouble(), 1e-9);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/api/v1/geopose/hypocentre")).StatusCode);
    }

    [Fact]
    public async Task A_search_of_pictures_finds_by_place_time_box_shape_and_id_and_pages()
    {
        var (all, next) = (new List<string>(), "/stac/search?limit=4");
        while (next is not null)
        {
            var page = await GetAsync(next);
            all.AddRange(page.GetProperty("features").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            next = page.GetProperty("links")
                .EnumerateArray()
                .Where(link => link.GetProperty("rel").GetString() == "next")
                .Select(link => new Uri(link.GetProperty("href").GetString()!).PathAndQuery)
                .FirstOrDefault();
        }

        Assert.Equal(Published.Of(Kind.Capture).After(null).Select(item => item.Id), all);
        var first = Published.Find(all[0])!;
        foreach (
            var query in new[]
            {
                $"ids={first.Id}",
                $"collections={first.Places[0]}&limit=100",
                FormattableString.Invariant($"bbox={first.At.Longitude},{first.At.Latitude},{first.At.Longitude},{first.At.Latitude}"),
                FormattableString.Invariant(
                    $"intersects={{\"type\":\"Point\",\"coordinates\":[{first.At.Longitude},{first.At.Latitude}]}}&limit=100"
                ),
            }
        )
        {
            var found = (await GetAsync($"/stac/search?{query}")).GetProperty("features").EnumerateArray().ToList();
            Assert.Contains(found, item => item.GetProperty("id").GetString() == first.Id);
            Assert.True(found.Count < all.Count, query);
        }

        var named = await GetAsync($"/stac/search?ids={string.Join(',', all)}&limit=4&after={all[3]}");
        Assert.Equal(
            all.Skip(4).Take(4),
            named.GetProperty("features").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)
        );
        using var response = await server.Client.PostAsJsonAsync("/stac/search", new { ids = new[] { first.Id }, limit = 5 });
        var posted = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(first.Id, posted.GetProperty("features")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_search_engine_is_led_to_every_page_and_each_says_what_it_is()
    {
        XNamespace sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var pages = XDocument
            .Parse(await server.Client.GetStringAsync("/sitemap.xml"))
            .Descendants(sitemap + "loc")
            .Select(page => new Uri(page.Value).AbsolutePath)
            .ToList();
        Assert.Equal(1 + new[] { Kind.Place, Kind.Scene, Kind.Tour }.Sum(kind => Published.Of(kind).Count), pages.Count);
        Assert.Contains("/sitemap.xml", await server.Client.GetStringAsync("/robots.txt"), StringComparison.Ordinal);
        foreach (var part in new[] { "7", "214749", "2147483647" })
            Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"/sitemap-{part}.xml")).StatusCode);
    }

    [Theory]
    [InlineData("ko-KR,ko;q=0.9,en;q=0.8", "ko")]
    [InlineData("zh-TW", "zh-Hans")]
    [InlineData("fr-FR,en-GB;q=0.5", "en")]
    [InlineData("fr", "en")]
    [InlineData("en;q=0.2, ja;q=0.7", "ja")]
    [InlineData("", "ja")]
    [InlineData(";;;", "ja")]
    public void The_best_of_our_languages_is_chosen_as_a_browser_would_have_it(string accepted, string language) =>
        Assert.Equal(language, XrContent.Server.Interop.Search.Languages.Best(accepted));
}
