using System.Text.Json.Serialization;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;

namespace XrContent.Server.Insight;

/// <summary>Why something wants to be looked after.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Lack>))]
internal enum Lack
{
    /// <summary>A tag that was tapped often and is no more: it may be gone or broken.</summary>
    [JsonStringEnumMemberName("tag-silent")]
    TagSilent,

    /// <summary>A scene that hardly anybody opened in three months.</summary>
    [JsonStringEnumMemberName("scene-unseen")]
    SceneUnseen,

    /// <summary>A capture of no scene that hardly anybody opened in three months.</summary>
    [JsonStringEnumMemberName("capture-unseen")]
    CaptureUnseen,

    /// <summary>A scene where most raised phones found north by nothing better than their compass.</summary>
    [JsonStringEnumMemberName("north-hard")]
    NorthHard,
}

/// <param name="Id">Of the item; of a tag its handle.</param>
/// <param name="Title">Of an item.</param>
/// <param name="Name">Of a tag, as staff call it.</param>
/// <param name="Page">Where it is mended.</param>
internal sealed record ToMend(Lack Lack, string Id, LocalText? Title, string? Name, string Page);

/// <summary>
/// What the house should look after, by what was counted and by what is published. Counts are those of months that are over, as the figures
/// show them: a list that knew more, or knew it from day to day, would tell what a number under 5 is.
/// </summary>
internal sealed class MendingList(FigureBook book, CountStore counts, TagNames tags)
{
    /// <summary>Months that are over and looked at.</summary>
    private const int Months = 3;

    /// <summary>Taps in a month, from which on silence in the next one means something.</summary>
    private const long Often = 20;

    /// <summary>Acts in all, from which on it can be said that something is met with hardly ever.</summary>
    private const long Enough = 100;

    /// <summary>A list that nobody reads to its end helps nobody.</summary>
    private const int MostOfAKind = 200;

    /// <param name="isOpen">Whether who asks may open the page of a tag.</param>
    public async Task<IReadOnlyList<ToMend>> ReadAsync(CatalogSnapshot catalog, bool isOpen, CancellationToken cancel)
    {
        var months = await OverAsync(cancel);
        return
        [
            .. await SilentTagsAsync(months, isOpen, cancel),
            .. await NorthAsync(catalog, cancel),
            .. Unseen(catalog, months, Measure.Scene, Kind.Scene, Lack.SceneUnseen),
            .. Unseen(catalog, months, Measure.Capture, Kind.Capture, Lack.CaptureUnseen),
        ];
    }

    /// <summary>The last months that are over, the newest last.</summary>
    private async Task<List<PeriodFigures>> OverAsync(CancellationToken cancel)
    {
        var running = $"{book.Today:yyyy-MM}";
        var months = new List<PeriodFigures>();
        foreach (var year in new[] { book.Today.Year - 1, book.Today.Year })
            months.AddRange(await book.MonthsAsync(year, cancel));
        return [.. months.Where(month => string.CompareOrdinal(month.Period, running) < 0).TakeLast(Months)];
    }

    private async Task<IEnumerable<ToMend>> SilentTagsAsync(List<PeriodFigures> months, bool isOpen, CancellationToken cancel)
    {
        if (months is not [.., var before, var last])
            return [];
        if (ItemsOf(before, Measure.Pass) is not { } once || ItemsOf(last, Measure.Pass) is not { } now)
            return [];
        // Nobody did anything here: the house was closed, or nothing was counted.
        if (now.Count == 0 && last.Measures[Measure.Scene.Word()].Total is 0)
            return [];
        var known = await tags.AllAsync(cancel);
        return once.Where(tag => tag.Value >= Often && !now.ContainsKey(tag.Key))
            .Where(tag => known.TryGetValue(tag.Key, out var named) && named.IsInUse)
            .Select(tag => new ToMend(
                Lack.TagSilent,
                tag.Key,
                null,
                known[tag.Key].Name.English,
                isOpen ? $"/studio/tags/{known[tag.Key].Id}" : "/studio/tags"
            ))
            .OrderBy(tag => tag.Name, StringComparer.Ordinal);
    }

    /// <summary>Items published for less than three months are not told from older ones: they too are worth a look.</summary>
    private static IEnumerable<ToMend> Unseen(CatalogSnapshot catalog, List<PeriodFigures> months, Measure measure, Kind kind, Lack lack)
    {
        var seen = months.Select(month => ItemsOf(month, measure)).ToList();
        if (months.Count < Months || seen.Contains(null) || months.Sum(month => month.Measures[measure.Word()].Total ?? 0) < Enough)
            return [];
        return catalog
            .Of(kind)
            .After(null)
            .Where(item => !seen.Any(month => month!.ContainsKey(item.Id)))
            .Where(item => kind != Kind.Capture || !catalog.UsersOf(item.Id, RelationRole.SceneCapture).Any())
            .Take(MostOfAKind)
            .Select(item => new ToMend(lack, item.Id, item.Document.Title, null, PageOf(item)));
    }

    private async Task<IEnumerable<ToMend>> NorthAsync(CatalogSnapshot catalog, CancellationToken cancel)
    {
        var running = new DateOnly(book.Today.Year, book.Today.Month, 1);
        var (from, until) = (FigureBook.Number(running.AddMonths(-Months)), FigureBook.Number(running.AddDays(-1)));
        var all = await counts.ItemsAsync(Measure.North, from, until, cancel);
        var poor = await counts.ItemsAsync(Measure.NorthPoor, from, until, cancel);
        return all.Where(scene => scene.Value >= Often && poor.GetValueOrDefault(scene.Key) * 2 > scene.Value)
            .OrderBy(scene => scene.Key, StringComparer.Ordinal)
            .Select(scene => catalog.Find(scene.Key))
            .OfType<PublishedItem>()
            .Take(MostOfAKind)
            .Select(item => new ToMend(Lack.NorthHard, item.Id, item.Document.Title, null, PageOf(item)));
    }

    private static string PageOf(PublishedItem item) => $"/studio/items/{item.Id}";

    /// <summary>What is shown of each item in a month; null where that is withheld.</summary>
    private static IReadOnlyDictionary<string, long>? ItemsOf(PeriodFigures month, Measure measure)
    {
        var figures = month.Measures[measure.Word()];
        return figures.Withheld.Contains(Facet.Item.Word())
            ? null
            : figures.By.GetValueOrDefault(Facet.Item.Word()) ?? new Dictionary<string, long>();
    }
}
