using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Newtonsoft.Json;

namespace XrContent.Client.Tests;

/// <summary>The client's models against the server's own description of itself.</summary>
public sealed class DescriptionTests(RunningServer running) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task The_client_reads_what_the_servers_own_description_says_it_sends()
    {
        var schemas = (
            await running.Process.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", TestContext.Current.CancellationToken)
        )
            .GetProperty("components")
            .GetProperty("schemas");
        var models = typeof(XrContentClient).Assembly.GetExportedTypes().Where(type => schemas.TryGetProperty(type.Name, out _)).ToList();
        Assert.Superset(
            new HashSet<string>
            {
                "SceneAnswer",
                "ViewAnswer",
                "SkylineAnswer",
                "ChangesAnswer",
                "PassAnswer",
                "PackAnswer",
                "MediaLinks",
                "ViewOverlay",
                "Feature",
                "FeatureProperties",
                "SceneHotspot",
            },
            models.Select(model => model.Name).ToHashSet()
        );
        foreach (var model in models)
        {
            var said = schemas
                .GetProperty(model.Name)
                .GetProperty("properties")
                .EnumerateObject()
                .ToDictionary(property => property.Name, property => property.Value);
            foreach (var property in model.GetProperties())
            {
                if (property.GetCustomAttribute<JsonPropertyAttribute>()?.PropertyName is not { } name)
                    continue;
                Assert.True(
                    said.TryGetValue(name, out var schema),
                    $"{model.Name}.{name} is not sent; there are {string.Join(", ", said.Keys)}"
                );
                var sent = KindsOf(schema, schemas).ToHashSet();
                if (sent.Count > 0 && KindsRead(property.PropertyType) is { Length: > 0 } read)
                    Assert.True(
                        sent.Intersect(read).Any(),
                        $"{model.Name}.{name} is read as {string.Join(" or ", read)} and sent as {string.Join(" or ", sent)}"
                    );
            }
        }
    }

    /// <summary>The JSON types that a schema allows; none where it says nothing.</summary>
    private static IEnumerable<string> KindsOf(JsonElement schema, JsonElement all)
    {
        if (schema.TryGetProperty("$ref", out var other))
            return KindsOf(all.GetProperty(other.GetString()!.Split('/')[^1]), all);
        foreach (var choice in new[] { "oneOf", "anyOf" })
            if (schema.TryGetProperty(choice, out var choices))
                return choices.EnumerateArray().SelectMany(one => KindsOf(one, all));
        if (schema.TryGetProperty("enum", out _))
            return ["string"];
        if (!schema.TryGetProperty("type", out var type))
            return [];
        return (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!]).Where(
            kind => kind != "null"
        );
    }

    /// <summary>The JSON types that a property of the client can be read from; none for those that read what they like.</summary>
    private static string[] KindsRead(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(DateTimeOffset))
            return ["string"];
        if (type == typeof(bool))
            return ["boolean"];
        if (type == typeof(int) || type == typeof(long))
            return ["integer"];
        if (type == typeof(double))
            return ["number", "integer"];
        if (type.GetCustomAttribute<JsonConverterAttribute>() is not null || typeof(Newtonsoft.Json.Linq.JToken).IsAssignableFrom(type))
            return [];
        if (typeof(System.Collections.IDictionary).IsAssignableFrom(type))
            return ["object"];
        return typeof(System.Collections.IEnumerable).IsAssignableFrom(type) ? ["array"] : ["object"];
    }
}
