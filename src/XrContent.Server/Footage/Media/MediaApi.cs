using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite;

namespace XrContent.Server.Footage;

/// <summary>
/// Serves renditions of what is published; previews are open, all else is for people on the spot. Staff see what is not published yet.
/// </summary>
internal static class MediaApi
{
    public static void MapMedia(this WebApplication app)
    {
        var open = app.MapGroup("/media/{name}").WithTags("Media").ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/{file:regex(^(thumbnail|preview)\\.jpg$)}", FileAsync).WithName("Preview").WithSummary("A small picture of a capture");
        var onSpot = app.MapGroup("/media/{name}").WithTags("Media").RequirePresence(Where.OfRendition).ProducesProblem(StatusCodes.Status404NotFound);
        onSpot.MapGet("/base.jpg", (HttpContext context, string name) => FileAsync(context, name, "base.jpg"))
            .WithName("BasePanorama").WithSummary("The whole sphere, 2048 pixels wide");
        onSpot.MapGet("/tiles/{level:int}/{tile}", (HttpContext context, string name, int level, string tile) => FileAsync(context, name, $"tiles/{level}/{tile}"))
            .WithName("Tile").WithSummary("One tile of a level, named {column}_{row}.jpg");
        onSpot.MapGet("/hls/{file}", (HttpContext context, string name, string file) => FileAsync(context, name, $"hls/{file}"))
            .WithName("Film").WithSummary("A film as HLS: master.m3u8, and a list and a fragmented MP4 for each size");
        onSpot.MapGet("/{file:regex(^(strip\\.jpg|captions\\.vtt|audio\\.m4a|photo\\.webp|model\\.glb)$)}", FileAsync).WithName("MediaFile")
            .WithSummary("The small frames or the captions of a film, a scene read aloud, the picture or the model of an overlay");
    }

    private static async Task<Results<PhysicalFileHttpResult, FileStreamHttpResult, RedirectHttpResult, ProblemHttpResult>> FileAsync(HttpContext context, string name, string file)
    {
        var services = context.RequestServices;
        var blobs = services.GetRequiredService<BlobStore>();
        var shown = services.GetRequiredService<ShownMedia>().IsShown(name);
        if (!shown && !(services.GetRequiredService<OnsiteGate>().Of(context) == Presence.Staff && IsName(name))) return TypedResults.Problem(Problems.NoItem($"{name}/{file}", "rendition"));

        var type = MediaTypes.Of(file);
        var tag = new EntityTagHeaderValue($"\"{name}\"");
        var life = LifeOf(context, name, file, shown);
        if (blobs.FindRendition(name, file) is { } path)
        {
            Keep(context.Response, life);
            return TypedResults.PhysicalFile(path, type, entityTag: tag, enableRangeProcessing: true);
        }

        // Lists of a film name files beside them, and pictures are small: only what is large goes elsewhere.
        if (file.EndsWith(".mp4", StringComparison.Ordinal) && blobs.LinkToRendition(name, file, life > TimeSpan.Zero ? life : null) is { } link)
        {
            context.Response.Headers.CacheControl = "private, no-store";
            return TypedResults.Redirect(link.ToString(), preserveMethod: true);
        }

        if (await blobs.OpenRenditionAsync(name, file, context.RequestAborted) is not { } content) return TypedResults.Problem(Problems.NoItem($"{name}/{file}", "rendition"));
        Keep(context.Response, life);
        return TypedResults.Stream(content, type, entityTag: tag, enableRangeProcessing: true);
    }

    /// <summary>How long whoever asks may keep a file: for ever, until their pass ends, or (what is not published) not at all.</summary>
    private static TimeSpan? LifeOf(HttpContext context, string name, string file, bool shown)
    {
        var presence = context.RequestServices.GetRequiredService<OnsiteGate>().Of(context);
        if (!shown) return TimeSpan.Zero;
        if (presence == Presence.Anybody || IsOpen(file)) return null;
        return presence.Until(context.RequestServices.GetRequiredService<Belonging>().OfRendition(name)!) is { } until
            ? until - context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()
            : TimeSpan.Zero;
    }

    private static void Keep(HttpResponse response, TimeSpan? life)
    {
        // What opens on the spot is kept by the phone that has the pass, by nothing between it and the server, and no longer than the pass.
        response.Headers.CacheControl = life is not { } rest ? "public, max-age=31536000, immutable"
            : rest > TimeSpan.Zero ? $"private, max-age={(int)rest.TotalSeconds}, immutable"
            : "private, no-store";
        if (life is not null) response.Headers.Vary = "Cookie, Authorization";
    }

    private static bool IsOpen(string file) => file is "thumbnail.jpg" or "preview.jpg";

    private static bool IsName(string name) => name.Length is >= 40 and < 120 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
