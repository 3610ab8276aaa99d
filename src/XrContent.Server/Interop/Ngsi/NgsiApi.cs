using System.Globalization;
using System.Text.Json.Nodes;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Ngsi;

/// <summary>Places and events for context brokers to pull: NGSI-LD 1.6 (ETSI GS CIM 009) and NGSIv2, read only.</summary>
internal static class NgsiApi
{
    private const string LinkedType = "application/ld+json";
    private const string CoreContext = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld";
    private const string ModelContext =
        "https://raw.githubusercontent.com/smart-data-models/dataModel.PointOfInterest/master/context.jsonld";

    public static void MapNgsi(this WebApplication app)
    {
        var linked = app.MapOpen("/ngsi-ld/v1", OpenDoors.ByDay).ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        linked
            .MapGet("/entities", (HttpContext context) => Many(context, isSecond: false))
            .WithName("NgsiLdEntities")
            .WithSummary("Places and events as NGSI-LD entities, by type, georel and page")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: LinkedType);
        linked
            .MapGet("/entities/{id}", (HttpContext context, string id) => One(context, id, isSecond: false))
            .WithName("NgsiLdEntity")
            .WithSummary("One entity")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: LinkedType);
        linked.MapGet("/types", LinkedTypes).WithName("NgsiLdTypes").WithSummary("Types of entities");
        var second = app.MapOpen("/v2", OpenDoors.ByDay).ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        second
            .MapGet("/entities", (HttpContext context) => Many(context, isSecond: true))
            .WithName("NgsiEntities")
            .WithSummary("The same as NGSIv2 entities")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/json");
        second
            .MapGet("/entities/{id}", (HttpContext context, string id) => One(context, id, isSecond: true))
            .WithName("NgsiEntity")
            .WithSummary("One entity")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/json");
        second.MapGet("/types", SecondTypes).WithName("NgsiTypes").WithSummary("Types of entities");
    }

    private static IResult Many(HttpContext context, bool isSecond)
    {
        var asked = context.Request.Query;
        var (query, problem) = NgsiQuery.Read(asked, isSecond);
        if (query is null)
            return TypedResults.Problem(problem!);
        if (LanguageOf(asked) is not { } lang)
            return TypedResults.Problem(Problems.Parameter("lang", $"Must be one of {string.Join(", ", LocalText.Languages)}."));
        var catalog = context.Catalog();
        var (page, count) = query.Find(catalog);
        var counts = isSecond ? asked["options"].ToString().Contains("count", StringComparison.Ordinal) : asked["count"] == "true";
        if (counts)
            context.Response.Headers[isSecond ? "Fiware-Total-Count" : "NGSILD-Results-Count"] = count.ToString(
                CultureInfo.InvariantCulture
            );
        if (query.Offset + page.Count < count && page.Count > 0)
        {
            var offset = (query.Offset + page.Count).ToString(CultureInfo.InvariantCulture);
            var address = context.With(context.Request.Path, "offset", offset);
            context.Response.Headers.Append("Link", $"<{address}>; rel=\"next\"");
        }

        var entities = page.Select(item => (JsonNode)Write(item, catalog, context, lang, isSecond));
        return OpenDoors.Json(new JsonArray([.. entities]), isSecond ? "application/json" : LinkedType, lang);
    }

    private static IResult One(HttpContext context, string id, bool isSecond)
    {
        if (LanguageOf(context.Request.Query) is not { } lang)
            return TypedResults.Problem(Problems.Parameter("lang", $"Must be one of {string.Join(", ", LocalText.Languages)}."));
        return NgsiEntity.Find(context.Catalog(), id) is { } item
            ? OpenDoors.Json(Write(item, context.Catalog(), context, lang, isSecond), isSecond ? "application/json" : LinkedType, lang)
            : TypedResults.Problem(Problems.NoItem(id, "entity"));
    }

    private static JsonObject Write(PublishedItem item, CatalogSnapshot catalog, HttpContext context, string lang, bool isSecond)
    {
        var options = context.Request.Query["options"].ToString();
        var isPlain = options.Contains("keyValues", StringComparison.Ordinal) || options.Contains("simplified", StringComparison.Ordinal);
        var entity = new JsonObject { ["id"] = NgsiEntity.IdOf(item), ["type"] = NgsiEntity.TypeOf(item) };
        var wanted = context.Request.Query["attrs"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        foreach (
            var attribute in NgsiEntity
                .Attributes(item, catalog, context, lang)
                .Where(one => wanted.Length == 0 || wanted.Contains(one.Name))
        )
            entity[attribute.Name] =
                isPlain ? attribute.Value
                : isSecond ? attribute.Second()
                : attribute.Linked();
        if (!isSecond)
            entity["@context"] = new JsonArray(ModelContext, CoreContext);
        return entity;
    }

    private static IResult LinkedTypes(HttpContext context) =>
        OpenDoors.Json(
            new JsonObject
            {
                ["@context"] = CoreContext,
                ["id"] = "urn:ngsi-ld:EntityTypeList:xrcontent",
                ["type"] = "EntityTypeList",
                ["typeList"] = new JsonArray([.. NgsiEntity.Types.Select(type => (JsonNode)type)]),
            },
            LinkedType
        );

    private static IResult SecondTypes(HttpContext context) =>
        OpenDoors.Json(
            new JsonArray([
                .. NgsiEntity.Types.Select(type =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["type"] = type,
                            ["attrs"] = new JsonObject(),
                            ["count"] = context.Catalog().Of(NgsiEntity.KindOf(type)!.Value).Count,
                        }
                ),
            ])
        );

    private static string? LanguageOf(IQueryCollection asked) =>
        asked["lang"].ToString() is not { Length: > 0 } lang ? "ja"
        : LocalText.Languages.Contains(lang) ? lang
        : null;
}
