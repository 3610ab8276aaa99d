using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Server.Accounts;
using XrContent.Server.Hosting;
using XrContent.Server.Ingest.Uploads;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>What staff see of files on their way, and what they can do.</summary>
internal static class JobsApi
{
    /// <summary>What can be corrected; what is missing stays as it was.</summary>
    internal sealed record Correction(
        string? Place = null,
        string? Event = null,
        DateTimeOffset? Taken = null,
        double? Heading = null,
        double? Latitude = null,
        double? Longitude = null,
        bool? IsPanorama = null,
        bool? IsTopBottom = null,
        bool? DropAudio = null,
        bool? Publish = null,
        string? License = null,
        string? Holder = null,
        string? Credit = null,
        PeopleShown? People = null
    )
    {
        /// <summary>What was said, corrected; who says nothing of publishing leaves the wish as it was.</summary>
        public CaptureDetails Apply(CaptureDetails before, bool isCurator)
        {
            var after = before with
            {
                Place = Place ?? before.Place,
                Event = Event == "" ? null : Event ?? before.Event,
                Taken = Taken ?? before.Taken,
                Heading = Heading ?? before.Heading,
                Latitude = Latitude ?? before.Latitude,
                Longitude = Longitude ?? before.Longitude,
                IsPanorama = IsPanorama ?? before.IsPanorama,
                IsTopBottom = IsTopBottom ?? before.IsTopBottom,
                DropAudio = DropAudio ?? before.DropAudio,
                License = License ?? before.License,
                Holder = Holder ?? before.Holder,
                Credit = Credit ?? before.Credit,
                People = People ?? before.People,
            };
            return Publish is { } publish ? (after with { Publish = publish }).From(isCurator) : after;
        }
    }

    public static void MapJobs(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio").WithTags("Footage").RequireStaff();
        staff.MapGet("/footage", ListAsync).WithName("ListFootage").WithSummary("Files on their way, newest first");
        staff
            .MapGet("/footage/report.csv", ReportAsync)
            .WithName("FootageReport")
            .WithSummary("A batch as CSV")
            .Produces<string>(contentType: "text/csv");
        staff.MapGet("/footage/{id}", OneAsync).WithName("Footage").WithSummary("One file on its way");
        staff
            .MapPatch("/footage/{id}", CorrectAsync)
            .WithName("CorrectFootage")
            .WithSummary("Corrects what was said of a file that is not ready; a refused one is tried again")
            .ProducesValidationProblem();
        staff.MapPost("/footage/{id}/retry", RetryAsync).WithName("RetryFootage").WithSummary("Tries a refused file again");
        staff.MapPost("/footage/{id}/cancel", CancelAsync).WithName("CancelFootage").WithSummary("Stops taking a file in");
        staff
            .MapGet("/captures/{id}/progress", ProgressAsync)
            .WithName("CaptureProgress")
            .WithSummary("How far a capture is, by its id or its upload's");
    }

    private static async Task<Ok<FootageList>> ListAsync(
        JobReader answers,
        JobStore jobs,
        CancellationToken cancel,
        [StringLength(200), Description("Only what was sent together under this name.")] string? batch = null,
        [Range(1, 2000)] int limit = 500
    ) => TypedResults.Ok(new FootageList(await answers.AnswersAsync(await jobs.ListAsync(batch, limit, cancel), cancel)));

    private static async Task<FileContentHttpResult> ReportAsync(
        JobStore jobs,
        CancellationToken cancel,
        [StringLength(200)] string? batch = null
    ) =>
        TypedResults.File(
            Encoding.UTF8.GetBytes(JobAnswers.Csv(Enumerable.Reverse(await jobs.ListAsync(batch, 10_000, cancel)))),
            "text/csv; charset=utf-8",
            "footage.csv"
        );

    private static Task<Results<Ok<FootageAnswer>, ProblemHttpResult>> OneAsync(HttpContext context, JobReader answers, string id) =>
        answers.AnswerAsync(id, context.RequestAborted);

    private static async Task<Results<Ok<IngestNews>, ProblemHttpResult>> ProgressAsync(
        JobStore jobs,
        string id,
        CancellationToken cancel
    ) =>
        await jobs.FindByCaptureAsync(id, cancel) is { } row
            ? TypedResults.Ok(JobAnswers.News(row))
            : TypedResults.Problem(Problems.NoItem(id, "capture on its way"));

