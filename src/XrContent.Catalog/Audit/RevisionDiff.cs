using System.Text.Json;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;

namespace XrContent.Catalog.Audit;

/// <summary>What differs between two revisions of an item, field by field.</summary>
public static class RevisionDiff
{
    /// <summary>Members by which the elements of a list are known wherever they stand.</summary>
    private static readonly string[] Names = ["id", "to", "scene", "language", "radius"];

    /// <summary>The fields that differ, in the order of the newer document; empty when nothing does.</summary>
    /// <param name="before">Null for an item that was not there.</param>
    public static IReadOnlyList<FieldChange> Between(Item? before, Item after) =>
        Between(before is null ? (ReadOnlyMemory<byte>?)null : CatalogJson.ToFeature(before), CatalogJson.ToFeature(after));

    /// <summary>As <see cref="Between(Item?, Item)"/>, of canonical features.</summary>
    public static IReadOnlyList<FieldChange> Between(ReadOnlyMemory<byte>? before, ReadOnlyMemory<byte> after)
    {
        var (old, now) = (before is { } bytes ? Flatten(bytes) : [], Flatten(after));
        var changes = now.Where(field => old.GetValueOrDefault(field.Key) != field.Value)
            .Select(field => new FieldChange(field.Key, old.GetValueOrDefault(field.Key), field.Value))
            .ToList();
        changes.AddRange(old.Where(field => !now.ContainsKey(field.Key)).Select(field => new FieldChange(field.Key, field.Value, null)));
        return changes;
    }

    private static Dictionary<string, string> Flatten(ReadOnlyMemory<byte> feature)
    {
        var fields = new Dictionary<string, string>();
        using var document = JsonDocument.Parse(feature);
        var root = document.RootElement;
        // Coordinates are read as a whole: half a polygon says nothing.
        if (root.GetProperty("geometry") is { ValueKind: JsonValueKind.Object } geometry)
            fields["geometry"] = geometry.GetRawText();
        foreach (var member in root.GetProperty("properties").EnumerateObject())
            Walk(member.Name, member.Value, fields);
        return fields;
    }

    private static void Walk(string path, JsonElement value, Dictionary<string, string> fields)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.TryGetProperty("coordinates", out _):
                fields[path] = value.GetRawText();
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    Walk($"{path}.{member.Name}", member.Value, fields);
                break;
            case JsonValueKind.Array when value.EnumerateArray().All(element => element.ValueKind == JsonValueKind.String):
                // A list of names is one thing: its order is what it says.
                fields[path] = string.Join(", ", value.EnumerateArray().Select(element => element.GetString()));
                break;
            case JsonValueKind.Array:
                var (index, seen) = (0, new HashSet<string>());
                foreach (var element in value.EnumerateArray())
                {
                    var name = NameOf(element) is { } own && seen.Add(own) ? own : $"{index}";
                    Walk($"{path}[{name}]", element, fields);
                    index++;
                }

                if (index > 1)
                    fields[$"{path} (order)"] = string.Join(", ", value.EnumerateArray().Select((element, i) => NameOf(element) ?? $"{i}"));
                break;
            case JsonValueKind.String:
                fields[path] = value.GetString()!;
                break;
            default:
                fields[path] = value.GetRawText();
                break;
        }
    }

    private static string? NameOf(JsonElement element) =>
        element.ValueKind != JsonValueKind.Object
            ? null
            : Names
                .Where(name => element.TryGetProperty(name, out _))
                .Select(name => element.GetProperty(name).ToString())
                .FirstOrDefault();
}
