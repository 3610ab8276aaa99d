using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Workflow;
using XrContent.Media.Blobs;
using XrContent.Server.Accounts;
using XrContent.Server.Hosting;
using XrContent.Server.Ingest.Jobs;

namespace XrContent.Server.Ingest.Corrections;

/// <summary>Corrections of captures that are in the catalogue, without sending their files again.</summary>
internal static class CorrectionsApi
{
    /// <summary>What became of a correction.</summary>
    /// <param name="Footage">The correction on its way, where pictures are made anew: listen for its progress.</param>
    internal sealed record EditAnswer(string Id, bool Published, string? Footage);

    public static void MapCorrections(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio")
            .WithTags("Footage")
            .RequireStaff()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        staff
            .MapPut(
                "/captures/{id}/pose",
                (HttpContext context, CaptureCorrections corrections, string id, PoseEdit edit) =>
                    corrections.CorrectAsync(context, id, new(Pose: edit.ToPatch()))
            )
            .WithName("CorrectPose")
            .WithSummary("Corrects where a capture looks; what is left out stays; a new lean makes its pictures anew");
        staff
            .MapPut(
                "/captures/{id}/redactions",
                (HttpContext context, CaptureCorrections corrections, string id, IReadOnlyList<Redaction?> redactions) =>
                    redactions.Contains(null)
                        ? Task.FromResult<Results<Ok<EditAnswer>, ProblemHttpResult>>(
                            TypedResults.Problem(
                                Problems.Parameter($"redactions[{redactions.IndexOf(null)}]", "Is null: give left, right, top and bottom.")
                            )
                        )
                        : corrections.CorrectAsync(context, id, new(Redactions: [.. redactions.OfType<Redaction>()]))
            )
            .WithName("Redact")
            .WithSummary("Makes parts of a still unrecognisable in all that is served; an empty list shows everything again");
        staff.MapLanguageFiles();
    }

    private static int IndexOf(this IReadOnlyList<Redaction?> redactions, Redaction? one) =>
        redactions.TakeWhile(other => other != one).Count();
}

