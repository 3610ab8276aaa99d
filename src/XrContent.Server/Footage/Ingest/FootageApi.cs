using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Store;
using XrContent.Server.Accounts;
using XrContent.Server.Footage.Uploads;
using XrContent.Server.Hosting;
using XrContent.Server.Visiting;

namespace XrContent.Server.Footage.Ingest;

/// <summary>What staff see of files on their way, and what they can do.</summary>
internal static class FootageApi
{
    /// <summary>What can be corrected; what is missing stays as it was.</summary>
    internal sealed record Correction(
        string? Place, string? Event, DateTimeOffset? Taken, double? Heading, double? Latitude, double? Longitude, bool? IsPanorama, bool? IsTopBottom, bool? DropAudio, bool? Publish,
        string? License = null, string? Holder = null, string? Credit = null, PeopleShown? People = null);

    public static void MapFootage(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio").WithTags("Footage").RequireStaff();
        staff.MapGet("/footage", ListAsync).WithName("ListFootage").WithSummary("Files on their way, newest first");
        staff.MapGet("/footage/report.csv", ReportAsync).WithName("FootageReport").WithSummary("A batch as CSV").Produces<string>(contentType: "text/csv");
        staff.MapGet("/footage/{id}", OneAsync).WithName("Footage").WithSummary("One file on its way");
        staff.MapPatch("/footage/{id}", CorrectAsync).WithName("CorrectFootage").WithSummary("Corrects what was said of a file that is not ready; a refused one is tried again")
            .ProducesValidationProblem();
        staff.MapPost("/footage/{id}/retry", RetryAsync).WithName("RetryFootage").WithSummary("Tries a refused file again");
        staff.MapPost("/footage/{id}/cancel", CancelAsync).WithName("CancelFootage").WithSummary("Stops taking a file in");
        staff.MapGet("/captures/{id}/progress", ProgressAsync).WithName("CaptureProgress").WithSummary("How far a capture is, by its id or its upload's");
    }

    private static async Task<Ok<FootageList>> ListAsync(
        HttpContext context, FootageStore footage, CancellationToken cancel,
        [StringLength(200), Description("Only what was sent together under this name.")] string? batch = null, [Range(1, 2000)] int limit = 500) =>
        TypedResults.Ok(new FootageList(await AnswersAsync(context, await footage.ListAsync(batch, limit, cancel))));

    private static async Task<FileContentHttpResult> ReportAsync(FootageStore footage, CancellationToken cancel, [StringLength(200)] string? batch = null) =>
        TypedResults.File(Encoding.UTF8.GetBytes(FootageAnswers.Csv((await footage.ListAsync(batch, 10_000, cancel)).Reverse())), "text/csv; charset=utf-8", "footage.csv");

    private static Task<Results<Ok<FootageAnswer>, ProblemHttpResult>> OneAsync(HttpContext context, string id) => AnswerAsync(context, id);

    private static async Task<Results<Ok<IngestNews>, ProblemHttpResult>> ProgressAsync(FootageStore footage, string id, CancellationToken cancel) =>
        await footage.FindByCaptureAsync(id, cancel) is { } row ? TypedResults.Ok(FootageAnswers.News(row)) : TypedResults.Problem(Problems.NoItem(id, "capture on its way"));

