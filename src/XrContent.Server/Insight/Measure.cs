using System.Collections.Frozen;
using System.Text.Json.Serialization;
using XrContent.Catalog.Documents;

namespace XrContent.Server.Insight;

/// <summary>What is counted: acts, each by itself. No two are ever known to be one person's.</summary>
[JsonConverter(typeof(WordsOnly<Measure>))]
internal enum Measure
{
    /// <summary>A browser opened the pages anew.</summary>
    [JsonStringEnumMemberName("visit")]
    Visit,

    [JsonStringEnumMemberName("scene")]
    Scene,

    /// <summary>A picture was looked at by itself.</summary>
    [JsonStringEnumMemberName("capture")]
    Capture,

    [JsonStringEnumMemberName("tour-begun")]
    TourBegun,

    [JsonStringEnumMemberName("tour-finished")]
    TourFinished,

    /// <summary>A tour was left before its last stop.</summary>
    [JsonStringEnumMemberName("tour-left")]
    TourLeft,

    /// <summary>A tag gave a pass.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>The raised phone knows where north is.</summary>
    [JsonStringEnumMemberName("north")]
    North,

    /// <summary>It knows by its compass alone, or not at all: counted beside <see cref="North"/>.</summary>
    [JsonStringEnumMemberName("north-poor")]
    NorthPoor,

    /// <summary>A scene was kept for where there is no network.</summary>
    [JsonStringEnumMemberName("pack")]
    Pack,

    /// <summary>An event was taken into somebody's own calendar.</summary>
    [JsonStringEnumMemberName("reminder")]
    Reminder,

    /// <summary>The question at the end of a tour was answered.</summary>
    [JsonStringEnumMemberName("answer")]
    Answer,
}

/// <summary>By what acts are told apart, one at a time: no cell is of two of them.</summary>
[JsonConverter(typeof(WordsOnly<Facet>))]
internal enum Facet
{
    /// <summary>All acts of a measure together.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    [JsonStringEnumMemberName("place")]
    Place,

    /// <summary>The scene, capture, tour, event or tag itself.</summary>
    [JsonStringEnumMemberName("item")]
    Item,

    [JsonStringEnumMemberName("language")]
    Language,

    /// <summary>The hour of the day by the clock of the places, 00 to 23.</summary>
    [JsonStringEnumMemberName("hour")]
    Hour,

    /// <summary>How: panorama, AR or headset; how north was found; what kind of tag; which answer.</summary>
    [JsonStringEnumMemberName("way")]
    Way,

    /// <summary>Whence somebody came: tag, kiosk, map, first page, link, tour or group.</summary>
    [JsonStringEnumMemberName("from")]
    From,
}

/// <summary>Reads the words of a list and no numbers: 99 is none of them.</summary>
internal sealed class WordsOnly<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>What of an act is counted; null where it has none.</summary>
internal readonly record struct Facts(
    string? Place = null,
    string? Item = null,
    string? Language = null,
    string? Way = null,
    string? From = null
);

/// <summary>What each measure can be told apart by.</summary>
internal static class Measures
{
    private static readonly string[] Beginnings = ["tag", "kiosk", "home", "link", "group"];
    private static readonly string[] Sources = ["tag", "kiosk", "map", "home", "link", "tour", "group"];

    private static readonly FrozenDictionary<Measure, string[]> Ways = new Dictionary<Measure, string[]>
    {
        [Measure.Scene] = ["panorama", "ar", "headset"],
        [Measure.Pass] = ["printed", "rotating", "signed"],
        [Measure.North] = ["panel", "skyline", "landmark", "hand", "remembered", "compass", "none"],
        [Measure.Answer] = ["brought-yes", "brought-no", "again-yes", "again-no"],
    }.ToFrozenDictionary();

    /// <summary>Ways by which north is hardly found.</summary>
    public static readonly string[] PoorNorth = ["compass", "none"];

    public static readonly string[] Hours = [.. Enumerable.Range(0, 24).Select(hour => hour.ToString("00", null))];

    public static IReadOnlyList<Measure> All { get; } = Enum.GetValues<Measure>();

    public static IReadOnlyList<Facet> Facets { get; } = Enum.GetValues<Facet>();

    /// <summary>Whether the act is one of an item of a kind; null where it is of none.</summary>
    public static Kind? KindOf(Measure measure) =>
        measure switch
        {
            Measure.Scene or Measure.North or Measure.NorthPoor or Measure.Pack => Kind.Scene,
            Measure.Capture => Kind.Capture,
            Measure.TourBegun or Measure.TourFinished or Measure.TourLeft or Measure.Answer => Kind.Tour,
            Measure.Reminder => Kind.Event,
            _ => null,
        };

    /// <summary>All that a cell may stand for, where that is known before anything is counted; null for places and items.</summary>
    public static IReadOnlyList<string>? Domain(Measure measure, Facet facet) =>
        facet switch
        {
            Facet.Language => LocalText.Languages,
            Facet.Hour => Hours,
            Facet.Way => WaysOf(measure),
            Facet.From => measure == Measure.Visit ? Beginnings
            : measure == Measure.Scene ? Sources
            : [],
            _ => null,
        };

    /// <summary>By what acts of a measure are told apart, beside all together.</summary>
    public static IEnumerable<Facet> FacetsOf(Measure measure) =>
        Facets.Where(facet =>
            facet switch
            {
                Facet.All => false,
                Facet.Hour => true,
                Facet.Language => measure is not (Measure.Pass or Measure.NorthPoor),
                Facet.Item => measure == Measure.Pass || KindOf(measure) is not null,
                // A tour has many places.
                Facet.Place => measure == Measure.Pass || KindOf(measure) is not (null or Kind.Tour),
                _ => Domain(measure, facet) is { Count: > 0 },
            }
        );

    public static IReadOnlyList<string> WaysOf(Measure measure) => Ways.GetValueOrDefault(measure, []);

    /// <summary>Its name in JSON, CSV and the database, such as "tour-begun".</summary>
    public static string Word(this Measure measure) => MeasureWords[(int)measure];

    /// <inheritdoc cref="Word(Measure)"/>
    public static string Word(this Facet facet) => FacetWords[(int)facet];

    /// <summary>What a word in the database means; null for those of another version.</summary>
    public static Measure? MeasureOf(string word) => Array.IndexOf(MeasureWords, word) is >= 0 and var i ? (Measure)i : null;

    /// <inheritdoc cref="MeasureOf"/>
    public static Facet? FacetOf(string word) => Array.IndexOf(FacetWords, word) is >= 0 and var i ? (Facet)i : null;

    private static readonly string[] MeasureWords = [.. All.Select(Written)];

    private static readonly string[] FacetWords = [.. Facets.Select(Written)];

    private static string Written<T>(T value)
        where T : struct, Enum =>
        typeof(T)
            .GetField(value.ToString())!
            .GetCustomAttributes(typeof(JsonStringEnumMemberNameAttribute), false)
            .Cast<JsonStringEnumMemberNameAttribute>()
            .Single()
            .Name;
}
