using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Media.Blobs;
using XrContent.Media.Panorama;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Onsite.Packs;

/// <summary>What a phone keeps of a scene, so that it goes on without a signal.</summary>
/// <param name="Version">Of the catalogue: another one may need other files.</param>
/// <param name="Expires">When the phone must forget it: the pass has ended then.</param>
/// <param name="Bytes">Of all media; answers in JSON are small beside them.</param>
/// <param name="Answers">Addresses of the scene's own answers in the language asked for.</param>
internal sealed record PackAnswer(
    string Scene,
    long Version,
    DateTimeOffset Expires,
    long Bytes,
    IReadOnlyList<string> Answers,
    IReadOnlyList<PackFile> Files
);

internal sealed record PackFile(string Href, long Bytes);

/// <summary>The list of what belongs to a scene, with sizes, so that a visitor knows before they load it.</summary>
internal static class PackApi
{
    /// <summary>Pixels of a film that a phone shows well; larger sizes stay on the server.</summary>
    private const int WidestFilm = 2048;

    public static void MapPacks(this WebApplication app)
    {
        var onSpot = app.MapGroup("/api/v1/scenes/{id}")
            .WithTags("On site")
            .RequirePresence(Where.OfItem)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        onSpot.MapGet("/pack", ListAsync).WithName("Pack").WithSummary("What to keep of a scene for where there is no signal, with sizes");
    }

    private static async Task<Results<Ok<PackAnswer>, ProblemHttpResult>> ListAsync(
        HttpContext context,
        BlobStore blobs,
        IOptions<OnsiteOptions> options,
        TimeProvider clock,
        string id,
        [AllowedValues("ja", "en", "zh-Hans", "ko")] string lang = "ja",
        [
            Range(1024, 32768),
            Description("Pixels of the widest panorama level to keep; a phone's screen shows about 4096 of the whole sphere.")
        ]
            int width = 4096
    )
    {
        var catalog = context.Catalog();
        if (catalog.Find(id) is not { Document: Scene scene } item)
            return TypedResults.Problem(Problems.NoItem(id, "scene"));
        var files = new List<PackFile>();
        foreach (var (name, needs) in Needs(scene, catalog, lang, width))
        {
            foreach (var (file, bytes) in await blobs.RenditionFilesAsync(name, context.RequestAborted))
                if (needs(file))
                    files.Add(new($"/media/{name}/{file}", bytes));
        }

        context.Response.Headers.CacheControl = "private, no-store";
        string[] answers =
        [
            $"/api/v1/scenes/{item.Id}?lang={lang}",
            .. scene.Overlays.Count > 0 ? [$"/api/v1/scenes/{item.Id}/view?lang={lang}"] : Array.Empty<string>(),
        ];
        var until = context.Presence().Until(item.Places) ?? clock.GetUtcNow() + options.Value.PassLifetime;
        return TypedResults.Ok(new PackAnswer(id, catalog.Version, until, files.Sum(file => file.Bytes), answers, files));
    }

    /// <summary>The renditions of a scene, each with which of its files are kept.</summary>
    private static IEnumerable<(string Name, Func<string, bool> Needs)> Needs(Scene scene, CatalogSnapshot all, string lang, int width)
    {
        foreach (var capture in scene.Captures.Select(id => all.Find<Capture>(id)!))
        {
            var levels = Pyramid.Levels(capture.Panorama.FullWidth);
            yield return (
                RenditionNames.Of(capture),
                file =>
                    file.Split('/') switch
                    {
                        ["tiles", var level, _] => level == "0" || levels[int.Parse(level, CultureInfo.InvariantCulture)].Width <= width,
                        ["hls", var size] => !int.TryParse(Path.GetFileNameWithoutExtension(size), out var pixels) || pixels <= WidestFilm,
                        _ => true,
                    }
            );
            if (capture.Captions.FirstOrDefault(words => words.Language == lang) is { } captions)
                yield return (RenditionNames.OfCaptions(captions), _ => true);
        }

        foreach (var overlay in scene.Overlays.Select(id => all.Find<Overlay>(id)!))
            if (overlay.HasRendition)
                yield return (RenditionNames.Of(overlay), _ => true);
        if (scene.Narration.FirstOrDefault(read => read.Language == lang) is { } narration)
            yield return (RenditionNames.OfNarration(narration), _ => true);
    }
}
