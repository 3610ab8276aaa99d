using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Caching.Memory;
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
    /// <summary>Metres from a scene's place within which a visitor may stand.</summary>
    private const double SceneReach = 20_000;

    /// <summary>Degrees to which an eye is rounded, so that people side by side share an answer: about a metre.</summary>
    private const int EyeDigits = 5;

    private const long CacheBytes = 128 << 20;

    /// <summary>As the catalogue's own JSON: words stay words, not escapes.</summary>
    internal static readonly ViewsJson Plain = new(ViewsJson.Default.Plain());

    public static IServiceCollection AddViews(this IServiceCollection services) =>
        services
            .AddJson(ViewsJson.Default)
            .AddSingleton<DescribeScene>(SceneJson)
            .AddSingleton<CatalogTags>()
            .AddSingleton<ViewshedCache>()
            .AddSingleton(_ => new ViewCache(new MemoryCacheOptions { SizeLimit = CacheBytes }));

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
            .MapGet("/scenes/{id}/view", View)
            .WithName("View")
            .WithSummary("The scene resolved for an eye point: AR as directions")
            .Produces<ViewAnswer>();
        onSpot
            .MapGet("/scenes/{id}/raster", Raster)
            .WithName("Raster")
            .WithSummary("The tinted ground as a picture over all azimuths")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "image/webp", "image/png");
        var land = app.MapGroup("/api/v1")
            .WithTags("Visiting")
            .CacheByVersion()
            .RequirePresence(Where.AroundPosition)
            .ProducesValidationProblem();
        land.MapGet("/skyline", Skyline)
            .WithName("Skyline")
            .WithSummary("Skyline, ground height, declination and named summits")
            .Produces<SkylineAnswer>();
    }

    /// <summary>A scene as its endpoint answers it.</summary>
    public static LocalizedJson SceneJson(PublishedItem scene, CatalogSnapshot catalog) =>
        LocalizedJson.Of(JsonSerializer.SerializeToUtf8Bytes(SceneWriter.Write(scene, catalog), Plain.SceneAnswer));

    private static Results<LocalizedResult, ProblemHttpResult> Scene(
        HttpContext context,
        string id,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    ) =>
        context.Catalog().Find(id) is { Kind: Kind.Scene } item
            ? new LocalizedResult(SceneJson(item, context.Catalog()), lang, "application/json")
            : TypedResults.Problem(Problems.NoItem(id, "scene"));

    private static Results<LocalizedResult, ProblemHttpResult> View(
        [AsParameters] ViewContext context,
        string id,
        [Range(-90.0, 90.0), Description("Degrees north of where the visitor stands; with lon. Else the scene's own point.")]
            double? lat = null,
        [Range(-180.0, 180.0)] double? lon = null,
        [Range(0.0, 500.0), Description("Metres from the ground or deck to the eye.")] double? eye = null,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    )
    {
        if (Resolve(context, id, lat, lon, eye) is not { } view)
            return Refusal(context, id, lat, lon);
        var (item, all, map, from) = view;
        var json = context.Cache.GetOrMake(
            $"view {context.Tag} {id} {from}",
            () =>
                LocalizedJson.Of(
                    JsonSerializer.SerializeToUtf8Bytes(
                        new ViewWriter(all, map, from, context.Viewsheds.From(map, from.Point, from.Height, context.Cancel)).Scene(
                            item,
                            context.Clock.GetUtcNow(),
                            () => RasterLink(id, map, lat, lon, eye, context.Tag)
                        ),
                        Plain.ViewAnswer
                    )
                ),
            made => made.Length
        );
        return new LocalizedResult(json, lang, "application/json");
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Raster(
        [AsParameters] ViewContext context,
        string id,
        [Range(-90.0, 90.0)] double? lat = null,
        [Range(-180.0, 180.0)] double? lon = null,
        [Range(0.0, 500.0)] double? eye = null,
        [Description("The moment of the timeline; all overlays without it.")] DateTimeOffset? at = null,
        [AllowedValues("webp", "png")] string format = "webp"
    )
    {
        if (Resolve(context, id, lat, lon, eye) is not { } view)
            return Refusal(context, id, lat, lon);
        var (item, all, map, from) = view;
        if (context.Viewsheds.From(map, from.Point, from.Height, context.Cancel) is not { } viewshed)
            return TypedResults.Problem(Problems.NoItem(id, "raster without terrain"));
        var bytes = context.Cache.GetOrMake(
            $"raster {format} {context.Tag} {id} {from} {at:O}",
            () =>
                new RasterPainter(all, viewshed, (point, height) => context.Viewsheds.From(map, point, height, context.Cancel)).Paint(
                    (Scene)item.Document,
                    at,
                    format == "webp"
                ),
            made => made.Length
        );
        return TypedResults.Bytes(bytes, $"image/{format}");
    }

    private static LocalizedResult Skyline(
        [AsParameters] ViewContext context,
        [Range(-90.0, 90.0), Description("Degrees north.")] double lat,
        [Range(-180.0, 180.0), Description("Degrees east.")] double lon,
        [Range(0.0, 500.0), Description("Metres from the ground or deck to the eye.")] double eye = Eye.Usual,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    )
    {
        var (catalog, map) = (context.Catalog, context.Map);
        var point = Rounded(lat, lon);
        var place = catalog.Nearby(point, 500, Kind.Place, 1) is [var near] ? near.Item : null;
        var from = Eye.Standing(place, map, point, eye);
        var json = context.Cache.GetOrMake(
            $"skyline {context.Tag} {from}",
            () =>
                LocalizedJson.Of(
                    JsonSerializer.SerializeToUtf8Bytes(
                        new ViewWriter(catalog, map, from, context.Viewsheds.From(map, from.Point, from.Height, context.Cancel)).Skyline(
                            context.Clock.GetUtcNow()
                        ),
                        Plain.SkylineAnswer
                    )
                ),
            made => made.Length
        );
        return new(json, lang, "application/json");
    }

    /// <summary>The scene and the eye that looks at it; null where <see cref="Refusal"/> says why not.</summary>
    internal static (PublishedItem Item, CatalogSnapshot All, TerrainMap Map, Eye Eye)? Resolve(
        ViewContext context,
        string id,
        double? lat,
        double? lon,
        double? eye
    )
    {
        var (catalog, map) = (context.Catalog, context.Map);
        if (lat is null != lon is null || catalog.Find(id) is not { Document: Scene scene } item)
            return null;
        LatLon? at = lat is null ? null : Rounded(lat.Value, lon!.Value);
        if (at is { } point && Nearness.To(point, catalog.Find(scene.Place)!).Distance > SceneReach)
            return null;
        return (item, catalog, map, Eye.Of(scene, catalog, map, at, eye));
    }

    internal static ProblemHttpResult Refusal(ViewContext context, string id, double? lat, double? lon) =>
        TypedResults.Problem(
            context.Catalog.Find(id) is not { Kind: Kind.Scene } ? Problems.NoItem(id, "scene")
            : lat is null ? Problems.Parameter("lat", "Goes with lon: give both or neither.")
            : lon is null ? Problems.Parameter("lon", "Goes with lat: give both or neither.")
            : Problems.Parameter("lat", "Is too far from the scene's place; a view is made within 20 km of it.")
        );

    private static LatLon Rounded(double lat, double lon) => new(Math.Round(lat, EyeDigits), Math.Round(lon, EyeDigits));

    private static ViewRaster? RasterLink(string id, TerrainMap map, double? lat, double? lon, double? eye, string tag)
    {
        if (map.Version.Length == 0)
            return null;
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"{(lat is null ? "" : $"lat={lat}&lon={lon}&")}{(eye is null ? "" : $"eye={eye}&")}"
        );
        return new(
            $"/api/v1/scenes/{id}/raster?{query}v={Uri.EscapeDataString(tag.Trim('"'))}",
            [0, 360],
            [RasterPainter.Bottom, RasterPainter.Top],
            RasterPainter.Width,
            RasterPainter.Height
        );
    }
}

/// <summary>What the view endpoints need, bound by the framework.</summary>
internal readonly record struct ViewContext(
    HttpContext Request,
    CurrentTerrain Terrain,
    ViewshedCache Viewsheds,
    ViewCache Cache,
    TimeProvider Clock,
    CancellationToken Cancel
)
{
    public CatalogSnapshot Catalog => Request.Catalog();

    public TerrainMap Map => Request.Take(Terrain);

    public string Tag => CatalogCaching.TagOf(Catalog, Map);
}

/// <summary>Answers that took long to make, kept by catalogue and terrain version and eye.</summary>
internal sealed class ViewCache(MemoryCacheOptions options) : IDisposable
{
    private static readonly TimeSpan Keep = TimeSpan.FromHours(12);
    private readonly MemoryCache cache = new(options);

    public T GetOrMake<T>(string key, Func<T> make, Func<T, int> size)
    {
        if (cache.TryGetValue(key, out T? known))
            return known!;
        var made = make();
        return cache.Set(key, made, new MemoryCacheEntryOptions { Size = size(made), SlidingExpiration = Keep });
    }

    public void Dispose() => cache.Dispose();
}
