using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using XrContent.Catalog;
using XrContent.Catalog.Workflow;
using XrContent.Server.Accounts;
using XrContent.Server.Hosting;
using XrContent.Server.Ingest.Corrections;

namespace XrContent.Server.Studio;

/// <summary>From a draft to what visitors see, and back. Each step may name the words it is about with If-Match.</summary>
internal static class WorkflowApi
{
    private const int LongestNote = 2000;

    /// <param name="With">Other items that go with it, each with the tag of the words that are meant: all or nothing.</param>
    internal sealed record NoteRequest(
        [property: StringLength(LongestNote)] string? Note = null,
        IReadOnlyDictionary<string, string>? With = null
    );

    /// <param name="With">As for handing over.</param>
    internal sealed record ReturnRequest(
        [property: Required, StringLength(LongestNote, MinimumLength = 1)] string Note,
        IReadOnlyDictionary<string, string>? With = null
    );

    /// <param name="From">With offset; at once where it is missing or past.</param>
    /// <param name="Until">When it is taken back by itself; where it is missing, an end that was set before stays.</param>
    /// <param name="Forever">Takes such an end away.</param>
    /// <param name="With">As for handing over.</param>
    internal sealed record PublishRequest(
        DateTimeOffset? From = null,
        DateTimeOffset? Until = null,
        bool Forever = false,
        IReadOnlyDictionary<string, string>? With = null
    );

    /// <param name="Number">The revision to take up again.</param>
    /// <param name="AsItWas">Its own redactions are taken, although others were made since: somebody wants what they hide to be seen
    /// again.</param>
    internal sealed record RestoreRequest(int Number, bool AsItWas = false);

    /// <param name="Revision">Which one they looked at.</param>
    /// <param name="Reviewer">Who looked at it, as they wish to be named.</param>
    /// <param name="On">The day on which they did.</param>
    /// <param name="Words">What they said.</param>
    internal sealed record ReviewRequest(
        int Revision,
        [property: Required, StringLength(120, MinimumLength = 2)] string Reviewer,
        DateOnly On,
        [property: Required, StringLength(LongestNote, MinimumLength = 1)] string Words
    );

    public static void MapWorkflow(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/items/{id}")
            .WithTags("Studio")
            .RequireStaff()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesValidationProblem();
        staff.MapPost("/submit", SubmitAsync).WithName("Submit").WithSummary("Hands a draft to a colleague, with what goes with it");
        staff
            .MapPost("/return", ReturnAsync)
            .RequireRole(Role.Curator)
            .WithName("Return")
            .WithSummary("Gives a draft back with a word of why");
        staff
            .MapPost("/publish", PublishAsync)
            .RequireRole(Role.Curator)
            .WithName("Publish")
            .WithSummary("Shows the newest revision to visitors, with what goes with it: at once or from a time until a time");
        staff
            .MapPost("/withdraw", WithdrawAsync)
            .RequireRole(Role.Curator)
            .WithName("Withdraw")
            .WithSummary("Takes an item back from visitors; its revisions stay");
        staff
            .MapPost("/restore", RestoreAsync)
            .RequireRole(Role.Curator)
            .WithName("RestoreRevision")
            .WithSummary("Takes an old revision up again, as a new draft");
        staff
            .MapPost("/reviews", ReviewAsync)
            .RequireRole(Role.Curator)
            .WithName("AddReview")
            .WithSummary("Notes that somebody outside the staff looked at a revision, such as a survivor or a family");
    }

    // What is begun is done to its end, whether the browser waits or not: none of these takes the request's token.
    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> SubmitAsync(
        HttpContext context,
        Publishing publishing,
        ItemAnswers answers,
        string id,
        NoteRequest? request = null
    )
    {
        var edit = await publishing.SubmitAsync(Named(context, id, request?.With), context.User.PersonName(), request?.Note, default);
        return await answers.AnswerAsync(context, edit, id);
    }

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> ReturnAsync(
        HttpContext context,
        Publishing publishing,
        ItemAnswers answers,
        string id,
        ReturnRequest request
    )
    {
        var edit = await publishing.ReturnAsync(Named(context, id, request.With), context.User.PersonName(), request.Note, default);
        return await answers.AnswerAsync(context, edit, id);
    }

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> PublishAsync(
        HttpContext context,
        Publishing publishing,
        PictureRules pictures,
        ItemAnswers answers,
        string id,
        PublishRequest? request = null
    )
    {
        var items = Named(context, id, request?.With);
        if (await pictures.CheckShownAsync(items, context.RequestAborted) is { Count: > 0 } problems)
            return TypedResults.Problem(Problems.Fields(problems));
        var edit = await publishing.PublishAsync(
            items,
            context.User.PersonName(),
            request?.From,
            request?.Until,
            request?.Forever ?? false,
            default
        );
        return await answers.AnswerAsync(context, edit, id);
    }

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> WithdrawAsync(
        HttpContext context,
        Publishing publishing,
        ItemAnswers answers,
        string id,
        NoteRequest? request = null
    )
    {
        var edit = await publishing.WithdrawAsync(Named(context, id, request?.With), context.User.PersonName(), request?.Note, default);
        return await answers.AnswerAsync(context, edit, id);
    }

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> RestoreAsync(
        HttpContext context,
        Drafts drafts,
        PictureRules pictures,
        CaptureCorrections corrections,
        ItemAnswers answers,
        string id,
        RestoreRequest request
    )
    {
        var person = context.User.PersonName();
        string? footage = null;
        var edit = await drafts.RestoreAsync(id, IfMatch.TagOf(context), request.Number, request.AsItWas, person, AlsoPictures, default);
        return await answers.AnswerAsync(context, edit, id, footage);

        // Pictures that are gone are made anew before anybody sees it: that is begun with the revision or not at all.
        async Task AlsoPictures(DbContext db, Edit done)
        {
            if (!await pictures.MissingAsync(done.State!.Item, default))
                return;
            var job = corrections.JobFor(done.State.Item, new CapturePatch(), person);
            db.Add(job);
            await db.SaveChangesAsync();
            footage = job.Id;
        }
    }

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> ReviewAsync(
        HttpContext context,
        Drafts drafts,
        ItemAnswers answers,
        string id,
        ReviewRequest request
    )
    {
        var person = context.User.PersonName();
        var edit = await drafts.ReviewedAsync(id, request.Revision, request.Reviewer.Trim(), request.On, request.Words, person, default);
        return await answers.AnswerAsync(context, edit, id);
    }

    private static List<NamedItem> Named(HttpContext context, string id, IReadOnlyDictionary<string, string>? with) =>
        with?.ContainsKey(id) == true
            ? throw new InvalidCatalogException([new(null, id, $"with.{id}", "Is the item itself: name its tag in If-Match.")])
            :
            [
                new(id, IfMatch.TagOf(context)),
                .. (with ?? new Dictionary<string, string>()).Select(other => new NamedItem(other.Key, TagOf(other))),
            ];

    /// <summary>Who names an item says which words of it are meant, or would publish what was written since.</summary>
    private static string TagOf(KeyValuePair<string, string> other) =>
        string.IsNullOrEmpty(other.Value)
            ? throw new InvalidCatalogException([new(null, other.Key, $"with.{other.Key}", "Give the tag of the words that are meant.")])
            : other.Value;
}
