using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
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
        if (context.Catalog().Find(id) is not { } item || Poses.Of(item, new(context.Catalog(), terrain.Map)) is not { } pose)
            return TypedResults.Problem(Problems.NoItem(id, "capture or placed overlay with a known heading"));
        var answer = new JsonObject { ["position"] = Position(pose.Position, pose.Height + GeoidOf(context)) };
        answer[form == "ypr" ? "angles" : "quaternion"] = form == "ypr" ? Ypr(pose) : Quaternion(pose);
        return OpenDoors.Json(answer, MediaType);
    }

    /// <param name="height">Metres above the ellipsoid.</param>
    public static JsonObject Position(LatLon at, double height) =>
        new()
        {
            ["lat"] = at.Latitude,
            ["lon"] = at.Longitude,
            ["h"] = Math.Round(height, 2),
        };

    /// <summary>Metres from the ellipsoid up to mean sea level, round the places of this server.</summary>
    public static double GeoidOf(HttpContext context) =>
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

    public static JsonObject Quaternion(GeoPose pose)
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
}
