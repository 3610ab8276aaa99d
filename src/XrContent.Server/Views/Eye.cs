using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using Camera = NetTopologySuite.Geometries.Point;
using Place = XrContent.Catalog.Documents.Place;

namespace XrContent.Server.Views;

/// <summary>Where somebody looks from.</summary>
/// <param name="Ground">Metres above mean sea level of the ground or deck that they stand on.</param>
/// <param name="Height">Metres above mean sea level of the eye.</param>
internal readonly record struct Eye(LatLon Point, double Ground, double Height)
{
    /// <summary>Metres from the ground to the eye of a visitor.</summary>
    public const double Usual = 1.6;

    private const double UsualRadius = 50;

    /// <summary>The eye of a scene: where its first capture was taken, else at its place; or where the visitor says to stand.</summary>
    /// <param name="at">Where the visitor stands; null for the scene's own point.</param>
    /// <param name="above">Metres above the ground or deck; null for the scene's own height.</param>
    public static Eye Of(Scene scene, CatalogSnapshot all, TerrainMap map, LatLon? at, double? above)
    {
        var place = all.Find(scene.Place)!;
        var capture = scene.Captures.Select(id => all.Find(id)?.Item).FirstOrDefault(item => item is { Geometry: Camera });
        if (at is null && above is null && capture is { Document: Capture { Pose.Height: { } lens }, Geometry: Camera camera })
        {
            var point = new LatLon(camera.Y, camera.X);
            // A sketch may put the ground above a camera whose height is known; nobody looks out from within a hill.
            var height = Math.Max(lens, (GroundAt(map, point) ?? lens) + 0.5);
            return new(point, height - Usual, height);
        }

        var own = (capture?.Geometry ?? place.Where!).Centroid;
        return Standing(place, map, at ?? new(own.Y, own.X), above ?? Usual);
    }

    /// <summary>The eye of somebody who stands somewhere; on the deck of a place where they are at one.</summary>
    public static Eye Standing(PublishedItem? place, TerrainMap map, LatLon point, double above)
    {
        var terrain = GroundAt(map, point);
        var deck =
            place is { Document: Place { Height: { } height } document }
            && Nearness.To(point, place).Distance <= (document.Radius ?? UsualRadius)
                ? height
                : (double?)null;
        var ground = Math.Max(deck ?? double.NegativeInfinity, terrain ?? double.NegativeInfinity);
        if (double.IsNegativeInfinity(ground))
            ground = 0;
        return new(point, ground, ground + above);
    }

    public static double? GroundAt(TerrainMap map, LatLon point) =>
        map.HeightAt(point) is var height && float.IsNaN(height) ? null : height;
}
