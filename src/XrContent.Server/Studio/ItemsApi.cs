using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using XrContent.Catalog;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Editing;
using XrContent.Catalog.Exchange;
using XrContent.Media.Blobs;
using XrContent.Server.Accounts;
using XrContent.Server.Footage;
using XrContent.Server.Hosting;
using XrContent.Server.Visiting;

namespace XrContent.Server.Studio;

/// <summary>Reading and writing items: drafts for everybody of the staff, what visitors see for curators.</summary>
internal static class ItemsApi
{
    private const string GeoJson = "application/geo+json";
    private const int MostBytes = 4 << 20;

    public static void MapItems(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/items").WithTags("Studio").RequireStaff().ProducesValidationProblem();
        staff.MapGet("", ListAsync).WithName("StudioItems").WithSummary("Items with their newest revision, newest first");
        staff.MapPost("", CreateAsync).WithName("CreateItem").WithSummary("A new item as a draft; without an id it gets one from its title").Accepts<Feature>(GeoJson, "application/json");
        var one = staff.MapGroup("/{id}").ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("", GetAsync).WithName("StudioItem").WithSummary("The newest revision of an item");
        one.MapPut("", SaveAsync).WithName("SaveItem").WithSummary("Writes the next draft; If-Match says over which words").Accepts<Feature>(GeoJson, "application/json")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        one.MapDelete("", DeleteAsync).WithName("DeleteItem").WithSummary("Puts a draft away; restoring a revision brings it back")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        one.MapGet("/uses", async (ItemListing listing, string id, CancellationToken cancel) => TypedResults.Ok(await listing.UsesOfAsync(id, cancel)))
            .WithName("UsesOfItem").WithSummary("Items that name this one");
        one.MapGet("/revisions", RevisionsAsync).WithName("Revisions").WithSummary("All revisions of an item and what was done with them, newest first");
        one.MapGet("/revisions/{number:int}", RevisionAsync).WithName("Revision").WithSummary("One revision");
        one.MapGet("/changes", ChangesAsync).WithName("RevisionChanges").WithSummary("What differs between two revisions, field by field");
    }

    private static async Task<Ok<ItemList>> ListAsync(
        ItemListing listing, CancellationToken cancel,
        [StringLength(200), Description("Words that must all stand in id, title or author.")] string? q = null,
        [AllowedValues(null, "place", "capture", "overlay", "scene", "tour", "event")] string? kind = null,
        [AllowedValues(null, "draft", "submitted", "scheduled", "published", "superseded", "withdrawn", "deleted")] string? state = null,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko"), Description("Only items in which something is not said in this language.")] string? missing = null,
        [StringLength(80)] string? place = null, [StringLength(80)] string? author = null, [Range(1, 5000)] int limit = 1000, [Range(0, int.MaxValue)] int offset = 0)
    {
        var found = await listing.FindAsync(new(q, kind is null ? null : Enum.Parse<Kind>(kind, ignoreCase: true), state, missing, place, author), cancel);
        return TypedResults.Ok(new ItemList(found.Count, [.. found.Skip(offset).Take(limit)]));
    }

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> GetAsync(HttpContext context, EditorReader reader, string id) =>
        await reader.FindAsync(id, context.RequestAborted) is { } state ? Answer(context, state) : TypedResults.Problem(Problems.NoItem(id));

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> CreateAsync(HttpContext context, CatalogEditor editor, EditorReader reader)
    {
        if (await ReadAsync(context) is not { } json) return TypedResults.Problem(TooLong);
        var (item, problems) = await ParseAsync(json, reader, context.RequestAborted);
        if (item is null) return TypedResults.Problem(Problems.Fields(problems));
        if (await FileProblemsAsync(context, item, before: null) is { Count: > 0 } wrong) return TypedResults.Problem(Problems.Fields(wrong));
        return Answer(context, await editor.CreateAsync(item, context.User.PersonName(), context.RequestAborted), item.Id);
    }

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> SaveAsync(HttpContext context, CatalogEditor editor, EditorReader reader, string id, [Description("Kept while its author goes on writing.")] bool autosave = false)
    {
        if (Expected(context) is not { } expected) return TypedResults.Problem(NeedsTag);
        if (await reader.FindAsync(id, context.RequestAborted) is not { } before) return TypedResults.Problem(Problems.NoItem(id));
        if (before.Published is not null && !context.User.Is(Role.Curator)) return TypedResults.Problem(CuratorNeeded);
        if (await ReadAsync(context) is not { } json) return TypedResults.Problem(TooLong);
        json["id"] = id;
        var (item, problems) = await ParseAsync(json, reader, context.RequestAborted);
        if (item is null) return TypedResults.Problem(Problems.Fields(problems));
        if (await FileProblemsAsync(context, item, before.Item) is { Count: > 0 } wrong) return TypedResults.Problem(Problems.Fields(wrong));
        var edit = await editor.SaveAsync(item, expected, context.User.PersonName(), autosave, context.RequestAborted);
        return edit.Status == EditStatus.Stale ? TypedResults.Problem(LostUpdate(edit.State!, item)) : Answer(context, edit, id);
    }

