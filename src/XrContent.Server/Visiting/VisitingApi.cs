using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Geo;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite;
using XrContent.Server.Terrain;

namespace XrContent.Server.Visiting;

/// <summary>What a visitor's phone asks: what is round me, what is this, what changed.</summary>
internal static class VisitingApi
{
    /// <summary>The only zoom of the cells door: coarse enough to hide a person, fine enough to be of use.</summary>
    private const int CellZoom = 15;

    public static IServiceCollection AddVisiting(this IServiceCollection services) => services
        .AddSingleton<CurrentCatalog>()
        .AddSingleton<Commands.StarterContent>()
        .AddHostedService<CatalogFeed>();

    public static void MapVisiting(this WebApplication app)
    {
        app.MapGet("/api/v1/site", Site).WithName("Site").WithTags("Visiting").WithSummary("What the web part must know of this server");
        var open = app.MapGroup("/api/v1").WithTags("Visiting").CacheByVersion().ProducesValidationProblem();
        open.MapGet("/nearby", Nearby).WithName("Nearby").WithSummary("Items round a position, nearest first");
        open.MapGet("/cells/{z}/{x}/{y}", Cell).WithName("Cell").WithSummary("Items in a slippy-map cell, so that a phone need not tell where it is");
        open.MapGet("/items/{id}", Item).WithName("Item").WithSummary("One published item")
            .Produces<Feature>(StatusCodes.Status200OK, FeatureCollectionResult.ContentType).ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/changes", Changes).WithName("Changes").WithSummary("What changed since a catalogue version");

        var onSpot = app.MapGroup("/api/v1").WithTags("Visiting").RequirePresence(Where.OfItem).CacheByVersion().ProducesValidationProblem();
        onSpot.MapGet("/scenes/{id}", Scene).WithName("Scene").WithSummary("A scene with its captures, overlays, hotspots and media addresses")
            .Produces<SceneAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Ok<SiteAnswer> Site(IConfiguration configuration, CurrentTerrain terrain) => TypedResults.Ok(new SiteAnswer(
        configuration.GetValue<bool>("Map:GsiTiles"), configuration.GetValue<bool>("Onsite:Required"), terrain.Map.Best.ToString().ToLowerInvariant(), HostingSetup.Build));

    private static FeatureCollectionResult Nearby(
        CurrentCatalog current,
        OnsiteGate gate,
        HttpContext context,
        [Range(-90.0, 90.0), Description("Degrees north.")] double lat,
        [Range(-180.0, 180.0), Description("Degrees east.")] double lon,
        [Range(1.0, 50_000.0), Description("Metres.")] double radius = 300,
        [AllowedValues(null, "place", "capture", "overlay", "scene", "tour", "event"), Description("Only this kind.")] string? kind = null,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko"), Description("Cuts each text down to this language, or to the one that stands in for it.")] string? lang = null,
        [Range(1, 500)] int limit = 50) =>
        new(current.Required.Nearby(new(lat, lon), radius, KindOf(kind), limit), lang, item => gate.Opens(context, item), measured: true);

    private static Results<FeatureCollectionResult, ProblemHttpResult> Cell(
        CurrentCatalog current,
        OnsiteGate gate,
        HttpContext context,
        [Description("15.")] int z,
        int x,
        int y,
        [AllowedValues(null, "place", "capture", "overlay", "scene", "tour", "event")] string? kind = null,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null)
    {
        if (z != CellZoom) return TypedResults.Problem(Problems.Parameter("z", $"Cells are served at zoom {CellZoom} only."));
        var cell = new SlippyCell(z, x, y);
        if (!cell.IsValid) return TypedResults.Problem(Problems.Parameter(x is < 0 or >= 1 << CellZoom ? "x" : "y", $"Must be 0 to {(1 << CellZoom) - 1}."));
        var items = current.Required.InCell(cell, KindOf(kind)).Select(item => new Near(item, 0, 0)).ToList();
        return new FeatureCollectionResult(items, lang, item => gate.Opens(context, item), measured: false);
    }

    private static Results<LocalizedResult, ProblemHttpResult> Item(
        CurrentCatalog current, OnsiteGate gate, HttpContext context, string id, [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null) =>
        current.Required.Find(id) is { } item
            ? new LocalizedResult(gate.Opens(context, id) ? item.Full : item.Teaser, lang, FeatureCollectionResult.ContentType)
            : TypedResults.Problem(Problems.NoItem(id));

    private static Results<LocalizedResult, ProblemHttpResult> Scene(
        CurrentCatalog current, string id, [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null) =>
        current.Required.Find(id) is { Item.Kind: Kind.Scene } item
            ? new LocalizedResult(SceneJson(item, current.Required.Items), lang, "application/json")
            : TypedResults.Problem(Problems.NoItem(id, "scene"));

    private static Ok<ChangesAnswer> Changes(CurrentCatalog current, [Range(0, long.MaxValue), Description("The version the client has.")] long since)
    {
        var catalog = current.Required;
        var changes = catalog.ChangesSince(since);
        return TypedResults.Ok(new ChangesAnswer(catalog.Version, Reset: changes is null, changes ?? []));
    }

    /// <summary>Scenes are put together when first asked for, and live as long as the snapshot's item.</summary>
    private static readonly ConditionalWeakTable<PublishedItem, LocalizedJson> Prepared = [];

    /// <summary>A scene as its door answers it.</summary>
    public static LocalizedJson SceneJson(PublishedItem scene, CatalogItems all) => Prepared.GetValue(scene, _ => Prepare(scene, all));

    private static LocalizedJson Prepare(PublishedItem item, CatalogItems all) =>
        LocalizedJson.Of(JsonSerializer.SerializeToUtf8Bytes(SceneWriter.Write(item.Item, all), Plain.SceneAnswer));

    // As in the catalogue's own JSON: words stay words, not escapes.
    internal static readonly AnswerJson Plain = new(new(AnswerJson.Default.Options) { Encoder = Catalog.Exchange.CatalogJson.Options.Encoder });

    private static Kind? KindOf(string? name) => name is null ? null : Enum.Parse<Kind>(name, ignoreCase: true);
}