/// <summary>Applies what needs no new pictures at once, and makes a job of the rest.</summary>
internal sealed class CaptureCorrections(
    CatalogReader reader,
    Catalog.Workflow.Corrections corrections,
    BlobStore blobs,
    JobStore jobs,
    TimeProvider clock
)
{
    public async Task<Results<Ok<CorrectionsApi.EditAnswer>, ProblemHttpResult>> CorrectAsync(
        HttpContext context,
        string id,
        CapturePatch wanted
    )
    {
        var (person, cancel) = (context.User.PersonName(), context.RequestAborted);
        if (await reader.FindAsync(id, cancel) is not { Item.Document: Capture } state)
            return TypedResults.Problem(Problems.NoItem(id, "capture"));
        var published = state.Published is not null;
        var draftsOnly = !context.User.Is(Role.Curator);
        if ((state.Published ?? state.Planned) is not null && draftsOnly)
            return TypedResults.Problem(StaffRefusals.CuratorNeeded);
        var seen = IfMatch.TagOf(context);
        var hasSeen = seen is null || seen == state.Tag;
        var known = wanted.Redactions is null ? [] : await KnownAsync(id, seen, cancel);
        if (known is null || !hasSeen && wanted.Pose is not null)
            return TypedResults.Problem(
                type: Problems.LostUpdate,
                title: $"{state.Author} wrote meanwhile.",
                detail: "Look at what is there now, and correct that.",
                statusCode: StatusCodes.Status412PreconditionFailed
            );
        var live = await reader.LiveAsync(id, cancel);
        if (wanted.Redactions is not null && live.All(item => item.Document is Capture { Film: not null }))
            return TypedResults.Problem(Problems.Parameter("redactions", ItemRules.NoRedactedFilms));
        var patch = wanted with { DraftsOnly = draftsOnly, Known = known };
        var corrected = live.Select(patch.Apply).ToList();
        var wrong = corrected.SelectMany(item => ItemRules.Check(item)).Except(live.SelectMany(item => ItemRules.Check(item))).ToList();
        if (wrong.Count > 0)
            return TypedResults.Problem(Problems.Fields(wrong));

        var made = await MadeAsync(corrected, cancel);
        var edit = await corrections.CorrectAsync(
            id,
            patch.Apply,
            item => made.Contains(RenditionNames.Of((Capture)item.Document)),
            person,
            patch.What,
            patch.DraftsOnly,
            Supersede(id, patch, person, cancel),
            cancel
        );
        return edit.Status switch
        {
            EditStatus.Done => TypedResults.Ok(
                new CorrectionsApi.EditAnswer(id, edit.State!.Published is not null, await MakeMissingAsync(id, patch, person, cancel))
            ),
            EditStatus.Refused => TypedResults.Problem(Problems.Fields(edit.Problems)),
            EditStatus.NotReady => TypedResults.Ok(
                new CorrectionsApi.EditAnswer(id, published, await BeginAsync(state.Item, patch, person, cancel))
            ),
            _ => TypedResults.Problem(Problems.NoItem(id, "capture")),
        };
    }

    /// <summary>The redactions that somebody saw: those of the words that they name, or what there are now.</summary>
    /// <returns>Null where there are no such words.</returns>
    private async Task<IReadOnlyList<Redaction>?> KnownAsync(string id, string? seen, CancellationToken cancel)
    {
        if (seen is null)
            return [.. (await reader.LiveAsync(id, cancel)).SelectMany(item => ((Capture)item.Document).Redactions).Distinct()];
        return
            ItemState.NumberIn(seen) is { } number && await reader.RevisionAsync(id, number, cancel) is { Item.Document: Capture capture }
            ? capture.Redactions
            : null;
    }

    /// <summary>A job that makes pictures anew, and applies the patch when they are there.</summary>
    public IngestJob JobFor(Item item, CapturePatch patch, string person)
    {
        var now = clock.GetUtcNow();
        var original = item.Document.Originals().First().Original;
        return new()
        {
            Id = JobStore.NewId(),
            Kind = JobKind.Correction,
            Person = person,
            FileName = item.Id,
            Bytes = original.Bytes,
            Created = now,
            Changed = now,
            Stage = Stage.Rendering,
            Details = new CaptureDetails(Relations.PlaceOf(item.Document) ?? "").Write(),
            Sha256 = original.Sha256,
            Capture = item.Id,
            Patch = patch.Write(),
            IsFilm = item.Document is Capture { Film: not null },
        };
    }

    private Also? Supersede(string id, CapturePatch patch, string person, CancellationToken cancel) =>
        patch.Redactions is not { } redactions ? null : (db, _) => jobs.SupersedeAsync(db, id, redactions, person, cancel);

    private async Task<string> BeginAsync(Item item, CapturePatch patch, string person, CancellationToken cancel)
    {
        var job = JobFor(item, patch, person);
        await jobs.AddAsync(job, cancel);
        return job.Id;
    }

    /// <summary>What was there when it was looked for may have been removed as a former picture before it was shown again.</summary>
    private async Task<string?> MakeMissingAsync(string id, CapturePatch patch, string person, CancellationToken cancel)
    {
        var live = await reader.LiveAsync(id, cancel);
        var made = await MadeAsync(live, cancel);
        return live.FirstOrDefault(item => !made.Contains(RenditionNames.Of((Capture)item.Document))) is { } missing
            ? await BeginAsync(missing, patch, person, cancel)
            : null;
    }

    private async Task<HashSet<string>> MadeAsync(IEnumerable<Item> items, CancellationToken cancel)
    {
        var made = new HashSet<string>();
        foreach (var name in items.Select(item => RenditionNames.Of((Capture)item.Document)).Distinct())
            if (await blobs.HasRenditionsAsync(name, cancel))
                made.Add(name);
        return made;
    }
}
