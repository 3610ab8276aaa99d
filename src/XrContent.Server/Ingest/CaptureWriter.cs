using System.Globalization;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Geo;
using XrContent.Geo.Magnetism;
using XrContent.Media;
using XrContent.Media.Panorama;
using XrContent.Media.Video;
using XrContent.Server.Ingest.Jobs;
using Film = XrContent.Catalog.Documents.Film;

namespace XrContent.Server.Ingest;

/// <summary>A file whose bytes are known.</summary>
/// <param name="Ending">Of its name, with its dot.</param>
internal sealed record KnownFile(string Sha256, long Bytes, string Ending);

/// <summary>Writes the document of a capture from what its file and its photographer say.</summary>
internal static class CaptureWriter
{
    /// <summary>Films tell the moment, not the clock on the wall: that of Nagasaki is meant.</summary>
    private static readonly TimeSpan LocalOffset = TimeSpan.FromHours(9);

    /// <summary>Degrees by which a compass beside motors and steel is off, and rarely more.</summary>
    private const double CompassAccuracy = 15;

    /// <exception cref="RefusedException">Nobody says when it was taken.</exception>
    public static Item Write(Item place, KnownFile file, PanoramaFacts facts, CaptureDetails details) =>
        Write(
            place,
            file,
            details,
            facts.Taken,
            (facts.Latitude, facts.Longitude),
            new(facts.Heading, facts.Pitch, facts.Roll, facts.Altitude),
            PanoramaOf(facts),
            null,
            facts.Compass
        );

    /// <exception cref="RefusedException">Nobody says when it was taken.</exception>
    public static Item Write(Item place, KnownFile file, FilmFacts facts, CaptureDetails details) =>
        Write(
            place,
            file,
            details,
            facts.Taken?.ToOffset(LocalOffset),
            (facts.Latitude, facts.Longitude),
            new(null, facts.Pitch, facts.Roll, facts.Altitude),
            PanoramaOf(facts),
            new(facts.Seconds, facts.FramesPerSecond, facts.Width, facts.Height, facts.HasAudio && !details.DropAudio),
            null
        );

    /// <exception cref="RefusedException">Nobody says when it was taken.</exception>
    public static Item Write(Item place, KnownFile file, ProbedFacts facts, CaptureDetails details) =>
        facts.Film is { } film ? Write(place, file, film, details) : Write(place, file, facts.Still!, details);

    public static Panorama PanoramaOf(PanoramaFacts facts) =>
        new(
            facts.Sphere.FullWidth,
            facts.Sphere.FullHeight,
            facts.Sphere.CropLeft,
            facts.Sphere.CropTop,
            facts.Sphere.CropWidth,
            facts.Sphere.CropHeight,
            StereoOf(facts.TopBottom)
        );

    public static Panorama PanoramaOf(FilmFacts facts) =>
        new(facts.SphereWidth, facts.SphereWidth / 2, 0, 0, facts.SphereWidth, facts.SphereWidth / 2, StereoOf(facts.TopBottom));

    private static Item Write(
        Item place,
        KnownFile file,
        CaptureDetails details,
        DateTimeOffset? fileTime,
        (double? Latitude, double? Longitude) filePlace,
        Pose pose,
        Panorama panorama,
        Film? film,
        Compass? compass
    )
    {
        var taken =
            details.Taken
            ?? fileTime
            ?? throw new RefusedException(
                "no-time",
                "The file does not say when it was taken. Give the time with its offset, such as 2026-02-17T19:05:00+09:00."
            );
        var id = IdOf(details.Place, taken, file.Sha256);
        var point = (details.Latitude, details.Longitude) is ({ }, { }) ? (details.Latitude, details.Longitude) : filePlace;
        var title = place.Document.Title;
        var where = point is ({ } latitude, { } longitude)
            ? new(Math.Round(longitude, 7), Math.Round(latitude, 7))
            : place.Geometry?.Centroid.Coordinate
                ?? throw new RefusedException(
                    "no-position",
                    "Neither the file nor its place says where it was taken. Give the place its position, or say where, and try again."
                );
        return new(
            id,
            CatalogJson.GeometryFactory.CreatePoint(where),
            new Capture
            {
                Title = LocalText.Of(language => Title(language, title.In(language) ?? title.English ?? title.Japanese!, taken)),
                Place = details.Place,
                Nature = CaptureNature.Photograph,
                Taken = taken,
                Pose = Headed(pose, details.Heading, compass, new(where.Y, where.X), taken),
                Panorama = panorama,
                Film = film,
                People = details.People,
                Rights = RightsOf(details),
                Original = new($"captures/{id}{file.Ending}", file.Sha256, file.Bytes),
            }
        );
    }

