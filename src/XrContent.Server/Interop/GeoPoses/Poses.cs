using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Views;

namespace XrContent.Server.Interop.GeoPoses;

/// <summary>Where captures and placed overlays stand and how they are turned.</summary>
internal static class Poses
{
    /// <returns>Null where an item is not turned any way, or nobody knows which.</returns>
    public static GeoPose? Of(PublishedItem item, Footing footing)
    {
        var pose = item.Document switch
        {
            // What is served of a capture is level.
            Capture { Pose: { Heading: not null } own } => own with { Pitch = 0, Roll = 0 },
            Overlay { Shape: OverlayShape.Photo or OverlayShape.Model, Pose: { Heading: not null } own } => own,
            _ => null,
        };
        return pose is null || !item.IsPoint ? null : new(item.At, HeightOf(item, footing), pose.Heading!.Value, pose.Pitch, pose.Roll);
    }

    /// <summary>Metres above mean sea level of the lens, or of the thing.</summary>
    public static double HeightOf(PublishedItem item, Footing footing) =>
        item.Document is Capture capture
            ? footing.ObserverOf(item.Item, footing.Catalog.Find(capture.Place)).Height
            : footing.HeightOf(item, 0);
}
