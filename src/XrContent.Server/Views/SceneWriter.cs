using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Views;

/// <summary>Puts a scene together with its place, captures, overlays and the directions of its hotspots.</summary>
internal static class SceneWriter
{
    public static SceneAnswer Write(PublishedItem item, Footing footing)
    {
        var all = footing.Catalog;
        var scene = (Scene)item.Document;
        var placeItem = all.Find(scene.Place)!.Item;
        var place = (Place)placeItem.Document;
        var paired = scene.Captures.Select(id => all.Find(id)!.Item).ToList();
        var centre = placeItem.Geometry!.Centroid;
        var eye = footing.ObserverOf(scene);
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
            [.. scene.Hotspots.Select(spot => Hotspot(spot, eye, footing))],
            scene.Gaze,
            MediaLinks.OfNarration(scene),
            scene.Facts,
            scene.Sources,
            scene.Rights,
            [.. all.UsersOf(item.Id, RelationRole.TourScene)],
            footing.Map.Buildings.Count == 0
                ? null
                : [.. paired.Select(capture => ((Capture)capture.Document).Shows.Year).Distinct().Order()]
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

    private static SceneHotspot Hotspot(Hotspot spot, Observer eye, Footing footing)
    {
        var all = footing.Catalog;
        var target = all.Find(spot.To)!;
        var scene = target.Document switch
        {
            Scene => target.Id,
            Place => all.ScenesOf(target.Id).FirstOrDefault(),
            _ => null,
        };
        var seen = LineOfSight.To(eye.Point, eye.Height, Footing.PointOf(target), footing.HeightOf(target, eye.Ground));
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
}