    /// <summary>
    /// A capture with another file in its place: what was written of it stays, and so do redactions, since the new file may be the same
    /// picture again; what the file says is new, and whether people can be recognised must be looked at anew.
    /// </summary>
    /// <param name="isPlaced">Somebody or the file says where it was taken; else it stays where it was.</param>
    public static Item Replace(Item old, Item made, bool isPlaced)
    {
        var (before, after) = ((Capture)old.Document, (Capture)made.Document);
        return new(
            old.Id,
            isPlaced ? made.Geometry : old.Geometry,
            after with
            {
                Nature = before.Nature,
                Depicts = before.Depicts,
                Pose = isPlaced ? after.Pose : after.Pose with { Height = before.Pose.Height },
                Title = before.Title,
                Summary = before.Summary,
                Text = before.Text,
                Sensitivity = before.Sensitivity,
                Facts = before.Facts,
                Sources = before.Sources,
                Position = before.Position,
                Rights = after.Rights ?? before.Rights,
                Redactions = after.Film is null ? before.Redactions : [],
                Captions = after.Film is null ? [] : before.Captions,
                WalkIn = before.WalkIn,
                Original = after.Original with { File = $"captures/{old.Id}{Path.GetExtension(after.Original.File)}" },
            }
        );
    }

    /// <summary>The heading that somebody says, or the stitcher, or else the camera's compass.</summary>
    private static Pose Headed(Pose pose, double? said, Compass? compass, LatLon where, DateTimeOffset taken)
    {
        if ((said ?? pose.Heading) is { } heading)
            return pose with { Heading = heading };
        if (compass is null)
            return pose;
        var north = compass.IsMagnetic ? MagneticField.Declination(where, pose.Height ?? 0, taken) : 0;
        return pose with { Heading = Math.Round(Angles.Normalize360(compass.Degrees + north), 1) % 360, HeadingAccuracy = CompassAccuracy };
    }

    private static Rights? RightsOf(CaptureDetails details) =>
        details is not { Holder: { } holder, License: { } license }
            ? null
            : new(license, holder, details.Credit is { } credit ? new() { Japanese = credit, English = credit } : null);

    /// <summary>The same file of the same place and day always makes the same capture.</summary>
    private static string IdOf(string place, DateTimeOffset taken, string sha256) =>
        $"{place}-{taken.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}-{sha256[..8]}";

    private static Stereo StereoOf(bool topBottom) => topBottom ? Stereo.TopBottom : Stereo.Mono;

    private static string Title(string language, string place, DateTimeOffset taken) =>
        language switch
        {
            "ja" => string.Create(CultureInfo.InvariantCulture, $"{place}（{taken:yyyy年M月d日}撮影）"),
            "zh-Hans" => string.Create(CultureInfo.InvariantCulture, $"{place}（{taken:yyyy年M月d日}拍摄）"),
            "ko" => string.Create(CultureInfo.InvariantCulture, $"{place} ({taken:yyyy년 M월 d일} 촬영)"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{place}, {taken:d MMMM yyyy}"),
        };
}
