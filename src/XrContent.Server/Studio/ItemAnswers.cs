using System.Text.Json;
using XrContent.Catalog;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Editing;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Store;

namespace XrContent.Server.Studio;

/// <summary>An item as staff edit it.</summary>
/// <param name="Feature">GeoJSON: what PUT takes.</param>
/// <param name="Revision">Number of the newest revision.</param>
/// <param name="Published">Visitors see the item.</param>
/// <param name="PublishedRevision">Which revision they see.</param>
/// <param name="Tag">The ETag without its quotes.</param>
/// <param name="Problems">What stands between it and its visitors, by field.</param>
/// <param name="Media">For a capture: where its pictures are.</param>
internal sealed record ItemAnswer(
    string Id, Kind Kind, JsonElement Feature, int Revision, RevisionState State, string Author, DateTimeOffset At, bool Published, int? PublishedRevision,
    DateTimeOffset? ShowFrom, DateTimeOffset? ShowUntil, DateTimeOffset? Deleted, string Tag, IReadOnlyList<FieldProblem> Problems, Footage.MediaLinks? Media);

/// <param name="Field">Path, such as "hotspots[2].to".</param>
internal sealed record FieldProblem(string Field, string Message);

/// <summary>An item in a list.</summary>
/// <param name="Missing">Languages in which something is not said yet.</param>
internal sealed record ItemSummary(
    string Id, Kind Kind, LocalText Title, RevisionState State, int Revision, string Author, DateTimeOffset At, bool Published, string? Place, IReadOnlyList<string> Missing, int Problems,
    string? Thumbnail, DateTimeOffset? ShowFrom, DateTimeOffset? ShowUntil, DateTimeOffset? Deleted);

internal sealed record ItemList(int Total, IReadOnlyList<ItemSummary> Items);

internal sealed record RevisionAnswer(int Number, RevisionState State, string Author, DateTimeOffset At);

internal sealed record RevisionList(IReadOnlyList<RevisionAnswer> Revisions, IReadOnlyList<Step> Steps);

internal sealed record RevisionContent(int Number, RevisionState State, string Author, DateTimeOffset At, JsonElement Feature);

internal sealed record ChangeList(int From, int To, IReadOnlyList<FieldChange> Changes);

internal static class ItemAnswers
{
    public static ItemAnswer Answer(ItemState state, CatalogItems published) => new(
        state.Item.Id, state.Item.Kind, FeatureOf(state.Item), state.Number, state.State, state.Author, state.At, state.Published is not null, state.Published,
        state.ShowFrom, state.ShowUntil, state.Deleted, state.Tag, [.. ProblemsOf(state.Item, published).Select(problem => new FieldProblem(problem.Field, problem.Message))],
        state.Item.Document is Capture capture ? Footage.MediaLinks.Of(capture) : null);

    public static ItemSummary Summarize(ItemState state, CatalogItems published) => new(
        state.Item.Id, state.Item.Kind, state.Item.Document.Title, state.State, state.Number, state.Author, state.At, state.Published is not null, PlaceOf(state.Item.Document),
        [.. ReferenceRules.MissingLanguages([state.Item]).Select(problem => problem.Field.Split('.')[^1]).Distinct()], ProblemsOf(state.Item, published).Count(),
        state.Item.Document is Capture capture ? Footage.MediaLinks.Of(capture).Thumbnail : null, state.ShowFrom, state.ShowUntil, state.Deleted);

    public static JsonElement FeatureOf(Item item)
    {
        using var document = JsonDocument.Parse(CatalogJson.ToFeature(item));
        return document.RootElement.Clone();
    }

    /// <summary>What stands between an item and its visitors, as far as it can be told without a look into the database.</summary>
    private static IEnumerable<Problem> ProblemsOf(Item item, CatalogItems published) =>
        ItemRules.Check(item).Concat(PublishRules.Check(item)).Concat(
            from reference in item.Document.References()
            let target = published.Find(reference.Id)
            where target is null || reference.Kinds.Length > 0 && !reference.Kinds.Contains(target.Kind)
            select new Problem(null, item.Id, reference.Field, target is null
                ? reference.Id.Length == 0 ? "Is required." : $"Visitors do not see \"{reference.Id}\" yet: publish it first."
                : $"\"{reference.Id}\" is of another kind."));

    private static string? PlaceOf(Document document) => document switch
    {
        Capture capture => capture.Place,
        Scene scene => scene.Place,
        Overlay overlay => overlay.About,
        Event happening => happening.Places is [var first, ..] ? first : null,
        _ => null,
    };
}
