using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Geo;
using XrContent.Server.Accounts;
using XrContent.Server.Hosting;
using XrContent.Server.Visiting;
using XrContent.Server.Visiting.View;

namespace XrContent.Server.Studio;

/// <summary>What visitors would see: the visitors' own answers, made from drafts.</summary>
internal static class PreviewApi
{
    /// <param name="Overlay">GeoJSON as PUT takes it; it need not be saved.</param>
    /// <param name="Lat">Degrees north of the eye.</param>
    /// <param name="Lon">Degrees east of the eye.</param>
    /// <param name="Eye">Metres from the ground or deck to the eye.</param>
    internal sealed record OverlayPreview(JsonElement Overlay, [property: Range(-90.0, 90.0)] double Lat, [property: Range(-180.0, 180.0)] double Lon, [property: Range(0.0, 500.0)] double Eye = Visiting.View.Eye.Usual);

    public static void MapPreviews(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/preview").WithTags("Studio").RequireStaff().ProducesProblem(StatusCodes.Status404NotFound).ProducesValidationProblem();
        staff.MapGet("/items/{id}", ItemAsync).WithName("PreviewItem").WithSummary("An item with its newest words").Produces<Feature>(StatusCodes.Status200OK, FeatureCollectionResult.ContentType);
        staff.MapGet("/scenes/{id}", SceneAsync).WithName("PreviewScene").WithSummary("A scene with the newest words of all that it shows").Produces<SceneAnswer>();
        staff.MapGet("/scenes/{id}/view", ViewAsync).WithName("PreviewView").WithSummary("The same as directions, from any eye point").Produces<ViewAnswer>();
        staff.MapGet("/scenes/{id}/raster", RasterAsync).WithName("PreviewRaster").WithSummary("The same as a tinted picture").Produces(StatusCodes.Status200OK, responseType: null, contentType: "image/webp");
        staff.MapPost("/view", OverlayAsync).WithName("PreviewOverlay").WithSummary("An overlay that is being written, as directions from any eye point").Produces<ViewAnswer>();
    }

