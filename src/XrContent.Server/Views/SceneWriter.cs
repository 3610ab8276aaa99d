using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Views;

/// <summary>Puts a scene together with its place, captures, overlays and the directions of its hotspots.</summary>
internal static class SceneWriter
{
    /// <summary>Metres from the ground to the eye of a visitor where no camera height is known.</summary>
    private const double EyeHeight = 1.6;

    public static SceneAnswer Write(PublishedItem item, CatalogSnapshot all)
    {
        var scene = (Scene)item.Document;
        var placeItem = all.Find(scene.Place)!.Item;
        var place = (Place)placeItem.Document;
        var paired = scene.Captures.Select(id => all.Find(id)!.Item).ToList();
        var centre = placeItem.Geometry!.Centroid;
        var (eye, eyeHeight) = EyeOf(paired.FirstOrDefault(), place, centre);
        return new(
            item.Id,
            scene.Title,
            scene.Summary,
            scene.Text,
            scene.Sensitivity ?? place.Sensitivity,
            new(placeItem.Id, place.Title, place.Text, centre.X, centre.Y, place.Exhibit, place.Demolished, place.Facts, place.Sources),
            [.. paired.Select(Capture).OrderBy(capture => capture.Depicts ?? capture.Taken)],
            [
                .. all.CapturesOf(scene.Place)
                    .Where(other => !scene.Captures.Contains(other.Id))
                    .Select(other => Capture(other.Item))
                    .OrderByDescending(capture => capture.Depicts ?? capture.Taken),
            ],
            [.. scene.Overlays.Select(id => Overlay(all.Find(id)!))],
            [.. scene.Hotspots.Select(spot => Hotspot(spot, eye, eyeHeight, all))],
            scene.Gaze,
            MediaLinks.OfNarration(scene),
            scene.Facts,
            scene.Sources,
            scene.Rights,
            [.. all.UsersOf(item.Id, RelationRole.TourScene)]
        );
    }

    private static SceneCapture Capture(Item item)
    {
        var capture = (Capture)item.Document;
        var point = item.Geometry!.Centroid;
        return new(
            item.Id,
            capture.Title,
            capture.Summary,
            capture.Nature,
            capture.Taken,
            capture.Depicts,
            point.X,
            point.Y,
            capture.Pose with
            {
                Pitch = 0,
                Roll = 0,
            },
            MediaLinks.Of(capture),
            capture.Sources,
            capture.Rights
        );
    }

    private static SceneOverlay Overlay(PublishedItem item)
    {
        var overlay = (Overlay)item.Document;
        var point = item.Where?.Centroid;
        return new(
            item.Id,
            overlay.Shape,
            overlay.Title,
            overlay.Summary,
            overlay.Text,
            point?.X,
            point?.Y,
            overlay.HeightAboveGround,
            overlay.Rings,
            overlay.Facts,
            overlay.Sources
        );
    }

    private static SceneHotspot Hotspot(Hotspot spot, LatLon eye, double eyeHeight, CatalogSnapshot all)
    {
        var target = all.Find(spot.To)!;
        var scene = target.Document switch
        {
            Scene => target.Id,
            Place => all.ScenesOf(target.Id).FirstOrDefault(),
            _ => null,
        };
        var centre = target.Where!.Centroid;
        var there = new LatLon(centre.Y, centre.X);
        var seen = LineOfSight.To(eye, eyeHeight, there, HeightOf(target, all) ?? eyeHeight);
        return new(
            target.Id,
            target.Kind,
            target.Document.Title,
            target.Document.Summary,
            scene,
            Math.Round(spot.Azimuth ?? seen.Azimuth, 3),
            Math.Round(spot.Elevation ?? seen.Elevation, 3),
            spot.Azimuth is null ? Math.Round(seen.Distance, 1) : null
        );
    }

    private static (LatLon Eye, double Height) EyeOf(Item? capture, Place place, Point centre)
    {
        var height = (place.Height ?? 0) + EyeHeight;
        return capture is { Document: Capture { Pose: var pose }, Geometry: Point lens }
            ? (new(lens.Y, lens.X), pose.Height ?? height)
            : (new(centre.Y, centre.X), height);
    }

    private static double? HeightOf(PublishedItem target, CatalogSnapshot all) =>
        target.Document switch
        {
            Place place => place.Height,
            Scene scene => all.Find<Place>(scene.Place)?.Height,
            Overlay { HeightAboveGround: { } above, About: { } place } => all.Find<Place>(place)?.Height + above,
            _ => null,
        };
}
