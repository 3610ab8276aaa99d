using System.Text.Json.Nodes;

namespace XrContent.Server.Tests.Contract;

/// <summary>
/// What an OpenAPI document promises to other programs, one promise a line: each operation, parameter, answer, member and value. A line
/// that goes is a promise that is broken; a line with "required" that comes asks for what nobody sends yet.
/// </summary>
internal static class Promises
{
    private const string Required = "required";

    public static IReadOnlySet<string> Of(JsonNode document)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject().Where(one => one.Value is JsonObject))
                Operation($"{method.ToUpperInvariant()} {path}", operation!.AsObject(), lines);
        }

        var asked = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).SelectMany(Asked).ToHashSet();
        Widen(asked, document["components"]!["schemas"]!.AsObject());
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
            Schema(name, schema!.AsObject(), asked.Contains(name), lines);
        return lines;
    }

    /// <summary>What became of promises that were given: those that are broken, and what is newly asked for.</summary>
    public static IEnumerable<string> Broken(IReadOnlySet<string> given, IReadOnlySet<string> now)
    {
        foreach (var line in given.Where(line => !now.Contains(line)))
            yield return $"gone: {line}";
        foreach (var line in now.Where(line => line.EndsWith(Required, StringComparison.Ordinal) && !given.Contains(line)))
        {
            // Only of what somebody could have asked before.
            if (given.Any(known => known.StartsWith(OwnerOf(line), StringComparison.Ordinal)))
                yield return $"needed: {line}";
        }
    }

    private static string OwnerOf(string line) => line[..(line.IndexOfAny(['?', '.']) is >= 0 and var at ? at : line.Length)];

    private static void Operation(string name, JsonObject operation, SortedSet<string> lines)
    {
        lines.Add(name);
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            var isRequired = (bool?)parameter!["required"] == true ? $" {Required}" : "";
            lines.Add($"{name} ?{parameter["name"]} {TypeOf(parameter["schema"])}{isRequired}");
        }

        foreach (var (type, media) in operation["requestBody"]?["content"]?.AsObject() ?? [])
            lines.Add($"{name} takes {type} {TypeOf(media?["schema"])}");
        foreach (var (status, response) in operation["responses"]!.AsObject().Where(one => one.Key.StartsWith('2')))
        {
            foreach (var (type, media) in response!["content"]?.AsObject() ?? [])
                lines.Add($"{name} says {status} {type} {TypeOf(media?["schema"])}");
        }
    }

    private static void Schema(string name, JsonObject schema, bool isAsked, SortedSet<string> lines)
    {
        foreach (var value in schema["enum"]?.AsArray() ?? [])
            lines.Add($"{name} = {value}");
        var required = schema["required"]?.AsArray().Select(member => (string)member!).ToHashSet() ?? [];
        foreach (var (member, type) in schema["properties"]?.AsObject() ?? [])
        {
            // Who asks may leave out what is not required; who is answered relies on what always comes.
            var word = isAsked ? Required : "always";
            var always = required.Contains(member) ? $" {word}" : "";
            lines.Add($"{name}.{member} {TypeOf(type)}{always}");
        }
    }

    private static IEnumerable<string> Asked(KeyValuePair<string, JsonNode?> operation) =>
        operation.Value is JsonObject known ? References(known["requestBody"]) : [];

    private static void Widen(HashSet<string> names, JsonObject schemas)
    {
        var open = new Queue<string>(names);
        while (open.TryDequeue(out var name))
            foreach (var inner in References(schemas[name]).Where(names.Add))
                open.Enqueue(inner);
    }

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject known => known.SelectMany(member =>
                member is { Key: "$ref", Value: JsonValue address } ? [NameIn(address)] : References(member.Value)
            ),
            JsonArray list => list.SelectMany(References),
            _ => [],
        };

    private static string TypeOf(JsonNode? schema)
    {
        if (schema?["$ref"] is JsonValue address)
            return NameIn(address);
        if (schema?["oneOf"] is JsonArray choices)
            return string.Join('|', choices.Select(TypeOf));
        var type = schema?["type"] switch
        {
            JsonArray several => string.Join('|', several.Select(one => (string)one!).Order(StringComparer.Ordinal)),
            JsonValue one => (string)one!,
            _ => "any",
        };
        return type == "array" ? $"{TypeOf(schema!["items"])}[]" : type;
    }

    private static string NameIn(JsonNode address) => ((string)address!).Split('/')[^1];
}