    private static async Task<Results<LocalizedResult, ProblemHttpResult>> ItemAsync(PreviewCatalog preview, string id, CancellationToken cancel, [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null) =>
        (await preview.NowAsync(cancel)).Find(id) is { } item ? new LocalizedResult(item.Full, lang, FeatureCollectionResult.ContentType) : TypedResults.Problem(NotYet(id));

    private static async Task<Results<LocalizedResult, ProblemHttpResult>> SceneAsync(PreviewCatalog preview, string id, CancellationToken cancel, [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null)
    {
        var catalog = await preview.NowAsync(cancel);
        return catalog.Find(id) is { Item.Kind: Kind.Scene } item ? new LocalizedResult(VisitingApi.SceneJson(item, catalog.Items), lang, "application/json") : TypedResults.Problem(NotYet(id));
    }

    private static async Task<Results<LocalizedResult, ProblemHttpResult>> ViewAsync(
        [AsParameters] Services services, PreviewCatalog preview, string id, [Range(-90.0, 90.0)] double? lat = null, [Range(-180.0, 180.0)] double? lon = null, [Range(0.0, 500.0)] double? eye = null,
        [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null)
    {
        var catalog = await preview.NowAsync(services.Cancel);
        if (catalog.Find(id)?.Item is not { Document: Scene scene } item) return TypedResults.Problem(NotYet(id));
        var from = Eye.Of(scene, catalog.Items, services.Terrain.Map, lat is null || lon is null ? null : new LatLon(lat.Value, lon.Value), eye);
        var map = services.Terrain.Map;
        var query = lat is null || lon is null ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"lat={lat}&lon={lon}&eye={eye ?? Eye.Usual}&");
        return Write(services, catalog.Items, from, item, lang, () => map.Version.Length == 0 ? null
            : new($"/api/v1/studio/preview/scenes/{id}/raster?{query}v={catalog.Mark:N}", [0, 360], [RasterPainter.Bottom, RasterPainter.Top], RasterPainter.Width, RasterPainter.Height));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> RasterAsync(
        [AsParameters] Services services, PreviewCatalog preview, string id, [Range(-90.0, 90.0)] double? lat = null, [Range(-180.0, 180.0)] double? lon = null, [Range(0.0, 500.0)] double? eye = null, DateTimeOffset? at = null)
    {
        var catalog = await preview.NowAsync(services.Cancel);
        if (catalog.Find(id)?.Item is not { Document: Scene scene }) return TypedResults.Problem(NotYet(id));
        var from = Eye.Of(scene, catalog.Items, services.Terrain.Map, lat is null || lon is null ? null : new LatLon(lat.Value, lon.Value), eye);
        if (services.Sweeps.From(services.Terrain.Map, from.Point, from.Height, services.Cancel) is not { } sweep) return TypedResults.Problem(Problems.NoItem(id, "raster without terrain"));
        return TypedResults.Bytes(new RasterPainter(catalog.Items, sweep, (point, height) => services.Sweeps.From(services.Terrain.Map, point, height, services.Cancel)).Paint(scene, at, webp: true), "image/webp");
    }

    private static async Task<Results<LocalizedResult, ProblemHttpResult>> OverlayAsync([AsParameters] Services services, PreviewCatalog preview, OverlayPreview request, [AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? lang = null)
    {
        var (read, problems) = FeatureReader.Read("", Encoding.UTF8.GetBytes(request.Overlay.GetRawText()));
        if (read is not [{ Document: Overlay } overlay]) return TypedResults.Problem(problems.Count > 0 ? Problems.Fields(problems) : Problems.Parameter("overlay", "Must be an overlay."));
        // What cannot be drawn yet is said at its field; a missing source hides nothing.
        if (ItemRules.Check(overlay).Where(problem => !problem.Field.Contains("ource", StringComparison.Ordinal) && !problem.Field.StartsWith("title", StringComparison.Ordinal)).ToList() is { Count: > 0 } wrong)
            return TypedResults.Problem(Problems.Fields(wrong));
        var catalog = await preview.NowAsync(services.Cancel);
        var point = new LatLon(request.Lat, request.Lon);
        if (((Overlay)overlay.Document).About is { } about && catalog.Items.Find<Place>(about) is null) return TypedResults.Problem(Problems.Parameter("about", $"There is no place \"{about}\"."));
        if (catalog.Nearby(point, Wgs84.MeanRadius, Kind.Place, 1) is not [var near]) return TypedResults.Problem(Problems.Parameter("lat", "There is no place in the catalogue yet to stand at."));
        var scene = new Item("preview", null, new Scene { Title = overlay.Document.Title, Place = near.Item.Item.Id, Overlays = [overlay.Id] });
        var all = new CatalogItems([.. catalog.Items.All.Where(item => item.Id != overlay.Id && item.Id != scene.Id), overlay, scene]);
        var from = Eye.Standing(near.Item.Item, services.Terrain.Map, point, request.Eye);
        return Write(services, all, from, scene, lang, () => null);
    }

    private static LocalizedResult Write(Services services, CatalogItems all, Eye from, Item scene, string? lang, Func<ViewRaster?> raster)
    {
        var sweep = services.Sweeps.From(services.Terrain.Map, from.Point, from.Height, services.Cancel);
        var answer = new ViewWriter(all, services.Terrain.Map, from, sweep).Scene(scene, services.Clock.GetUtcNow(), raster);
        return new(LocalizedJson.Of(JsonSerializer.SerializeToUtf8Bytes(answer, VisitingApi.Plain.ViewAnswer)), lang, "application/json");
    }

    private static Microsoft.AspNetCore.Mvc.ProblemDetails NotYet(string id) => new()
    {
        Type = Problems.NotFound,
        Title = "There is nothing to see of it yet.",
        Status = StatusCodes.Status404NotFound,
        Detail = $"\"{id}\" is not there, or something in it still breaks a rule: its page says what.",
    };
}
