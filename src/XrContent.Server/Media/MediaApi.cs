using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using XrContent.Catalog.Workflow;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite;

namespace XrContent.Server.Media;

/// <summary>
/// Serves renditions of what is published; previews are open, all else is for people on the spot. Staff see what is not published yet.
/// </summary>
internal static class MediaApi
{
    /// <summary>
    /// How long others keep what is open to all without asking again: a picture that is taken back or redacted is gone from them by then.
    /// </summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    public static void MapMedia(this WebApplication app)
    {
        var open = app.MapGroup("/media/{name}").WithTags("Media").ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/{file:regex(^(thumbnail|preview)\\.jpg$)}", FileAsync)
            .WithName("Preview")
            .WithSummary("A small picture of a capture");
        var onSpot = app.MapGroup("/media/{name}")
            .WithTags("Media")
            .RequirePresence(Where.OfRendition)
            .ProducesProblem(StatusCodes.Status404NotFound);
        onSpot
            .MapGet(
                "/base.jpg",
                (HttpContext context, [AsParameters] MediaContext media, string name) => FileAsync(context, media, name, "base.jpg")
            )
            .WithName("BasePanorama")
            .WithSummary("The whole sphere, 2048 pixels wide");
        onSpot
            .MapGet(
                "/tiles/{level:int}/{tile}",
                (HttpContext context, [AsParameters] MediaContext media, string name, int level, string tile) =>
                    FileAsync(context, media, name, $"tiles/{level}/{tile}")
            )
            .WithName("Tile")
            .WithSummary("One tile of a level, named {column}_{row}.jpg");
        onSpot
            .MapGet(
                "/hls/{file}",
                (HttpContext context, [AsParameters] MediaContext media, string name, string file) =>
                    FileAsync(context, media, name, $"hls/{file}")
            )
            .WithName("Film")
            .WithSummary("A film as HLS: master.m3u8, and a list and a fragmented MP4 for each size");
        onSpot
            .MapGet("/{file:regex(^(strip\\.jpg|captions\\.vtt|audio\\.m4a|photo\\.webp|model\\.glb|\\d{{1,3}}\\.spz)$)}", FileAsync)
            .WithName("MediaFile")
            .WithSummary(
                "Frames or captions of a film, a scene read aloud, the picture or model of an overlay, a piece of a walk-in record"
            );
        // Answered from a file's length alone, however long the film is.
        open.MapMethods("/{file:regex(^(thumbnail|preview)\\.jpg$)}", [HttpMethods.Head], FileAsync).ExcludeFromDescription();
        onSpot
            .MapMethods("/{**file:regex(\\.(jpg|m3u8|mp4|vtt|m4a|webp|glb|spz)$)}", [HttpMethods.Head], FileAsync)
            .ExcludeFromDescription();
    }

    private static async Task<Results<SmallFile, FileStreamHttpResult, RedirectHttpResult, ProblemHttpResult>> FileAsync(
        HttpContext context,
        [AsParameters] MediaContext media,
        string name,
        string file
    )
    {
        var (blobs, presence) = (media.Blobs, context.Presence());
        // Asked once: what is shown now may be another moment's question.
        var places = context.Catalog().PlacesOfRendition(name);
        if (places is null && !(presence == Presence.Staff && IsName(name) && await IsLiveAsync(media, name, context.RequestAborted)))
            return TypedResults.Problem(Problems.NoItem($"{name}/{file}", "rendition"));

        var type = MediaTypes.Of(file);
        var tag = new EntityTagHeaderValue($"\"{name}\"");
        var life = LifeOf(presence, places, file, media.Clock.GetUtcNow());
        if (blobs.FindRendition(name, file) is { } path)
        {
            Keep(context.Response, life);
            return new SmallFile(path, type, tag);
        }

        // Lists of a film name files beside them, and pictures are small: only what is large goes elsewhere.
        if (
            file.EndsWith(".mp4", StringComparison.Ordinal)
            && blobs.LinkToRendition(name, file, life > TimeSpan.Zero ? life : null) is { } link
        )
        {
            context.Response.Headers.CacheControl = "private, no-store";
            return TypedResults.Redirect(link.ToString(), preserveMethod: true);
        }

        if (await blobs.OpenRenditionAsync(name, file, context.RequestAborted) is not { } content)
            return TypedResults.Problem(Problems.NoItem($"{name}/{file}", "rendition"));
        Keep(context.Response, life);
        return TypedResults.Stream(content, type, entityTag: tag, enableRangeProcessing: true);
    }

    /// <summary>
    /// How long whoever asks may keep a file: null for as long as anybody, until their pass ends, or (what is not published) not at all.
    /// </summary>
    private static TimeSpan? LifeOf(Presence presence, IReadOnlyList<string>? places, string file, DateTimeOffset now)
    {
        if (places is null)
            return TimeSpan.Zero;
        if (presence == Presence.Anybody || IsOpen(file))
            return null;
        return presence.Until(places) is { } until ? until - now : TimeSpan.Zero;
    }

    private static void Keep(HttpResponse response, TimeSpan? life)
    {
        // What opens on the spot is kept by the phone that has the pass, by nothing between it and the server, and no longer than the pass.
        response.Headers.CacheControl =
            life is not { } rest ? $"public, max-age={(int)Fresh.TotalSeconds}, must-revalidate"
            : rest > TimeSpan.Zero ? $"private, max-age={(int)rest.TotalSeconds}, immutable"
            : "private, no-store";
        if (life is not null)
            response.Headers.Vary = OnsiteGate.Asks;
    }

    /// <summary>Staff see what drafts show, and nothing that was redacted or replaced: not even where its file is still there.</summary>
    private static async Task<bool> IsLiveAsync(MediaContext media, string name, CancellationToken cancel) =>
        await media.Former.UserOfAsync(name, cancel) is not null;

    private static bool IsOpen(string file) => file is "thumbnail.jpg" or "preview.jpg";

    private static bool IsName(string name) => name.Length is >= 40 and < 120 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}

/// <summary>What the media endpoints need, bound by the framework.</summary>
internal readonly record struct MediaContext(FormerRenditions Former, BlobStore Blobs, TimeProvider Clock);
