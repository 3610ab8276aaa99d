using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Editing;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Store;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Server.Accounts;
using XrContent.Server.Hosting;

namespace XrContent.Server.Footage.Ingest;

/// <summary>Corrections of captures that are in the catalogue, without sending their files again; and files that go with them.</summary>
internal static class CaptureEditApi
{
    private const long MostCaptionBytes = 2 << 20;
    private const long MostNarrationBytes = 256 << 20;
    private const long MostOverlayBytes = 128 << 20;

    /// <param name="Heading">Azimuth of the centre, degrees from true north, 0 to 360; null when unknown.</param>
    /// <param name="Pitch">Degrees, as GPano means it.</param>
    /// <param name="Roll">Degrees, as GPano means it.</param>
    internal sealed record PoseEdit(double? Heading, [property: Range(-90.0, 90.0)] double Pitch = 0, [property: Range(-180.0, 180.0)] double Roll = 0);

    /// <summary>What became of a correction.</summary>
    /// <param name="Footage">The file on its way, where pictures are made anew: listen for its progress.</param>
    internal sealed record EditAnswer(string Id, bool Published, string? Footage);

    public static void MapCaptureEdits(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio").WithTags("Footage").RequireStaff().ProducesProblem(StatusCodes.Status404NotFound).ProducesValidationProblem();
        staff.MapPut("/captures/{id}/pose", (HttpContext context, string id, PoseEdit edit) => EditCaptureAsync(context, id, capture =>
            capture with { Pose = capture.Pose with { Heading = edit.Heading, Pitch = edit.Pitch, Roll = edit.Roll } }))
            .WithName("CorrectPose").WithSummary("Corrects where a capture looks; a new lean makes its pictures anew");
        staff.MapPut("/captures/{id}/redactions", (HttpContext context, string id, IReadOnlyList<Redaction> redactions) => EditCaptureAsync(context, id, capture =>
            capture with { Redactions = redactions }))
            .WithName("Redact").WithSummary("Makes parts of a still unrecognisable in all that is served; an empty list shows everything again");
        staff.MapPut("/captures/{id}/captions/{language}", (HttpContext context, string id, string language) => FileAsync(context, id, language, MostCaptionBytes))
            .WithName("SetCaptions").WithSummary("Sets the captions of a film in one language (WebVTT in the body)").Accepts<string>("*/*");
        staff.MapPut("/scenes/{id}/narration/{language}", (HttpContext context, string id, string language) => FileAsync(context, id, language, MostNarrationBytes))
            .WithName("SetNarration").WithSummary("Sets a scene's narration in one language (a recording in the body)").Accepts<byte[]>("*/*");
        staff.MapPut("/overlays/{id}/file", OverlayFileAsync)
            .WithName("SetOverlayFile").WithSummary("Sets the picture or the glTF model of an overlay (the file in the body), as a new draft").Accepts<byte[]>("*/*");
    }

    private static async Task<Results<Ok<EditAnswer>, ProblemHttpResult>> EditCaptureAsync(HttpContext context, string id, Func<Capture, Capture> edit)
    {
        var (services, cancel) = (context.RequestServices, context.RequestAborted);
        var store = services.GetRequiredService<CatalogStore>();
        if (await store.ReadHeadAsync(id, cancel) is not { Document: Capture before } item) return TypedResults.Problem(Problems.NoItem(id, "capture"));
        var edited = item with { Document = edit(before) };
        if (ItemRules.Check(edited).ToList() is { Count: > 0 } problems) return TypedResults.Problem(Problems.Fields(problems));
        var published = await store.IsPublishedAsync(id, cancel);
        if (Closed(context, published) is { } closed) return closed;
        var name = Renditions.NameOf((Capture)edited.Document);
        if (name == Renditions.NameOf(before) || await services.GetRequiredService<BlobStore>().HasRenditionsAsync(name, cancel))
        {
            await store.SaveAsync([edited], context.User.PersonName(), published, cancel);
            await services.GetRequiredService<Orphans>().RemoveFormerAsync(id, cancel);
            return TypedResults.Ok(new EditAnswer(id, published, null));
        }

        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var row = new FootageRow
        {
            Id = FootageStore.NewId(),
            Person = context.User.PersonName(),
            FileName = id,
            Bytes = before.Original.Bytes,
            Created = now,
            Changed = now,
            Stage = Stage.Rendering,
            Details = FootageStore.Write(new(before.Place, Publish: published)),
            Sha256 = before.Original.Sha256,
            Capture = id,
            Feature = CatalogJson.ToFeature(edited),
            IsFilm = before.Film is not null,
        };
        await services.GetRequiredService<FootageStore>().AddAsync(row, cancel);
        return TypedResults.Ok(new EditAnswer(id, published, row.Id));
    }

