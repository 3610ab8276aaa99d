using System.Text.Json.Nodes;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Features;

/// <summary>The catalogue for geographic information systems: OGC API - Features 1.0, Core, with CQL2 filters of Part 3.</summary>
internal static class FeaturesApi
{
    private const string GeoJson = "application/geo+json";
    private const string SchemaJson = "application/schema+json";
    private const string Crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

    private static readonly string[] Conformance =
    [
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
        "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
        "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
        "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    ];

    public static void MapFeatures(this WebApplication app)
    {
        var open = app.MapOpen("/ogc", context => (IsForPeople(context) ? "-html" : "") + OpenDoors.ByDay(context), "Accept")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("", Landing).WithName("OgcLanding").WithSummary("OGC API - Features: where everything is");
        open.MapGet("/conformance", Conforms).WithName("OgcConformance").WithSummary("Classes of the standards that are kept");
        open.MapGet("/api", (HttpContext context) => FeaturesDocument.Of(context))
            .WithName("OgcApi")
            .WithSummary("The OpenAPI document of these addresses, each collection by its own path")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: FeaturesDocument.MediaType);
        open.MapGet("/collections", Collections).WithName("OgcCollections").WithSummary("One collection for each kind");
        open.MapGet("/collections/{collection}", One).WithName("OgcCollection").WithSummary("One collection");
        open.MapGet("/collections/{collection}/queryables", QueryablesOf)
            .WithName("OgcQueryables")
            .WithSummary("What a filter may ask")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: SchemaJson);
        open.MapGet("/collections/{collection}/items", Items)
            .WithName("OgcItems")
            .WithSummary("Items by bbox, datetime and filter, a page at a time")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: GeoJson);
        open.MapGet("/collections/{collection}/items/{id}", Item)
            .WithName("OgcItem")
            .WithSummary("One item")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: GeoJson);
    }

    private static IResult Landing(HttpContext context)
    {
        var root = context.Root();
        var page = new JsonObject
        {
            ["title"] = "XrContent",
            ["description"] = "Places, 360 degree captures, overlays, scenes, tours and events: where and what, without the media.",
            ["links"] = Links(
                ("self", $"{root}/ogc", "application/json", "This page"),
                ("alternate", $"{root}/ogc?f=html", "text/html", "This page for people"),
                ("service-desc", $"{root}/ogc/api", FeaturesDocument.MediaType, "Its OpenAPI document"),
                ("service-doc", $"{root}/docs", "text/html", "All interfaces of this server"),
                ("conformance", $"{root}/ogc/conformance", "application/json", "Standards that are kept"),
                ("data", $"{root}/ogc/collections", "application/json", "The collections"),
                ("license", OpenData.DataCatalog.License, "text/html", "Licence")
            ),
        };
        return Answer(context, page, "application/json", () => FeaturesHtml.Landing(root));
    }

    private static IResult Conforms(HttpContext context)
    {
        var page = new JsonObject { ["conformsTo"] = new JsonArray([.. Conformance.Select(name => (JsonNode)name)]) };
        return Answer(context, page, "application/json", () => FeaturesHtml.List("Conformance", Conformance));
    }

    private static IResult Collections(HttpContext context)
    {
        var (root, catalog) = (context.Root(), context.Catalog());
        var page = new JsonObject
        {
            ["links"] = Links(
                ("self", $"{root}/ogc/collections", "application/json", "This page"),
                ("alternate", $"{root}/ogc/collections?f=html", "text/html", "This page for people")
            ),
            ["collections"] = new JsonArray([.. Collection.All.Select(one => (JsonNode)Describe(one, root))]),
        };
        return Answer(context, page, "application/json", () => FeaturesHtml.Collections(root, catalog));
    }

    private static IResult One(HttpContext context, string collection)
    {
        if (Collection.Find(collection) is not { } one)
            return TypedResults.Problem(Problems.NoItem(collection, "collection"));
        var root = context.Root();
        return Answer(context, Describe(one, root), "application/json", () => FeaturesHtml.Collection(one, root));
    }

    private static IResult QueryablesOf(HttpContext context, string collection)
    {
        if (Collection.Find(collection) is not { } one)
            return TypedResults.Problem(Problems.NoItem(collection, "collection"));
        var properties = new JsonObject();
        foreach (var name in Queryables.Of(one.Kind))
            properties[name] = Queryables.Schema(name);
        properties["geometry"] = new JsonObject { ["format"] = "geometry-any", ["x-ogc-role"] = "primary-geometry" };
        return OpenDoors.Json(
            new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["$id"] = $"{context.Root()}/ogc/collections/{one.Id}/queryables",
                ["type"] = "object",
                ["title"] = one.Title.English,
                ["properties"] = properties,
                ["additionalProperties"] = false,
            },
            SchemaJson
        );
    }

    private static IResult Items(HttpContext context, FeatureMatches matches, string collection)
    {
        if (Collection.Find(collection) is not { } one)
            return TypedResults.Problem(Problems.NoItem(collection, "collection"));
        var (query, problem) = FeatureQuery.Read(context.Request.Query, one.Kind, OpenDoors.Zone(context.RequestServices));
        if (query is null)
            return TypedResults.Problem(problem!);
        var (catalog, root, today) = (context.Catalog(), context.Root(), OpenDoors.Today(context.RequestServices));
        var (found, count) = matches.Page(catalog, one.Kind, query);
        var page = found.Take(query.Limit).Select(OpenItem.Of).ToList();
        var self = $"{root}/ogc/collections/{one.Id}/items";
        var links = Links(
            ("self", self + context.Request.QueryString, GeoJson, "This page"),
            ("alternate", context.With(self, "f", "html"), "text/html", "This page for people"),
            ("collection", $"{root}/ogc/collections/{one.Id}", "application/json", "The collection")
        );
        var next = found.Count > page.Count ? context.With(self, "after", page[^1].Id) : null;
        if (next is not null)
            links.Add(Link(("next", next, GeoJson, "The next page")));
        var answer = new JsonObject
        {
            ["type"] = "FeatureCollection",
            ["numberMatched"] = count,
            ["numberReturned"] = page.Count,
            ["links"] = links,
            ["features"] = new JsonArray([.. page.Select(item => (JsonNode)one.Feature(item, query.Language, root, today))]),
        };
        return Answer(context, answer, GeoJson, () => FeaturesHtml.Items(one, page, query.Language, root, next), query.Language);
    }

    private static IResult Item(HttpContext context, string collection, string id)
    {
        if (Collection.Find(collection) is not { } one)
            return TypedResults.Problem(Problems.NoItem(collection, "collection"));
        if (context.Catalog().Find(id) is not { } item || item.Kind != one.Kind)
            return TypedResults.Problem(Problems.NoItem(id, one.Kind.ToString().ToLowerInvariant()));
        var (query, problem) = FeatureQuery.Read(context.Request.Query, one.Kind, OpenDoors.Zone(context.RequestServices));
        if (query is null)
            return TypedResults.Problem(problem!);
        var root = context.Root();
        var feature = one.Feature(OpenItem.Of(item), query.Language, root, OpenDoors.Today(context.RequestServices));
        var self = $"{root}/ogc/collections/{one.Id}/items/{id}";
        feature["links"] = Links(
            ("self", self, GeoJson, "This item"),
            ("alternate", $"{self}?f=html", "text/html", "This item for people"),
            ("collection", $"{root}/ogc/collections/{one.Id}", "application/json", "The collection")
        );
        return Answer(context, feature, GeoJson, () => FeaturesHtml.Item(one, feature, query.Language, root), query.Language);
    }

    private static JsonObject Describe(Collection one, string root) =>
        new()
        {
            ["id"] = one.Id,
            ["title"] = one.Title.English,
            ["description"] = one.Title.Japanese,
            ["itemType"] = "feature",
            ["crs"] = new JsonArray(Crs84),
            ["storageCrs"] = Crs84,
            ["links"] = Links(
                ("self", $"{root}/ogc/collections/{one.Id}", "application/json", "This collection"),
                ("items", $"{root}/ogc/collections/{one.Id}/items", GeoJson, one.Title.English!),
                ("items", $"{root}/ogc/collections/{one.Id}/items?f=html", "text/html", one.Title.English!),
                (
                    "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                    $"{root}/ogc/collections/{one.Id}/queryables",
                    SchemaJson,
                    "Queryables"
                ),
                ("license", OpenData.DataCatalog.License, "text/html", "Licence")
            ),
        };

    private static IResult Answer(HttpContext context, JsonNode json, string type, Func<string> html, string? language = null)
    {
        if (!IsForPeople(context))
            return OpenDoors.Json(json, type, language);
        context.Response.Headers.ContentSecurityPolicy = FeaturesHtml.Policy;
        return OpenDoors.Text(html(), "text/html", language ?? "en");
    }

    private static bool IsForPeople(HttpContext context)
    {
        var (asked, accepts) = (context.Request.Query["f"].ToString(), context.Request.Headers.Accept.ToString());
        return asked == "html"
            || asked.Length == 0
                && accepts.Contains("text/html", StringComparison.Ordinal)
                && !accepts.Contains("json", StringComparison.Ordinal);
    }

    private static JsonArray Links(params (string Rel, string Href, string Type, string Title)[] links) =>
        new([.. links.Select(link => (JsonNode)Link(link))]);

    private static JsonObject Link((string Rel, string Href, string Type, string Title) link) =>
        new()
        {
            ["rel"] = link.Rel,
            ["href"] = link.Href,
            ["type"] = link.Type,
            ["title"] = link.Title,
        };
}
