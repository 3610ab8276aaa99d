using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Editing;
using XrContent.Server.Accounts;

namespace XrContent.Server.Studio;

/// <summary>From a draft to what visitors see, and back. Each step may name the words it is about with If-Match.</summary>
internal static class WorkflowApi
{
    private const int LongestNote = 2000;

    internal sealed record NoteRequest([property: StringLength(LongestNote)] string? Note = null);

    internal sealed record ReturnRequest([property: Required, StringLength(LongestNote, MinimumLength = 1)] string Note);

    /// <param name="From">With offset; at once where it is missing or past.</param>
    /// <param name="Until">When it is taken back by itself.</param>
    internal sealed record PublishRequest(DateTimeOffset? From = null, DateTimeOffset? Until = null);

    /// <param name="Number">The revision to take up again.</param>
    internal sealed record RestoreRequest(int Number);

    /// <param name="Revision">Which one they looked at.</param>
    /// <param name="Reviewer">Who looked at it, as they wish to be named.</param>
    /// <param name="On">The day on which they did.</param>
    /// <param name="Words">What they said.</param>
    internal sealed record ReviewRequest(int Revision, [property: Required, StringLength(120, MinimumLength = 2)] string Reviewer, DateOnly On, [property: Required, StringLength(LongestNote, MinimumLength = 1)] string Words);

    public static void MapWorkflow(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/items/{id}").WithTags("Studio").RequireStaff()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesValidationProblem();
        staff.MapPost("/submit", (HttpContext context, string id, NoteRequest? request = null) => ActAsync(context, id, (editor, tag, person) => editor.SubmitAsync(id, tag, person, request?.Note, default)))
            .WithName("Submit").WithSummary("Hands a draft to a colleague");
        staff.MapPost("/return", (HttpContext context, string id, ReturnRequest request) => ActAsync(context, id, (editor, tag, person) => editor.ReturnAsync(id, tag, person, request.Note, default)))
            .RequireRole(Role.Curator).WithName("Return").WithSummary("Gives a draft back with a word of why");
        staff.MapPost("/publish", (HttpContext context, string id, PublishRequest? request = null) => ActAsync(context, id, (editor, tag, person) => editor.PublishAsync(id, tag, person, request?.From, request?.Until, default)))
            .RequireRole(Role.Curator).WithName("Publish").WithSummary("Shows the newest revision to visitors, at once or from a time until a time");
        staff.MapPost("/withdraw", (HttpContext context, string id, NoteRequest? request = null) => ActAsync(context, id, (editor, tag, person) => editor.WithdrawAsync(id, tag, person, request?.Note, default)))
            .RequireRole(Role.Curator).WithName("Withdraw").WithSummary("Takes an item back from visitors; its revisions stay");
        staff.MapPost("/restore", (HttpContext context, string id, RestoreRequest request) => ActAsync(context, id, (editor, tag, person) => editor.RestoreAsync(id, tag, request.Number, person, default)))
            .RequireRole(Role.Curator).WithName("RestoreRevision").WithSummary("Takes an old revision up again, as a new draft");
        staff.MapPost("/reviews", (HttpContext context, string id, ReviewRequest request) =>
            ActAsync(context, id, (editor, _, person) => editor.ReviewedAsync(id, request.Revision, request.Reviewer.Trim(), request.On, request.Words, person, default)))
            .RequireRole(Role.Curator).WithName("AddReview").WithSummary("Notes that somebody outside the staff looked at a revision, such as a survivor or a family");
    }

    // What is begun is done to its end, whether the browser waits or not.
    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> ActAsync(HttpContext context, string id, Func<CatalogEditor, string?, string, Task<Edit>> act) =>
        ItemsApi.Answer(context, await act(context.RequestServices.GetRequiredService<CatalogEditor>(), ItemsApi.Expected(context), context.User.PersonName()), id);
}

/// <summary>Shows and takes back what is due.</summary>
internal sealed partial class PublishingClock(CatalogEditor editor, TimeProvider clock, ILogger<PublishingClock> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var id in await editor.RunScheduleAsync(stoppingToken)) LogDue(id);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Id} was due: it is shown or taken back as planned, or its page says why not")]
    private partial void LogDue(string id);

    [LoggerMessage(LogLevel.Error, "What is due could not be shown; the next second tries again")]
    private partial void LogFailed(Exception error);
}