    private static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> DeleteAsync(HttpContext context, CatalogEditor editor, string id) =>
        Expected(context) is { } expected ? Answer(context, await editor.DeleteAsync(id, expected, context.User.PersonName(), context.RequestAborted), id) : TypedResults.Problem(NeedsTag);

    private static async Task<Results<Ok<RevisionList>, ProblemHttpResult>> RevisionsAsync(HttpContext context, EditorReader reader, AuditLog audit, string id)
    {
        var revisions = await reader.RevisionsAsync(id, context.RequestAborted);
        if (revisions.Count == 0) return TypedResults.Problem(Problems.NoItem(id));
        var steps = await reader.StepsAsync(id, context.RequestAborted);
        // Who looked at it from outside is named here: that they were looked at is on record.
        if (steps.Any(step => step.Reviewer is not null)) await audit.AppendAsync(new(context.User.PersonName(), AuditActions.ReviewersSeen, id), context.RequestAborted);
        return TypedResults.Ok(new RevisionList([.. revisions.Select(revision => new RevisionAnswer(revision.Number, revision.State, revision.Author, revision.At))], steps));
    }

    private static async Task<Results<Ok<RevisionContent>, ProblemHttpResult>> RevisionAsync(EditorReader reader, string id, int number, CancellationToken cancel) =>
        (await reader.RevisionsAsync(id, cancel)).FirstOrDefault(revision => revision.Number == number) is { } found
            ? TypedResults.Ok(new RevisionContent(found.Number, found.State, found.Author, found.At, ItemAnswers.FeatureOf(found.Item)))
            : TypedResults.Problem(Problems.NoItem($"{id}/{number}", "revision"));

    private static async Task<Results<Ok<ChangeList>, ProblemHttpResult>> ChangesAsync(EditorReader reader, string id, [Description("Number of the older one; 0 for nothing.")] int from, int to, CancellationToken cancel)
    {
        var revisions = await reader.RevisionsAsync(id, cancel);
        var (older, newer) = (revisions.FirstOrDefault(revision => revision.Number == from), revisions.FirstOrDefault(revision => revision.Number == to));
        return newer is null || older is null && from != 0 ? TypedResults.Problem(Problems.NoItem($"{id}/{from}, {to}", "revision")) : TypedResults.Ok(new ChangeList(from, to, RevisionDiff.Between(older?.Item, newer.Item)));
    }

    /// <summary>The item after an edit, or why there was none.</summary>
    public static Results<Ok<ItemAnswer>, ProblemHttpResult> Answer(HttpContext context, Edit edit, string id) => edit.Status switch
    {
        EditStatus.Done => Answer(context, edit.State!),
        EditStatus.Stale => TypedResults.Problem(LostUpdate(edit.State!, null)),
        EditStatus.Refused => TypedResults.Problem(Problems.Fields(edit.Problems)),
        _ => TypedResults.Problem(Problems.NoItem(id)),
    };

    /// <summary>The tag that the request names in If-Match; null where it names none.</summary>
    public static string? Expected(HttpContext context) => context.Request.GetTypedHeaders().IfMatch is [{ Tag: { Length: > 2 } tag }, ..] ? tag.Subsegment(1, tag.Length - 2).ToString() : null;

    public static Microsoft.AspNetCore.Mvc.ProblemDetails CuratorNeeded => new()
    {
        Type = Problems.RoleRequired,
        Title = "This is for a curator.",
        Detail = "Visitors see this item. A curator changes it, or makes a draft of it with you.",
        Status = StatusCodes.Status403Forbidden,
    };

