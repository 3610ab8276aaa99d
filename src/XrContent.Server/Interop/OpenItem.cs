using System.Text.Json;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Interop;

/// <summary>
/// What anyone may know of an item, anywhere. It is read from that part of the item's JSON which is open, so that no format can tell more.
/// </summary>
internal sealed class OpenItem
{
    private readonly JsonElement? geometry;

    private OpenItem(PublishedItem item, Feature feature) => (Item, Says, geometry) = (item, feature.Properties, feature.Geometry);

    public PublishedItem Item { get; }

    public FeatureProperties Says { get; }

    public string Id => Item.Id;

    /// <summary>Its geometry as a node of another document; null where it is nowhere.</summary>
    public JsonNode? GeometryNode() => geometry is { ValueKind: JsonValueKind.Object } shape ? JsonObject.Create(shape) : null;

    public Kind Kind => Item.Kind;

    public Geometry? Shape => Item.Where;

    /// <summary>Its point, or the middle of its shape; null where it is nowhere, or at several places, since nothing is between.</summary>
    public LatLon? At =>
        Item.IsPoint ? Item.At
        : Item.Where is { IsEmpty: false, NumGeometries: 1 } shape ? new(shape.Centroid.Y, shape.Centroid.X)
        : null;

    public static OpenItem Of(PublishedItem item)
    {
        Span<byte> open = new byte[item.TeaserEnd + 2];
        item.Json.Bytes[..item.TeaserEnd].CopyTo(open);
        "}}"u8.CopyTo(open[item.TeaserEnd..]);
        return new(item, JsonSerializer.Deserialize(open, CatalogueJson.Default.Feature)!);
    }

    /// <summary>The page on which people read of it; of the place where it has none of its own.</summary>
    public string? Page(string root) =>
        Kind switch
        {
            Kind.Place => $"{root}/places/{Id}",
            Kind.Scene => $"{root}/scenes/{Id}",
            Kind.Tour => $"{root}/tours/{Id}",
            Kind.Capture => $"{root}/captures/{Id}",
            _ => Item.Places is [var place, ..] ? $"{root}/places/{place}" : null,
        };

    /// <summary>A small picture of it, open to all; null where it has none.</summary>
    public string? Picture(string root) => Says.Thumbnail is { } path ? root + path : null;

    /// <summary>Whose its pictures are: that stands beside each preview, wherever it is shown.</summary>
    public Rights? Rights => Item.Document.Rights;

    /// <summary>Where its words come from: so that anybody can check them.</summary>
    public IReadOnlyList<Source> Sources => Item.Document.Sources;

    /// <summary>It is still there to be visited.</summary>
    public bool IsStanding => Kind != Kind.Place || Says.Demolished is null;
}
