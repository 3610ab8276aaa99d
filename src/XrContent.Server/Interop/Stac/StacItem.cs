using System.Globalization;
using System.Text.Json.Nodes;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Media.Panorama;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Interop.Stac;

/// <summary>
/// A capture as a STAC 1.1 item with the extensions "perspective imagery" and "tiled assets", as street-view viewers read it. Which way it
/// looks and its tiles are for those on the spot; anybody sees where and when it was taken, and a preview.
/// </summary>
internal static class StacItem
{
    public const string Version = "1.1.0";

    private static readonly string[] Open = [];

    private static readonly string[] Whole =
    [
        "https://stac-extensions.github.io/view/v1.0.0/schema.json",
        "https://stac-extensions.github.io/perspective-imagery/v1.0.0/schema.json",
    ];

    private const string Tiled = "https://stac-extensions.github.io/tiled-assets/v1.0.0/schema.json";

    /// <param name="opens">The request may see it whole.</param>
    public static JsonObject Of(PublishedItem item, StacNeighbours neighbours, bool opens, string lang, string root)
    {
        var open = OpenItem.Of(item);
        var says = open.Says;
        var place = item.Places[0];
        var at = item.At;
        var properties = new JsonObject
        {
            ["datetime"] = Utc(says.Depicts ?? says.Taken!.Value),
            ["datetimetz"] = Local(says.Depicts ?? says.Taken!.Value),
            ["title"] = says.Title.Best(lang),
            ["license"] = open.Rights?.License ?? "other",
        };
        if (open.Rights is { } rights)
            properties["providers"] = new JsonArray(
                new JsonObject { ["name"] = rights.Credit.Best(lang) ?? rights.Holder, ["roles"] = new JsonArray("producer") }
            );
        if (says.Summary.Best(lang) is { } summary)
            properties["description"] = summary;
        var capture = opens ? (Capture)item.Document : null;
        var media = capture is null ? null : MediaLinks.Of(capture);
        var answer = new JsonObject
        {
            ["type"] = "Feature",
            ["stac_version"] = Version,
            ["stac_extensions"] = new JsonArray([.. (opens ? Whole : Open).Select(name => (JsonNode)name)]),
            ["id"] = item.Id,
            ["collection"] = place,
            ["geometry"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(at.Longitude, at.Latitude) },
            ["bbox"] = new JsonArray(at.Longitude, at.Latitude, at.Longitude, at.Latitude),
            ["properties"] = properties,
            ["links"] = Links(item, neighbours, place, root),
            ["assets"] = Assets(says.Thumbnail!, media, root),
        };
        if (capture is not null)
            Pose(answer, properties, capture, media!, root);
        return answer;
    }

    /// <summary>What is served of a capture is the whole sphere, level.</summary>
    private static void Pose(JsonObject answer, JsonObject properties, Capture capture, MediaLinks media, string root)
    {
        if (capture.Pose.Heading is { } heading)
            properties["view:azimuth"] = heading;
        properties["pers:interior_orientation"] = new JsonObject { ["field_of_view"] = 360 };
        if (media.Tiles is not { Levels: [.., var finest] })
            return;
        answer["stac_extensions"]!.AsArray().Add(Tiled);
        properties["tiles:tile_matrix_sets"] = new JsonObject
        {
            ["geovisio"] = new JsonObject
            {
                ["type"] = "TileMatrixSetType",
                ["title"] = "The sphere",
                ["identifier"] = "sphere",
                ["tileMatrix"] = new JsonArray(Matrix(finest)),
            },
        };
        var level = media.Tiles.Levels.Count - 1;
        answer["asset_templates"] = new JsonObject
        {
            ["tiles"] = new JsonObject
            {
                ["href"] =
                    root
                    + media
                        .Tiles.Href.Replace("{level}", level.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                        .Replace("{column}", "{TileCol}", StringComparison.Ordinal)
                        .Replace("{row}", "{TileRow}", StringComparison.Ordinal),
                ["type"] = "image/jpeg",
                ["roles"] = new JsonArray("data"),
            },
        };
    }

    private static JsonObject Matrix(PyramidLevel finest) =>
        new()
        {
            ["type"] = "TileMatrixType",
            ["identifier"] = "0",
            ["scaleDenominator"] = 1,
            ["topLeftCorner"] = new JsonArray(0, 0),
            ["tileWidth"] = finest.Tile,
            ["tileHeight"] = finest.Tile,
            ["matrixWidth"] = finest.Columns,
            ["matrixHeight"] = finest.Rows,
        };

    private static JsonObject Assets(string thumbnail, MediaLinks? media, string root)
    {
        var assets = new JsonObject { ["thumb"] = Asset(root + thumbnail, "thumbnail", "Small picture") };
        var preview = thumbnail.Replace("thumbnail.jpg", "preview.jpg", StringComparison.Ordinal);
        assets["sd"] = Asset(root + (media?.Base ?? preview), "visual", media is null ? "Preview" : "The whole sphere");
        if (media is not null)
            assets["hd"] = Asset(root + media.Base, "data", "The whole sphere");
        return assets;
    }

    private static JsonObject Asset(string href, string role, string title) =>
        new()
        {
            ["href"] = href,
            ["type"] = "image/jpeg",
            ["roles"] = new JsonArray(role),
            ["title"] = title,
        };

    private static JsonArray Links(PublishedItem item, StacNeighbours neighbours, string place, string root)
    {
        var links = new JsonArray(
            StacApi.Link("root", $"{root}/stac", "application/json"),
            StacApi.Link("parent", $"{root}/stac/collections/{place}", "application/json"),
            StacApi.Link("collection", $"{root}/stac/collections/{place}", "application/json"),
            StacApi.Link("self", Address(item.Id), "application/geo+json"),
            StacApi.Link("alternate", $"{root}/captures/{item.Id}", "text/html")
        );
        var (before, after) = neighbours.Of(item);
        if (before is not null)
            links.Add(Neighbour("prev", before));
        if (after is not null)
            links.Add(Neighbour("next", after));
        return links;

        string Address(string id) => $"{root}/stac/collections/{place}/items/{id}";

        JsonObject Neighbour(string rel, PublishedItem there)
        {
            var link = StacApi.Link(rel, Address(there.Id), "application/geo+json");
            link["id"] = there.Id;
            link["geometry"] = new JsonObject
            {
                ["type"] = "Point",
                ["coordinates"] = new JsonArray(there.At.Longitude, there.At.Latitude),
            };
            return link;
        }
    }

    public static string Utc(DateTimeOffset moment) =>
        moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Local(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}

/// <summary>Which captures of a place stand before and after one, for the items of one answer.</summary>
internal sealed class StacNeighbours(CatalogSnapshot catalog)
{
    private readonly Dictionary<string, string[]> places = [];

    public (PublishedItem? Before, PublishedItem? After) Of(PublishedItem item)
    {
        var place = item.Places[0];
        if (!places.TryGetValue(place, out var all))
            places[place] = all = [.. catalog.UsersOf(place, RelationRole.CapturePlace)];
        var own = Array.BinarySearch(all, item.Id, StringComparer.Ordinal);
        return (own > 0 ? catalog.Find(all[own - 1]) : null, own >= 0 && own < all.Length - 1 ? catalog.Find(all[own + 1]) : null);
    }
}
