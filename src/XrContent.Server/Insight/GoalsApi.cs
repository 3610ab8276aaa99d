using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Studio;

namespace XrContent.Server.Insight;

/// <summary>A goal and how it stands.</summary>
/// <param name="Reached">What was counted this year, as it may be shown, or the estimate; null where neither is known.</param>
/// <param name="IsEstimate">It is somebody's estimate, not counted here.</param>
/// <param name="IsPartial">Of some months nothing is told: it may be more.</param>
/// <param name="Name">Title of the place or item that is counted.</param>
internal sealed record GoalStanding(Goal Goal, double? Reached, bool IsEstimate, bool IsPartial = false, LocalText? Name = null);

internal sealed record PlanAnswer(int Year, IReadOnlyList<GoalStanding> Goals, string? Question);

/// <summary>What the house set itself for a year.</summary>
internal static class GoalsApi
{
    public static void MapGoals(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/insight/goals").WithTags("Insight").RequireStaff().ProducesValidationProblem();
        staff.MapGet("/{year:int}", ReadAsync).WithName("Goals").WithSummary("The goals of a year, and how they stand");
        staff
            .MapPut("/{year:int}", WriteAsync)
            .RequireRole(Role.Curator)
            .WithName("SetGoals")
            .WithSummary("Sets the goals of a year over those that If-Match names, and what tours ask at their end")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);
    }

    private static async Task<Ok<PlanAnswer>> ReadAsync(HttpContext context, PlanStore plans, FigureBook book, [Range(2000, 2999)] int year)
    {
        var (plan, tag) = await plans.ReadAsync(year, context.RequestAborted);
        return TypedResults.Ok(await AnswerAsync(context, book, year, plan, tag));
    }

    private static async Task<Results<Ok<PlanAnswer>, ProblemHttpResult>> WriteAsync(
        HttpContext context,
        PlanStore plans,
        FigureBook book,
        TagNames tags,
        [Range(2000, 2999)] int year,
        Plan plan
    )
    {
        if (IfMatch.TagOf(context) is not { } expected)
            return TypedResults.Problem(LostUpdate.NeedsTag);
        var known = await tags.AllAsync(context.RequestAborted);
        for (var i = 0; i < plan.Goals.Count; i++)
            if (Wrong(plan.Goals[i], context.Catalog(), known) is var (field, message))
                return TypedResults.Problem(Problems.Parameter($"goals[{i}].{field}", message));
        var written = await plans.WriteAsync(year, plan, expected, context.User.PersonName(), context.RequestAborted);
        if (written.IsStale)
            return TypedResults.Problem(
                new ProblemDetails
                {
                    Type = Problems.LostUpdate,
                    Title = "Somebody else changed the goals meanwhile.",
                    Status = StatusCodes.Status412PreconditionFailed,
                    Detail = "Nothing was changed. Load them again, then change them.",
                }
            );
        return TypedResults.Ok(await AnswerAsync(context, book, year, written.Plan, written.Tag));
    }

    private static (string Field, string Message)? Wrong(Goal? goal, CatalogSnapshot catalog, IReadOnlyDictionary<string, NamedTag> tags)
    {
        if (goal is null)
            return ("title", "Must be said: a goal is missing here.");
        if (LocalText.Languages.All(language => string.IsNullOrWhiteSpace(goal.Title.In(language))))
            return ("title", "Must be said in one language at least.");
        if (LocalText.Languages.Any(language => goal.Title.In(language)?.Length > 200))
            return ("title", "Must have at most 200 characters.");
        if (goal is { Measure: null, Facet: not null } or { Measure: null, Value: not null })
            return ("measure", "Must be said where a facet or a value is.");
        if (goal.Measure is not { } measure)
            return null;
        if (!FigureBook.Shown.Contains(measure))
            return ("measure", $"Must be one of {string.Join(", ", FigureBook.Shown.Select(shown => shown.Word()))}.");
        if (goal.Estimate is not null)
            return ("estimate", "Must not be said where it is counted here.");
        if (goal.Facet is null or Facet.All)
            return goal.Value is null ? null : ("value", "Must not be said without a facet.");
        if (!Measures.FacetsOf(measure).Contains(goal.Facet.Value))
            return ("facet", $"Must be one of {string.Join(", ", Measures.FacetsOf(measure).Select(facet => facet.Word()))}.");
        var isKnown =
            Measures.Domain(measure, goal.Facet.Value) is { } words ? words.Contains(goal.Value)
            : goal.Facet == Facet.Place ? catalog.Find(goal.Value ?? "") is { Kind: Kind.Place }
            : Measures.KindOf(measure) is not { } kind ? tags.ContainsKey(goal.Value ?? "")
            : catalog.Find(goal.Value ?? "")?.Kind == kind;
        return isKnown ? null : ("value", "Is nothing that this measure is told apart by.");
    }

    private static async Task<PlanAnswer> AnswerAsync(HttpContext context, FigureBook book, int year, Plan plan, string tag)
    {
        context.Response.Headers.ETag = $"\"{tag}\"";
        context.Response.Headers.CacheControl = "no-store";
        var months = plan.Goals.Any(goal => goal.Measure is not null) ? await book.MonthsAsync(year, context.RequestAborted) : [];
        return new(year, [.. plan.Goals.Select(goal => Standing(goal, months, context.Catalog()))], plan.Question);
    }

    private static GoalStanding Standing(Goal goal, IReadOnlyList<PeriodFigures> months, CatalogSnapshot catalog)
    {
        if (goal.Measure is not { } measure)
            return new(goal, goal.Estimate, true);
        var figures = months.Select(month => month.Measures.GetValueOrDefault(measure.Word())).OfType<Figures>().ToList();
        var facet = goal.Facet ?? Facet.All;
        var reached = figures.Sum(one =>
            facet == Facet.All ? one.Total ?? 0 : one.By.GetValueOrDefault(facet.Word())?.GetValueOrDefault(goal.Value!) ?? 0
        );
        var isPartial = figures.Any(one => one.Withheld.Contains(facet.Word()));
        var isNamed = facet is Facet.Place or Facet.Item;
        return new(goal, reached, false, isPartial, isNamed ? catalog.Find(goal.Value!)?.Document.Title : null);
    }
}
