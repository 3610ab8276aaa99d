using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using XrContent.Catalog.Workflow;

namespace XrContent.Server.Studio;

/// <summary>Ids for those who need not think of one.</summary>
internal static class NewIds
{
    private const int Longest = 60;
    private const int MostAtOnce = 1000;

    /// <summary>An id from the English title, else from the kind, that no item has or had.</summary>
    public static async Task<string> FromAsync(JsonObject feature, CatalogReader reader, CancellationToken cancel)
    {
        var properties = feature["properties"] as JsonObject;
        var kind = Word(properties?["kind"]) ?? "item";
        var slug = Slug(Word(properties?["title"]?["en"]) ?? "") is { Length: > 0 } fromTitle ? fromTitle : kind;
        // Places are what one names; the rest says what it is.
        var id = kind == "place" || slug == kind ? slug : $"{kind}-{slug}";
        // A few questions, however many items have one name.
        for (var (first, count) = (1, 20); ; (first, count) = (first + count, Math.Min(4 * count, MostAtOnce)))
        {
            var candidates = Enumerable.Range(first, count).Select(number => Numbered(id, number)).ToList();
            var taken = await reader.KnownAmongAsync(candidates, cancel);
            if (candidates.Find(candidate => !taken.Contains(candidate)) is { } free)
                return free;
        }
    }

    private static string Numbered(string id, int number) =>
        number == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}-{number}");

    /// <summary>Latin letters and digits, all else as single hyphens.</summary>
    public static string Slug(string title)
    {
        var slug = new StringBuilder();
        foreach (var c in title.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(char.ToLowerInvariant(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
            if (slug.Length == Longest)
                break;
        }

        return slug.ToString().Trim('-');
    }

    private static string? Word(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
