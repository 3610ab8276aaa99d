using System.Globalization;
using System.Text.Json.Nodes;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Catalogue;
using XrContent.Server.Interop.GeoPoses;
using XrContent.Server.Views;

namespace XrContent.Server.Interop.Discovery;

/// <summary>
/// A capture or an overlay as a spatial content record of the Open Spatial Computing Platform. Where it stands is open. What it is made of,
/// and which way it looks, open on the spot: elsewhere the record leads to its page and shows its small picture.
/// </summary>
/// <param name="geoid">Metres from the ellipsoid up to mean sea level.</param>
internal sealed class SpatialRecord(Footing footing, double geoid, string lang, string root)
{
    private const string Prefix = "urn:xrcontent:";

    /// <summary>Upright and facing east: what a record says that is not turned any way that is known.</summary>
    private const double Unturned = 90;

    public static string IdOf(PublishedItem item) => $"{Prefix}{OpenDoors.Word<Kind>(item.Kind)}:{item.Id}";

    /// <returns>Null where a record's name leads to no item that has records.</returns>
    public static PublishedItem? Find(CatalogSnapshot catalog, string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal)
        && catalog.Find(id[(id.LastIndexOf(':') + 1)..]) is { } item
        && Has(item)
        && IdOf(item) == id
            ? item
            : null;

    /// <summary>Only what stands at one point can be placed.</summary>
    public static bool Has(PublishedItem item) => item is { IsPoint: true, Kind: Kind.Capture or Kind.Overlay };

    /// <summary>What it can be asked for by: its kind, its shape, and the places that it belongs to with their categories.</summary>
    public static IEnumerable<string> Keywords(PublishedItem item, CatalogSnapshot catalog)
    {
        yield return OpenDoors.Word<Kind>(item.Kind)!;
        if (item.Document is Overlay overlay)
            yield return OpenDoors.Word<OverlayShape>(overlay.Shape)!;
        foreach (var category in Categories(item, catalog))
            yield return category;
        foreach (var place in item.Places)
            yield return place;
    }

    /// <summary>The categories of the places that an item belongs to.</summary>
    public static IEnumerable<string> Categories(PublishedItem item, CatalogSnapshot catalog) =>
        item
            .Places.Select(catalog.Find)
            .OfType<PublishedItem>()
            .Select(place => OpenDoors.Word<PlaceCategory>(((Place)place.Document).Category))
            .OfType<string>()
            .Distinct();

    /// <param name="opens">The request may see it whole.</param>
    public JsonObject Of(PublishedItem item, bool opens)
    {
        var open = OpenItem.Of(item);
        var pose = opens ? Poses.Of(item, footing) : null;
        var height = pose?.Height ?? (opens ? Poses.HeightOf(item, footing) : footing.FootOf(item) ?? 0);
        var thing = opens ? Thing(item) : null;
        var content = new JsonObject
        {
            ["id"] = item.Id,
            ["type"] = thing?.Type ?? "placeholder",
            ["title"] = open.Says.Title.Best(lang) ?? item.Id,
            ["keywords"] = new JsonArray([.. Keywords(item, footing.Catalog).Select(word => (JsonNode)word)]),
            ["refs"] = Refs(open, thing),
            ["geopose"] = new JsonObject
            {
                ["position"] = GeoPoseApi.Position(item.At, height + geoid),
                ["quaternion"] = GeoPoseApi.Quaternion(pose ?? new(item.At, height, Unturned)),
            },
            ["definitions"] = Definitions(item, pose, thing),
        };
        if (open.Says.Summary.Best(lang) is { } summary)
            content["description"] = summary;
        if (thing?.Size is { } size)
            content["size"] = size;
        return new()
        {
            ["id"] = IdOf(item),
            ["type"] = "scr",
            ["tenant"] = new Uri(root).Host,
            ["content"] = content,
        };
    }

    private JsonArray Refs(OpenItem open, Placed? thing)
    {
        var refs = new JsonArray();
        void Add(string type, string? address)
        {
            if (address is not null)
                refs.Add(new JsonObject { ["contentType"] = type, ["url"] = address });
        }

        Add(thing?.MediaType ?? "", thing is null ? null : root + thing.Href);
        Add("text/html", open.Page(root));
        Add("image/jpeg", open.Picture(root));
        return refs;
    }

    private static JsonArray Definitions(PublishedItem item, GeoPose? pose, Placed? thing)
    {
        var definitions = new JsonArray(Definition("orientation", pose is null ? "unknown" : "known"));
        if (thing is { Type: "ICON", Size: { } width })
        {
            definitions.Add(Definition("width", Number(width)));
            definitions.Add(Definition("height", Number(width / (((Overlay)item.Document).Aspect ?? Overlay.UsualAspect))));
        }

        return definitions;
    }

    private static JsonObject Definition(string type, string value) => new() { ["type"] = type, ["value"] = value };

    private static string Number(double value) => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture);

    private static Placed? Thing(PublishedItem item) =>
        item.Document is Overlay overlay && MediaLinks.OfOverlay(overlay) is { } href
            ? overlay.Shape == OverlayShape.Model
                ? new("MODEL_3D", "model/gltf-binary", href, overlay.Size ?? 1)
                : new("ICON", "image/webp", href, overlay.Size)
            : null;

    /// <summary>What a client draws at the place.</summary>
    /// <param name="Size">Metres across of a picture; by how much a model is stretched.</param>
    private sealed record Placed(string Type, string MediaType, string Href, double? Size);
}
