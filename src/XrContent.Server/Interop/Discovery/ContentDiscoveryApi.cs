using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Interop.GeoPoses;
using XrContent.Server.Onsite;
using XrContent.Server.Views;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Interop.Discovery;

/// <summary>
/// Spatial content discovery of the Open Spatial Computing Platform, to read: AR browsers ask with a cell of H3 what stands round them.
/// </summary>
internal static class ContentDiscoveryApi
{
    /// <summary>All that there is: what clients of the platform ask for unless told otherwise.</summary>
    private const string Everything = "history";

    /// <summary>Cells of about 5 square kilometres: coarser ones hold more than somebody sees who stands there.</summary>
    private const int CoarsestCell = 7;

    private const int MostRecords = 500;

    private static readonly string[] Topics =
    [
        Everything,
        .. Enum.GetValues<PlaceCategory>().Select(category => OpenDoors.Word<PlaceCategory>(category)!),
    ];

    public static void MapContentDiscovery(this WebApplication app)
    {
        // Some see more than others: nothing on the way may keep it.
        var group = app.MapGroup("/scrs")
            .WithTags("Open formats")
            .CacheByVersion()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.RequireCors(OpenDoors.AnyPage);
        group
            .MapGet("/{topic}", Near)
            .WithName("SpatialContent")
            .WithSummary("Captures and overlays in a cell of H3, nearest to its middle first");
        group.MapGet("/{topic}/{id}", One).WithName("SpatialContentRecord").WithSummary("One capture or overlay");
    }

    private static IResult Near(
        HttpContext context,
        CurrentTerrain terrain,
        string topic,
        [Description("Index of a cell of H3, of resolution 7 to 15.")] string? h3Index = null,
        [StringLength(400), Description("Words, parted by commas, of which a record must have one.")] string? keywords = null,
        [AllowedValues("ja", "en", "zh-Hans", "ko")] string lang = "ja"
    )
    {
        if (NoTopic(topic) is { } problem)
            return TypedResults.Problem(problem);
        if (!H3Cell.TryParse(h3Index, out var cell) || cell.Resolution < CoarsestCell)
            return TypedResults.Problem(
                Problems.Parameter(
                    "h3Index",
                    $"Must be the index of a cell of H3, such as 8828308281fffff, of resolution {CoarsestCell} to 15."
                )
            );
        var (catalog, words) = (context.Catalog(), Words(keywords));
        var middle = cell.Middle;
        var records = Boxes(middle, cell.Reach)
            .SelectMany(catalog.Within)
            .Distinct()
            .Where(item => SpatialRecord.Has(item) && H3Cell.Of(item.At, cell.Resolution) == cell && IsOf(item, catalog, topic, words))
            .OrderBy(item => Nearness.To(middle, item).Distance)
            .ThenBy(item => item.Id, StringComparer.Ordinal)
            .Take(MostRecords)
            .ToList();
        var writer = WriterOf(context, terrain, lang);
        var presence = context.Presence();
        return OpenDoors.Json(
            new JsonArray([.. records.Select(item => (JsonNode)writer.Of(item, presence.Opens(item.Places)))]),
            language: lang
        );
    }

    private static IResult One(
        HttpContext context,
        CurrentTerrain terrain,
        string topic,
        string id,
        [AllowedValues("ja", "en", "zh-Hans", "ko")] string lang = "ja"
    )
    {
        if (NoTopic(topic) is { } problem)
            return TypedResults.Problem(problem);
        if (SpatialRecord.Find(context.Catalog(), id) is not { } item || !IsOf(item, context.Catalog(), topic, []))
            return TypedResults.Problem(Problems.NoItem(id, $"record of {topic}"));
        return OpenDoors.Json(WriterOf(context, terrain, lang).Of(item, context.Presence().Opens(item.Places)), language: lang);
    }

    private static SpatialRecord WriterOf(HttpContext context, CurrentTerrain terrain, string lang) =>
        new(new Footing(context.Catalog(), terrain.Map), GeoPoseApi.GeoidOf(context), lang, context.Root());

    private static HttpValidationProblemDetails? NoTopic(string topic) =>
        Topics.Contains(topic) ? null : Problems.Parameter("topic", $"Must be one of {string.Join(", ", Topics)}.");

    private static bool IsOf(PublishedItem item, CatalogSnapshot catalog, string topic, HashSet<string> words) =>
        (topic == Everything || SpatialRecord.Categories(item, catalog).Contains(topic))
        && (words.Count == 0 || SpatialRecord.Keywords(item, catalog).Any(words.Contains));

    private static HashSet<string> Words(string? list) =>
        (list ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What holds a cell; two boxes where it lies over the antimeridian.</summary>
    private static IEnumerable<Envelope> Boxes(LatLon middle, double reach)
    {
        const double metresPerDegree = 110_000;
        var high = reach / metresPerDegree;
        var (south, north) = (middle.Latitude - high, middle.Latitude + high);
        var wide =
            Math.Max(Math.Abs(south), Math.Abs(north)) >= 90
                ? 180
                : Math.Min(180, high / Math.Cos(Angles.ToRadians(Math.Max(Math.Abs(south), Math.Abs(north)))));
        var (west, east) = (middle.Longitude - wide, middle.Longitude + wide);
        yield return new(Math.Max(west, -180), Math.Min(east, 180), south, north);
        if (west < -180)
            yield return new(west + 360, 180, south, north);
        if (east > 180)
            yield return new(-180, east - 360, south, north);
    }
}