    private static async Task<Results<Ok<EditAnswer>, ProblemHttpResult>> FileAsync(HttpContext context, string id, string language, long most)
    {
        var (services, cancel) = (context.RequestServices, context.RequestAborted);
        var (store, blobs, renditions) = (services.GetRequiredService<CatalogStore>(), services.GetRequiredService<BlobStore>(), services.GetRequiredService<Renditions>());
        if (!LocalText.Languages.Contains(language)) return TypedResults.Problem(Problems.Parameter("language", $"Must be one of {string.Join(", ", LocalText.Languages)}."));
        if (await store.ReadHeadAsync(id, cancel) is not { Document: Scene or Capture { Film: not null } } item) return TypedResults.Problem(Problems.NoItem(id, "scene or film"));
        var published = await store.IsPublishedAsync(id, cancel);
        if (Closed(context, published) is { } closed) return closed;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = most;
        var stored = await blobs.AddOriginalAsync(context.Request.Body, cancel);
        var file = new LanguageFile(language, new($"{(item.Document is Scene ? "narration" : "captions")}/{id}.{language}", stored.Sha256, stored.Bytes));
        try
        {
            if (stored.Bytes == 0) throw new RefusedException("empty", "The request has no body: send the file's bytes.");
            if (item.Document is Scene) await renditions.MakeNarrationAsync(file, cancel);
            else await renditions.MakeCaptionsAsync(file, cancel);
        }
        catch (RefusedException refused)
        {
            if (stored.IsNew) await blobs.RemoveOriginalAsync(stored.Sha256, cancel);
            return Refused(refused);
        }

        IReadOnlyList<LanguageFile> With(IReadOnlyList<LanguageFile> files) => [.. files.Where(other => other.Language != language), file];
        Document document = item.Document switch
        {
            Scene scene => scene with { Narration = With(scene.Narration) },
            Capture capture => capture with { Captions = With(capture.Captions) },
            _ => throw new InvalidOperationException(),
        };
        await store.SaveAsync([item with { Document = document }], context.User.PersonName(), published, cancel);
        await services.GetRequiredService<Orphans>().RemoveFormerAsync(id, cancel);
        return TypedResults.Ok(new EditAnswer(id, published, null));
    }

    private static async Task<Results<Ok<EditAnswer>, ProblemHttpResult>> OverlayFileAsync(HttpContext context, string id)
    {
        var (services, cancel) = (context.RequestServices, context.RequestAborted);
        var (reader, blobs) = (services.GetRequiredService<EditorReader>(), services.GetRequiredService<BlobStore>());
        if (await reader.FindAsync(id, cancel) is not { Item: { Document: Overlay { Shape: OverlayShape.Photo or OverlayShape.Model } overlay } item } state) return TypedResults.Problem(Problems.NoItem(id, "photo or model"));
        if (Closed(context, state.Published is not null) is { } closed) return closed;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostOverlayBytes;
        var stored = await blobs.AddOriginalAsync(context.Request.Body, cancel);
        var edited = item with { Document = overlay with { Original = new($"overlays/{id}{(overlay.Shape == OverlayShape.Model ? ".glb" : ".jpg")}", stored.Sha256, stored.Bytes) } };
        try
        {
            await services.GetRequiredService<Renditions>().MakeAsync(edited, untrusted: true, null, cancel);
        }
        catch (RefusedException refused)
        {
            if (stored.IsNew) await blobs.RemoveOriginalAsync(stored.Sha256, cancel);
            return Refused(refused);
        }

        await services.GetRequiredService<CatalogEditor>().SaveAsync(edited, state.Tag, context.User.PersonName(), autosave: false, cancel);
        return TypedResults.Ok(new EditAnswer(id, state.Published is not null, null));
    }

    /// <summary>What visitors see is changed by curators.</summary>
    private static ProblemHttpResult? Closed(HttpContext context, bool published) => published && !context.User.Is(Role.Curator) ? TypedResults.Problem(Studio.ItemsApi.CuratorNeeded) : null;

    private static ProblemHttpResult Refused(RefusedException refused) =>
        TypedResults.Problem(type: $"{Problems.Footage}/{refused.Code}", title: "The file was refused.", detail: refused.Message, statusCode: StatusCodes.Status400BadRequest);
}
