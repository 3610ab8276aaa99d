using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Media.Blobs;
using XrContent.Media.Maps;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Views.Maps;

/// <summary>The map below the pins: the operator's base map, and what the content folder knows of the land.</summary>
internal static class MapApi
{
    private const string BasePath = "/map/base.pmtiles";

    public static IServiceCollection AddMaps(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MapOptions>().Bind(configuration.GetSection("Map")).Known("Map").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LandFiles>();
        return services.AddSingleton(provider => new PageSource(
            OriginOf(provider.GetRequiredService<IOptions<MapOptions>>().Value.Address)
        ));
    }

    public static void MapMaps(this WebApplication app)
    {
        var group = app.MapGroup("/map").WithTags("Terrain");
        group
            .MapGet("/base.pmtiles", Base)
            .WithName("BaseMap")
            .WithSummary("The operator's base map, in ranges")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/vnd.pmtiles")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group
            .MapGet("/land/{name}.geojson", Land)
            .WithName("Land")
            .WithSummary("Coast, quarters and tram stops, for a map without a base map")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/geo+json")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group
            .MapGet("/old/{id}/{z:int}/{x:int}/{y:int}", OldTileAsync)
            .WithName("OldMap")
            .WithSummary("A tile of an old map")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "image/png", "image/jpeg", "image/webp")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>What pages draw the map from.</summary>
    /// <param name="heights">That shade the map of our own data.</param>
    public static MapAnswer Answer(MapOptions options, LandFiles land, TerrainMap heights, CatalogSnapshot all)
    {
        IReadOnlyList<OldMap> old = [.. all.Maps.Select(OldMap.Of)];
        IReadOnlyList<string> own = options.Credit is { } text ? [text] : [];
        if (options.Address is { } address)
            return new(null, address, own, false, [], old);
        return options.File is null
            ? new(null, null, [.. heights.Credits.Union(land.Credits)], heights.HasCoarse, land.Names, old)
            : new(BasePath, null, own, false, [], old);
    }

    private static Results<PhysicalFileHttpResult, ProblemHttpResult> Base(IOptions<MapOptions> options, HttpContext context)
    {
        if (options.Value.File is not { } file || !File.Exists(file))
            return TypedResults.Problem(Problems.NoItem("base.pmtiles", "base map"));
        var info = new FileInfo(file);
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return TypedResults.PhysicalFile(
            file,
            "application/vnd.pmtiles",
            lastModified: info.LastWriteTimeUtc,
            entityTag: new EntityTagHeaderValue($"\"{info.Length:x}-{info.LastWriteTimeUtc.Ticks:x}\""),
            enableRangeProcessing: true
        );
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Land(LandFiles land, HttpContext context, string name)
    {
        if (land.Find(name) is not { } file)
            return TypedResults.Problem(Problems.NoItem(name, "part of the land"));
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return TypedResults.Bytes(file.Json, "application/geo+json", entityTag: new EntityTagHeaderValue(file.Tag));
    }

    /// <summary>Maps are facts about the place and no media of it: they are open wherever one is.</summary>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult, StatusCodeHttpResult>> OldTileAsync(
        HttpContext context,
        BlobStore blobs,
        string id,
        int z,
        int x,
        int y
    )
    {
        var cell = new SlippyCell(z, x, y);
        if (!cell.IsValid || context.Catalog().Find<Overlay>(id) is not { Shape: OverlayShape.Map, Original: { } original })
            return TypedResults.Problem(Problems.NoItem($"{id}/{z}/{x}/{y}", "tile of a map"));
        var tag = new EntityTagHeaderValue($"\"{original.Sha256[..16]}\"");
        context.Response.Headers.CacheControl = context.Request.Query.ContainsKey("v")
            ? "public, max-age=31536000, immutable"
            : "public, max-age=300";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Tag == tag.Tag))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        await using var file = await blobs.OpenOriginalAsync(original.Sha256, context.RequestAborted);
        if (file is null)
            return TypedResults.Problem(Problems.NoItem(id, "map"));
        var tiles = await PmTiles.OpenAsync(file, context.RequestAborted);
        if (await tiles.TileAsync(z, x, y, context.RequestAborted) is not { } bytes)
            // Beyond the map's edge: nothing to draw, and no mistake.
            return TypedResults.StatusCode(StatusCodes.Status204NoContent);
        return TypedResults.Bytes(bytes, TypeOf(tiles.Kind), entityTag: tag);
    }

    private static string TypeOf(TileKind kind) =>
        kind switch
        {
            TileKind.Jpeg => "image/jpeg",
            TileKind.Webp => "image/webp",
            _ => "image/png",
        };

    private static string? OriginOf(string? address) =>
        address is not null && new Uri(address) is var uri
            // Not its user's name and password; in the letters that headers may have.
            ? new UriBuilder(uri.Scheme, uri.IdnHost, uri.Port).Uri.GetLeftPart(UriPartial.Authority)
            : null;
}
