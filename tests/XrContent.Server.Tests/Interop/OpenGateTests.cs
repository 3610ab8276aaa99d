using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Catalog.Documents;
using XrContent.Server.Catalogue;
using XrContent.Server.Tests.Onsite;

namespace XrContent.Server.Tests.Interop;

/// <summary>However it is asked, no open format tells more than what anyone may know anywhere.</summary>
public class OpenGateTests(OnsiteServer server) : OnsiteTests(server)
{
    private const string Draft = "Nobody outside has read this";

    [Fact]
    public async Task No_open_format_tells_of_drafts_of_what_was_taken_back_or_of_what_opens_on_the_spot()
    {
        const string gone = "dejima-wharf-gone";
        await SaveAsync("never-shown", Draft, publish: false);
        await SaveAsync(gone, "Taken back", publish: true);
        await UntilAsync(id => id is not null, gone);
        using (var withdrawn = await Server.Staff.PostAsync($"/api/v1/studio/items/{gone}/withdraw", null))
            Assert.True(withdrawn.IsSuccessStatusCode);
        await UntilAsync(id => id is null, gone);

        var said = await AllAsync(Server.Visitor());
        Assert.True(said.Count > 150, $"{said.Count} answers");
        var closed = Closed().ToList();
        Assert.True(closed.Count > 100, $"{closed.Count} words are closed");
        foreach (var (address, body) in said)
        {
            Assert.False(body.Contains(Draft, StringComparison.Ordinal), address);
            // That there is no such item is said by its name.
            var isAsked = address.Contains("never-shown", StringComparison.Ordinal) || address.Contains(gone, StringComparison.Ordinal);
            Assert.True(
                isAsked || !body.Contains("never-shown", StringComparison.Ordinal) && !body.Contains(gone, StringComparison.Ordinal),
                address
            );
            foreach (var words in closed)
                Assert.False(body.Contains(words, StringComparison.Ordinal), $"{address} says \"{words}\"");
        }
    }

