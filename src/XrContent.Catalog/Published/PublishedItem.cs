using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;

namespace XrContent.Catalog;

/// <summary>A published item with where it is and its JSON as it is sent.</summary>
/// <param name="Where">Its own geometry, else that of the places it refers to; null when neither has one.</param>
/// <param name="Teaser">The feature as anyone may see it anywhere.</param>
/// <param name="Full">The feature as it is seen on the spot.</param>
public sealed record PublishedItem(Item Item, Geometry? Where, LocalizedJson Teaser, LocalizedJson Full);

/// <summary>Writes the public JSON of an item; both are GeoJSON features whose last member is an open-ended "properties".</summary>
public delegate (LocalizedJson Teaser, LocalizedJson Full) Describe(Item item, CatalogItems all);

/// <summary>All published items with the ways from one to another.</summary>
public sealed class CatalogItems
{
    private readonly Dictionary<string, Item> byId;

    public CatalogItems(IReadOnlyList<Item> items)
    {
        All = items;
        byId = items.ToDictionary(item => item.Id);
        CapturesOf = items.Where(item => item.Document is Capture).ToLookup(item => ((Capture)item.Document).Place);
        ScenesOf = items.Where(item => item.Document is Scene).ToLookup(item => ((Scene)item.Document).Place);
    }

    public IReadOnlyList<Item> All { get; }

    /// <summary>Captures by the id of their place.</summary>
    public ILookup<string, Item> CapturesOf { get; }

    /// <summary>Scenes by the id of their place.</summary>
    public ILookup<string, Item> ScenesOf { get; }

    public Item? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>The document of that id, or null when there is none or it is of another kind.</summary>
    public T? Find<T>(string id)
        where T : Document => Find(id)?.Document as T;

    /// <summary>Where an item is: its own geometry, else that of what it refers to.</summary>
    public Geometry? WhereIs(Item item) => item.Geometry ?? item.Document switch
    {
        Capture capture => Find(capture.Place)?.Geometry,
        Scene scene => Find(scene.Place)?.Geometry,
        Overlay { About: { } place } => Find(place)?.Geometry,
        Tour tour => Together(tour.Stops.Select(stop => Find<Scene>(stop.Scene)?.Place)),
        Event happening => Together(happening.Places),
        _ => null,
    };

    private Geometry? Together(IEnumerable<string?> places)
    {
        var geometries = places.Select(id => id is null ? null : Find(id)?.Geometry).OfType<Geometry>().ToArray();
        return geometries.Length == 0 ? null : Exchange.CatalogJson.GeometryFactory.BuildGeometry(geometries);
    }
}
