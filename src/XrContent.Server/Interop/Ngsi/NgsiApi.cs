using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Ngsi;

/// <summary>Places and events for context brokers to pull: NGSI-LD 1.6 (ETSI GS CIM 009) and NGSIv2, read only.</summary>
internal static class NgsiApi
{
    private const string LinkedType = "application/ld+json";
    private const string Models = "https://raw.githubusercontent.com/smart-data-models/dataModel.";
    private const string CoreContext = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld";

    public static void MapNgsi(this WebApplication app)
    {
        var linked = app.MapOpen("/ngsi-ld/v1", context => OpenDoors.ByDay(context) + (HasContextInside(context) ? "-ld" : ""), "Accept")
            .WithMetadata(Told(StatusCodes.Status400BadRequest))
            .WithMetadata(Told(StatusCodes.Status404NotFound));
        linked
            .MapGet("/entities", (HttpContext context) => Many(context, isSecond: false))
            .WithName("NgsiLdEntities")
            .WithSummary("Places and events as NGSI-LD entities, by type, georel and page")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/json", LinkedType);
        linked
            .MapGet("/entities/{id}", (HttpContext context, string id) => One(context, id, isSecond: false))
            .WithName("NgsiLdEntity")
            .WithSummary("One entity")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/json", LinkedType);
        linked.MapGet("/types", LinkedTypes).WithName("NgsiLdTypes").WithSummary("Types of entities");
        var second = app.MapOpen("/v2", OpenDoors.ByDay)
            .WithMetadata(Told(StatusCodes.Status400BadRequest))
            .WithMetadata(Told(StatusCodes.Status404NotFound));
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

    private static ProducesResponseTypeMetadata Told(int status) => new(status, typeof(void), ["application/json"]);

    private static IResult Many(HttpContext context, bool isSecond)
    {
        var asked = context.Request.Query;
        var (query, problem) = NgsiQuery.Read(asked, isSecond);
        if (query is null)
            return Refused(context, problem!, isSecond);
        if (LanguageOf(asked) is not { } lang)
            return Refused(context, Problems.Parameter("lang", $"Must be one of {string.Join(", ", LocalText.Languages)}."), isSecond);
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
        return Answer(context, new JsonArray([.. entities]), ContextOf(query.Kinds), isSecond, lang);
    }

    private static IResult One(HttpContext context, string id, bool isSecond)
    {
        if (LanguageOf(context.Request.Query) is not { } lang)
            return Refused(context, Problems.Parameter("lang", $"Must be one of {string.Join(", ", LocalText.Languages)}."), isSecond);
        if (!isSecond && !Uri.IsWellFormedUriString(id, UriKind.Absolute))
            return Refused(context, Problems.Parameter("id", "Must be a URI, such as urn:ngsi-ld:Event:lantern-festival."), isSecond);
        return NgsiEntity.Find(context.Catalog(), id) is { } item
            ? Answer(context, Write(item, context.Catalog(), context, lang, isSecond), ContextOf([item.Kind]), isSecond, lang)
            : Refused(context, Problems.NoItem(id, "entity"), isSecond);
    }

    /// <summary>Whether JSON-LD is asked for, which holds its context; plain JSON names it by a link (ETSI GS CIM 009, 6.3.5).</summary>
    private static bool HasContextInside(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains(LinkedType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the attributes' names are explained: the data models of the kinds, then NGSI-LD's own.</summary>
    private static string[] ContextOf(IEnumerable<Kind> kinds) =>
        [
            .. kinds.Select(kind => $"{Models}{(kind == Kind.Event ? "TourismDestinations" : "PointOfInterest")}/master/context.jsonld"),
            CoreContext,
        ];

    private static IResult Answer(HttpContext context, JsonNode answer, string[] explained, bool isSecond, string? lang)
    {
        if (isSecond)
            return OpenDoors.Json(answer, language: lang);
        if (!HasContextInside(context))
        {
            context.Response.Headers.Append(
                "Link",
                $"<{explained[0]}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"{LinkedType}\""
            );
            return OpenDoors.Json(answer, language: lang);
        }

        foreach (var entity in answer is JsonArray many ? many.OfType<JsonObject>() : [(JsonObject)answer])
            entity["@context"] = new JsonArray([.. explained.Select(one => (JsonNode)one)]);
        return OpenDoors.Json(answer, LinkedType, lang);
    }

    /// <summary>Why there is no answer, as brokers of either version read it.</summary>
    private static IResult Refused(HttpContext context, ProblemDetails problem, bool isSecond)
    {
        var isMissing = problem.Status == StatusCodes.Status404NotFound;
        context.Response.StatusCode = problem.Status ?? StatusCodes.Status400BadRequest;
        context.Response.Headers.Remove("ETag");
        context.Response.Headers.CacheControl = "no-store";
        var why = problem is HttpValidationProblemDetails { Errors: var errors }
            ? string.Join(" ", errors.SelectMany(error => error.Value.Select(words => $"{error.Key}: {words}")))
            : problem.Detail ?? problem.Title;
        return OpenDoors.Json(
            isSecond
                ? new JsonObject { ["error"] = isMissing ? "NotFound" : "BadRequest", ["description"] = why }
                : new JsonObject
                {
                    ["type"] = $"https://uri.etsi.org/ngsi-ld/errors/{(isMissing ? "ResourceNotFound" : "BadRequestData")}",
                    ["title"] = problem.Title,
                    ["detail"] = why,
                }
        );
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
        return entity;
    }

    private static IResult LinkedTypes(HttpContext context) =>
        Answer(
            context,
            new JsonObject
            {
                ["id"] = "urn:ngsi-ld:EntityTypeList:xrcontent",
                ["type"] = "EntityTypeList",
                ["typeList"] = new JsonArray([.. NgsiEntity.Types.Select(type => (JsonNode)type)]),
            },
            [CoreContext],
            isSecond: false,
            lang: null
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
