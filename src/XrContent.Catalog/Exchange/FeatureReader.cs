using System.Text.Json;
using System.Text.Unicode;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Rules;

namespace XrContent.Catalog.Exchange;

/// <summary>Reads a GeoJSON file of items; what cannot be read becomes a problem that names file, item and field.</summary>
public static class FeatureReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Names of systems that are WGS 84, or differ from it by less than a position does (JGD2000, JGD2011).</summary>
    private static readonly string[] SameAsWgs84 = ["CRS84", "CRS84H", "4326", "4979", "4612", "6668", "6697"];

    private static readonly string[] Kinds = [.. Enum.GetNames<Kind>().Select(name => name.ToLowerInvariant())];

    /// <param name="file">Name to use in problems.</param>
    /// <param name="json">A FeatureCollection or a single Feature.</param>
    public static (IReadOnlyList<Item> Items, IReadOnlyList<Problem> Problems) Read(string file, ReadOnlyMemory<byte> json)
    {
        var items = new List<Item>();
        var problems = new List<Problem>();
        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        if (json.Span is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return (items, [new(file, null, "line 1", "Is written in UTF-16. Save it as UTF-8 (RFC 7946).")]);
        if (FirstForeignLine(json.Span) is { } line)
            return (items, [new(file, null, $"line {line}", "Is not written in UTF-8. Save the file as UTF-8 (RFC 7946).")]);
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && ForeignSystem(root) is { } system)
                return (
                    items,
                    [new(file, null, "crs", $"Its coordinates are in {system}. Export it in EPSG:4326, longitude and latitude (RFC 7946).")]
                );
            switch (root.ValueKind == JsonValueKind.Object ? TextOf(root, "type") : null)
            {
                case "Feature":
                    ReadFeature(root, "feature");
                    break;
                case "FeatureCollection"
                    when root.TryGetProperty("features", out var features) && features.ValueKind == JsonValueKind.Array:
                    var index = 0;
                    foreach (var feature in features.EnumerateArray())
                        ReadFeature(feature, $"features[{index++}]");
                    break;
                default:
                    problems.Add(
                        new(file, null, "type", "The file must be a GeoJSON Feature, or a FeatureCollection with a list of features.")
                    );
                    break;
            }
        }
        catch (JsonException error)
        {
            problems.Add(new(file, null, $"line {error.LineNumber + 1}", $"Not valid JSON: {UnreadValues.Why(error)}"));
        }

        return (items, problems);

        void ReadFeature(JsonElement feature, string position)
        {
            if (feature.ValueKind != JsonValueKind.Object || TextOf(feature, "type") != "Feature")
            {
                problems.Add(new(file, position, "type", "Must be \"Feature\"."));
                return;
            }

            var id = TextOf(feature, "id");
            if (id is null)
                problems.Add(new(file, position, "id", "Each item needs an id: lower-case letters, digits and hyphens."));
            var before = problems.Count;
            var geometry = Part<Geometry>(feature, "geometry", id ?? position, required: false);
            var properties = HasKind(feature, id ?? position)
                ? Part<Document>(feature, "properties", id ?? position, required: true)
                : null;
            if (id is not null && properties is not null && problems.Count == before)
                items.Add(new(id, geometry, properties));
        }

        bool HasKind(JsonElement feature, string item)
        {
            if (!feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
                return true;
            if (Kinds.Contains(TextOf(properties, "kind")))
                return true;
            problems.Add(new(file, item, "kind", $"Must be one of {string.Join(", ", Kinds)}."));
            return false;
        }

        T? Part<T>(JsonElement feature, string member, string item, bool required)
            where T : class
        {
            if (!feature.TryGetProperty(member, out var element) || element.ValueKind == JsonValueKind.Null)
            {
                if (required)
                    problems.Add(new(file, item, member, "Is missing."));
                return null;
            }

            try
            {
                return element.Deserialize<T>(CatalogJson.Options);
            }
            catch (JsonException error)
            {
                var path =
                    error.Path is null or "$" ? member
                    : member == "properties" ? error.Path[2..]
                    : $"{member}{error.Path[1..]}";
                problems.Add(new(file, item, path, UnreadValues.Why(error)));
            }
            catch (Exception error)
                when (error is ArgumentException or NotSupportedException or InvalidOperationException or FormatException)
            {
                // NTS and the polymorphic reader throw these for rings of two points, an unknown kind and the like.
                problems.Add(new(file, item, member, error.Message));
            }

            return null;
        }
    }

    /// <summary>The first line with bytes that are no UTF-8; null where there is none.</summary>
    private static int? FirstForeignLine(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
            return null;
        var line = 1;
        for (var rest = text; rest.IndexOf((byte)'\n') is var end and >= 0 && Utf8.IsValid(rest[..end]); rest = rest[(end + 1)..])
            line++;
        return line;
    }

    /// <returns>Null where the member is missing, is no text, or holds half of a letter (a lone surrogate).</returns>
    private static string? TextOf(JsonElement element, string member)
    {
        if (!element.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The system that a file of before RFC 7946 names, unless it is the one that is meant here.</summary>
    private static string? ForeignSystem(JsonElement root)
    {
        if (!root.TryGetProperty("crs", out var crs) || crs.ValueKind == JsonValueKind.Null)
            return null;
        var name =
            crs.ValueKind == JsonValueKind.Object
            && crs.TryGetProperty("properties", out var properties)
            && properties.ValueKind == JsonValueKind.Object
                ? TextOf(properties, "name")
                : null;
        if (name is null)
            return "a system that is not named";
        var last = name.Split(':', '/')[^1].ToUpperInvariant();
        return SameAsWgs84.Contains(last) ? null : name;
    }
}