    private static async Task<Results<Ok<FootageAnswer>, ProblemHttpResult>> CorrectAsync(
        HttpContext context,
        JobStore jobs,
        JobReader answers,
        DetailRules rules,
        string id,
        Correction correction
    )
    {
        if (await jobs.FindAsync(id, context.RequestAborted) is not { } row)
            return TypedResults.Problem(Problems.NoItem(id, "file"));
        if (row.Kind != JobKind.Upload)
            return TypedResults.Problem(NotNow(row, "corrected"));
        var isCurator = context.User.Is(Role.Curator);
        if (IsCurators(row) && !isCurator)
            return TypedResults.Problem(StaffRefusals.CuratorNeeded);
        var details = correction.Apply(row.ReadDetails(), isCurator);
        var wrong = (await rules.CheckAsync(details, isCurator, context.RequestAborted))
            .Select(problem => new Catalog.Problem(null, id, problem.Field, problem.Message))
            .ToList();
        if (wrong.Count > 0)
            return TypedResults.Problem(Problems.Fields(wrong));
        // Whatever was found out with the old words is found out again.
        var moved =
            row.Stage != Stage.Ready
            && row is { Stage: Stage.Uploading } or { Sha256: not null } or { Stage: Stage.Received }
            && await jobs.MoveAsync(
                id,
                row.Stage,
                other =>
                {
                    // Over what a colleague corrected meanwhile.
                    other.Details = correction.Apply(other.ReadDetails(), isCurator).Write();
                    if (other.Stage != Stage.Uploading)
                        JobStore.Restart(other);
                },
                context.RequestAborted
            );
        return moved ? await answers.AnswerAsync(id, context.RequestAborted) : TypedResults.Problem(NotNow(row, "corrected"));
    }

    private static async Task<Results<Ok<FootageAnswer>, ProblemHttpResult>> RetryAsync(
        HttpContext context,
        JobStore jobs,
        JobReader answers,
        UploadFiles uploads,
        string id
    )
    {
        if (await jobs.FindAsync(id, context.RequestAborted) is not { } row)
            return TypedResults.Problem(Problems.NoItem(id, "file"));
        if (IsCurators(row) && !context.User.Is(Role.Curator))
            return TypedResults.Problem(StaffRefusals.CuratorNeeded);
        var here = row.Sha256 is not null || uploads.Has(id);
        return here && await jobs.RetryAsync(id, context.RequestAborted)
            ? await answers.AnswerAsync(id, context.RequestAborted)
            : TypedResults.Problem(NotNow(row, "tried again"));
    }

    private static async Task<Results<Ok<FootageAnswer>, ProblemHttpResult>> CancelAsync(
        HttpContext context,
        JobStore jobs,
        JobReader answers,
        string id
    )
    {
        if (await jobs.FindAsync(id, context.RequestAborted) is not { } row)
            return TypedResults.Problem(Problems.NoItem(id, "file"));
        if (IsCurators(row) && !context.User.Is(Role.Curator))
            return TypedResults.Problem(StaffRefusals.CuratorNeeded);
        var end = row.Kind == JobKind.Correction ? "make the correction" : "take it in";
        var moved =
            row.Stage is not (Stage.Ready or Stage.Refused or Stage.Uploading)
            && await jobs.RefuseAsync(
                id,
                row.Stage,
                "cancelled",
                $"{context.User.PersonName()} cancelled it. Try again to {end} after all.",
                context.RequestAborted
            );
        return moved ? await answers.AnswerAsync(id, context.RequestAborted) : TypedResults.Problem(NotNow(row, "cancelled"));
    }

    /// <summary>Whether what comes of it is a curator's to decide: what visitors see, or will see at once.</summary>
    private static bool IsCurators(IngestJob row) =>
        row.Kind == JobKind.Correction ? !row.ReadPatch().DraftsOnly : row.ReadDetails().Publish;

    private static Microsoft.AspNetCore.Mvc.ProblemDetails NotNow(IngestJob row, string what) =>
        new()
        {
            Type = $"{Problems.Footage}/not-now",
            Title = $"The file cannot be {what} now.",
            Detail =
                row.Code == JobStore.Superseded
                    ? $"{row.Reason} Look at the picture as it is now."
                    : $"It is {JobAnswers.Name(row.Stage)}. Look at it again: it may have moved on.",
            Status = StatusCodes.Status409Conflict,
        };
}

/// <summary>Files on their way.</summary>
internal sealed record FootageList(IReadOnlyList<FootageAnswer> Files);

/// <summary>Files on their way as staff read them.</summary>
internal sealed class JobReader(JobStore jobs, UploadFiles uploads, CatalogReader reader)
{
    public async Task<Results<Ok<FootageAnswer>, ProblemHttpResult>> AnswerAsync(string id, CancellationToken cancel) =>
        await jobs.FindAsync(id, cancel) is { } job
            ? TypedResults.Ok((await AnswersAsync([job], cancel))[0])
            : TypedResults.Problem(Problems.NoItem(id, "file"));

    public async Task<IReadOnlyList<FootageAnswer>> AnswersAsync(IReadOnlyList<IngestJob> some, CancellationToken cancel)
    {
        // From the database, because the snapshot is a moment behind what this very person just published.
        var states = (await reader.FindAllAsync([.. some.Select(job => job.Capture).OfType<string>()], cancel)).ToDictionary(state =>
            state.Item.Id
        );
        return [.. some.Select(job => JobAnswers.Answer(job, uploads, job.Capture is { } id ? states.GetValueOrDefault(id) : null))];
    }
}
