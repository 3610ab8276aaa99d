using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Geo;

namespace XrContent.Catalog.Published;

/// <summary>An item's JSON as it is sent.</summary>
/// <param name="Json">A GeoJSON feature whose last member is "properties". What anyone may see anywhere comes first in it.</param>
/// <param name="TeaserEnd">Where that ends, within "properties": two braces close it there.</param>
/// <param name="IsWhole">It says all that the document says.</param>
public readonly record struct PublicJson(LocalizedJson Json, int TeaserEnd, bool IsWhole);

/// <summary>Writes the public JSON of an item.</summary>
public delegate PublicJson Describe(PublishedItem item, CatalogSnapshot catalog);

/// <summary>A published item with where it is, to which places it belongs, and its JSON as it is sent.</summary>
public sealed class PublishedItem
{
    private readonly LatLon point;
    private readonly Geometry? shape;
    private byte[]? feature;
    private WeakReference<Item>? read;

    internal PublishedItem(FeatureText text, Geometry? where)
    {
        (Id, Kind, feature) = (text.Id, text.Kind, text.Bytes);
        (IsSummit, HasAreas, IsMap) = (text.IsSummit, text.HasAreas, text.IsMap);
        StandsOnNothing = text is { Kind: Kind.Place, HasRelated: false };
        if (text.Point is { } own)
            (point, IsPoint) = (own, true);
        else if (where is Point centre)
            (point, IsPoint) = (new(centre.Y, centre.X), true);
        else
            shape = where;
    }

    public string Id { get; }

    public Kind Kind { get; }

    /// <summary>The document, read from its text when somebody asks, and forgotten when nobody does.</summary>
    public Item Item
    {
        get
        {
            if (read is { } known && known.TryGetTarget(out var item))
                return item;
            item = feature is null ? CatalogJson.FromFeature(Json.Bytes) : CatalogJson.FromFeature(feature);
            read = new(item);
            return item;
        }
    }

    public Document Document => Item.Document;

    /// <summary>Its own geometry, else that of the places it refers to; null when neither has one.</summary>
    public Geometry? Where => IsPoint ? CatalogJson.GeometryFactory.CreatePoint(new Coordinate(point.Longitude, point.Latitude)) : shape;

    /// <summary>True where it is a single point: <see cref="At"/>.</summary>
    public bool IsPoint { get; }

    public LatLon At => point;

    /// <summary>Ids of the places to which it belongs: a pass for any of them opens it.</summary>
    public IReadOnlyList<string> Places { get; internal set; } = [];

    public LocalizedJson Json { get; private set; }

    /// <summary>Bytes of <see cref="Json"/> that anyone may see anywhere; two braces close them.</summary>
    public int TeaserEnd { get; private set; }

    internal bool IsSummit { get; }

    internal bool HasAreas { get; }

    internal bool IsMap { get; }

    /// <summary>A place that names no other: its document need not be read for what it names, and most items are such.</summary>
    internal bool StandsOnNothing { get; }

    /// <summary>The canonical feature.</summary>
    public byte[] Feature => feature ?? CatalogJson.ToFeature(Item);

    internal void Describe(PublicJson described)
    {
        (Json, TeaserEnd) = (described.Json, described.TeaserEnd);
        // What the public JSON says need not be kept twice.
        if (described.IsWhole)
            feature = null;
    }

    /// <summary>Lays its JSON among that of its neighbours, before anybody reads it.</summary>
    internal void MoveTo(byte[] shared, int at) => Json = Json.MovedTo(shared, at);
}
