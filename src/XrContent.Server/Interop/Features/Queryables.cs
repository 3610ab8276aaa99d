using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;

namespace XrContent.Server.Interop.Features;

/// <summary>What a filter may ask of an item, read from the open part of its JSON without making objects of the rest.</summary>
internal static class Queryables
{
    /// <summary>Names, each with what it is.</summary>
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["id"] = "Id of the item",
        ["title"] = "Title in Japanese",
        ["title_en"] = "Title in English",
        ["category"] = "Category of a place",
        ["demolished"] = "Since when a place no longer stands",
        ["exhibit"] = "Showcase in the Atomic Bomb Museum",
        ["place"] = "Id of the place of a capture or scene",
        ["nature"] = "photograph or drawing, of a capture",
        ["taken"] = "When a capture was taken",
        ["depicts"] = "What moment a drawing shows",
        ["minutes"] = "Minutes that a tour takes",
    };

    /// <summary>Those that a kind has.</summary>
    public static IEnumerable<string> Of(Kind kind) =>
        All.Keys.Where(name =>
            name switch
            {
                "category" or "demolished" or "exhibit" => kind == Kind.Place,
                "place" => kind is Kind.Capture or Kind.Scene,
                "nature" or "taken" or "depicts" => kind == Kind.Capture,
                "minutes" => kind == Kind.Tour,
                _ => true,
            }
        );

    public static JsonObject Schema(string name) =>
        name switch
        {
            "minutes" => new() { ["title"] = All[name], ["type"] = "integer" },
            "taken" or "depicts" => new()
            {
                ["title"] = All[name],
                ["type"] = "string",
                ["format"] = "date-time",
            },
            _ => new() { ["title"] = All[name], ["type"] = "string" },
        };

    private static ReadOnlySpan<byte> Beginning => "\"properties\":"u8;

    /// <summary>Values by name, those that an item has.</summary>
    /// <param name="wanted">Only these are read, of <see cref="All"/> and of titles.</param>
    public static Dictionary<string, string> Read(PublishedItem item, IReadOnlyCollection<string> wanted)
    {
        var values = new Dictionary<string, string>(wanted.Count);
        Read(item, wanted, values);
        return values;
    }

    /// <summary>Those of some words that JSON writes as they are.</summary>
    public static byte[][] Written(IEnumerable<string> words) =>
        [.. words.Where(word => word.Length > 1 && word.All(char.IsAsciiLetterOrDigit)).Select(Encoding.UTF8.GetBytes)];

    /// <summary>False where some words are not written anywhere in the open part of an item.</summary>
    public static bool May(PublishedItem item, byte[][] words)
    {
        var open = item.Json.Bytes[..item.TeaserEnd];
        foreach (var word in words)
            if (open.IndexOf(word) < 0)
                return false;
        return true;
    }

    /// <inheritdoc cref="Read(PublishedItem, IReadOnlyCollection{string})"/>
    /// <param name="values">What it held before is forgotten.</param>
    public static void Read(PublishedItem item, IReadOnlyCollection<string> wanted, Dictionary<string, string> values)
    {
        values.Clear();
        if (wanted.Contains("id"))
            values["id"] = item.Id;
        // Nothing before it is asked for. A byte more, so that a number at the end is seen to end.
        var bytes = item.Json.Bytes[..(item.TeaserEnd + 1)];
        var reader = new Utf8JsonReader(bytes[(bytes.IndexOf(Beginning) + Beginning.Length)..], isFinalBlock: false, default);
        reader.Read();
        while (values.Count < wanted.Count && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (!Take(ref reader, wanted, values))
                break;
    }

    private static bool Take(ref Utf8JsonReader reader, IReadOnlyCollection<string> wanted, Dictionary<string, string> values)
    {
        if (reader.ValueTextEquals("title"u8))
            return TakeTitles(ref reader, wanted, values);
        var name = Known(reader, wanted);
        if (name is null)
            return reader.TrySkip();
        if (!reader.Read())
            return false;
        if (reader.TokenType is JsonTokenType.String)
            values[name] = reader.GetString()!;
        else if (reader.TokenType is JsonTokenType.Number)
            values[name] = reader.GetDouble().ToString(CultureInfo.InvariantCulture);
        else
            return reader.TrySkip();
        return true;
    }

    private static bool TakeTitles(ref Utf8JsonReader reader, IReadOnlyCollection<string> wanted, Dictionary<string, string> values)
    {
        if (!reader.Read())
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name =
                reader.ValueTextEquals("ja"u8) ? "title"
                : reader.ValueTextEquals("en"u8) ? "title_en"
                : reader.ValueTextEquals("zh-Hans"u8) ? "title_zh-Hans"
                : "title_ko";
            if (!reader.Read())
                return false;
            if (wanted.Contains(name))
                values[name] = reader.GetString()!;
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static string? Known(in Utf8JsonReader reader, IReadOnlyCollection<string> wanted)
    {
        foreach (var name in wanted)
            if (reader.ValueTextEquals(name))
                return name;
        return null;
    }
}
