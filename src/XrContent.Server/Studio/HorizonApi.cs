using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Geo;
using XrContent.Geo.Views;
using XrContent.Media.Blobs;
using XrContent.Media.Panorama;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Views;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Studio;

/// <summary>
/// Heading and level found by the terrain: a capture's horizon is laid on the skyline of where it was taken, for a curator to confirm.
/// </summary>
internal static class HorizonApi
{
    /// <summary>What was found.</summary>
    /// <param name="Heading">What the capture's pose would be.</param>
    /// <param name="Agreement">Share of the horizon that lies on the skyline, 0 to 1.</param>
    /// <param name="Distinctness">0 where another heading fits as well, 1 where none comes near.</param>
    /// <param name="Certain">Worth confirming; else a curator looks for landmarks.</param>
    /// <param name="Picture">The horizon found in the picture as it is served now, elevations from its left edge on; null where none is
    /// seen.</param>
    /// <param name="Skyline">The skyline from azimuth 0 on.</param>
    /// <param name="Terrain">"coarse" where the land is a sketch: then look twice.</param>
    internal sealed record HorizonAnswer(
        double? Heading,
        double? Pitch,
        double? Roll,
        double Agreement,
        double Distinctness,
        bool Certain,
        IReadOnlyList<double?> Picture,
        IReadOnlyList<double> Skyline,
        string Terrain
    );

    public static void MapHorizons(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/captures/{id}")
            .WithTags("Studio")
            .RequireStaff()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        staff
            .MapPost("/horizon", FindAsync)
            .WithName("FindHorizon")
            .WithSummary("Looks for heading and lean by matching the picture's horizon with the computed skyline; changes nothing");
    }

    private static async Task<Results<Ok<HorizonAnswer>, ProblemHttpResult>> FindAsync(
        HttpContext context,
        CatalogReader reader,
        BlobStore blobs,
        CurrentTerrain terrain,
        ViewshedCache viewsheds,
        string id,
        CancellationToken cancel
    )
    {
        if (await reader.FindAsync(id, cancel) is not { Item: { Document: Capture capture, Geometry: not null } item })
            return TypedResults.Problem(Problems.NoItem(id, "capture"));
        var footing = new Footing(context.Catalog(), terrain.Map);
        var eye = footing.In(capture.Shows.Year, footing.ObserverOf(item, footing.Catalog.Find(capture.Place)));
        if (await viewsheds.FromAsync(footing.Map, eye, cancel) is not { } viewshed)
            return TypedResults.Problem(
                type: "/problems/no-terrain",
                title: "There is no terrain here.",
                detail: "Add it by `terrain add`, or turn the picture by landmarks.",
                statusCode: StatusCodes.Status409Conflict
            );
        if (await blobs.OpenRenditionAsync(RenditionNames.Of(capture), "base.jpg", cancel) is not { } picture)
            return TypedResults.Problem(Problems.NoItem(id, "picture of this capture"));
        var horizon = await Task.Run(() => ReadAsync(picture, cancel), cancel);
        var skyline = Skyline.Of(viewshed);
        var fit = HorizonMatch.Find(horizon, skyline);
        // The picture is served level by what is known of its lean: what is found comes on top.
        var pose = fit is null
            ? (Attitude?)null
            : new Attitude(0, capture.Pose.Pitch, capture.Pose.Roll).Then(new(fit.Heading, fit.Pitch, fit.Roll));
        return TypedResults.Ok(
            new HorizonAnswer(
                Round(pose?.Heading),
                Round(pose?.Pitch),
                Round(pose?.Roll),
                Math.Round(fit?.Agreement ?? 0, 2),
                Math.Round(fit?.Distinctness ?? 0, 2),
                fit?.IsCertain == true,
                [.. horizon.Select(elevation => double.IsNaN(elevation) ? null : (double?)Math.Round(elevation, 2))],
                skyline.Elevation,
                viewshed.SeesCoarse ? "coarse" : "surveyed"
            )
        );

        static double? Round(double? degrees) => degrees is { } value ? Math.Round(value, 2) : null;
    }

    private static async Task<double[]> ReadAsync(Stream picture, CancellationToken cancel)
    {
        await using (picture)
        {
            using var bytes = new MemoryStream();
            await picture.CopyToAsync(bytes, cancel);
            return HorizonFinder.Find(bytes.ToArray());
        }
    }
}
