using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Workflow;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Studio;

/// <summary>Reading and writing items: drafts for everybody of the staff, what visitors see for curators.</summary>
internal static class ItemsApi
{
    private const string GeoJson = "application/geo+json";
    private const int MostBytes = 4 << 20;

    public static void MapItems(this WebApplication app)
    {
        app.MapGroup("/api/v1/studio/unsettled")
            .WithTags("Studio")
            .RequireStaff()
            .ProducesValidationProblem()
            .MapGet("", UnsettledAsync)
            .WithName("Unsettled")
            .WithSummary("Items of which a curator must still settle something: doubtful positions, single sources, missing languages");
        var staff = app.MapGroup("/api/v1/studio/items").WithTags("Studio").RequireStaff().ProducesValidationProblem();
        staff.MapGet("", ListAsync).WithName("StudioItems").WithSummary("Items with their newest revision, newest first");
        staff
            .MapPost("", CreateAsync)
            .WithName("CreateItem")
            .WithSummary("A new item as a draft; without an id it gets one from its title")
            .Accepts<Feature>(GeoJson, "application/json");
        var one = staff.MapGroup("/{id}").ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("", GetAsync).WithName("StudioItem").WithSummary("The newest revision of an item");
        one.MapPut("", SaveAsync)
            .WithName("SaveItem")
            .WithSummary("Writes the next draft beside what visitors see: a contributor's is a proposal; If-Match says over which words")
            .Accepts<Feature>(GeoJson, "application/json")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);
        one.MapDelete("", DeleteAsync)
            .WithName("DeleteItem")
            .WithSummary("Puts a draft away; restoring a revision brings it back")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);
        one.MapGet(
                "/uses",
                async (ItemListing listing, string id, CancellationToken cancel) => TypedResults.Ok(await listing.UsesOfAsync(id, cancel))
            )
            .WithName("UsesOfItem")
            .WithSummary("Items that name this one");
        one.MapGet("/revisions", RevisionsAsync)
            .WithName("Revisions")
            .WithSummary("All revisions of an item and what was done with them, newest first");
        one.MapGet("/revisions/{number:int}", RevisionAsync).WithName("Revision").WithSummary("One revision");
        one.MapGet("/changes", ChangesAsync).WithName("RevisionChanges").WithSummary("What differs between two revisions, field by field");
    }

    private static async Task<Ok<ItemList>> ListAsync(
        ItemListing listing,
        CancellationToken cancel,
        [StringLength(200), Description("Words that must all stand in id, title or author.")] string? q = null,
        [AllowedValues(null, "place", "capture", "overlay", "scene", "tour", "event")] string? kind = null,
        [AllowedValues(null, "draft", "submitted", "scheduled", "published", "superseded", "withdrawn", "deleted")] string? state = null,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko"), Description("Only items in which something is not said in this language.")]
            string? missing = null,
        [StringLength(80)] string? place = null,
        [StringLength(80)] string? author = null,
        [Range(1, 5000)] int limit = 1000,
        [Range(0, int.MaxValue)] int offset = 0
    )
    {
        var found = await listing.FindAsync(
            new(q, kind is null ? null : Enum.Parse<Kind>(kind, ignoreCase: true), state, missing, place, author),
            cancel
        );
        return TypedResults.Ok(new ItemList(found.Count, [.. found.Skip(offset).Take(limit)]));
    }

    private static async Task<Ok<UnsettledList>> UnsettledAsync(
        ItemListing listing,
        CancellationToken cancel,
        [Range(1, 1000)] int limit = 200,
        [Range(0, int.MaxValue)] int offset = 0
    ) => TypedResults.Ok(await listing.UnsettledAsync(offset, limit, cancel));

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> GetAsync(
        HttpContext context,
        CatalogReader reader,
        ItemAnswers answers,
        string id
    ) =>
        await reader.FindAsync(id, context.RequestAborted) is { } state
            ? await answers.AnswerAsync(context, state)
            : TypedResults.Problem(Problems.NoItem(id));

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> CreateAsync(
        HttpContext context,
        Drafts drafts,
        CatalogReader reader,
        ItemAnswers answers,
        PictureRules pictures
    )
    {
        if (await ReadAsync(context) is not { } json)
            return TypedResults.Problem(TooLong);
        var (isNamed, cancel) = (json["id"] is not null, context.RequestAborted);
        while (true)
        {
            var (item, problems) = await ParseAsync(json, reader, cancel);
            if (item is null)
                return TypedResults.Problem(Problems.Fields(problems));
            if (await pictures.CheckAsync(item, before: null, cancel) is { Count: > 0 } wrong)
                return TypedResults.Problem(Problems.Fields(wrong));
            var edit = await drafts.CreateAsync(item, context.User.PersonName(), cancel);
            // Somebody was faster with the id that was chosen for it.
            if (!isNamed && edit.Status == EditStatus.Refused && await reader.FindAsync(item.Id, cancel) is not null && json.Remove("id"))
                continue;
            return await answers.AnswerAsync(context, edit, item.Id);
        }
    }

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> SaveAsync(
        HttpContext context,
        Drafts drafts,
        CatalogReader reader,
        ItemAnswers answers,
        PictureRules pictures,
        string id,
        [Description("Kept while its author goes on writing.")] bool autosave = false
    )
    {
        if (IfMatch.TagOf(context) is not { } expected)
            return TypedResults.Problem(LostUpdate.NeedsTag);
        if (await reader.FindAsync(id, context.RequestAborted) is not { } before)
            return TypedResults.Problem(Problems.NoItem(id));
        if (before.State == RevisionState.Submitted && before.Author != context.User.PersonName() && !context.User.Is(Role.Curator))
            return TypedResults.Problem(StaffRefusals.WaitsForReview(before.Author));
        if (await ReadAsync(context) is not { } json)
            return TypedResults.Problem(TooLong);
        json["id"] = id;
        var (item, problems) = await ParseAsync(json, reader, context.RequestAborted);
        if (item is null)
            return TypedResults.Problem(Problems.Fields(problems));
        if (await pictures.CheckAsync(item, before.Item, context.RequestAborted) is { Count: > 0 } wrong)
            return TypedResults.Problem(Problems.Fields(wrong));
        var edit = await drafts.SaveAsync(item, expected, context.User.PersonName(), autosave, context.RequestAborted);
        return edit.Status == EditStatus.Stale
            ? TypedResults.Problem(LostUpdate.Of(edit.State!, item))
            : await answers.AnswerAsync(context, edit, id);
    }

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> DeleteAsync(
        HttpContext context,
        CatalogReader reader,
        Drafts drafts,
        ItemAnswers answers,
        string id
    )
    {
        if (!context.User.Is(Role.Curator) && await reader.FindAsync(id, context.RequestAborted) is { Planned: not null })
            return TypedResults.Problem(StaffRefusals.CuratorNeeded);
        return IfMatch.TagOf(context) is { } expected
            ? await answers.AnswerAsync(
                context,
                await drafts.DeleteAsync(id, expected, context.User.PersonName(), context.RequestAborted),
                id
            )
            : TypedResults.Problem(LostUpdate.NeedsTag);
    }

    private static async Task<Results<Ok<RevisionList>, ProblemHttpResult>> RevisionsAsync(
        HttpContext context,
        CatalogReader reader,
        AuditLog audit,
        string id
    )
    {
        var revisions = await reader.RevisionsAsync(id, context.RequestAborted);
        if (revisions.Count == 0)
            return TypedResults.Problem(Problems.NoItem(id));
        var steps = await reader.StepsAsync(id, context.RequestAborted);
        // Who looked at it from outside is named here: that they were looked at is on record.
        if (steps.Exists(step => step.Reviewer is not null))
            await audit.RecordAsync(new(context.User.PersonName(), AuditActions.ReviewersSeen, id), context.RequestAborted);
        return TypedResults.Ok(
            new RevisionList(
                [.. revisions.Select(revision => new RevisionAnswer(revision.Number, revision.State, revision.Author, revision.At))],
                steps
            )
        );
    }

    private static async Task<Results<Ok<RevisionContent>, ProblemHttpResult>> RevisionAsync(
        CatalogReader reader,
        string id,
        int number,
        CancellationToken cancel
    ) =>
        await reader.RevisionAsync(id, number, cancel) is var (revision, item)
            ? TypedResults.Ok(
                new RevisionContent(
                    revision.Number,
                    revision.State,
                    revision.Author,
                    revision.At,
                    ItemAnswers.FeatureOf(item),
                    item.Document is Capture capture ? MediaLinks.Of(capture) : null
                )
            )
            : TypedResults.Problem(Problems.NoItem($"{id}/{number}", "revision"));

    private static async Task<Results<Ok<ChangeList>, ProblemHttpResult>> ChangesAsync(
        CatalogReader reader,
        string id,
        [Description("Number of the older one; 0 for nothing.")] int from,
        int to,
        CancellationToken cancel
    )
    {
        var older = from == 0 ? null : await reader.RevisionAsync(id, from, cancel);
        var newer = await reader.RevisionAsync(id, to, cancel);
        return newer is null || older is null && from != 0
            ? TypedResults.Problem(Problems.NoItem($"{id}/{from}, {to}", "revision"))
            : TypedResults.Ok(new ChangeList(from, to, RevisionDiff.Between(older?.Item, newer.Value.Item)));
    }

    /// <summary>The feature in the body; null where it is longer than any item.</summary>
    private static async Task<JsonObject?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is > MostBytes)
            return null;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > MostBytes)
            return null;
        var text = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (text.Span.StartsWith("\uFEFF"u8))
            text = text[3..];
        if (!Utf8.IsValid(text.Span))
            throw new InvalidCatalogException([new(null, null, "body", "Is not written in UTF-8.")]);
        try
        {
            var node = JsonNode.Parse(text.Span, null, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
            // Half a character is found out only when a text is read.
            _ = node?.ToJsonString();
            return node as JsonObject ?? throw new InvalidCatalogException([new(null, null, "type", "Must be a GeoJSON Feature.")]);
        }
        catch (InvalidOperationException)
        {
            throw new InvalidCatalogException([new(null, null, "body", "Has half a character in a text (a lone surrogate).")]);
        }
        catch (JsonException error)
        {
            throw new InvalidCatalogException([new(null, null, "body", $"Is not valid JSON: line {error.LineNumber + 1}.")]);
        }
    }

    private static async Task<(Item?, IReadOnlyList<Problem>)> ParseAsync(JsonObject json, CatalogReader reader, CancellationToken cancel)
    {
        json["type"] ??= "Feature";
        if (json["id"] is null)
            json["id"] = await NewIds.FromAsync(json, reader, cancel);
        var (items, problems) = FeatureReader.Read("", Encoding.UTF8.GetBytes(json.ToJsonString()));
        return (items is [var item] ? item : null, problems);
    }

    private static Microsoft.AspNetCore.Mvc.ProblemDetails TooLong =>
        new()
        {
            Type = Problems.BadParameter,
            Title = "The item is too long.",
            Detail = $"At most {MostBytes >> 20} MiB are read.",
            Status = StatusCodes.Status413PayloadTooLarge,
        };
}
