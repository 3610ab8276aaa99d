using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using Place = XrContent.Catalog.Documents.Place;
using Point = NetTopologySuite.Geometries.Point;

namespace XrContent.Server.Views;

/// <summary>Who looks, and from where.</summary>
/// <param name="Ground">Metres above mean sea level of the ground or deck that they stand on.</param>
/// <param name="Height">Metres above mean sea level of the eye.</param>
/// <param name="Year">Of the city that stands around; null where no buildings are known.</param>
internal readonly record struct Observer(LatLon Point, double Ground, double Height, int? Year = null);

/// <summary>
/// On what everything stands, decided once: scene, view, raster, panel, placement and studio ask here for the eye and for the foot of what
/// it looks at, and so agree.
/// </summary>
internal sealed class Footing(CatalogSnapshot all, TerrainMap map)
{
    public CatalogSnapshot Catalog => all;

    public TerrainMap Map => map;

    /// <summary>The eye of a scene: its first capture's lens, else somebody at its place; or where a visitor says to stand.</summary>
    /// <param name="at">Where the visitor stands; null for the scene's own point.</param>
    /// <param name="above">Metres above the ground or deck; null for the scene's own height.</param>
    public Observer ObserverOf(Scene scene, LatLon? at = null, double? above = null)
    {
        var place = all.Find(scene.Place)!;
        var capture = scene.Captures.Select(id => all.Find(id)?.Item).FirstOrDefault(item => item is { Geometry: Point });
        if (at is null && above is null && capture is not null)
            return ObserverOf(capture, place);
        return Standing(place, at ?? PointOf(capture?.Geometry ?? place.Where!), above ?? ViewDefaults.EyeAboveGround);
    }

    /// <summary>The lens of a capture; the eye of somebody there where its height is not known.</summary>
    public Observer ObserverOf(Item capture, PublishedItem? place)
    {
        var point = PointOf(capture.Geometry!);
        if (((Capture)capture.Document).Pose.Height is not { } lens)
            return Standing(place, point, ViewDefaults.EyeAboveGround);
        // A sketch may put the ground above a camera whose height is known.
        var height = Math.Max(lens, (TerrainAt(point) ?? lens) + ViewDefaults.LeastAboveTerrain);
        return new(point, height - ViewDefaults.EyeAboveGround, height);
    }

    /// <summary>The eye of somebody who stands somewhere; on the deck of a place where they are at one.</summary>
    /// <param name="above">Metres from the ground or deck to the eye.</param>
    public Observer Standing(PublishedItem? place, LatLon point, double above)
    {
        var deck = place is not null && IsAt(place, point) ? ((Place)place.Document).Height : null;
        var terrain = TerrainAt(point);
        // Of a deck and a hill the higher one carries; a sketch may have the hill higher than it is.
        var ground = deck is { } d && terrain is { } t ? Math.Max(d, t) : deck ?? terrain ?? 0;
        return new(point, ground, ground + above);
    }

    /// <summary>The eye of somebody who stands anywhere: the nearest place says whether that is a deck.</summary>
    public Observer Standing(LatLon point, double above) =>
        Standing(all.Nearby(point, ViewDefaults.StandingReach, Kind.Place, 1) is [var near] ? near.Item : null, point, above);

    /// <summary>The same eye in the city of a year.</summary>
    public Observer In(int year, Observer observer) => map.Buildings.Count == 0 ? observer : observer with { Year = year };

    /// <summary>The point at which an item stands.</summary>
    public static LatLon PointOf(PublishedItem item) => PointOf(item.Where!);

    /// <summary>
    /// Metres above mean sea level of the ground that an item stands on: what the catalogue says of its place, else the terrain.
    /// </summary>
    /// <returns>Null where neither knows.</returns>
    public double? FootOf(PublishedItem item) => FootOf(item, PointOf(item));

    /// <summary>The same if the item stood at another point.</summary>
    public double? FootOf(PublishedItem item, LatLon point)
    {
        var place = item.Document switch
        {
            Place => item,
            Scene scene => all.Find(scene.Place),
            Overlay { About: { } about } => all.Find(about) is { } other && IsAt(other, point) ? other : null,
            _ => null,
        };
        return (place?.Document as Place)?.Height ?? TerrainAt(point);
    }

    /// <summary>Metres above mean sea level of the very thing: an overlay may hang above its foot.</summary>
    /// <param name="otherwise">Of the ground, where neither catalogue nor terrain knows it.</param>
    public double HeightOf(PublishedItem item, double otherwise)
    {
        var foot = FootOf(item) ?? otherwise;
        return item.Document switch
        {
            Overlay { HeightAboveGround: { } above } => foot + above,
            Overlay { Pose.Height: { } own } => own,
            _ => foot,
        };
    }

    public double? TerrainAt(LatLon point) => map.HeightAt(point) is var height && float.IsNaN(height) ? null : height;

    private static bool IsAt(PublishedItem place, LatLon point) =>
        place.Document is Place document && Nearness.To(point, place).Distance <= (document.Radius ?? ViewDefaults.PlaceRadius);

    private static LatLon PointOf(NetTopologySuite.Geometries.Geometry shape) => new(shape.Centroid.Y, shape.Centroid.X);
}
