using System.Text.Json;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Exchange;

/// <summary>Reads a GeoJSON file of items; what cannot be read becomes a problem that names file, item and field.</summary>
public static class FeatureReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private static readonly string[] Kinds = [.. Enum.GetNames<Kind>().Select(name => name.ToLowerInvariant())];

    /// <param name="file">Name to use in problems.</param>
    /// <param name="json">A FeatureCollection or a single Feature.</param>
    public static (IReadOnlyList<Item> Items, IReadOnlyList<Problem> Problems) Read(string file, ReadOnlyMemory<byte> json)
    {
        var items = new List<Item>();
        var problems = new List<Problem>();
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var root = document.RootElement;
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
            problems.Add(new(file, null, $"line {error.LineNumber + 1}", $"Not valid JSON: {FirstSentence(error)}"));
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
                problems.Add(new(file, item, path, FirstSentence(error)));
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

    private static string? TextOf(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string FirstSentence(JsonException error)
    {
        var end = error.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? error.Message : error.Message[..end];
    }
}
