using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Catalog.Documents;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Tests.Interop;

/// <summary>The catalogue as OGC API - Features.</summary>
public class FeaturesTests(ServerFixture server)
{
    private const string Places = "/ogc/collections/places/items";

    private Task<JsonElement> GetAsync(string path) => server.Client.GetFromJsonAsync<JsonElement>(path);

    private static IEnumerable<string> Ids(JsonElement page) =>
        page.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("id").GetString()!);

    private int Count(Kind kind) => server.Factory.Services.GetRequiredService<CurrentCatalog>().Snapshot.Of(kind).Count;

    [Theory]
    [InlineData("places", Kind.Place)]
    [InlineData("captures", Kind.Capture)]
    [InlineData("overlays", Kind.Overlay)]
    [InlineData("scenes", Kind.Scene)]
    [InlineData("tours", Kind.Tour)]
    [InlineData("events", Kind.Event)]
    public async Task Page_after_page_a_collection_gives_every_item_once(string collection, Kind kind)
    {
        var (seen, next) = (new List<string>(), $"/ogc/collections/{collection}/items?limit=7");
        while (next is not null)
        {
            var page = await GetAsync(next);
            Assert.Equal(Count(kind), page.GetProperty("numberMatched").GetInt32());
            Assert.Equal(Ids(page).Count(), page.GetProperty("numberReturned").GetInt32());
            seen.AddRange(Ids(page));
            next = page.GetProperty("links")
                .EnumerateArray()
                .Where(link => link.GetProperty("rel").GetString() == "next")
                .Select(link => new Uri(link.GetProperty("href").GetString()!).PathAndQuery)
                .FirstOrDefault();
        }

        Assert.Equal(Count(kind), seen.Distinct().Count());
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_box_and_a_filter_keep_what_belongs_and_count_it()
    {
        // Round the hypocentre.
        const string box = "bbox=129.860,32.771,129.866,32.776";
        var inside = await GetAsync($"{Places}?limit=100&{box}");
        Assert.Contains("hypocentre", Ids(inside));
        Assert.DoesNotContain("inasayama-deck", Ids(inside));
        Assert.Equal(Ids(inside).Count(), inside.GetProperty("numberMatched").GetInt32());
        var parks = await GetAsync($"{Places}?limit=100&filter=category%20=%20'park'");
        var equal = await GetAsync($"{Places}?limit=100&category=park");
        Assert.NotEmpty(Ids(parks));
        Assert.Equal(Ids(parks), Ids(equal));
        Assert.All(
            parks.GetProperty("features").EnumerateArray(),
            park => Assert.Equal("park", park.GetProperty("properties").GetProperty("category").GetString())
        );
        var one = await GetAsync($"{Places}?limit=1&filter=category%20=%20'park'");
        Assert.Equal(Ids(parks).Count(), one.GetProperty("numberMatched").GetInt32());
        Assert.Empty(Ids(await GetAsync($"{Places}?bbox=170,-10,-170,10")));
        Assert.NotEmpty(Ids(await GetAsync($"{Places}?bbox=100,-10,-170,50")));
        // What stands last in an item's open part is read too.
        var tours = (await GetAsync("/ogc/collections/tours/items?limit=100")).GetProperty("features").EnumerateArray().ToList();
        var longest = tours.Max(tour => tour.GetProperty("properties").GetProperty("minutes").GetInt32());
        Assert.Equal(
            tours
                .Where(tour => tour.GetProperty("properties").GetProperty("minutes").GetInt32() == longest)
                .Select(tour => tour.GetProperty("id").GetString()),
            Ids(await GetAsync($"/ogc/collections/tours/items?minutes={longest}"))
        );
    }

    [Fact]
    public async Task A_time_keeps_what_was_taken_or_shown_then_and_events_of_that_time()
    {
        var old = await GetAsync("/ogc/collections/captures/items?limit=100&datetime=1945-08-09/1945-08-10");
        var all = await GetAsync("/ogc/collections/captures/items?limit=100&datetime=../2100-01-01T00:00:00Z");
        var catalog = server.Factory.Services.GetRequiredService<CurrentCatalog>().Snapshot;
        Assert.Equal(
            catalog.Of(Kind.Capture).After(null).Where(item => ((Capture)item.Document).Shows.Year == 1945).Select(item => item.Id),
            Ids(old)
        );
        Assert.Equal(Count(Kind.Capture), Ids(all).Count());
        var lanterns = await GetAsync("/ogc/collections/events/items?limit=100&datetime=2026-02-10");
        Assert.Contains("lantern-festival", Ids(lanterns));
        var summer = await GetAsync("/ogc/collections/events/items?limit=100&datetime=2026-08-20");
        Assert.DoesNotContain("lantern-festival", Ids(summer));
        Assert.DoesNotContain("kunchi", Ids(summer));
        Assert.Contains("kunchi", Ids(await GetAsync("/ogc/collections/events/items?limit=100&datetime=2031-10-09")));
        // The festival begins at midnight by the clock of its places.
        foreach (
            var (when, isOn) in new[]
            {
                ("2026-02-05T23:00:00%2B09:00", false),
                ("2026-02-06T00:30:00%2B09:00", true),
                ("2026-02-23T23:30:00%2B09:00", true),
                ("2026-02-24T01:00:00%2B09:00", false),
            }
        )
            Assert.Equal(
                isOn,
                Ids(await GetAsync($"/ogc/collections/events/items?limit=100&datetime={when}")).Contains("lantern-festival")
            );
        foreach (var edge in new[] { "9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z" })
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"/ogc/collections/events/items?datetime={edge}")).StatusCode);
    }

    /// <summary>QGIS and GDAL translate what is asked of a column into a time, and believe the answer.</summary>
    [Theory]
    [InlineData("captures", "2026-01-01T00:00:00Z/..", "taken", "2026-01-01")]
    [InlineData("captures", "0000-01-01T00:00:00Z/1946-01-01T00:00:00Z", "depicts", "1945-08-09")]
    [InlineData("events", "2026-01-01T/..", "begins", "2026-01-01")]
    [InlineData("events", "2026-02-06t00:00:00z", "begins", "2026-02-06")]
    public async Task What_a_client_asks_of_a_column_is_in_the_answer(string collection, string time, string column, string least)
    {
        var all = (await GetAsync($"/ogc/collections/{collection}/items?limit=100")).GetProperty("features");
        var asked = Ids(await GetAsync($"/ogc/collections/{collection}/items?limit=100&datetime={time}")).ToList();
        var isFrom = time.EndsWith("..", StringComparison.Ordinal);
        var meant = all.EnumerateArray()
            .Where(one => one.GetProperty("properties").GetProperty(column).GetString() is { } value && Fits(value[..10]))
            .Select(one => one.GetProperty("id").GetString()!)
            .ToList();
        Assert.NotEmpty(meant);
        Assert.Empty(meant.Except(asked));

        bool Fits(string day) => isFrom ? string.CompareOrdinal(day, least) >= 0 : day == least;
    }

    [Fact]
    public async Task An_event_without_days_is_of_no_time_and_one_of_every_year_names_its_next_days()
    {
        var asked = await GetAsync("/ogc/collections/events/items?limit=100&datetime=2026-01-01/..");
        Assert.All(
            asked.GetProperty("features").EnumerateArray(),
            one => Assert.NotNull(one.GetProperty("properties").GetProperty("begins").GetString())
        );
    }

    [Fact]
    public async Task Why_nothing_is_given_is_not_kept_and_has_no_tag()
    {
        foreach (var path in new[] { "/ogc/collections/places/items/nope", "/ogc/collections/places/items?bbox=1" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("If-None-Match", "*");
            using var response = await server.Client.SendAsync(request);
            Assert.InRange((int)response.StatusCode, 400, 404);
            Assert.Null(response.Headers.ETag);
            Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        }
    }

    [Theory]
    [InlineData("bbox=1,2,3", "bbox")]
    [InlineData("category=park&category=bridge", "category")]
    [InlineData("limit=5&limit=6", "limit")]
    [InlineData("bbox=1,2,3,x", "bbox")]
    [InlineData("bbox=0,50,10,40", "bbox")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("datetime=yesterday", "datetime")]
    [InlineData("datetime=../..", "datetime")]
    [InlineData("filter=category%20like", "filter")]
    [InlineData("filter=sources%20=%20'x'", "filter")]
    [InlineData("filter-lang=cql2-json", "filter-lang")]
    [InlineData("crs=EPSG:3857", "crs")]
    [InlineData("kategory=park", "kategory")]
    [InlineData("lang=fr", "lang")]
    [InlineData("f=xml", "f")]
    public async Task What_cannot_be_asked_is_named(string query, string name)
    {
        var response = await server.Client.GetAsync($"{Places}?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(name, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Every_link_leads_somewhere_with_the_type_that_it_says()
    {
        var (open, known) = (new Queue<string>(["/ogc"]), new HashSet<string>());
        while (open.TryDequeue(out var path))
        {
            var page = await GetAsync(path);
            var links = page.TryGetProperty("links", out var own) ? own.EnumerateArray().ToList() : [];
            if (page.TryGetProperty("collections", out var collections))
                links.AddRange(collections.EnumerateArray().SelectMany(one => one.GetProperty("links").EnumerateArray()));
            foreach (var link in links)
            {
                var (address, type) = (new Uri(link.GetProperty("href").GetString()!), link.GetProperty("type").GetString()!);
                if (address.Host != "localhost" || !known.Add(address.PathAndQuery) || address.AbsolutePath == "/docs")
                    continue;
                var response = await server.Client.GetAsync(address.PathAndQuery);
                Assert.Equal((address.PathAndQuery, HttpStatusCode.OK), (address.PathAndQuery, response.StatusCode));
                Assert.StartsWith(response.Content.Headers.ContentType!.MediaType!, type, StringComparison.Ordinal);
                if (type == "application/json")
                    open.Enqueue(address.PathAndQuery);
            }
        }

        Assert.True(known.Count > 20, $"{known.Count} links");
    }

    [Fact]
    public async Task People_get_pages_and_programs_get_json()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Places}?lang=ko");
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        var page = await server.Client.SendAsync(request);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Equal("ko", Assert.Single(page.Content.Headers.ContentLanguage));
        Assert.Contains("<html lang=\"ko\">", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var json = await server.Client.GetAsync(Places);
        Assert.Equal("application/geo+json", json.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", json.Headers.Vary);
    }

    [Fact]
    public async Task Anybody_s_page_may_read_it_and_no_cookie_goes_with_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Places) { Headers = { { "Origin", "https://maps.example.org" } } };
        var response = await server.Client.SendAsync(request);
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        using var closed = new HttpRequestMessage(HttpMethod.Get, "/api/v1/studio/me")
        {
            Headers = { { "Origin", "https://maps.example.org" } },
        };
        Assert.False((await server.Client.SendAsync(closed)).Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task What_somebody_has_already_is_not_sent_again_and_may_be_kept_on_the_way()
    {
        var first = await server.Client.GetAsync(Places);
        Assert.True(first.Headers.CacheControl!.Public);
        using var again = new HttpRequestMessage(HttpMethod.Get, Places) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await server.Client.SendAsync(again)).StatusCode);
    }
}
