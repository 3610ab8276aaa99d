using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Catalog.Rules;
using XrContent.Geo;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Views;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Studio;

/// <summary>What visitors would see: the visitors' own answers, made from drafts.</summary>
internal static class PreviewApi
{
    /// <summary>Drafts never stand beside what is published.</summary>
    private const string Among = "preview ";

    /// <param name="Overlay">GeoJSON as PUT takes it; it need not be saved.</param>
    /// <param name="Lat">Degrees north of the eye.</param>
    /// <param name="Lon">Degrees east of the eye.</param>
    /// <param name="Eye">Metres from the ground or deck to the eye.</param>
    internal sealed record OverlayPreview(
        JsonElement Overlay,
        [property: Range(-90.0, 90.0)] double Lat,
        [property: Range(-180.0, 180.0)] double Lon,
        [property: Range(0.0, 500.0)] double Eye = ViewDefaults.EyeAboveGround
    );

    public static void MapPreviews(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/preview")
            .WithTags("Studio")
            .RequireStaff()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        staff
            .MapGet("/items/{id}", ItemAsync)
            .WithName("PreviewItem")
            .WithSummary("An item with its newest words")
            .Produces<Feature>(StatusCodes.Status200OK, FeatureCollectionResult.ContentType);
        staff
            .MapGet("/scenes/{id}", SceneAsync)
            .WithName("PreviewScene")
            .WithSummary("A scene with the newest words of all that it shows")
            .Produces<SceneAnswer>();
        staff
            .MapGet("/scenes/{id}/view", ViewAsync)
            .WithName("PreviewView")
            .WithSummary("The same as directions, from any eye point")
            .Produces<ViewAnswer>();
        staff
            .MapGet("/scenes/{id}/raster", RasterAsync)
            .WithName("PreviewRaster")
            .WithSummary("The same as a tinted picture")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "image/webp");
        staff
            .MapPost("/view", OverlayAsync)
            .WithName("PreviewOverlay")
            .WithSummary("An overlay that is being written, as directions from any eye point")
            .Produces<ViewAnswer>();
    }

    private static async Task<Results<FeatureResult, ProblemHttpResult>> ItemAsync(
        PreviewCatalog preview,
        string id,
        CancellationToken cancel,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    ) =>
        (await preview.NowAsync(cancel)).Find(id) is { } item
            ? new FeatureResult(item, full: true, lang)
            : TypedResults.Problem(NotYet(id));

    private static async Task<Results<LocalizedResult, ProblemHttpResult>> SceneAsync(
        PreviewCatalog preview,
        CurrentTerrain terrain,
        string id,
        CancellationToken cancel,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    )
    {
        var catalog = await preview.NowAsync(cancel);
        return catalog.Find(id) is { Kind: Kind.Scene } item
            ? new LocalizedResult(ViewApi.SceneJson(item, new(catalog, terrain.Map)), lang, "application/json")
            : TypedResults.Problem(NotYet(id));
    }

    private static async Task<Results<LocalizedResult, ProblemHttpResult>> ViewAsync(
        [AsParameters] ViewContext context,
        PreviewCatalog preview,
        string id,
        [Range(-90.0, 90.0)] double? lat = null,
        [Range(-180.0, 180.0)] double? lon = null,
        [Range(0.0, 500.0)] double? eye = null,
        [Range(ViewDefaults.FirstYear, ViewDefaults.LastYear)] int? year = null,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    )
    {
        var catalog = await preview.NowAsync(context.Cancel);
        if (catalog.Find(id) is not { Document: Scene scene } item)
            return TypedResults.Problem(NotYet(id));
        var footing = new Footing(catalog, context.Map);
        var raster = RasterLinks.Of(id, context.Map, catalog.PublicationId.ToString("N"), lat, lon, eye, year, "/api/v1/studio/preview");
        var from = footing.In(year ?? context.Year, Observer(footing, scene, lat, lon, eye));
        var json = await context.Views.ViewAsync(footing, item, from, raster, context.Cancel, Among);
        return new LocalizedResult(json, lang, "application/json");
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> RasterAsync(
        [AsParameters] ViewContext context,
        PreviewCatalog preview,
        string id,
        [Range(-90.0, 90.0)] double? lat = null,
        [Range(-180.0, 180.0)] double? lon = null,
        [Range(0.0, 500.0)] double? eye = null,
        [Range(ViewDefaults.FirstYear, ViewDefaults.LastYear)] int? year = null,
        DateTimeOffset? at = null
    )
    {
        var catalog = await preview.NowAsync(context.Cancel);
        if (catalog.Find(id) is not { Document: Scene scene } item)
            return TypedResults.Problem(NotYet(id));
        var footing = new Footing(catalog, context.Map);
        var from = footing.In(year ?? context.Year, Observer(footing, scene, lat, lon, eye));
        return await context.Views.RasterAsync(footing, item, from, at, webp: true, context.Cancel, Among) is { } bytes
            ? TypedResults.Bytes(bytes, "image/webp")
            : TypedResults.Problem(Problems.NoItem(id, "raster without terrain"));
    }

    private static Observer Observer(Footing footing, Scene scene, double? lat, double? lon, double? eye) =>
        footing.ObserverOf(scene, lat is null || lon is null ? null : new LatLon(lat.Value, lon.Value), eye);

    private static async Task<Results<LocalizedResult, ProblemHttpResult>> OverlayAsync(
        [AsParameters] ViewContext context,
        PreviewCatalog preview,
        OverlayPreview request,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null
    )
    {
        var (read, problems) = FeatureReader.Read("", Encoding.UTF8.GetBytes(request.Overlay.GetRawText()));
        if (read is not [{ Document: Overlay } overlay])
            return TypedResults.Problem(
                problems.Count > 0 ? Problems.Fields(problems) : Problems.Parameter("overlay", "Must be an overlay.")
            );
        // What cannot be drawn yet is said at its field; a missing source hides nothing.
        if (ItemRules.Check(overlay).Where(problem => !IsOfWords(problem.Field)).ToList() is { Count: > 0 } wrong)
            return TypedResults.Problem(Problems.Fields(wrong));
        var catalog = await preview.NowAsync(context.Cancel);
        var point = new LatLon(request.Lat, request.Lon);
        if (((Overlay)overlay.Document).About is { } about && catalog.Find<Place>(about) is null)
            return TypedResults.Problem(Problems.Parameter("about", $"There is no place \"{about}\"."));
        if (catalog.Nearby(point, Wgs84.MeanRadius, Kind.Place, 1) is not [var near])
            return TypedResults.Problem(Problems.Parameter("lat", "There is no place in the catalogue yet to stand at."));
        var scene = new Item(
            "preview",
            null,
            new Scene
            {
                Title = overlay.Document.Title,
                Place = near.Item.Id,
                Overlays = [overlay.Id],
            }
        );
        var delta = new PublishedDelta(catalog.Version, Guid.NewGuid(), [FeatureText.Of(overlay), FeatureText.Of(scene)], [], []);
        var all = catalog.With(delta, PublicItem.Describe);
        var footing = new Footing(all, context.Map);
        var from = footing.In(context.Year, footing.Standing(near.Item, point, request.Eye));
        var answer = await context.Views.AnswerAsync(footing, all.Find(scene.Id)!, from, () => null, context.Cancel);
        var json = LocalizedJson.Of(JsonSerializer.SerializeToUtf8Bytes(answer, ViewApi.Plain.ViewAnswer));
        return new LocalizedResult(json, lang, "application/json");
    }

    /// <summary>Words and sources are not drawn.</summary>
    private static bool IsOfWords(string field) =>
        field.Split('.', '[')[0] is "title" or "sources"
        || field.EndsWith(".sources", StringComparison.Ordinal)
        || field.Contains(".sources[", StringComparison.Ordinal);

    private static Microsoft.AspNetCore.Mvc.ProblemDetails NotYet(string id) =>
        new()
        {
            Type = Problems.NotFound,
            Title = "There is nothing to see of it yet.",
            Status = StatusCodes.Status404NotFound,
            Detail = $"\"{id}\" is not there, or something in it still breaks a rule: its page says what.",
        };
}