    private static Ok<ItemAnswer> Answer(HttpContext context, ItemState state)
    {
        (context.Response.Headers.ETag, context.Response.Headers.CacheControl) = (new EntityTagHeaderValue($"\"{state.Tag}\"").ToString(), "no-store");
        return TypedResults.Ok(ItemAnswers.Answer(state, context.RequestServices.GetRequiredService<CurrentCatalog>().Required.Items));
    }

    /// <summary>The feature in the body; null where it is longer than any item.</summary>
    private static async Task<JsonObject?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is > MostBytes) return null;
        try
        {
            var node = await JsonNode.ParseAsync(context.Request.Body, null, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false }, context.RequestAborted);
            return node as JsonObject ?? throw new InvalidCatalogException([new(null, null, "type", "Must be a GeoJSON Feature.")]);
        }
        catch (JsonException error)
        {
            throw new InvalidCatalogException([new(null, null, "body", $"Is not valid JSON: line {error.LineNumber + 1}.")]);
        }
    }

    private static async Task<(Item?, IReadOnlyList<Problem>)> ParseAsync(JsonObject json, EditorReader reader, CancellationToken cancel)
    {
        json["type"] ??= "Feature";
        if (json["id"] is null) json["id"] = await NewIds.FromAsync(json, reader, cancel);
        var (items, problems) = FeatureReader.Read("", Encoding.UTF8.GetBytes(json.ToJsonString()));
        return (items is [var item] ? item : null, problems);
    }

    /// <summary>Files that a document names must be here, and so must what is made of them.</summary>
    private static async Task<IReadOnlyList<Problem>> FileProblemsAsync(HttpContext context, Item item, Item? before)
    {
        var (blobs, problems) = (context.RequestServices.GetRequiredService<BlobStore>(), new List<Problem>());
        var known = before?.Document.Originals().Select(file => file.Original).ToHashSet() ?? [];
        foreach (var (field, original) in item.Document.Originals().Where(file => !known.Contains(file.Original)))
            if (original.Sha256.Length != 64 || !await blobs.HasOriginalAsync(original.Sha256, context.RequestAborted)) problems.Add(new(null, item.Id, field, "This file is not here: upload it, and it comes into the catalogue by itself."));
        if (problems.Count > 0) return problems;
        var made = before is null ? [] : Renditions.NamesOf(before.Document).ToHashSet();
        foreach (var name in Renditions.NamesOf(item.Document).Where(name => !made.Contains(name)))
            if (!await blobs.HasRenditionsAsync(name, context.RequestAborted)) problems.Add(new(null, item.Id, "pose", "Pictures must be made anew for this: set the lean at captures/{id}/pose and redactions at captures/{id}/redactions."));
        return problems;
    }

    private static Microsoft.AspNetCore.Mvc.ProblemDetails LostUpdate(ItemState current, Item? yours)
    {
        var problem = new Microsoft.AspNetCore.Mvc.ProblemDetails
        {
            Type = Problems.LostUpdate,
            Title = $"{current.Author} wrote meanwhile.",
            Status = StatusCodes.Status412PreconditionFailed,
            Detail = "Nothing was changed. Both versions are here: put them together and send the result with the tag of \"current\".",
        };
        problem.Extensions["current"] = new { feature = ItemAnswers.FeatureOf(current.Item), tag = current.Tag, author = current.Author, at = current.At, revision = current.Number };
        if (yours is null) return problem;
        problem.Extensions["yours"] = new { feature = ItemAnswers.FeatureOf(yours) };
        problem.Extensions["changes"] = RevisionDiff.Between(current.Item, yours);
        return problem;
    }

    private static Microsoft.AspNetCore.Mvc.ProblemDetails NeedsTag => new()
    {
        Type = "/problems/if-match-required",
        Title = "Say over which words this is written.",
        Detail = "Send the ETag of what you read as If-Match, so that nobody's words are lost.",
        Status = StatusCodes.Status428PreconditionRequired,
    };

    private static Microsoft.AspNetCore.Mvc.ProblemDetails TooLong => new()
    {
        Type = Problems.BadParameter,
        Title = "The item is too long.",
        Detail = $"At most {MostBytes >> 20} MiB are read.",
        Status = StatusCodes.Status413PayloadTooLarge,
    };
}
