using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite;
using XrContent.Server.Onsite.Passes;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Views;

/// <summary>AR as directions: a scene, or just the land, as it is seen from a point.</summary>
internal static class ViewApi
{
    /// <summary>As the catalogue's own JSON: words stay words, not escapes.</summary>
    internal static readonly ViewsJson Plain = new(ViewsJson.Default.Plain());

    private const string OfYear = "Whose buildings hide things: this year's without it, else a year that a capture of the scene shows.";
    private const string NoYear = "Must be this year, or a year that a capture of the scene shows.";

    public static IServiceCollection AddViews(this IServiceCollection services) =>
        services
            .AddJson(ViewsJson.Default)
            .AddSingleton<DescribeScene>(provider =>
            {
                var terrain = provider.GetRequiredService<CurrentTerrain>();
                return (scene, catalog) => SceneJson(scene, new(catalog, terrain.Map));
            })
            .AddSingleton<CatalogTags>()
            .AddSingleton(services => Workshop.Measured(services.GetRequiredService<IMeterFactory>()))
            .AddSingleton<ViewshedCache>()
            .AddSingleton<SceneViews>();

    /// <summary>Keeps them warm: for a server, which others ask, and not for a command.</summary>
    public static IServiceCollection AddViewWarmer(this IServiceCollection services) => services.AddHostedService<ViewWarmer>();

    public static void MapViews(this WebApplication app)
    {
        var onSpot = app.MapGroup("/api/v1")
            .WithTags("Visiting")
            .CacheByVersion()
            .RequirePresence(Where.OfItem)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        onSpot
            .MapGet("/scenes/{id}", Scene)
            .WithName("Scene")
            .WithSummary("A scene with its captures, overlays, hotspots and media addresses")
            .Produces<SceneAnswer>();
        onSpot
            .MapGet("/scenes/{id}/view", ViewAsync)
            .WithName("View")
            .WithSummary("The scene resolved for an eye point: AR as directions")
            .Produces<ViewAnswer>();
        onSpot
            .MapGet("/scenes/{id}/raster", RasterAsync)
            .WithName("Raster")
            .WithSummary("The tinted ground as a picture over all azimuths")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "image/webp", "image/png");
        var land = app.MapGroup("/api/v1")
            .WithTags("Visiting")
            .CacheByVersion()
            .RequirePresence(Where.AroundPosition)
            .ProducesValidationProblem();
        land.MapGet("/skyline", SkylineAsync)
            .WithName("Skyline")
            .WithSummary("Skyline, ground height, declination and named summits")
            .Produces<SkylineAnswer>();
    }

    /// <summary>A scene as its endpoint answers it.</summary>
    public static LocalizedJson SceneJson(PublishedItem scene, Footing footing) =>
        LocalizedJson.Of(JsonSerializer.SerializeToUtf8Bytes(SceneWriter.Write(scene, footing), Plain.SceneAnswer));

    private static Results<LocalizedResult, ProblemHttpResult> Scene(
        HttpContext context,
        CurrentTerrain terrain,
        string id,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    ) =>
        context.Catalog().Find(id) is { Kind: Kind.Scene } item
            ? new LocalizedResult(SceneJson(item, new(context.Catalog(), context.Take(terrain))), lang, "application/json")
            : TypedResults.Problem(Problems.NoItem(id, "scene"));

    private static async Task<Results<LocalizedResult, ProblemHttpResult>> ViewAsync(
        [AsParameters] ViewContext context,
        string id,
        [Range(-90.0, 90.0), Description("Degrees north of where the visitor stands; with lon. Else the scene's own point.")]
            double? lat = null,
        [Range(-180.0, 180.0)] double? lon = null,
        [Range(0.0, 500.0), Description("Metres from the ground or deck to the eye.")] double? eye = null,
        [Description(OfYear)] int? year = null,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    )
    {
        if (Resolve(context, id, lat, lon, eye, year) is not { } view)
            return Refusal(context, id, lat, lon);
        // Whoever else stands there gets the same answer: it names the point as it was rounded, and no finer.
        LatLon? at = lat is null ? null : view.Observer.Point;
        var raster = RasterLinks.Of(id, context.Map, context.Tag.Trim('"'), at?.Latitude, at?.Longitude, eye, year);
        var json = await context.Views.ViewAsync(context.Footing, view.Scene, view.Observer, raster, context.Cancel);
        return new LocalizedResult(json, lang, "application/json");
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> RasterAsync(
        [AsParameters] ViewContext context,
        string id,
        [Range(-90.0, 90.0)] double? lat = null,
        [Range(-180.0, 180.0)] double? lon = null,
        [Range(0.0, 500.0)] double? eye = null,
        [Description(OfYear)] int? year = null,
        [Description("The moment of the timeline; all overlays without it.")] DateTimeOffset? at = null,
        [AllowedValues("webp", "png")] string format = "webp"
    )
    {
        if (Resolve(context, id, lat, lon, eye, year) is not { } view)
            return Refusal(context, id, lat, lon);
        return
            await context.Views.RasterAsync(context.Footing, view.Scene, view.Observer, at, format == "webp", context.Cancel) is { } bytes
            ? TypedResults.Bytes(bytes, $"image/{format}")
            : TypedResults.Problem(Problems.NoItem(id, "raster without terrain"));
    }

    private static async Task<LocalizedResult> SkylineAsync(
        [AsParameters] ViewContext context,
        [Range(-90.0, 90.0), Description("Degrees north.")] double lat,
        [Range(-180.0, 180.0), Description("Degrees east.")] double lon,
        [Range(0.0, 500.0), Description("Metres from the ground or deck to the eye.")] double eye = ViewDefaults.EyeAboveGround,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    )
    {
        var from = context.Footing.In(context.Year, context.Footing.Standing(Rounded(lat, lon), eye));
        return new(await context.Views.SkylineAsync(context.Footing, from, context.Cancel), lang, "application/json");
    }

    /// <summary>The scene and who looks at it; null where <see cref="Refusal"/> says why not.</summary>
    internal static (PublishedItem Scene, Observer Observer)? Resolve(
        ViewContext context,
        string id,
        double? lat,
        double? lon,
        double? eye,
        int? year = null
    )
    {
        var catalog = context.Catalog;
        if (lat is null != lon is null || catalog.Find(id) is not { Document: Scene scene } item)
            return null;
        LatLon? at = lat is null ? null : Rounded(lat.Value, lon!.Value);
        if (at is not null && IsFar(context, id, lat!.Value, lon!.Value))
            return null;
        if (year is { } wanted && !YearsOf(scene, catalog, context.Year).Contains(wanted))
            return null;
        return (item, context.Footing.In(year ?? context.Year, context.Footing.ObserverOf(scene, at, eye)));
    }

    /// <summary>Of the cities in which a scene is seen: that of today, and those that its captures show.</summary>
    internal static IEnumerable<int> YearsOf(Scene scene, CatalogSnapshot catalog, int today) =>
        scene.Captures.Select(catalog.Find<Capture>).OfType<Capture>().Select(capture => capture.Shows.Year).Prepend(today).Distinct();

    internal static ProblemHttpResult Refusal(ViewContext context, string id, double? lat, double? lon) =>
        TypedResults.Problem(
            context.Catalog.Find(id) is not { Kind: Kind.Scene } ? Problems.NoItem(id, "scene")
            : lat is null && lon is null ? Problems.Parameter("year", NoYear)
            : lat is null ? Problems.Parameter("lat", "Goes with lon: give both or neither.")
            : lon is null ? Problems.Parameter("lon", "Goes with lat: give both or neither.")
            : IsFar(context, id, lat.Value, lon.Value)
                ? Problems.Parameter("lat", "Is too far from the scene's place; a view is made within 20 km of it.")
            : Problems.Parameter("year", NoYear)
        );

    private static bool IsFar(ViewContext context, string id, double lat, double lon) =>
        Nearness.To(Rounded(lat, lon), context.Catalog.Find(((Scene)context.Catalog.Find(id)!.Document).Place)!).Distance
        > ViewDefaults.SceneReach;

    private static LatLon Rounded(double lat, double lon) =>
        new(Math.Round(lat, ViewDefaults.EyeDigits), Math.Round(lon, ViewDefaults.EyeDigits));
}

