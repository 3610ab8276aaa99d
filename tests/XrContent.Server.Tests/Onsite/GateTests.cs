using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NetVips;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Server.Commands;

namespace XrContent.Server.Tests.Onsite;

/// <summary>Without a pass media and AR stay closed at every endpoint, and with one only its own place opens.</summary>
public class GateTests(OnsiteServer server) : OnsiteTests(server)
{
    private const string PassRequired = "/problems/on-site-pass-required";

    /// <summary>What anybody may ask from anywhere. Every other endpoint of the document must be closed.</summary>
    private static readonly HashSet<string> Open =
    [
        "GET /api/v1/site",
        "GET /api/v1/nearby",
        "GET /api/v1/cells/{z}/{x}/{y}",
        "GET /api/v1/items/{id}",
        "GET /api/v1/changes",
        // Ids of what changed, as there.
        "GET /api/v1/live",
        "GET /terrain/{z}/{x}/{y}.png",
        "GET /map/base.pmtiles",
        "GET /map/land/{name}.geojson",
        "GET /map/old/{id}/{z}/{x}/{y}",
        "GET /media/{name}/{file}",
        "POST /api/v1/passes",
        "GET /t/{tag}",
        // Says no more than whether what was read hangs here.
        "GET /api/v1/places/{place}/tags/{tag}",
        "POST /api/v1/kiosk/pairing",
        "POST /api/v1/kiosk/session",
        // By these staff come in.
        "GET /api/v1/studio/session",
        "POST /api/v1/studio/session",
        "DELETE /api/v1/studio/session",
        "POST /api/v1/studio/session/passkey",
        "POST /api/v1/studio/session/passkey/options",
        "GET /api/v1/studio/invitations/{secret}",
        "POST /api/v1/studio/invitations/{secret}",
        "POST /api/v1/studio/invitations/{secret}/passkey/options",
        // Says what the protocol can do.
        // What anyone may know, as others read it (OpenGateTests).
        "GET /ogc",
        "GET /ogc/conformance",
        "GET /ogc/api",
        "GET /ogc/collections",
        "GET /ogc/collections/{collection}",
        "GET /ogc/collections/{collection}/queryables",
        "GET /ogc/collections/{collection}/items",
        "GET /ogc/collections/{collection}/items/{id}",
        "GET /tiles/tiles.json",
        "GET /tiles/{z}/{x}/{y}.mvt",
        "GET /stac",
        "GET /stac/conformance",
        "GET /stac/collections",
        "GET /stac/collections/{place}",
        "GET /stac/collections/{place}/items",
        "GET /stac/collections/{place}/items/{id}",
        "GET /stac/search",
        "POST /stac/search",
        "GET /scrs/{topic}",
        // What anybody may know of what is counted; counting tells nothing back (InsightTests).
        "GET /api/v1/transparency",
        "POST /api/v1/counts",
        "GET /scrs/{topic}/{id}",
        "GET /iiif/collection",
        "GET /iiif/tours/{id}",
        "GET /iiif/scenes/{id}/manifest",
        "GET /ngsi-ld/v1/entities",
        "GET /ngsi-ld/v1/entities/{id}",
        "GET /ngsi-ld/v1/types",
        "GET /v2/entities",
        "GET /v2/entities/{id}",
        "GET /v2/types",
        "GET /opendata/{name}.csv",
        "GET /opendata/{name}.json",
        "GET /opendata/catalog.jsonld",
        "GET /opendata/api/3/action/package_search",
        "GET /opendata/api/3/action/package_show",
        "GET /calendar.ics",
        "GET /places.gpx",
        "GET /tours/{id}.gpx",
        "GET /places.kml",
        "GET /tours/{id}.kml",
        "GET /robots.txt",
        "GET /sitemap.xml",
        "GET /sitemap-{part}.xml",
        "OPTIONS /api/v1/uploads",
        "OPTIONS /api/v1/uploads/{id}",
    ];

