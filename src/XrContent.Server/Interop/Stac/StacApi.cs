using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Interop.Features;
using XrContent.Server.Onsite;
using XrContent.Server.Views;

namespace XrContent.Server.Interop.Stac;

/// <summary>The captures for viewers of street-level pictures: STAC API 1.0, a collection for each place.</summary>
internal static class StacApi
{
    private const string GeoJson = "application/geo+json";
    private const int MostBody = 100_000;
    private static readonly string[] Asked = ["ids", "collections", "intersects"];
    private static readonly string[] Paging = ["limit", "after", "lang"];

    private static readonly string[] Conformance =
    [
        "https://api.stacspec.org/v1.0.0/core",
        "https://api.stacspec.org/v1.0.0/collections",
        "https://api.stacspec.org/v1.0.0/ogcapi-features",
        "https://api.stacspec.org/v1.0.0/item-search",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    ];

    public static void MapStac(this WebApplication app)
    {
        // Some see more than others: nothing on the way may keep it.
        var group = app.MapGroup("/stac")
            .WithTags("Open formats")
            .CacheByVersion()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.RequireCors(OpenDoors.AnyPage);
        group.MapGet("", Landing).WithName("StacLanding").WithSummary("STAC API: where everything is");
        group.MapGet("/conformance", Conforms).WithName("StacConformance").WithSummary("Classes of the standards that are kept");
        group.MapGet("/collections", Collections).WithName("StacCollections").WithSummary("Places with captures, a page at a time");
        group.MapGet("/collections/{place}", One).WithName("StacCollection").WithSummary("The captures of a place");
        group
            .MapGet("/collections/{place}/items", Items)
            .WithName("StacItems")
            .WithSummary("The captures of a place")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: GeoJson);
        group
            .MapGet("/collections/{place}/items/{id}", Item)
            .WithName("StacItem")
            .WithSummary("One capture")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: GeoJson);
        group
            .MapGet("/search", (HttpContext context) => Search(context, context.Request.Query))
            .WithName("StacSearch")
            .WithSummary("Captures by bbox, datetime, ids, collections or intersects")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: GeoJson);
        group
            .MapPost("/search", SearchByBody)
            .WithName("StacSearchByBody")
            .WithSummary("The same, asked in a body")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: GeoJson);
    }

    public static JsonObject Link(string rel, string href, string type) =>
        new()
        {
            ["rel"] = rel,
            ["href"] = href,
            ["type"] = type,
        };

    private static IResult Landing(HttpContext context)
    {
        var root = context.Root();
        var post = Link("search", $"{root}/stac/search", GeoJson);
        post["method"] = "POST";
        return OpenDoors.Json(
            new JsonObject
            {
                ["type"] = "Catalog",
                ["stac_version"] = StacItem.Version,
                ["id"] = "xrcontent",
                ["title"] = "XrContent",
                ["description"] = "360 degree captures by place. Which way they look, and their tiles, open on the spot.",
                ["conformsTo"] = Classes(),
                ["links"] = new JsonArray(
                    Link("self", $"{root}/stac", "application/json"),
                    Link("root", $"{root}/stac", "application/json"),
                    Link("conformance", $"{root}/stac/conformance", "application/json"),
                    Link("service-desc", $"{root}/openapi/v1.json", "application/vnd.oai.openapi+json;version=3.1"),
                    Link("service-doc", $"{root}/docs", "text/html"),
                    Link("data", $"{root}/stac/collections", "application/json"),
                    Link("search", $"{root}/stac/search", GeoJson),
                    post
                ),
            }
        );
    }

    private static IResult Conforms(HttpContext context) => OpenDoors.Json(new JsonObject { ["conformsTo"] = Classes() });

    private static JsonArray Classes() => new([.. Conformance.Select(name => (JsonNode)name)]);

    private static IResult Collections(HttpContext context)
    {
        var (query, problem) = Query(context, Kind.Place);
        if (query is null)
            return TypedResults.Problem(problem!);
        if (context.Request.Query.Keys.FirstOrDefault(name => !Paging.Contains(name)) is { } unknown)
            return TypedResults.Problem(Problems.Parameter(unknown, $"Is no parameter; there are {string.Join(", ", Paging)}."));
        var (catalog, root) = (context.Catalog(), context.Root());
        var found = catalog
            .Of(Kind.Place)
            .After(query.After)
            .Where(place => catalog.UsersOf(place.Id, RelationRole.CapturePlace).Any())
            .Take(query.Limit + 1)
            .ToList();
        var page = found.Take(query.Limit).ToList();
        var links = new JsonArray(
            Link("self", $"{root}/stac/collections{context.Request.QueryString}", "application/json"),
            Link("root", $"{root}/stac", "application/json")
        );
        if (found.Count > page.Count)
            links.Add(Next(context, $"{root}/stac/collections", page[^1].Id, "application/json"));
        var all = page.Select(place => (JsonNode)Describe(place, catalog, query.Language, root));
        return OpenDoors.Json(new JsonObject { ["collections"] = new JsonArray([.. all]), ["links"] = links }, language: query.Language);
    }

    private static IResult One(HttpContext context, string place)
    {
        var (query, problem) = Query(context, Kind.Place);
        if (query is null)
            return TypedResults.Problem(problem!);
        return Captured(context.Catalog(), place) is { } item
            ? OpenDoors.Json(Describe(item, context.Catalog(), query.Language, context.Root()), language: query.Language)
            : TypedResults.Problem(Problems.NoItem(place, "place with captures"));
    }

    private static IResult Items(HttpContext context, string place)
    {
        var (query, problem) = Query(context, Kind.Capture);
        if (query is null)
            return TypedResults.Problem(problem!);
        return Captured(context.Catalog(), place) is null
            ? TypedResults.Problem(Problems.NoItem(place, "place with captures"))
            : Page(context, query, OfPlaces(context.Catalog(), [place], query.After), $"/stac/collections/{place}/items");
    }

    private static IResult Item(HttpContext context, string place, string id)
    {
        var (query, problem) = Query(context, Kind.Capture);
        if (query is null)
            return TypedResults.Problem(problem!);
        var catalog = context.Catalog();
        if (catalog.Find(id) is not { Kind: Kind.Capture } item || item.Places[0] != place)
            return TypedResults.Problem(Problems.NoItem(id, "capture"));
        var opens = context.Presence().Opens(item.Places);
        var written = StacItem.Of(item, new StacNeighbours(catalog), opens, query.Language, context.Root());
        return OpenDoors.Json(written, GeoJson, query.Language);
    }

    private static IResult SearchByBody(HttpContext context, Dictionary<string, JsonElement> body)
    {
        try
        {
            var (asked, problem) = Parameters(body);
            return asked is null ? TypedResults.Problem(problem!) : Search(context, asked);
        }
        catch (InvalidOperationException)
        {
            // Said by whoever reads it: half a letter is no text.
            return TypedResults.Problem(Problems.Parameter("body", "Has a text with half a letter in it."));
        }
    }

    private static (QueryCollection? Asked, HttpValidationProblemDetails? Problem) Parameters(Dictionary<string, JsonElement> body)
    {
        var asked = new Dictionary<string, StringValues>();
        foreach (var (name, value) in body)
        {
            var isList = name is "bbox" or "ids" or "collections";
            if (value.ValueKind == JsonValueKind.Null)
                continue;
            if (isList != (value.ValueKind == JsonValueKind.Array))
                return (null, Problems.Parameter(name, isList ? "Must be a list." : "Must not be a list."));
            var wanted = name == "bbox" ? JsonValueKind.Number : JsonValueKind.String;
            if (isList && value.EnumerateArray().Any(part => part.ValueKind != wanted))
                return (null, Problems.Parameter(name, name == "bbox" ? "Must hold numbers." : "Must hold texts."));
            asked[name] = isList ? string.Join(',', value.EnumerateArray().Select(part => part.ToString())) : value.ToString();
        }

        return (new(asked), null);
    }

    private static IResult Search(HttpContext context, IQueryCollection asked)
    {
        var (query, problem) = FeatureQuery.Read(asked, Kind.Capture, OpenDoors.Zone(context.RequestServices), Asked);
        if (query is null)
            return TypedResults.Problem(problem!);
        var catalog = context.Catalog();
        var places = asked["collections"] is [{ Length: > 0 } named] ? Words(named) : null;
        IEnumerable<PublishedItem> all;
        if (asked["ids"] is [{ Length: > 0 } ids])
            all = Words(ids)
                .Distinct()
                .Where(id => query.After is null || string.CompareOrdinal(id, query.After) > 0)
                .Select(catalog.Find)
                .OfType<PublishedItem>()
                .Where(item => item.Kind == Kind.Capture && places?.Contains(item.Places[0]) != false)
                .OrderBy(item => item.Id, StringComparer.Ordinal);
        else
            all = places is null ? catalog.Of(Kind.Capture).After(query.After) : OfPlaces(catalog, places, query.After);
        if (asked["intersects"] is [{ Length: > 0 } shape])
        {
            if (asked.ContainsKey("bbox"))
                return TypedResults.Problem(Problems.Parameter("intersects", "Cannot stand beside bbox."));
            if (Read(shape) is not { } area)
                return TypedResults.Problem(Problems.Parameter("intersects", "Must be a GeoJSON geometry."));
            var (prepared, box) = (PreparedGeometryFactory.Prepare(area), area.EnvelopeInternal);
            all = all.Where(item => box.Contains(item.At.Longitude, item.At.Latitude) && prepared.Intersects(item.Where));
        }

        return Page(context, query, all, "/stac/search");
    }

    private static (FeatureQuery? Query, Microsoft.AspNetCore.Mvc.ProblemDetails? Problem) Query(HttpContext context, Kind kind) =>
        FeatureQuery.Read(context.Request.Query, kind, OpenDoors.Zone(context.RequestServices));

    private static PublishedItem? Captured(CatalogSnapshot catalog, string place) =>
        catalog.Find(place) is { Kind: Kind.Place } item && catalog.UsersOf(place, RelationRole.CapturePlace).Any() ? item : null;

    private static IEnumerable<PublishedItem> OfPlaces(CatalogSnapshot catalog, IEnumerable<string> places, string? after) =>
        places
            .Distinct()
            .SelectMany(place => catalog.UsersOf(place, RelationRole.CapturePlace))
            .Where(id => after is null || string.CompareOrdinal(id, after) > 0)
            .Order(StringComparer.Ordinal)
            .Select(id => catalog.Find(id)!);

    private static string[] Words(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Geometry? Read(string json)
    {
        try
        {
            var shape = json.Length > MostBody ? null : JsonSerializer.Deserialize<Geometry>(json, CatalogJson.Options);
            return shape is { IsEmpty: false, IsValid: true } ? shape : null;
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or NotSupportedException or NullReferenceException)
        {
            return null;
        }
    }

    private static IResult Page(HttpContext context, FeatureQuery query, IEnumerable<PublishedItem> all, string path)
    {
        var (catalog, root, presence) = (context.Catalog(), context.Root(), context.Presence());
        var found = all.Where(query.Matcher()).Take(query.Limit + 1).ToList();
        var page = found.Take(query.Limit).ToList();
        var neighbours = new StacNeighbours(catalog);
        var links = new JsonArray(
            Link("self", $"{root}{path}{context.Request.QueryString}", GeoJson),
            Link("root", $"{root}/stac", "application/json")
        );
        if (found.Count > page.Count)
            links.Add(Next(context, $"{root}{path}", page[^1].Id, GeoJson));
        var items = page.Select(item => (JsonNode)StacItem.Of(item, neighbours, presence.Opens(item.Places), query.Language, root));
        return OpenDoors.Json(
            new JsonObject
            {
                ["type"] = "FeatureCollection",
                ["numberReturned"] = page.Count,
                ["features"] = new JsonArray([.. items]),
                ["links"] = links,
            },
            GeoJson,
            query.Language
        );
    }

    private static JsonObject Next(HttpContext context, string address, string after, string type)
    {
        if (context.Request.Method == HttpMethods.Post)
        {
            var post = Link("next", address, type);
            (post["method"], post["merge"], post["body"]) = ("POST", true, new JsonObject { ["after"] = after });
            return post;
        }

        return Link("next", context.With(address, "after", after), type);
    }

    private static readonly string[] Moments = ["taken", "depicts"];

    private static DateTimeOffset MomentOf(Dictionary<string, string> said) =>
        Cql2.Literal.TryMoment(said.GetValueOrDefault("depicts") ?? said["taken"], out var moment) ? moment : default;

    private static JsonObject Describe(PublishedItem place, CatalogSnapshot catalog, string lang, string root)
    {
        var says = OpenItem.Of(place).Says;
        var captures = catalog.CapturesOf(place.Id).ToList();
        var moments = captures.Select(capture => Queryables.Read(capture, Moments)).Select(MomentOf).ToList();
        var box = captures.Aggregate(new Envelope(), (sum, capture) => sum.ExpandedBy(capture.Where!.EnvelopeInternal));
        return new()
        {
            ["type"] = "Collection",
            ["stac_version"] = StacItem.Version,
            ["id"] = place.Id,
            ["title"] = says.Title.Best(lang),
            ["description"] = says.Summary.Best(lang) ?? says.Title.Best(lang),
            ["license"] = "other",
            ["extent"] = new JsonObject
            {
                ["spatial"] = new JsonObject { ["bbox"] = new JsonArray(new JsonArray(box.MinX, box.MinY, box.MaxX, box.MaxY)) },
                ["temporal"] = new JsonObject
                {
                    ["interval"] = new JsonArray(new JsonArray(StacItem.Utc(moments.Min()), StacItem.Utc(moments.Max()))),
                },
            },
            ["links"] = new JsonArray(
                Link("self", $"{root}/stac/collections/{place.Id}", "application/json"),
                Link("root", $"{root}/stac", "application/json"),
                Link("parent", $"{root}/stac", "application/json"),
                Link("items", $"{root}/stac/collections/{place.Id}/items", GeoJson),
                Link("alternate", $"{root}/places/{place.Id}", "text/html")
            ),
        };
    }
}
