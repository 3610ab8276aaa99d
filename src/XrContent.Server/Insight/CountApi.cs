using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite;
using XrContent.Server.Onsite.Passes;
using XrContent.Server.Onsite.Tags;

namespace XrContent.Server.Insight;

/// <summary>Says that something was done, once.</summary>
/// <param name="Measure">What was done.</param>
/// <param name="Language">Of the page.</param>
/// <param name="Item">Id of the scene, capture, tour or event.</param>
/// <param name="Way">How, in a word that belongs to the measure.</param>
/// <param name="From">Whence: tag, kiosk, map, home, link, tour or group.</param>
internal sealed record CountRequest(
    [property: Required] Measure? Measure,
    [property: AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? Language = null,
    [property: StringLength(80)] string? Item = null,
    [property: StringLength(20)] string? Way = null,
    [property: StringLength(20)] string? From = null
);

/// <summary>Pages say what was done in them; who asked not to be tracked is not counted.</summary>
internal static class CountApi
{
    /// <summary>The cookie by which a browser says that its visitor does not want to be counted; it says nothing else.</summary>
    private const string NotCounted = "not-counted";

    public static void MapCounts(this WebApplication app) =>
        app.MapPost("/api/v1/counts", CountAsync)
            .WithName("Count")
            .WithTags("Insight")
            .WithSummary("Counts an act of a visitor: nothing else of it is kept")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

    /// <summary>Whether a request may be counted: not where counting is off, nor staff, nor who says not to be tracked.</summary>
    public static bool IsCounted(HttpContext context, InsightOptions options) =>
        options.Counting
        && !context.User.IsStaff()
        && context.Request.Headers["DNT"] != "1"
        && context.Request.Headers["Sec-GPC"] != "1"
        && context.Request.Cookies[NotCounted] is null;

    /// <summary>Counts passes as they are given.</summary>
    public static PassGiven Passes(IServiceProvider services)
    {
        var (counter, options) = (services.GetRequiredService<Counter>(), services.GetRequiredService<IOptions<InsightOptions>>());
        return (context, tag) =>
        {
            if (IsCounted(context, options.Value))
                counter.Add(Measure.Pass, new(tag.Place, tag.Id, Way: WayOf(tag.Kind)));
        };
    }

    private static string WayOf(TagKind kind) =>
        kind switch
        {
            TagKind.Printed => "printed",
            TagKind.Rotating => "rotating",
            _ => "signed",
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> CountAsync(
        HttpContext context,
        Counter counter,
        CountLimits limits,
        PlanStore plans,
        FigureBook book,
        IOptions<InsightOptions> options,
        CountRequest request
    )
    {
        if (!limits.Allows(context))
            return TypedResults.Problem(Refusals.TooOften());
        var measure = request.Measure!.Value;
        if (measure is Measure.Pass or Measure.NorthPoor)
            return Wrong("measure", "Is counted by the server itself.");
        if (!Word(request.Way, Measures.WaysOf(measure), out var way))
            return Wrong("way", measure, Measures.WaysOf(measure));
        if (!Word(request.From, Measures.Domain(measure, Facet.From)!, out var from))
            return Wrong("from", measure, Measures.Domain(measure, Facet.From)!);
        if (measure == Measure.Answer && !await IsAskedAsync(plans, book, way, context.RequestAborted))
            return Wrong("way", "Answers a question that is not asked.");
        PublishedItem? item = null;
        if (Measures.KindOf(measure) is { } kind)
        {
            item = request.Item is null ? null : context.Catalog().Find(request.Item);
            if (item is null || item.Kind != kind)
                return TypedResults.Problem(Problems.NoItem(request.Item ?? "", kind.ToString().ToLowerInvariant()));
        }
        else if (request.Item is not null)
        {
            return Wrong("item", $"Must not be said with {measure.Word()}.");
        }

        // What opens on the spot alone was not seen by who is elsewhere.
        var isSeen = item is not { Kind: Kind.Scene or Kind.Capture } || context.Presence().Opens(item.Places);
        if (!isSeen || !IsCounted(context, options.Value))
            return TypedResults.NoContent();
        counter.Add(measure, new(PlaceOf(item), item?.Id, Language(request.Language), way, from));
        if (measure == Measure.North && Measures.PoorNorth.Contains(way))
            counter.Add(Measure.NorthPoor, new(PlaceOf(item), item?.Id));
        return TypedResults.NoContent();
    }

    /// <summary>The place that an act is counted at: of a tour it is none, since it has many.</summary>
    private static string? PlaceOf(PublishedItem? item) =>
        item is { Kind: Kind.Scene or Kind.Capture or Kind.Event, Places: [var place, ..] } ? place : null;

    /// <summary>The list's own word, so that what is counted is held once; none where there is no list.</summary>
    private static bool Word(string? said, IReadOnlyList<string> words, out string? word)
    {
        word = said is null ? null : words.FirstOrDefault(one => one == said);
        return words.Count > 0 ? word is not null : said is null;
    }

    private static string? Language(string? said) => said is null ? null : LocalText.Languages.First(language => language == said);

    /// <summary>Whether an answer is one to what tours ask now.</summary>
    private static async Task<bool> IsAskedAsync(PlanStore plans, FigureBook book, string? way, CancellationToken cancel) =>
        await plans.QuestionAsync(book.Today.Year, cancel) is { } question
        && way?.StartsWith($"{question}-", StringComparison.Ordinal) == true;

    private static ProblemHttpResult Wrong(string field, Measure measure, IReadOnlyList<string> words) =>
        Wrong(field, words.Count > 0 ? $"Must be one of {string.Join(", ", words)}." : $"Must not be said with {measure.Word()}.");

    private static ProblemHttpResult Wrong(string field, string message) => TypedResults.Problem(Problems.Parameter(field, message));
}

/// <summary>Bounds what one address can have counted. Kept in memory only, and forgotten within minutes.</summary>
internal sealed class CountLimits(IOptions<InsightOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(
            address,
            _ =>
                new()
                {
                    PermitLimit = options.Value.ActsPerAddress,
                    Window = TimeSpan.FromMinutes(1),
                    QueueLimit = 0,
                }
        )
    );

    public bool Allows(HttpContext context)
    {
        using var lease = limiter.AttemptAcquire(Sender.Of(context));
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
