using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite;
using XrContent.Server.Views;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Interop.GeoPoses;

/// <summary>Where captures and placed overlays stand and how they are turned, as OGC GeoPose 1.0 (21-056r11) writes it.</summary>
internal static class GeoPoseApi
{
    private const string MediaType = "application/json";

    public static void MapGeoPoses(this WebApplication app)
    {
        var group = app.MapGroup("/api/v1/geopose")
            .WithTags("Open formats")
            .RequirePresence(Where.OfItem)
            .CacheByVersion(context => $"-{GeoidOf(context)}")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
        group
            .MapGet("/{id}", Of)
            .WithName("GeoPose")
            .WithSummary("The pose of a capture or of a placed overlay, Basic-YPR or Basic-Quaternion")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: MediaType);
    }

    private static IResult Of(
        HttpContext context,
        CurrentTerrain terrain,
        string id,
        [AllowedValues("ypr", "quaternion"), Description("ypr or quaternion.")] string form = "ypr"
    )
    {
        if (context.Catalog().Find(id) is not { } item || PoseOf(item, context.Catalog(), terrain) is not { } pose)
            return TypedResults.Problem(Problems.NoItem(id, "capture or placed overlay with a known heading"));
        var answer = new JsonObject
        {
            ["position"] = new JsonObject
            {
                ["lat"] = pose.Position.Latitude,
                ["lon"] = pose.Position.Longitude,
                ["h"] = Math.Round(pose.Height + GeoidOf(context), 2),
            },
        };
        answer[form == "ypr" ? "angles" : "quaternion"] = form == "ypr" ? Ypr(pose) : Quaternion(pose);
        return OpenDoors.Json(answer, MediaType);
    }

    private static double GeoidOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<SiteOptions>>().Value.GeoidHeight;

    private static JsonObject Ypr(GeoPose pose)
    {
        var (yaw, pitch, roll) = pose.Angles321();
        return new()
        {
            ["yaw"] = yaw,
            ["pitch"] = pitch,
            ["roll"] = roll,
        };
    }

    private static JsonObject Quaternion(GeoPose pose)
    {
        var (x, y, z, w) = pose.Quaternion();
        return new()
        {
            ["x"] = x,
            ["y"] = y,
            ["z"] = z,
            ["w"] = w,
        };
    }

    /// <summary>Null where an item is not turned any way, or nobody knows which.</summary>
    private static GeoPose? PoseOf(PublishedItem item, CatalogSnapshot catalog, CurrentTerrain terrain)
    {
        var pose = item.Document switch
        {
            // What is served of a capture is level.
            Capture { Pose: { Heading: not null } own } => own with { Pitch = 0, Roll = 0 },
            Overlay { Shape: OverlayShape.Photo or OverlayShape.Model, Pose: { Heading: not null } own } => own,
            _ => null,
        };
        if (pose is null || !item.IsPoint)
            return null;
        var footing = new Footing(catalog, terrain.Map);
        var height =
            item.Document is Overlay
                ? footing.HeightOf(item, 0)
                : footing.ObserverOf(item.Item, catalog.Find(((Capture)item.Document).Place)).Height;
        return new(item.At, height, pose.Heading!.Value, pose.Pitch, pose.Roll);
    }
}
