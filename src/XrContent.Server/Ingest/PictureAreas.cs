using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Media;
using XrContent.Server.Ingest.Jobs;

namespace XrContent.Server.Ingest;

/// <summary>Whether a capture was taken where pictures are wanted, forbidden, or plainly elsewhere.</summary>
internal static class PictureAreas
{
    /// <summary>Code of the note that asks whether the place is right.</summary>
    public const string FarFromPlace = "far-from-place";

    /// <summary>Metres beyond its place's own radius at which a position is doubted.</summary>
    private const double Doubtful = 2000;

    /// <summary>Metres round a place that names no radius.</summary>
    private const double UsualRadius = 300;

    /// <summary>What staff should know.</summary>
    /// <param name="positionKnown">False: the point is only the place's centre, and areas say nothing of it.</param>
    /// <param name="replaces">It takes the place of another file, and stays where that one was taken if nobody says where it was.</param>
    /// <exception cref="RefusedException">It lies where pictures are forbidden; the reason names the area.</exception>
    public static IReadOnlyList<Note> Check(
        Item capture,
        Item place,
        string? eventId,
        bool positionKnown,
        bool replaces,
        CatalogSnapshot catalog
    )
    {
        if (!positionKnown && replaces)
            return [new("stays-where-it-was", "The file does not say where it was taken; the capture stays where it was.")];
        if (!positionKnown)
            return [new("no-position", "The file does not say where it was taken; the place's centre stands in for it.")];
        var point = (Point)capture.Geometry!;
        if (
            AreasOf(catalog.WithAreas.Select(item => item.Document))
                .FirstOrDefault(area => area.Rule == PictureRule.Forbidden && area.Outline.Contains(point)) is
            { } forbidden
        )
        {
            throw new RefusedException(
                "forbidden-area",
                $"It was taken inside \"{Name(forbidden)}\", where pictures are not allowed. If the position is wrong, correct it and "
                    + $"try again."
            );
        }

        var notes = new List<Note>();
        var happening = eventId is null ? null : catalog.Find(eventId)?.Document;
        var wanted = happening is null ? [] : AreasOf([happening]).Where(area => area.Rule == PictureRule.Wanted).ToList();
        if (wanted.FirstOrDefault(area => area.Outline.Contains(point)) is { } inside)
            notes.Add(new("in-wanted-area", $"It was taken in \"{Name(inside)}\", where pictures are wanted."));
        else if (wanted.MinBy(area => area.Outline.Distance(point)) is { } nearest)
            notes.Add(
                new(
                    "outside-wanted-areas",
                    $"It was taken outside the areas where pictures of the event are wanted; the nearest is \"{Name(nearest)}\"."
                )
            );
        if (DistanceFromPlace(place, point) is { } far)
            notes.Add(new(FarFromPlace, $"It was taken {far / 1000:0.0} km from its place: is the place right?"));
        return notes;
    }

    private static double? DistanceFromPlace(Item place, Point point)
    {
        if (place.Document is not Place { Radius: var radius } || place.Geometry is not { } where)
            return null;
        var distance = Geodesic.Inverse(new(where.Centroid.Y, where.Centroid.X), new(point.Y, point.X)).Distance;
        return distance > (radius ?? UsualRadius) + Doubtful ? distance : null;
    }

    private static IEnumerable<PictureArea> AreasOf(IEnumerable<Document> documents) =>
        documents.SelectMany(document =>
            document switch
            {
                Place place => place.Areas,
                Event happening => happening.Areas,
                _ => [],
            }
        );

    private static string Name(PictureArea area) =>
        area.Title.Japanese is { } japanese && area.Title.English is { } english
            ? $"{japanese} / {english}"
            : (area.Title.Japanese ?? area.Title.English)!;
}
