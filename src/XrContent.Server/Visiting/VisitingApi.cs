using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite;
using XrContent.Server.Views;
using XrContent.Server.Views.Maps;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Visiting;

/// <summary>What a visitor's phone asks: what is round me, what is this, what changed.</summary>
internal static class VisitingApi
{
    /// <summary>The only zoom of the cells endpoint: coarse enough to hide a person, fine enough to be of use.</summary>
    private const int CellZoom = 15;

    /// <summary>Metres round the scenes to where a city is looked at.</summary>
    private const double RoundAbout = 12_000;

    /// <summary>So many say where the middle is.</summary>
    private const int MostScenes = 1000;

    private const double LeastRadius = 1;
    private const double MostRadius = 50_000;
    private const int MostItems = 500;

    private static readonly string[] Kinds = [.. Enum.GetNames<Kind>().Select(name => name.ToLowerInvariant())];

    public static IServiceCollection AddVisiting(this IServiceCollection services) => services.AddJson(VisitingJson.Default);

    public static void MapVisiting(this WebApplication app)
    {
        app.MapGet("/api/v1/site", Site).WithName("Site").WithTags("Visiting").WithSummary("What the web part must know of this server");
        var open = app.MapGroup("/api/v1").WithTags("Visiting").CacheByVersion().ProducesValidationProblem();
        open.MapGet("/nearby", Nearby).DisableValidation().WithName("Nearby").WithSummary("Items round a position, nearest first");
        open.MapGet("/cells/{z}/{x}/{y}", Cell)
            .WithName("Cell")
            .WithSummary("Items in a slippy-map cell, so that a phone need not tell where it is");
        open.MapGet("/items/{id}", Item)
            .WithName("Item")
            .WithSummary("One published item")
            .Produces<Feature>(StatusCodes.Status200OK, FeatureCollectionResult.ContentType)
            .ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/changes", Changes).WithName("Changes").WithSummary("What changed since a catalogue version");
    }

    private static Ok<SiteAnswer> Site(
        HttpContext context,
        IOptions<MapOptions> map,
        LandFiles land,
        IOptions<OnsiteOptions> onsite,
        CurrentTerrain terrain
    ) =>
        TypedResults.Ok(
            new SiteAnswer(
                map.Value.GsiTiles,
                MapApi.Answer(map.Value, land, terrain.Map, context.Catalog()),
                onsite.Value.Required,
                terrain.Map.Best.ToString().ToLowerInvariant(),
                HostingSetup.Build,
                CentreOf(context.Catalog())
            )
        );

    private static SiteCentre? CentreOf(CatalogSnapshot catalog)
    {
        var points = catalog.Scenes.Take(MostScenes).Select(scene => scene.Where!.Centroid).ToList();
        if (points.Count == 0)
            return null;
        var (lat, lon) = (
            (points.Min(point => point.Y) + points.Max(point => point.Y)) / 2,
            (points.Min(point => point.X) + points.Max(point => point.X)) / 2
        );
        var farthest = points.Max(point => Geodesic.Inverse(new(lat, lon), new(point.Y, point.X)).Distance);
        return new(Math.Round(lat, 4), Math.Round(lon, 4), Math.Round(Math.Min(farthest + RoundAbout, MostRadius)));
    }

    private static Results<FeatureCollectionResult, ProblemHttpResult> Nearby(
        HttpContext context,
        [Range(-90.0, 90.0), Description("Degrees north.")] double lat,
        [Range(-180.0, 180.0), Description("Degrees east.")] double lon,
        [Range(LeastRadius, MostRadius), Description("Metres.")] double radius = 300,
        [AllowedValues(null, "place", "capture", "overlay", "scene", "tour", "event"), Description("Only this kind.")] string? kind = null,
        [
            AllowedValues(null, "ja", "en", "zh-Hans", "ko"),
            Description("Cuts each text down to this language, or to the one that stands in for it.")
        ]
            string? lang = null,
        [Range(1, MostItems)] int limit = 50
    )
    {
        if (Wrong(lat, lon, radius, kind, lang, limit) is { } problem)
            return TypedResults.Problem(problem);
        var near = context.Catalog().Nearby(new(lat, lon), radius, KindOf(kind), limit);
        return new FeatureCollectionResult(near, lang, context.Presence().Opening, measured: true);
    }

    /// <summary>
    /// What is wrong with a question that every phone asks all day: the framework's own check takes as long as the answer.
    /// </summary>
    private static HttpValidationProblemDetails? Wrong(double lat, double lon, double radius, string? kind, string? lang, int limit)
    {
        if (!(Math.Abs(lat) <= 90))
            return Problems.Parameter("lat", "Must be -90 to 90.");
        if (!(Math.Abs(lon) <= 180))
            return Problems.Parameter("lon", "Must be -180 to 180.");
        if (!(radius is >= LeastRadius and <= MostRadius))
            return Problems.Parameter("radius", $"Must be {LeastRadius} to {MostRadius}.");
        if (kind is not null && !Kinds.Contains(kind))
            return Problems.Parameter("kind", $"Must be one of {string.Join(", ", Kinds)}.");
        if (lang is not null && !LocalText.Languages.Contains(lang))
            return Problems.Parameter("lang", $"Must be one of {string.Join(", ", LocalText.Languages)}.");
        return limit is >= 1 and <= MostItems ? null : Problems.Parameter("limit", $"Must be 1 to {MostItems}.");
    }

    private static Results<FeatureCollectionResult, ProblemHttpResult> Cell(
        HttpContext context,
        [Description("15.")] int z,
        int x,
        int y,
        [AllowedValues(null, "place", "capture", "overlay", "scene", "tour", "event")] string? kind = null,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    )
    {
        if (z != CellZoom)
            return TypedResults.Problem(Problems.Parameter("z", $"Cells are served at zoom {CellZoom} only."));
        var cell = new SlippyCell(z, x, y);
        if (!cell.IsValid)
            return TypedResults.Problem(
                Problems.Parameter(x is < 0 or >= 1 << CellZoom ? "x" : "y", $"Must be 0 to {(1 << CellZoom) - 1}.")
            );
        var items = context.Catalog().InCell(cell, KindOf(kind)).Select(item => new Near(item, 0, 0)).ToList();
        return new FeatureCollectionResult(items, lang, context.Presence().Opening, measured: false);
    }

    private static Results<FeatureResult, ProblemHttpResult> Item(
        HttpContext context,
        string id,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    ) =>
        context.Catalog().Find(id) is { } item
            ? new FeatureResult(item, context.Presence().Opens(item.Places), lang)
            : TypedResults.Problem(Problems.NoItem(id));

    private static Results<Ok<ChangesAnswer>, ProblemHttpResult> Changes(
        HttpContext context,
        [Range(0, long.MaxValue), Description("The version the client has.")] long since,
        [Description("Only what is near. " + CellList.Form)] string? cells = null
    )
    {
        IReadOnlyList<Envelope>? around = null;
        if (cells is not null)
        {
            if (CellList.Parse(cells) is not { } said)
                return TypedResults.Problem(CellList.Problem());
            around = CellList.Around(said);
        }

        var catalog = context.Catalog();
        var changes = catalog.ChangesSince(since, around);
        return TypedResults.Ok(new ChangesAnswer(catalog.Version, Reset: changes is null, changes ?? []));
    }

    private static Kind? KindOf(string? name) => name is null ? null : Enum.Parse<Kind>(name, ignoreCase: true);
}
