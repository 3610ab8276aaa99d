using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Server.Accounts;
using XrContent.Server.Hosting;
using XrContent.Server.Media;

namespace XrContent.Server.Ingest.Corrections;

/// <summary>Files that go with an item: captions of a film, a scene read aloud, the picture or the model of an overlay.</summary>
internal static class LanguageFilesApi
{
    private const long MostCaptionBytes = 2 << 20;
    private const long MostNarrationBytes = 256 << 20;
    private const long MostOverlayBytes = 128 << 20;

    public static void MapLanguageFiles(this RouteGroupBuilder staff)
    {
        staff
            .MapPut(
                "/captures/{id}/captions/{language}",
                (HttpContext context, ItemFiles files, string id, string language) =>
                    files.SetAsync(context, id, language, MostCaptionBytes)
            )
            .WithName("SetCaptions")
            .WithSummary("Sets the captions of a film in one language (WebVTT in the body)")
            .Accepts<string>("*/*");
        staff
            .MapPut(
                "/scenes/{id}/narration/{language}",
                (HttpContext context, ItemFiles files, string id, string language) =>
                    files.SetAsync(context, id, language, MostNarrationBytes)
            )
            .WithName("SetNarration")
            .WithSummary("Sets a scene's narration in one language (a recording in the body)")
            .Accepts<byte[]>("*/*");
        staff
            .MapPut(
                "/overlays/{id}/file",
                (HttpContext context, ItemFiles files, string id) => files.SetOverlayAsync(context, id, MostOverlayBytes)
            )
            .WithName("SetOverlayFile")
            .WithSummary("Sets the picture or the glTF model of an overlay (the file in the body), as a new draft")
            .Accepts<byte[]>("*/*");
    }
}

/// <summary>Takes such a file in, makes what is served of it, and applies it to the newest rows.</summary>
internal sealed class ItemFiles(
    CatalogReader reader,
    Drafts drafts,
    Catalog.Workflow.Corrections corrections,
    BlobStore blobs,
    Renditions renditions
)
{
    public async Task<Results<Ok<CorrectionsApi.EditAnswer>, ProblemHttpResult>> SetAsync(
        HttpContext context,
        string id,
        string language,
        long most
    )
    {
        var cancel = context.RequestAborted;
        if (!LocalText.Languages.Contains(language))
            return TypedResults.Problem(Problems.Parameter("language", $"Must be one of {string.Join(", ", LocalText.Languages)}."));
        if (await reader.FindAsync(id, cancel) is not { Deleted: null, Item.Document: Scene or Capture { Film: not null } } state)
            return TypedResults.Problem(Problems.NoItem(id, "scene or film"));
        if ((state.Published ?? state.Planned) is not null && !context.User.Is(Role.Curator))
            return TypedResults.Problem(StaffRefusals.CuratorNeeded);
        Allow(context, most);
        var stored = await blobs.AddOriginalAsync(context.Request.Body, cancel);
        var isScene = state.Item.Document is Scene;
        var file = new LanguageFile(language, new($"{(isScene ? "narration" : "captions")}/{id}.{language}", stored.Sha256, stored.Bytes));
        try
        {
            if (stored.Bytes == 0)
                throw new RefusedException("empty", "The request has no body: send the file's bytes.");
            await MakeAsync(file, isScene, cancel);
        }
        catch (RefusedException refused)
        {
            if (stored.IsNew)
                await blobs.RemoveOriginalAsync(stored.Sha256, cancel);
            return Refused(refused);
        }

        // What was made is made: whatever else a document needs it has already, for only this file is new in it.
        var edit = await corrections.CorrectAsync(
            id,
            item => With(item, file),
            _ => true,
            context.User.PersonName(),
            isScene ? "narration" : "captions",
            draftsOnly: !context.User.Is(Role.Curator),
            null,
            cancel
        );
        // What was made just now may have been removed as a former file before it was shown again.
        if (edit.Status == EditStatus.Done)
            await MakeAsync(file, isScene, cancel);
        return Answer(id, edit);
    }

    private Task MakeAsync(LanguageFile file, bool isScene, CancellationToken cancel) =>
        isScene ? renditions.MakeNarrationAsync(file, cancel) : renditions.MakeCaptionsAsync(file, cancel);

    public async Task<Results<Ok<CorrectionsApi.EditAnswer>, ProblemHttpResult>> SetOverlayAsync(HttpContext context, string id, long most)
    {
        var cancel = context.RequestAborted;
        if (
            await reader.FindAsync(id, cancel)
            is not { Deleted: null, Item: { Document: Overlay { Shape: OverlayShape.Photo or OverlayShape.Model } overlay } item } state
        )
            return TypedResults.Problem(Problems.NoItem(id, "photo or model"));
        if ((state.Published ?? state.Planned) is not null && !context.User.Is(Role.Curator))
            return TypedResults.Problem(StaffRefusals.CuratorNeeded);
        Allow(context, most);
        var stored = await blobs.AddOriginalAsync(context.Request.Body, cancel);
        var original = new Original($"overlays/{id}{(overlay.Shape == OverlayShape.Model ? ".glb" : ".jpg")}", stored.Sha256, stored.Bytes);
        try
        {
            await renditions.MakeAsync(item with { Document = overlay with { Original = original } }, null, cancel);
        }
        catch (RefusedException refused)
        {
            if (stored.IsNew)
                await blobs.RemoveOriginalAsync(stored.Sha256, cancel);
            return Refused(refused);
        }

        // Laid over the newest words, however they changed while the file was on its way.
        while (await reader.FindAsync(id, cancel) is { Deleted: null, Item.Document: Overlay newest } now)
        {
            var edited = now.Item with { Document = newest with { Original = original } };
            var edit = await drafts.SaveAsync(edited, now.Tag, context.User.PersonName(), autosave: false, cancel);
            if (edit.Status == EditStatus.Stale)
                continue;
            if (edit.Status == EditStatus.Done)
                await renditions.MakeAsync(edited, null, cancel);
            return Answer(id, edit);
        }

        return TypedResults.Problem(Problems.NoItem(id, "photo or model"));
    }

    private static Item With(Item item, LanguageFile file)
    {
        IReadOnlyList<LanguageFile> Replaced(IReadOnlyList<LanguageFile> files) =>
            [.. files.Where(other => other.Language != file.Language), file];
        Document document = item.Document switch
        {
            Scene scene => scene with { Narration = Replaced(scene.Narration) },
            Capture { Film: not null } capture => capture with { Captions = Replaced(capture.Captions) },
            var other => other,
        };
        return item with { Document = document };
    }

    private static void Allow(HttpContext context, long most)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = most;
    }

    private static Results<Ok<CorrectionsApi.EditAnswer>, ProblemHttpResult> Answer(string id, Edit edit) =>
        edit.Status switch
        {
            EditStatus.Done => TypedResults.Ok(new CorrectionsApi.EditAnswer(id, edit.State!.Published is not null, null)),
            EditStatus.Refused => TypedResults.Problem(Problems.Fields(edit.Problems)),
            _ => TypedResults.Problem(Problems.NoItem(id)),
        };

    private static ProblemHttpResult Refused(RefusedException refused) =>
        TypedResults.Problem(
            type: $"{Problems.Footage}/{refused.Code}",
            title: "The file was refused.",
            detail: refused.Message,
            statusCode: StatusCodes.Status400BadRequest
        );
}
