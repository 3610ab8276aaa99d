using Microsoft.AspNetCore.Mvc;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Onsite;

/// <summary>What somebody who is not there yet is told of a place: what it is, how to get there, and when it is open.</summary>
/// <param name="Longitude">Degrees of the place's centre.</param>
/// <param name="Latitude">Degrees of the place's centre.</param>
/// <param name="Page">Where its teaser and a map are.</param>
internal sealed record PlaceTeaser(
    string Id,
    LocalText Title,
    LocalText? Summary,
    LocalText? Access,
    LocalText? Hours,
    double Longitude,
    double Latitude,
    string? Preview,
    string Page
);

/// <summary>Every "not yet" of the gate and of the issuer, with what helps; problem documents with the place in them.</summary>
internal static class Refusals
{
    public const string TagUnknown = "/problems/tag-unknown";
    public const string CodeWrong = "/problems/code-wrong";
    public const string TapUsed = "/problems/tap-used";
    public const string PositionNeeded = "/problems/position-needed";
    public const string PositionVague = "/problems/position-vague";
    public const string TooFar = "/problems/too-far";
    public const string TooManyTries = "/problems/too-many-tries";
    public const string KioskNotPaired = "/problems/kiosk-not-paired";

    public static PlaceTeaser? Teaser(string? id, CatalogSnapshot catalog)
    {
        if (id is null || catalog.Find(id)?.Item is not { Document: Place place } item)
            return null;
        var centre = item.Geometry!.Centroid;
        var newest = catalog.CapturesOf(id).Select(capture => (Capture)capture.Document).MaxBy(capture => capture.Shows);
        return new(
            id,
            place.Title,
            place.Summary,
            place.Access,
            place.Hours,
            centre.X,
            centre.Y,
            newest is null ? null : MediaLinks.Of(newest).Preview,
            $"/places/{id}"
        );
    }

    /// <summary>An endpoint that opens on the spot only.</summary>
    public static ProblemDetails PassRequired(PlaceTeaser? place) =>
        Make(
            StatusCodes.Status403Forbidden,
            Problems.PassRequired,
            "This opens on the spot only.",
            "Tap the tag or scan the QR code on the site's panel to get a pass.",
            place
        );

    public static ProblemDetails NoTag() =>
        Make(
            StatusCodes.Status404NotFound,
            TagUnknown,
            "This tag is not in use.",
            "It may have been replaced. Look for another panel nearby, or ask the staff.",
            null
        );

    public static ProblemDetails WrongCode(PlaceTeaser place) =>
        Make(
            StatusCodes.Status403Forbidden,
            CodeWrong,
            "This code has ended.",
            "Scan the code that the screen shows now, or hold the phone to the tag again.",
            place
        );

    public static ProblemDetails UsedTap(PlaceTeaser place) =>
        Make(
            StatusCodes.Status403Forbidden,
            TapUsed,
            "This tap was used already.",
            "Hold the phone to the tag again: each tap counts once.",
            place
        );

    public static ProblemDetails NeedsPosition(PlaceTeaser place) =>
        Make(
            StatusCodes.Status403Forbidden,
            PositionNeeded,
            "The phone's position is needed.",
            "This tag is printed and could be copied, so send lat, lon and accuracy with it. The position is not kept.",
            place
        );

    public static ProblemDetails Vague(PlaceTeaser place) =>
        Make(
            StatusCodes.Status403Forbidden,
            PositionVague,
            "The phone's position is too rough.",
            "Allow the precise position for this page, or wait a moment under the open sky, and try again.",
            place
        );

    /// <param name="distance">Metres.</param>
    public static ProblemDetails Far(PlaceTeaser place, double distance)
    {
        var problem = Make(
            StatusCodes.Status403Forbidden,
            TooFar,
            "You are not there yet.",
            "This opens at the place itself. The way and the opening hours are in \"place\".",
            place
        );
        problem.Extensions["distance"] = Math.Round(distance);
        return problem;
    }

    public static ProblemDetails TooOften() =>
        Make(StatusCodes.Status429TooManyRequests, TooManyTries, "Too many tries.", "Wait a minute and try again.", null);

    public static ProblemDetails NoKiosk() =>
        Make(
            StatusCodes.Status401Unauthorized,
            KioskNotPaired,
            "This screen is not paired.",
            "A member of the staff makes a pairing code in the studio, under tags, and types it in here.",
            null
        );

    private static ProblemDetails Make(int status, string type, string title, string detail, PlaceTeaser? place)
    {
        var problem = new ProblemDetails
        {
            Status = status,
            Type = type,
            Title = title,
            Detail = detail,
        };
        if (place is not null)
            problem.Extensions["place"] = place;
        return problem;
    }
}
