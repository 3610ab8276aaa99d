using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Workflow;
using XrContent.Geo;
using XrContent.Server.Accounts;
using XrContent.Server.Hosting;
using XrContent.Server.Views;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Studio;

/// <summary>Correct it here: somebody of the staff stands at the place, turns the phone until an overlay fits, and keeps that.</summary>
internal static class PlacementApi
{
    private const int Rounds = 6;
    private const int Digits = 7;

    /// <param name="Lat">Degrees north of where they stand; used for this and not kept.</param>
    /// <param name="Lon">Degrees east of where they stand.</param>
    /// <param name="Eye">Metres above mean sea level of the eye, as the view says it.</param>
    /// <param name="Azimuth">Where the overlay's point belongs, degrees from true north.</param>
    /// <param name="Elevation">Degrees above the level, refraction included.</param>
    internal sealed record Placement(
        [property: Range(-90.0, 90.0)] double Lat,
        [property: Range(-180.0, 180.0)] double Lon,
        [property: Range(-500.0, 9000.0)] double Eye,
        [property: Range(0.0, 360.0)] double Azimuth,
        [property: Range(-89.0, 89.0)] double Elevation
    );

    public static void MapPlacements(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/overlays/{id}")
            .WithTags("Studio")
            .RequireStaff()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        staff
            .MapPut("/placement", PlaceAsync)
            .WithName("PlaceOverlay")
            .WithSummary("Moves an overlay to where it is seen from here, as a new draft; its distance stays");
    }

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> PlaceAsync(
        HttpContext context,
        CatalogReader reader,
        Drafts drafts,
        ItemAnswers answers,
        PreviewCatalog preview,
        CurrentTerrain terrain,
        string id,
        Placement placement
    )
    {
        if (await reader.FindAsync(id, context.RequestAborted) is not { Item: { Document: Overlay overlay } item } state)
            return TypedResults.Problem(Problems.NoItem(id, "overlay"));
        if (state.Published is not null && !context.User.Is(Role.Curator))
            return TypedResults.Problem(StaffRefusals.CuratorNeeded);
        if (overlay.Shape is OverlayShape.Rings or OverlayShape.Area or OverlayShape.Exposure)
            return TypedResults.Problem(Problems.Parameter("id", "Rings, areas and exposures lie on the ground; move them on the map."));
        var catalog = await preview.NowAsync(context.RequestAborted);
        if (catalog.Find(id) is not { Where: not null } old)
            return TypedResults.Problem(Problems.Parameter("id", "It has no position yet; set one on the map first."));

        var (eye, from) = (new LatLon(placement.Lat, placement.Lon), Footing.PointOf(old));
        var line = Geodesic.Inverse(eye, from);
        var there = Geodesic.Direct(eye, placement.Azimuth, line.Distance);
        var ground = new Footing(catalog, terrain.Map).FootOf(old, there) ?? 0;
        var height = HeightSeen(eye, placement.Eye, there, placement.Elevation, ground);
        var moved = overlay with
        {
            HeightAboveGround =
                overlay.Shape is OverlayShape.Photo or OverlayShape.Model && overlay.HeightAboveGround is null
                    ? null
                    : Math.Round(Math.Max(0, height - ground), 1),
            Pose = overlay.Pose is not { } pose
                ? null
                : pose with
                {
                    // What faced the viewer goes on facing them.
                    Heading = pose.Heading is { } heading
                        ? Math.Round(Angles.Normalize360(heading + placement.Azimuth - line.Bearing), 2)
                        : null,
                    Height = pose.Height is null ? null : Math.Round(height, 1),
                },
        };
        var point = CatalogJson.GeometryFactory.CreatePoint(
            new NetTopologySuite.Geometries.Coordinate(Math.Round(there.Longitude, Digits), Math.Round(there.Latitude, Digits))
        );
        var edit = await drafts.SaveAsync(
            new(id, point, moved),
            IfMatch.TagOf(context) ?? state.Tag,
            context.User.PersonName(),
            autosave: false,
            context.RequestAborted
        );
        return await answers.AnswerAsync(context, edit, id);
    }

    /// <summary>
    /// The height above mean sea level at which a point is seen under an elevation. Elevation grows with height nearly as a line, so a
    /// few steps suffice.
    /// </summary>
    private static double HeightSeen(LatLon eye, double eyeHeight, LatLon point, double elevation, double guess)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var seen = LineOfSight.To(eye, eyeHeight, point, guess);
            guess +=
                seen.Distance
                * (Math.Tan(Angles.ToRadians(elevation)) - Math.Tan(Angles.ToRadians(seen.Elevation)))
                * Math.Cos(Angles.ToRadians(seen.Elevation));
        }

        return guess;
    }
}