    [Fact]
    public async Task Every_endpoint_of_the_document_is_open_by_decision_or_closed_without_a_pass()
    {
        var visitor = Server.Visitor();
        var paths = (await visitor.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths");
        var closed = 0;
        foreach (
            var (path, method) in paths
                .EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject().Select(method => (path.Name, method.Name.ToUpperInvariant())))
        )
        {
            if (Open.Contains($"{method} {path}"))
                continue;
            var address = path.Replace("{id}", "inasayama-impact", StringComparison.Ordinal)
                .Replace("{format}", "svg", StringComparison.Ordinal)
                .Replace("{level}", "0", StringComparison.Ordinal)
                .Replace("{tile}", "0_0.jpg", StringComparison.Ordinal)
                .Replace("{file}", "master.m3u8", StringComparison.Ordinal)
                .Replace("{name}", new string('a', 42), StringComparison.Ordinal)
                .Replace("{language}", "ja", StringComparison.Ordinal)
                .Replace("{number}", "1", StringComparison.Ordinal)
                .Replace("{year}", "2026", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(new(method), address);
            using var response = await visitor.SendAsync(request);
            var problem = await OnsiteServer.ProblemAsync(response);
            var ofStaff = path.Contains("/studio/", StringComparison.Ordinal) || path.Contains("/uploads", StringComparison.Ordinal);
            Assert.True(
                (ofStaff ? (HttpStatusCode.Unauthorized, "/problems/sign-in-required") : (HttpStatusCode.Forbidden, PassRequired))
                    == (response.StatusCode, problem),
                $"{method} {path}: {response.StatusCode} {problem}"
            );
            closed++;
        }

        Assert.InRange(closed, 20, 200);
    }

    [Fact]
    public async Task Of_all_files_made_for_the_catalogue_only_previews_open_without_a_pass()
    {
        Footage.SkipWithoutFfmpeg();
        await FillWithEveryKindAsync();
        var (visitor, onSpot, elsewhere) = (Server.Visitor(), Server.Visitor(), Server.Visitor());
        await Server.PassAsync(onSpot, "minato-park", (32.7424, 129.8762));
        await Server.PassAsync(elsewhere, "urakami-prison-wall", await CentreAsync("urakami-prison-wall"));
        var (catalog, seen) = (
            Server.Factory.Services.GetRequiredService<XrContent.Server.Catalogue.CurrentCatalog>().Snapshot,
            new HashSet<string>()
        );
        foreach (var (name, file) in Renditions())
        {
            var isPreview = file is "thumbnail.jpg" or "preview.jpg";
            var kind =
                file.StartsWith("tiles/", StringComparison.Ordinal) ? "tiles"
                : file.StartsWith("hls/", StringComparison.Ordinal) ? $"hls{Path.GetExtension(file)}"
                : file;
            // Of a pyramid's hundreds of tiles one is as good as another.
            if (kind == "tiles" && !file.EndsWith("/0_0.jpg", StringComparison.Ordinal))
                continue;
            using var response = await visitor.GetAsync($"/media/{name}/{file}");
            if (catalog.PlacesOfRendition(name) is not { } places)
            {
                // Made, and not published or no longer so.
                Assert.Contains(response.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
                continue;
            }

            if (file == "files.sha256")
                Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            else if (isPreview)
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            else
                Assert.Equal((HttpStatusCode.Forbidden, PassRequired), (response.StatusCode, await OnsiteServer.ProblemAsync(response)));
            // A pass for another place is none; ranges and conditions are no way round.
            if (isPreview || file == "files.sha256")
                continue;
            using var sly = new HttpRequestMessage(HttpMethod.Get, $"/media/{name}/{file}");
            sly.Headers.TryAddWithoutValidation("If-None-Match", $"\"{name}\"");
            sly.Headers.TryAddWithoutValidation("Range", "bytes=0-1");
            Assert.Equal(HttpStatusCode.Forbidden, (await elsewhere.SendAsync(sly)).StatusCode);
            if (!places.Contains("minato-park"))
                continue;
            using var good = await onSpot.GetAsync($"/media/{name}/{file}");
            Assert.Equal(HttpStatusCode.OK, good.StatusCode);
            Assert.Contains("private", good.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            Assert.InRange(good.Headers.CacheControl.MaxAge!.Value, TimeSpan.FromHours(5.9), TimeSpan.FromHours(6));
            Assert.Contains("Cookie", good.Headers.Vary);
            seen.Add(kind);
        }

        Assert.Equal(
            ["audio.m4a", "base.jpg", "captions.vtt", "hls.m3u8", "hls.mp4", "model.glb", "photo.webp", "strip.jpg", "tiles"],
            seen.Order()
        );
    }

    [Fact]
    public async Task A_withdrawn_item_is_gone_at_once_also_for_who_has_a_pass()
    {
        var id = await Footage.SendAsync(Server.Staff, Footage.NewStill(), Footage.Metadata("gone.jpg", ("publish", "true")));
        var capture = (await Footage.EndOfAsync(Server.Staff, id)).GetProperty("capture").GetString();
        var visitor = Server.Visitor();
        await Server.PassAsync(visitor, "minato-park", (32.7424, 129.8762));
        var media = await UntilAsync(() => visitor.GetAsync($"/api/v1/items/{capture}"), response => response.IsSuccessStatusCode);
        var address = (await media.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("properties")
            .GetProperty("media")
            .GetProperty("base")
            .GetString();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(address)).StatusCode);
        await Server.Staff.PostAsync($"/api/v1/studio/items/{capture}/withdraw", null);
        await UntilAsync(() => visitor.GetAsync(address), response => response.StatusCode == HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/api/v1/items/{capture}")).StatusCode);
    }

    [Fact]
    public async Task Lists_are_whole_where_the_pass_counts_and_teasers_elsewhere()
    {
        var visitor = Server.Visitor();
        await Server.PassAsync(visitor, "minato-park", (32.7424, 129.8762));
        var all = await visitor.GetFromJsonAsync<JsonElement>(
            "/api/v1/nearby?lat=32.7424&lon=129.8762&radius=50000&limit=500&kind=capture"
        );
        var whole = all.GetProperty("features")
            .EnumerateArray()
            .Where(feature => feature.GetProperty("properties").TryGetProperty("media", out _))
            .Select(feature => feature.GetProperty("properties").GetProperty("place").GetString())
            .ToHashSet();
        Assert.Contains("minato-park", whole);
        Assert.DoesNotContain("shiroyama-school", whole);
    }

    [Fact]
    public async Task What_was_cached_without_a_pass_is_not_taken_for_fresh_with_one()
    {
        const string item = "/api/v1/items/drawing-inasayama-deck";
        var visitor = Server.Visitor();
        var teaser = await visitor.GetAsync(item);
        Assert.DoesNotContain("tiles", await teaser.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("private", teaser.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(["Cookie", "Authorization", "X-XrContent-Stand"], teaser.Headers.Vary);
        await Server.PassAsync(visitor);
        var whole = await AskAgainAsync(teaser);
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Contains("tiles", await whole.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, (await AskAgainAsync(whole)).StatusCode);
        Server.Clock.Ahead = TimeSpan.FromHours(7);
        var after = await AskAgainAsync(whole);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.DoesNotContain("tiles", await after.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        async Task<HttpResponseMessage> AskAgainAsync(HttpResponseMessage known)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, item) { Headers = { IfNoneMatch = { known.Headers.ETag! } } };
            return await visitor.SendAsync(request);
        }
    }

    [Fact]
    public async Task The_skyline_opens_round_the_pass_s_places_only()
    {
        var visitor = Server.Visitor();
        await Server.PassAsync(visitor);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/v1/skyline?lat=32.7528&lon=129.8496")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/api/v1/skyline?lat=33.5&lon=130.5")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync("/api/v1/skyline?lat=abc&lon=130.5")).StatusCode);
    }

    [Fact]
    public async Task Staff_stand_where_they_like_and_see_what_a_visitor_there_sees()
    {
        var present = await StandAsync(Server.Staff, onsite: true);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Server.Staff, OnsiteServer.Scene, present));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Server.Staff, "/api/v1/scenes/scene-minato-park", present));
        var absent = await StandAsync(Server.Staff, onsite: false);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Server.Staff, "/api/v1/scenes/scene-minato-park", absent));
        // Beside it, in another tab, they are staff.
        Assert.Equal(HttpStatusCode.OK, (await Server.Staff.GetAsync(OnsiteServer.Scene)).StatusCode);
        using var refused = await Server.Staff.PutAsJsonAsync("/api/v1/studio/stand", new { place = "atlantis" });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task A_visitor_s_eyes_are_lent_to_who_asked_for_an_hour_and_to_nobody_else()
    {
        const string scene = "/api/v1/scenes/scene-minato-park";
        var key = await StandAsync(Server.Staff, onsite: true);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Server.Visitor(), scene, key));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Server.Staff, scene, key[..^2]));
        await using var other = await Studio.StudioServer.StartAsync();
        var (hana, ken) = (await other.PersonAsync("contributor"), await other.PersonAsync("contributor"));
        var hers = (await hana.DoAsync(HttpMethod.Put, "stand", new { place = "minato-park" })).GetProperty("key").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(hana.Browser, scene, hers));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(ken.Browser, scene, hers));
        other.Clock.Ahead = TimeSpan.FromMinutes(59);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(hana.Browser, scene, hers));
        other.Clock.Ahead = TimeSpan.FromMinutes(61);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(hana.Browser, scene, hers));
        var again = (await hana.DoAsync(HttpMethod.Put, "stand", new { place = "minato-park" })).GetProperty("key").GetString()!;
        await hana.DoAsync(HttpMethod.Delete, "session");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(hana.Browser, scene, again));
    }

    private static async Task<string> StandAsync(HttpClient staff, bool onsite)
    {
        using var response = await staff.PutAsJsonAsync("/api/v1/studio/stand", new { place = "minato-park", onsite });
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string address, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("X-XrContent-Stand", key);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    [Fact]
    public async Task Who_asks_nobody_to_be_anywhere_serves_everything()
    {
        using var open = Server.Serve(null, ("Onsite:Required", "false"));
        var response = await Server.Visitor(open).GetAsync(OnsiteServer.Scene);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var strict = Server.Serve(null, ("Onsite:Required", ""));
        Assert.Equal(HttpStatusCode.Forbidden, (await Server.Visitor(strict).GetAsync(OnsiteServer.Scene)).StatusCode);
    }

    /// <summary>A film with captions, a scene read aloud, a picture and a model: all at Minato Park.</summary>
    private async Task FillWithEveryKindAsync()
    {
        var id = await Footage.SendAsync(Server.Staff, Footage.NewFilm(), Footage.Metadata("film.mp4", ("publish", "true")));
        var film = await Footage.EndOfAsync(Server.Staff, id);
        Assert.Equal("ready", film.GetProperty("stage").GetString());
        using var words = new StringContent("WEBVTT\n\n00:00.000 --> 00:01.000\nLanterns\n", null, "text/vtt");
        Assert.True(
            (
                await Server.Staff.PutAsync($"/api/v1/studio/captures/{film.GetProperty("capture").GetString()}/captions/en", words)
            ).IsSuccessStatusCode
        );
        using var recording = new ByteArrayContent(CaptureEditTests.Wave());
        Assert.True((await Server.Staff.PutAsync("/api/v1/studio/scenes/scene-minato-park/narration/ja", recording)).IsSuccessStatusCode);
        using var picture = (Image.Black(64, 32, bands: 3) + 120).Cast(Enums.BandFormat.Uchar);
        var folder = OverlayFileTests.Folder(
            "minato-park",
            ("gate-photo", "photo", "p.jpg", picture.JpegsaveBuffer()),
            ("gate-model", "model", "m.glb", OverlayFileTests.Model())
        );
        Assert.Equal(0, await Verbs.RunAsync(Server.Factory.Services, ["import", folder]));
        var current = Server.Factory.Services.GetRequiredService<XrContent.Server.Catalogue.CurrentCatalog>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (current.Snapshot.Find("gate-model") is null)
            patience.Token.ThrowIfCancellationRequested();
    }

    private IEnumerable<(string Name, string File)> Renditions()
    {
        var root = Path.Combine(Server.Data, "media", "renditions");
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var parts = Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/').Split('/', 3);
            yield return (parts[1], parts[2]);
        }
    }

    private async Task<(double, double)> CentreAsync(string place)
    {
        var item = (await Server.Factory.Services.GetRequiredService<CatalogReader>().FindAsync(place, default))?.Item;
        return (item!.Geometry!.Centroid.Y, item.Geometry.Centroid.X);
    }

    private static async Task<HttpResponseMessage> UntilAsync(Func<Task<HttpResponseMessage>> ask, Func<HttpResponseMessage, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var response = await ask();
            if (isSo(response))
                return response;
        }
    }
}
