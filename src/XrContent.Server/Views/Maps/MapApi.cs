using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using XrContent.Server.Hosting;

namespace XrContent.Server.Views.Maps;

/// <summary>The map below the pins: the operator's base map, and what the content folder knows of the land.</summary>
internal static class MapApi
{
    private const string BasePath = "/map/base.pmtiles";

    public static IServiceCollection AddMaps(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MapOptions>().Bind(configuration.GetSection("Map")).ValidateDataAnnotations().ValidateOnStart();
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
            .WithSummary("Coast and quarters, for a map without a base map")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/geo+json")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>What pages draw the map from.</summary>
    /// <param name="heights">Whose heights shade the map of our own data.</param>
    public static MapAnswer Answer(MapOptions options, LandFiles land, IReadOnlyList<string> heights)
    {
        IReadOnlyList<string> own = options.Credit is { } text ? [text] : [];
        if (options.Address is { } address)
            return new(null, address, own);
        return options.File is null ? new(null, null, [.. heights, .. land.Credits]) : new(BasePath, null, own);
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

    private static string? OriginOf(string? address) => address is null ? null : new Uri(address).GetLeftPart(UriPartial.Authority);
}
