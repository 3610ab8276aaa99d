using Microsoft.AspNetCore.Mvc;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Server.Hosting;

namespace XrContent.Server.Studio;

/// <summary>What is said when somebody else wrote meanwhile.</summary>
internal static class LostUpdate
{
    public static ProblemDetails Of(ItemState current, Item? yours)
    {
        var problem = new ProblemDetails
        {
            Type = Problems.LostUpdate,
            Title = current.Deleted is null ? $"{current.Author} wrote meanwhile." : "It was put away meanwhile.",
            Status = StatusCodes.Status412PreconditionFailed,
            Detail = current.Deleted is null
                ? "Nothing was changed. Both versions are here: put them together and send the result with the tag of \"current\"."
                : "Nothing was changed. Restore a revision of it first.",
        };
        problem.Extensions["current"] = new CurrentVersion(
            ItemAnswers.FeatureOf(current.Item),
            current.Tag,
            current.Author,
            current.At,
            current.Number,
            current.Deleted
        );
        if (yours is null)
            return problem;
        problem.Extensions["yours"] = new YourVersion(ItemAnswers.FeatureOf(yours));
        problem.Extensions["changes"] = RevisionDiff.Between(current.Item, yours);
        return problem;
    }

    public static ProblemDetails NeedsTag =>
        new()
        {
            Type = "/problems/if-match-required",
            Title = "Say over which words this is written.",
            Detail = "Send the ETag of what you read as If-Match, so that nobody's words are lost.",
            Status = StatusCodes.Status428PreconditionRequired,
        };

    internal sealed record CurrentVersion(
        System.Text.Json.JsonElement Feature,
        string Tag,
        string Author,
        DateTimeOffset At,
        int Revision,
        DateTimeOffset? Deleted
    );

    internal sealed record YourVersion(System.Text.Json.JsonElement Feature);
}
