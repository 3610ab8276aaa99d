using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Catalog.Storage;
using XrContent.Server.Onsite.Tags;

namespace XrContent.Server.Insight;

/// <summary>Why something wants to be looked after.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Lack>))]
internal enum Lack
{
    /// <summary>A tag that was tapped often and is no more: it may be gone or broken.</summary>
    [JsonStringEnumMemberName("tag-silent")]
    TagSilent,

    /// <summary>A scene that hardly anybody opened in a quarter of a year.</summary>
    [JsonStringEnumMemberName("scene-unseen")]
    SceneUnseen,

    /// <summary>A capture of no scene that hardly anybody opened in a quarter of a year.</summary>
    [JsonStringEnumMemberName("capture-unseen")]
    CaptureUnseen,

    /// <summary>A scene where most raised phones found north by nothing better than their compass.</summary>
    [JsonStringEnumMemberName("north-hard")]
    NorthHard,
}

/// <param name="Id">Of the item, or of the tag.</param>
/// <param name="Title">Of an item.</param>
/// <param name="Name">Of a tag, as staff call it.</param>
/// <param name="Page">Where it is mended.</param>
internal sealed record ToMend(Lack Lack, string Id, LocalText? Title, string? Name, string Page);

/// <summary>What the house should look after, by what was counted and by what is published.</summary>
internal sealed class MendingList(CountStore counts, FigureBook book, Database database)
{
    private const int Quarter = 90;
    private const int Fortnight = 14;

    /// <summary>Taps in the weeks before, from which on silence means something.</summary>
    private const long Often = 20;

    /// <summary>Acts in all, from which on it can be said that something is met with hardly ever.</summary>
    private const long Enough = 100;

    /// <summary>A list that nobody reads to its end helps nobody.</summary>
    private const int MostOfAKind = 200;

    public async Task<IReadOnlyList<ToMend>> ReadAsync(CatalogSnapshot catalog, CancellationToken cancel)
    {
        var today = book.Today;
        return
        [
            .. await SilentTagsAsync(today, cancel),
            .. await NorthAsync(catalog, today, cancel),
            .. await UnseenAsync(catalog, Measure.Scene, Kind.Scene, Lack.SceneUnseen, today, cancel),
            .. await UnseenAsync(catalog, Measure.Capture, Kind.Capture, Lack.CaptureUnseen, today, cancel),
        ];
    }

    private async Task<IEnumerable<ToMend>> SilentTagsAsync(DateOnly today, CancellationToken cancel)
    {
        var before = await counts.ItemsAsync(
            Measure.Pass,
            FigureBook.Number(today.AddDays(-Quarter)),
            FigureBook.Number(today.AddDays(-Fortnight - 1)),
            cancel
        );
        var since = await counts.ItemsAsync(Measure.Pass, FigureBook.Number(today.AddDays(-Fortnight)), FigureBook.Number(today), cancel);
        // Nobody did anything here: the house is closed, or nothing is counted.
        var scenes = await counts.ItemsAsync(Measure.Scene, FigureBook.Number(today.AddDays(-Fortnight)), FigureBook.Number(today), cancel);
        if (since.Count == 0 && scenes.Count == 0)
            return [];
        var often = before.Where(tag => tag.Value >= Often && since.GetValueOrDefault(tag.Key) < Disclosure.Least).ToList();
        if (often.Count == 0)
            return [];
        var ids = often.Select(tag => tag.Key).ToList();
        var names = await database.ReadAsync(db =>
            db.Set<TagRow>()
                .Where(tag => ids.Contains(tag.Id) && tag.Revoked == null)
                .ToDictionaryAsync(tag => tag.Id, tag => tag.Name, cancel)
        );
        return often
            .Where(tag => names.ContainsKey(tag.Key))
            .OrderBy(tag => names[tag.Key], StringComparer.Ordinal)
            .Select(tag => new ToMend(Lack.TagSilent, tag.Key, null, names[tag.Key], $"/studio/tags/{tag.Key}"));
    }

    /// <summary>Items published for less than a quarter of a year are not told from older ones: they too are worth a look.</summary>
    private async Task<IEnumerable<ToMend>> UnseenAsync(
        CatalogSnapshot catalog,
        Measure measure,
        Kind kind,
        Lack lack,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var seen = await counts.ItemsAsync(measure, FigureBook.Number(today.AddDays(-Quarter)), FigureBook.Number(today), cancel);
        return seen.Values.Sum() < Enough
            ? []
            : catalog
                .Of(kind)
                .After(null)
                .Where(item => seen.GetValueOrDefault(item.Id) < Disclosure.Least)
                .Where(item => kind != Kind.Capture || !catalog.UsersOf(item.Id, RelationRole.SceneCapture).Any())
                .Take(MostOfAKind)
                .Select(item => new ToMend(lack, item.Id, item.Document.Title, null, $"/studio/items/{item.Id}"));
    }

    private async Task<IEnumerable<ToMend>> NorthAsync(CatalogSnapshot catalog, DateOnly today, CancellationToken cancel)
    {
        var (from, until) = (FigureBook.Number(today.AddDays(-Quarter)), FigureBook.Number(today));
        var all = await counts.ItemsAsync(Measure.North, from, until, cancel);
        var poor = await counts.ItemsAsync(Measure.NorthPoor, from, until, cancel);
        return all.Where(scene => scene.Value >= Often && poor.GetValueOrDefault(scene.Key) * 2 > scene.Value)
            .OrderBy(scene => scene.Key, StringComparer.Ordinal)
            .Select(scene => catalog.Find(scene.Key))
            .OfType<PublishedItem>()
            .Take(MostOfAKind)
            .Select(item => new ToMend(Lack.NorthHard, item.Id, item.Document.Title, null, $"/studio/items/{item.Id}"));
    }
}
