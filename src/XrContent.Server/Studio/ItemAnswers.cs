using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using XrContent.Catalog;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Catalog.Workflow;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Studio;

/// <summary>An item as staff edit it.</summary>
/// <param name="Feature">GeoJSON: what PUT takes.</param>
/// <param name="Revision">Number of the newest revision.</param>
/// <param name="Published">Visitors see the item.</param>
/// <param name="PublishedRevision">Which revision they see.</param>
/// <param name="PlannedRevision">Which revision they will see from showFrom on; newer words are not in it.</param>
/// <param name="PlannedUntil">When the planned revision, once it is shown, is taken back.</param>
/// <param name="ShowUntil">When what visitors see now is taken back; where that is not planned, plannedUntil.</param>
/// <param name="Tag">The ETag without its quotes.</param>
/// <param name="Problems">What stands between it and its visitors, by field.</param>
/// <param name="Needs">Drafts that it names and visitors do not see: they are handed over and published with it.</param>
/// <param name="Submission">What was handed over together with it; null while it is not handed over.</param>
/// <param name="Media">For a capture: where its pictures are.</param>
/// <param name="Returned">A colleague gave it back, and it was not handed over again since.</param>
/// <param name="Footage">The job by which its pictures are being made anew; null where they are there.</param>
internal sealed record ItemAnswer(
    string Id,
    Kind Kind,
    JsonElement Feature,
    int Revision,
    RevisionState State,
    string Author,
    DateTimeOffset At,
    bool Published,
    int? PublishedRevision,
    int? PlannedRevision,
    DateTimeOffset? ShowFrom,
    DateTimeOffset? PlannedUntil,
    DateTimeOffset? ShowUntil,
    DateTimeOffset? Deleted,
    string Tag,
    IReadOnlyList<FieldProblem> Problems,
    IReadOnlyList<NeededItem> Needs,
    IReadOnlyList<NeededItem>? Submission,
    MediaLinks? Media,
    GivenBack? Returned,
    string? Footage = null
);

/// <param name="Field">Path, such as "hotspots[2].to".</param>
internal sealed record FieldProblem(string Field, string Message);

/// <summary>An item that goes with another one.</summary>
/// <param name="Tag">Of its newest words.</param>
/// <param name="Problems">What stands between it and its visitors.</param>
internal sealed record NeededItem(
    string Id,
    Kind Kind,
    LocalText Title,
    RevisionState State,
    string Author,
    string Tag,
    IReadOnlyList<FieldProblem> Problems
);

internal sealed record RevisionAnswer(int Number, RevisionState State, string Author, DateTimeOffset At);

internal sealed record RevisionList(IReadOnlyList<RevisionAnswer> Revisions, IReadOnlyList<Step> Steps);

/// <param name="Media">For a capture: where the pictures of this revision are, as long as they are kept.</param>
internal sealed record RevisionContent(
    int Number,
    RevisionState State,
    string Author,
    DateTimeOffset At,
    JsonElement Feature,
    MediaLinks? Media
);

internal sealed record ChangeList(int From, int To, IReadOnlyList<FieldChange> Changes);

/// <summary>Items as staff read them, with what goes with them.</summary>
internal sealed class ItemAnswers(CatalogReader reader)
{
    /// <summary>The item after an edit, or why there was none.</summary>
    public async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> AnswerAsync(
        HttpContext context,
        Edit edit,
        string id,
        string? footage = null
    ) =>
        edit.Status switch
        {
            EditStatus.Done => await AnswerAsync(context, edit.State!, footage),
            EditStatus.Stale => TypedResults.Problem(LostUpdate.Of(edit.State!, null)),
            EditStatus.Refused => TypedResults.Problem(Problems.Fields(edit.Problems.Select(problem => Named(problem, id)))),
            _ => TypedResults.Problem(Problems.NoItem(id)),
        };