    private static async Task<Results<Ok<FootageAnswer>, ProblemHttpResult>> CorrectAsync(HttpContext context, FootageStore footage, CurrentCatalog current, string id, Correction correction)
    {
        if (await footage.FindAsync(id, context.RequestAborted) is not { } row) return TypedResults.Problem(Problems.NoItem(id, "file"));
        var before = FootageStore.DetailsOf(row);
        var details = new CaptureDetails(
            correction.Place ?? before.Place, correction.Event == "" ? null : correction.Event ?? before.Event, correction.Taken ?? before.Taken, correction.Heading ?? before.Heading,
            correction.Latitude ?? before.Latitude, correction.Longitude ?? before.Longitude, correction.IsPanorama ?? before.IsPanorama,
            correction.IsTopBottom ?? before.IsTopBottom, correction.DropAudio ?? before.DropAudio, correction.Publish ?? (before.Publish || before.Submit),
            correction.License ?? before.License, correction.Holder ?? before.Holder, correction.Credit ?? before.Credit, correction.People ?? before.People, before.Replaces).From(context.User.Is(Role.Curator));
        var wrong = DetailRules.Check(details, current.Required.Items).Select(problem => new Catalog.Problem(null, id, problem.Field, problem.Message)).ToList();
        if (wrong.Count > 0) return TypedResults.Problem(Problems.Fields(wrong));
        // Whatever was found out with the old words is found out again.
        var moved = row.Stage != Stage.Ready && row is { Stage: Stage.Uploading } or { Sha256: not null } or { Stage: Stage.Received } && await footage.MoveAsync(id, row.Stage, other =>
        {
            other.Details = FootageStore.Write(details);
            if (other.Stage != Stage.Uploading) Restart(other);
        }, context.RequestAborted);
        return moved ? await AnswerAsync(context, id) : TypedResults.Problem(NotNow(row, "corrected"));
    }

    private static async Task<Results<Ok<FootageAnswer>, ProblemHttpResult>> RetryAsync(HttpContext context, FootageStore footage, UploadFiles uploads, string id)
    {
        if (await footage.FindAsync(id, context.RequestAborted) is not { } row) return TypedResults.Problem(Problems.NoItem(id, "file"));
        var here = row.Sha256 is not null || uploads.Has(id);
        return here && await footage.MoveAsync(id, Stage.Refused, Restart, context.RequestAborted) ? await AnswerAsync(context, id) : TypedResults.Problem(NotNow(row, "tried again"));
    }

    private static async Task<Results<Ok<FootageAnswer>, ProblemHttpResult>> CancelAsync(HttpContext context, FootageStore footage, string id)
    {
        if (await footage.FindAsync(id, context.RequestAborted) is not { } row) return TypedResults.Problem(Problems.NoItem(id, "file"));
        var moved = row.Stage is not (Stage.Ready or Stage.Refused or Stage.Uploading)
            && await footage.RefuseAsync(id, row.Stage, "cancelled", $"{context.User.PersonName()} cancelled it. Try again to take it in after all.", context.RequestAborted);
        return moved ? await AnswerAsync(context, id) : TypedResults.Problem(NotNow(row, "cancelled"));
    }

    private static void Restart(FootageRow row)
    {
        (row.Stage, row.Percent, row.Attempts, row.Failures) = (Stage.Received, 0, 0, 0);
        (row.Code, row.Reason, row.LeaseOwner, row.LeaseUntil) = (null, null, null, null);
    }

    private static async Task<Results<Ok<FootageAnswer>, ProblemHttpResult>> AnswerAsync(HttpContext context, string id) =>
        await context.RequestServices.GetRequiredService<FootageStore>().FindAsync(id, context.RequestAborted) is { } row
            ? TypedResults.Ok((await AnswersAsync(context, [row]))[0])
            : TypedResults.Problem(Problems.NoItem(id, "file"));

    private static async Task<IReadOnlyList<FootageAnswer>> AnswersAsync(HttpContext context, IReadOnlyList<FootageRow> rows)
    {
        var services = context.RequestServices;
        var (uploads, catalog) = (services.GetRequiredService<UploadFiles>(), services.GetRequiredService<CurrentCatalog>().Required);
        // From the database, because the snapshot is a moment behind what this very person just published.
        var published = await services.GetRequiredService<CatalogStore>().PublishedAmongAsync([.. rows.Select(row => row.Capture).OfType<string>()], context.RequestAborted);
        return [.. rows.Select(row => FootageAnswers.Answer(row, uploads, catalog, published))];
    }

    private static Microsoft.AspNetCore.Mvc.ProblemDetails NotNow(FootageRow row, string what) => new()
    {
        Type = $"{Problems.Footage}/not-now",
        Title = $"The file cannot be {what} now.",
        Detail = $"It is {FootageAnswers.Name(row.Stage)}. Look at it again: it may have moved on.",
        Status = StatusCodes.Status409Conflict,
    };
}

/// <summary>Files on their way.</summary>
internal sealed record FootageList(IReadOnlyList<FootageAnswer> Files);