/// <summary>What the view endpoints need, bound by the framework.</summary>
internal readonly record struct ViewContext(
    HttpContext Request,
    CurrentTerrain Terrain,
    SceneViews Views,
    TimeProvider Clock,
    CancellationToken Cancel
)
{
    /// <summary>Of the city of today.</summary>
    public int Year => Clock.GetUtcNow().Year;

    public CatalogSnapshot Catalog => Request.Catalog();

    public TerrainMap Map => Request.Take(Terrain);

    public Footing Footing => new(Catalog, Map);

    public string Tag => CatalogCaching.TagOf(Catalog, Map);
}

/// <summary>Where the raster of a view is.</summary>
internal static class RasterLinks
{
    /// <param name="version">Changes the address when the picture does.</param>
    /// <returns>Answers null where there is no terrain.</returns>
    public static Func<ViewRaster?> Of(
        string scene,
        TerrainMap map,
        string version,
        double? lat = null,
        double? lon = null,
        double? eye = null,
        int? year = null,
        string root = "/api/v1"
    ) =>
        () =>
            map.Version.Length == 0
                ? null
                : new(
                    $"{root}/scenes/{scene}/raster?{Query(lat, lon, eye, year)}v={Uri.EscapeDataString(version)}",
                    [0, 360],
                    [RasterPainter.Bottom, RasterPainter.Top],
                    RasterPainter.Width,
                    RasterPainter.Height
                );

    private static string Query(double? lat, double? lon, double? eye, int? year) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(lat is null ? "" : $"lat={lat}&lon={lon}&")}{(eye is null ? "" : $"eye={eye}&")}{(year is null ? "" : $"year={year}&")}"
        );
}
