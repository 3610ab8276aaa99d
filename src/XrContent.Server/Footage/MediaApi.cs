using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using XrContent.Media.Blobs;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite;

namespace XrContent.Server.Footage;

/// <summary>Serves renditions; previews are open, all else is for people on the spot.</summary>
internal static class MediaApi
{
    public static IServiceCollection AddFootage(this IServiceCollection services) => services.AddSingleton<CaptureImport>().AddSingleton<OverlayImport>();

    public static void MapMedia(this WebApplication app)
    {
        var open = app.MapGroup("/media/{name}").WithTags("Media").ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/{file:regex(^(thumbnail|preview)\\.jpg$)}", File).WithName("Preview").WithSummary("A small picture of a capture");
        var onSpot = app.MapGroup("/media/{name}").WithTags("Media").RequirePresence().ProducesProblem(StatusCodes.Status404NotFound);
        onSpot.MapGet("/base.jpg", (BlobStore blobs, HttpContext context, string name) => File(blobs, context, name, "base.jpg"))
            .WithName("BasePanorama").WithSummary("The whole sphere, 2048 pixels wide");
        onSpot.MapGet("/tiles/{level:int}/{tile}", (BlobStore blobs, HttpContext context, string name, int level, string tile) => File(blobs, context, name, $"tiles/{level}/{tile}"))
            .WithName("Tile").WithSummary("One tile of a level, named {column}_{row}.jpg");
        onSpot.MapGet("/{file:regex(^(photo\\.webp|model\\.glb)$)}", File).WithName("OverlayFile").WithSummary("The picture or the model of an overlay");
    }

    private static Results<PhysicalFileHttpResult, ProblemHttpResult> File(BlobStore blobs, HttpContext context, string name, string file)
    {
        if (name.Length < 40 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || blobs.FindRendition(name, file) is not { } path)
            return TypedResults.Problem(Problems.NoItem($"{name}/{file}", "rendition"));
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.PhysicalFile(path, TypeOf(file), entityTag: new EntityTagHeaderValue($"\"{name}\""), enableRangeProcessing: true);
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".webp" => "image/webp",
        ".glb" => "model/gltf-binary",
        _ => "image/jpeg",
    };
}
