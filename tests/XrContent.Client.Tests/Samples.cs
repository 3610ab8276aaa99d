using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace XrContent.Client.Tests;

/// <summary>Answers with every member that the contract names, each with a value of its own kind.</summary>
internal static class Samples
{
    private static readonly JsonNode Schemas = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository(), "contract", "openapi.json")))![
        "components"
    ]!["schemas"]!;

    public static bool Knows(string schema) => Schemas[schema] is not null;

    public static IEnumerable<string> Members(string schema) => Schemas[schema]!["properties"]!.AsObject().Select(member => member.Key);

    /// <summary>An answer of a schema.</summary>
    public static JsonNode Of(string schema) => Value(Schemas[schema]!)!;

    /// <summary>Where all sources lie.</summary>
    public static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));

    private static JsonNode Value(JsonNode schema)
    {
        if ((string?)schema["$ref"] is { } other)
            return other.EndsWith("/JsonElement", StringComparison.Ordinal)
                ? new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(129.5, 32.5) }
                : Of(other.Split('/')[^1]);
        if (schema["enum"] is JsonArray words)
            return words[^1]!.DeepClone();
        if (schema["additionalProperties"] is { } values)
            return new JsonObject { ["ja"] = Value(values) };
        return (string?)schema["type"] switch
        {
            "object" => new JsonObject(
                schema["properties"]!.AsObject().Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Value(member.Value!)))
            ),
            "array" => new JsonArray(Value(schema["items"]!), Value(schema["items"]!)),
            "string" => (string?)schema["format"] == "date-time" ? "1945-08-09T11:02:00+09:00" : "words",
            "boolean" => true,
            "integer" => (string?)schema["format"] == "int64" ? 5_000_000_000 : 7,
            "number" => 129.875,
            _ => throw new InvalidOperationException($"There is no sample of {schema}."),
        };
    }
}