    public async Task<Ok<ItemAnswer>> AnswerAsync(HttpContext context, ItemState state, string? footage = null)
    {
        context.Response.Headers.ETag = new EntityTagHeaderValue($"\"{state.Tag}\"").ToString();
        context.Response.Headers.CacheControl = "no-store";
        var (catalog, cancel) = (context.Catalog(), context.RequestAborted);
        var needs = await NeedsOfAsync(state.Item, catalog, cancel);
        var returned = state.State == RevisionState.Draft ? await reader.ReturnsAmongAsync([state.Item.Id], cancel) : null;
        var submission = state.Submission is { } name ? await reader.InSubmissionAsync(name, cancel) : null;
        var known = needs.ToDictionary(need => need.Item.Id, need => need.Item.Kind);
        return TypedResults.Ok(
            new ItemAnswer(
                state.Item.Id,
                state.Item.Kind,
                FeatureOf(state.Item),
                state.Number,
                state.State,
                state.Author,
                state.At,
                state.Published is not null,
                state.Published,
                state.Planned,
                state.ShowFrom,
                state.PlannedUntil,
                state.ShowUntil ?? state.PlannedUntil,
                state.Deleted,
                state.Tag,
                Fields(state.Item, catalog, known),
                [.. needs.Select(need => Needed(need, catalog, known))],
                submission is null
                    ? null
                    : [.. submission.Where(other => other.Item.Id != state.Item.Id).Select(other => Needed(other, catalog, known))],
                state.Item.Document is Capture capture ? MediaLinks.Of(capture) : null,
                GivenBack.Of(returned?.GetValueOrDefault(state.Item.Id)),
                footage
            )
        );
    }

    public static JsonElement FeatureOf(Item item)
    {
        using var document = JsonDocument.Parse(CatalogJson.ToFeature(item));
        return document.RootElement.Clone();
    }

    /// <summary>What stands between an item and its visitors, as far as it can be told without a look into the database.</summary>
    /// <param name="kindOf">The kind of an item that visitors see or that goes with this one; null where there is none.</param>
    public static IEnumerable<Problem> ProblemsOf(Item item, Func<string, Kind?> kindOf) =>
        Publishing
            .ProblemsOf(item)
            .Concat(
                from reference in item.Document.References()
                let kind = kindOf(reference.Id)
                where kind is null || reference.Kinds.Length > 0 && !reference.Kinds.Contains(kind.Value)
                select new Problem(
                    null,
                    item.Id,
                    reference.Field,
                    kind is not null ? $"\"{reference.Id}\" is of another kind."
                        : reference.Id.Length == 0 ? "Is required."
                        : $"There is no item \"{reference.Id}\"."
                )
            );

    /// <summary>Drafts that an item names, and those that they name, and so on: what visitors do not see of it yet.</summary>
    private async Task<IReadOnlyList<ItemState>> NeedsOfAsync(Item item, CatalogSnapshot catalog, CancellationToken cancel)
    {
        var (needs, seen) = (new List<ItemState>(), new HashSet<string> { item.Id });
        var open = Unseen([item]);
        while (open.Count > 0)
        {
            seen.UnionWith(open);
            var found = (await reader.FindAllAsync(open, cancel)).Where(state => state.Deleted is null && state.Published is null).ToList();
            needs.AddRange(found);
            open = Unseen(found.Select(state => state.Item));
        }

        return needs;

        List<string> Unseen(IEnumerable<Item> items) =>
            [
                .. items
                    .SelectMany(one => one.Document.References())
                    .Select(reference => reference.Id)
                    .Where(id => id.Length > 0 && !seen.Contains(id) && catalog.Find(id) is null)
                    .Distinct(),
            ];
    }

    private static NeededItem Needed(ItemState state, CatalogSnapshot catalog, Dictionary<string, Kind> known) =>
        new(
            state.Item.Id,
            state.Item.Kind,
            state.Item.Document.Title,
            state.State,
            state.Author,
            state.Tag,
            Fields(state.Item, catalog, known)
        );

    private static List<FieldProblem> Fields(Item item, CatalogSnapshot catalog, Dictionary<string, Kind> known) =>
        [
            .. ProblemsOf(item, id => catalog.Find(id)?.Kind ?? (known.TryGetValue(id, out var kind) ? kind : null))
                .Select(problem => new FieldProblem(problem.Field, problem.Message)),
        ];

    /// <summary>A problem of another item names it, so that one knows where to look.</summary>
    private static Problem Named(Problem problem, string id) =>
        problem.Item is null || problem.Item == id ? problem : problem with { Field = $"{problem.Item}: {problem.Field}" };
}
