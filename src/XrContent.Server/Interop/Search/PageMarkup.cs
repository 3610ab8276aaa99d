using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Search;

/// <summary>
/// What pages say of themselves to search engines (schema.org) and to messages that show where a link leads (Open Graph): the teaser, so
/// that people come and see.
/// </summary>
internal static class PageMarkup
{
    /// <summary>Words stay words; what could end a block is escaped.</summary>
    private static readonly JsonSerializerOptions InScript = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static PageHead? Of(HttpContext context)
    {
        if (context.Request.RouteValues["id"] is not string id || context.GetEndpoint() is not RouteEndpoint endpoint)
            return null;
        Kind? kind = endpoint.RoutePattern.RawText switch
        {
            "/places/{id}" => Kind.Place,
            "/scenes/{id}" => Kind.Scene,
            "/captures/{id}" => Kind.Capture,
            "/tours/{id}" => Kind.Tour,
            _ => null,
        };
        if (kind is null || context.Catalog().Find(id) is not { } item || item.Kind != kind)
            return null;
        var (open, lang, root) = (OpenItem.Of(item), Languages.Best(context.Request.Headers.AcceptLanguage.ToString()), context.Root());
        var title = open.Says.Title.Best(lang)!;
        var html = new StringBuilder();
        var summary = open.Says.Summary.Best(lang);
        if (summary is not null)
            Meta(html, "name", "description", summary);
        html.Append($"<link rel=\"canonical\" href=\"{Of(open.Page(root)!)}\">");
        Meta(html, "property", "og:type", "website");
        Meta(html, "property", "og:title", title);
        Meta(html, "property", "og:url", open.Page(root)!);
        Meta(html, "property", "og:locale", lang.Replace('-', '_'));
        if (summary is not null)
            Meta(html, "property", "og:description", summary);
        if (open.Picture(root) is { } picture)
        {
            Meta(html, "property", "og:image", picture.Replace("thumbnail.jpg", "preview.jpg", StringComparison.Ordinal));
            Meta(html, "name", "twitter:card", "summary_large_image");
        }

        // Escaped so that the block cannot end early; it is data, and nothing runs it.
        var said = new JsonArray([
            .. Described(
                open,
                context.Catalog(),
                lang,
                root,
                OpenDoors.Today(context.RequestServices),
                OpenDoors.Zone(context.RequestServices)
            ),
        ]);
        html.Append($"<script type=\"application/ld+json\">{said.ToJsonString(InScript)}</script>\n  ");
        return new(title, html.ToString());
    }

    private static IEnumerable<JsonNode> Described(
        OpenItem item,
        CatalogSnapshot catalog,
        string lang,
        string root,
        DateOnly today,
        TimeZoneInfo zone
    )
    {
        yield return Thing(item, lang, root);
        if (item.Kind != Kind.Place)
            yield break;
        foreach (var happening in catalog.UsersOf(item.Id, RelationRole.EventPlace).Select(catalog.Find).OfType<PublishedItem>())
        {
            var open = OpenItem.Of(happening);
            foreach (var days in EventDays.Of(open.Says, today).Where(days => days.Last >= today))
                yield return Happening(open, item, days, lang, root, zone);
        }
    }

    private static JsonObject Thing(OpenItem item, string lang, string root)
    {
        var (says, page) = (item.Says, item.Page(root)!);
        var thing = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = item.Kind switch
            {
                Kind.Place => "TouristAttraction",
                Kind.Tour => "TouristTrip",
                _ => "CreativeWork",
            },
            ["@id"] = page,
            ["url"] = page,
            ["name"] = says.Title.Best(lang),
        };
        if (item.Kind is not (Kind.Place or Kind.Tour))
            thing["inLanguage"] = lang;
        thing["alternateName"] = new JsonArray([.. Others(says.Title, lang)]);
        if (says.Summary.Best(lang) is { } summary)
            thing["description"] = summary;
        if (item.Picture(root) is { } picture)
            thing["image"] = picture;
        if (item is { Kind: Kind.Place, At: { } at })
            thing["geo"] = new JsonObject
            {
                ["@type"] = "GeoCoordinates",
                ["latitude"] = at.Latitude,
                ["longitude"] = at.Longitude,
            };

        if (says.Address.Best(lang) is { } address)
            thing["address"] = address;
        return thing;
    }

    private static JsonObject Happening(OpenItem happening, OpenItem place, EventDays days, string lang, string root, TimeZoneInfo zone)
    {
        var said = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "Event",
            ["name"] = happening.Says.Title.Best(lang),
            ["startDate"] = Day(days.First!.Value, days.From, zone),
            ["endDate"] = Day(days.EndsNextDay ? days.Last!.Value.AddDays(1) : days.Last!.Value, days.Until, zone),
            ["eventAttendanceMode"] = "https://schema.org/OfflineEventAttendanceMode",
            ["location"] = new JsonObject
            {
                ["@type"] = "Place",
                ["name"] = place.Says.Title.Best(lang),
                ["url"] = place.Page(root),
            },
        };
        if (happening.Says.Summary.Best(lang) is { } summary)
            said["description"] = summary;
        return said;
    }

    private static string Day(DateOnly day, string? hour, TimeZoneInfo zone) =>
        hour is null
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : zone.At(day.ToDateTime(TimeOnly.ParseExact(hour, "HH:mm", CultureInfo.InvariantCulture)))
                .ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static IEnumerable<JsonNode> Others(LocalText title, string lang) =>
        LocalText.Languages.Where(other => other != lang).Select(title.In).OfType<string>().Select(words => (JsonNode)words);

    private static void Meta(StringBuilder html, string by, string name, string content) =>
        html.Append($"<meta {by}=\"{name}\" content=\"{Of(content)}\">");

    private static string Of(string text) => WebPages.Html.Encode(text);
}

/// <summary>The project's language that a browser would rather read.</summary>
internal static class Languages
{
    /// <param name="accepted">As Accept-Language says it (RFC 9110).</param>
    public static string Best(string accepted)
    {
        if (!Microsoft.Net.Http.Headers.StringWithQualityHeaderValue.TryParseList([accepted], out var all))
            return "ja";
        foreach (
            var tag in all.Where(one => one.Quality != 0).OrderByDescending(one => one.Quality ?? 1).Select(one => one.Value.ToString())
        )
        {
            var known = LocalText.Languages.FirstOrDefault(language =>
                tag.Split('-')[0].Equals(language.Split('-')[0], StringComparison.OrdinalIgnoreCase)
            );
            if (known is not null)
                return known;
        }

        return all.Count == 0 ? "ja" : "en";
    }
}