    [Fact]
    public async Task On_the_spot_a_picture_s_item_has_its_tiles_and_elsewhere_a_preview()
    {
        var capture = Snapshot.CapturesOf(OnsiteServer.Deck).First();
        var path = $"/stac/collections/{OnsiteServer.Deck}/items/{capture.Id}";
        var (absent, present) = (Server.Visitor(), Server.Visitor());
        await Server.PassAsync(present);
        var teaser = await absent.GetFromJsonAsync<JsonElement>(path);
        Assert.False(teaser.TryGetProperty("asset_templates", out _));
        Assert.False(teaser.GetProperty("properties").TryGetProperty("view:azimuth", out _));
        foreach (var asset in teaser.GetProperty("assets").EnumerateObject())
            Assert.Equal(
                HttpStatusCode.OK,
                (await absent.GetAsync(new Uri(asset.Value.GetProperty("href").GetString()!).PathAndQuery)).StatusCode
            );
        var whole = await present.GetFromJsonAsync<JsonElement>(path);
        Assert.Equal(
            ((Capture)capture.Document).Pose.Heading!.Value,
            whole.GetProperty("properties").GetProperty("view:azimuth").GetDouble(),
            1e-9
        );
        var tile = new Uri(whole.GetProperty("asset_templates").GetProperty("tiles").GetProperty("href").GetString()!).PathAndQuery;
        tile = Uri.UnescapeDataString(tile)
            .Replace("{TileCol}", "0", StringComparison.Ordinal)
            .Replace("{TileRow}", "0", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await present.GetAsync(tile)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await absent.GetAsync(tile)).StatusCode);
    }

    private Catalog.Published.CatalogSnapshot Snapshot => Server.Factory.Services.GetRequiredService<CurrentCatalog>().Snapshot;

    /// <summary>Words that open on the spot alone: texts, figures, and the names of files.</summary>
    private IEnumerable<string> Closed()
    {
        var open = Snapshot.All.SelectMany(item => new[] { item.Document.Title, item.Document.Summary }).OfType<LocalText>().ToList();
        foreach (var item in Snapshot.All)
        {
            foreach (var language in LocalText.Languages)
            {
                if (
                    item.Document.Text?.In(language) is { Length: > 30 } text
                    && !open.Any(one => one.In(language)?.Contains(text[..25], StringComparison.Ordinal) == true)
                )
                    yield return text[..25];
            }

            foreach (var (_, original) in item.Document.Originals())
                yield return original.Sha256;
        }
    }

    private async Task<Dictionary<string, string>> AllAsync(HttpClient visitor)
    {
        var said = new Dictionary<string, string>();
        var paths = (await visitor.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths");
        foreach (var path in paths.EnumerateObject())
        {
            if (
                !path.Value.TryGetProperty("get", out var get)
                || get.GetProperty("tags")[0].GetString() != "Open formats"
                || path.Name.StartsWith("/api/v1/", StringComparison.Ordinal)
            )
                continue;
            foreach (var address in Addresses(path.Name))
            {
                var response = await visitor.GetAsync(address);
                var body = await response.Content.ReadAsStringAsync();
                Assert.True(
                    response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound,
                    $"{address}: {response.StatusCode} {body}"
                );
                Assert.True(
                    response.StatusCode == HttpStatusCode.NotFound || !address.Contains("never-shown", StringComparison.Ordinal),
                    address
                );
                said[address] = body;
            }
        }

        return said;
    }

    private IEnumerable<string> Addresses(string path)
    {
        string[] ids = ["never-shown", "dejima-wharf-gone", .. Snapshot.All.Select(item => item.Id)];
        foreach (var one in Values(path, "{collection}", ["places", "captures", "overlays", "scenes", "tours", "events"]))
        {
            foreach (var two in Values(one, "{name}", ["tourism", "cultural_property", "event"]))
            {
                foreach (var three in Values(two, "{place}", [OnsiteServer.Deck, "never-shown"]))
                {
                    string[] entities =
                        path.Contains("/entities/", StringComparison.Ordinal)
                            ? [.. ids.SelectMany(id => new[] { $"urn:ngsi-ld:PointOfInterest:{id}", $"urn:ngsi-ld:Event:{id}" })]
                        : path.StartsWith("/scrs/", StringComparison.Ordinal)
                            ? [.. ids.SelectMany(id => new[] { $"urn:xrcontent:capture:{id}", $"urn:xrcontent:overlay:{id}" })]
                        : ids;
                    foreach (var four in Values(three, "{id}", entities))
                        yield return four.Replace("{topic}", "history", StringComparison.Ordinal)
                            .Replace("{z}/{x}/{y}", "12/3525/1653", StringComparison.Ordinal)
                            .Replace("{part}", "0", StringComparison.Ordinal)
                            + (four.Contains("package_show", StringComparison.Ordinal) ? "?id=event" : "")
                            + (four == "/scrs/{topic}" ? $"?h3Index={Geo.H3Cell.Of(Snapshot.Find(OnsiteServer.Deck)!.At, 7)}" : "")
                            + (
                                four.EndsWith("/items", StringComparison.Ordinal) || four.EndsWith("/entities", StringComparison.Ordinal)
                                    ? "?limit=1000"
                                    : ""
                            );
                }
            }
        }
    }

    private static IEnumerable<string> Values(string path, string name, string[] values) =>
        path.Contains(name, StringComparison.Ordinal)
            ? values.Select(value => path.Replace(name, value, StringComparison.Ordinal))
            : [path];

    private async Task SaveAsync(string id, string title, bool publish)
    {
        var place = new
        {
            type = "Feature",
            id,
            geometry = new { type = "Point", coordinates = new[] { 129.8713, 32.7440 } },
            properties = new
            {
                kind = "place",
                title = new { ja = title, en = title },
                category = "harbour",
                position = new { accuracy = 10, sources = new[] { "s" } },
                sources = new[] { new { id = "s", title = "A source" } },
            },
        };
        using var made = await Server.Staff.PostAsJsonAsync("/api/v1/studio/items", place);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        if (!publish)
            return;
        using var shown = await Server.Staff.PostAsync($"/api/v1/studio/items/{id}/publish", null);
        Assert.True(shown.IsSuccessStatusCode, await shown.Content.ReadAsStringAsync());
    }

    private async Task UntilAsync(Func<string?, bool> isSo, string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var moves = Server.Factory.Services.GetRequiredService<CurrentCatalog>().Listen();
        while (!isSo(Snapshot.Find(id)?.Id))
            await moves.NextAsync(patience.Token);
    }
}
