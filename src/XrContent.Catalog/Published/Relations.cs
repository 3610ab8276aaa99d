using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;

namespace XrContent.Catalog.Published;

/// <summary>How one item stands to another that it names.</summary>
public enum RelationRole
{
    /// <summary>A capture to the place that it shows.</summary>
    CapturePlace,

    /// <summary>A scene to its place.</summary>
    ScenePlace,

    /// <summary>A scene to a capture in it.</summary>
    SceneCapture,

    /// <summary>A scene to an overlay in it.</summary>
    SceneOverlay,

    /// <summary>An overlay to the place that it is about.</summary>
    OverlayPlace,

    /// <summary>A tour to the scene of a stop.</summary>
    TourScene,

    /// <summary>An event to a place where it is held.</summary>
    EventPlace,

    /// <summary>A place to one where its relics are kept or told of.</summary>
    PlaceRelated,
}

/// <summary>That an item names another one.</summary>
/// <param name="Id">Of the one that is named, or of the one that names: the other end.</param>
public readonly record struct Relation(RelationRole Role, string Id);

/// <summary>The one place that knows how the kinds hang together.</summary>
public static class Relations
{
    /// <summary>
    /// What a document stands on, the items without which it is not where it is or does not show what it shows; and of a place, where its
    /// relics are.
    /// </summary>
    public static IEnumerable<Relation> Of(Document document) =>
        document switch
        {
            Capture capture => [new(RelationRole.CapturePlace, capture.Place)],
            Scene scene =>
            [
                new(RelationRole.ScenePlace, scene.Place),
                .. scene.Captures.Select(id => new Relation(RelationRole.SceneCapture, id)),
                .. scene.Overlays.Select(id => new Relation(RelationRole.SceneOverlay, id)),
            ],
            Overlay { About: { } about } => [new(RelationRole.OverlayPlace, about)],
            Tour tour => tour.Stops.Select(stop => new Relation(RelationRole.TourScene, stop.Scene)),
            Event happening => happening.Places.Select(id => new Relation(RelationRole.EventPlace, id)),
            Place { Related.Count: > 0 } place => place.Related.Select(id => new Relation(RelationRole.PlaceRelated, id)),
            _ => [],
        };

    /// <summary>Ids of the places to which an item belongs by itself.</summary>
    /// <param name="find">Finds other items.</param>
    public static IEnumerable<string> PlacesOf(string id, Document document, Func<string, Document?> find) =>
        document switch
        {
            Place => [id],
            Capture capture => [capture.Place],
            Scene scene => [scene.Place],
            Overlay { About: { } about } => [about],
            Tour tour => tour.Stops.Select(stop => (find(stop.Scene) as Scene)?.Place).OfType<string>().Distinct(),
            Event happening => happening.Places,
            _ => [],
        };

    /// <summary>Where an item is: its own geometry, else that of the places to which it belongs; null when neither has one.</summary>
    /// <param name="whereIs">The geometry of a place.</param>
    public static Geometry? WhereIs(
        string id,
        Geometry? own,
        Document document,
        Func<string, Document?> find,
        Func<string, Geometry?> whereIs
    )
    {
        if (own is not null)
            return own;
        var geometries = PlacesOf(id, document, find).Select(whereIs).OfType<Geometry>().ToArray();
        return geometries.Length switch
        {
            0 => null,
            1 when document is not (Tour or Event) => geometries[0],
            _ => CatalogJson.GeometryFactory.BuildGeometry(geometries),
        };
    }

    /// <summary>The place of an item in a list of the staff; null where it has none.</summary>
    public static string? PlaceOf(Document document) =>
        Of(document)
            .Where(relation =>
                relation.Role
                    is RelationRole.CapturePlace
                        or RelationRole.ScenePlace
                        or RelationRole.OverlayPlace
                        or RelationRole.EventPlace
            )
            .Select(relation => relation.Id)
            .FirstOrDefault();
}
