using System.Text.Json.Nodes;
using XrContent.Catalog.Documents;

namespace XrContent.Server.Interop.Features;

/// <summary>
/// The OpenAPI document of the collections, each by a path of its own: GDAL sends a filter to the server only where the path and its
/// parameters stand there.
/// </summary>
internal static class FeaturesDocument
{
    public const string MediaType = "application/vnd.oai.openapi+json;version=3.0";

    public static IResult Of(HttpContext context)
    {
        var paths = new JsonObject
        {
            ["/"] = Get("Where everything is"),
            ["/conformance"] = Get("Standards that are kept"),
            ["/collections"] = Get("The collections"),
        };
        foreach (var one in Collection.All)
        {
            var path = $"/collections/{one.Id}";
            paths[path] = Get($"{one.Title.English}: the collection");
            paths[$"{path}/queryables"] = Get($"{one.Title.English}: what a filter may ask");
            paths[$"{path}/items"] = Get($"{one.Title.English}: items", Parameters(one));
            paths[$"{path}/items/{{featureId}}"] = Get($"{one.Title.English}: one item", [Parameter("featureId", "path", Text(), true)]);
        }

        return OpenDoors.Json(
            new JsonObject
            {
                ["openapi"] = "3.0.3",
                ["info"] = new JsonObject { ["title"] = "XrContent: OGC API - Features", ["version"] = "1.0" },
                ["servers"] = new JsonArray(new JsonObject { ["url"] = $"{context.Root()}/ogc" }),
                ["paths"] = paths,
            },
            MediaType
        );
    }

    private static JsonArray Parameters(Collection one)
    {
        var limit = new JsonObject
        {
            ["type"] = "integer",
            ["minimum"] = 1,
            ["maximum"] = FeatureQuery.MostItems,
            ["default"] = 10,
        };
        var box = new JsonObject
        {
            ["type"] = "array",
            ["items"] = new JsonObject { ["type"] = "number" },
            ["minItems"] = 4,
            ["maxItems"] = 6,
        };
        var boxes = Parameter("bbox", "query", box);
        (boxes["style"], boxes["explode"]) = ("form", false);
        var languages = new JsonObject
        {
            ["type"] = "string",
            ["enum"] = new JsonArray([.. LocalText.Languages.Select(tag => (JsonNode)tag)]),
        };
        var parameters = new JsonArray(
            Parameter("limit", "query", limit),
            boxes,
            Parameter("datetime", "query", Text()),
            Parameter("filter", "query", Text()),
            Parameter("filter-lang", "query", new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("cql2-text") }),
            Parameter("after", "query", Text()),
            Parameter("lang", "query", languages)
        );
        foreach (var name in Queryables.Of(one.Kind))
            parameters.Add(Parameter(name, "query", Queryables.Schema(name)));
        return parameters;
    }

    private static JsonObject Get(string summary, JsonArray? parameters = null)
    {
        var get = new JsonObject
        {
            ["summary"] = summary,
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = summary } },
        };
        if (parameters is not null)
            get["parameters"] = parameters;
        return new() { ["get"] = get };
    }

    private static JsonObject Parameter(string name, string place, JsonObject schema, bool required = false) =>
        new()
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = required,
            ["schema"] = schema,
        };

    private static JsonObject Text() => new() { ["type"] = "string" };
}
