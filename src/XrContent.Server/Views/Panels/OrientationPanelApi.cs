using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Onsite;

namespace XrContent.Server.Views.Panels;

/// <summary>Paper AR: the view as an orientation panel to print, for railings, classes and people without a phone.</summary>
internal static class OrientationPanelApi
{
    public static void MapOrientationPanels(this WebApplication app)
    {
        var onSpot = app.MapGroup("/api/v1/scenes/{id}")
            .WithTags("Visiting")
            .CacheByVersion()
            .RequirePresence(Where.OfItem)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        onSpot
            .MapGet("/plate.{format:regex(^(svg|pdf)$)}", DrawAsync)
            .WithName("Plate")
            .WithSummary("An orientation panel in millimetres, as SVG or PDF")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "image/svg+xml", "application/pdf");
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> DrawAsync(
        [AsParameters] ViewContext context,
        string id,
        string format,
        [Range(-90.0, 90.0)] double? lat = null,
        [Range(-180.0, 180.0)] double? lon = null,
        [Range(0.0, 500.0)] double? eye = null,
        [AllowedValues("ja", "en", "zh-Hans", "ko")] string lang = "ja",
        [Range(0.0, 360.0), Description("Azimuth in the middle; else where the scene looks.")] double? azimuth = null,
        [Range(20.0, 340.0), Description("Degrees from edge to edge.")] double span = 120,
        [Range(200.0, 2000.0), Description("Millimetres; the long side of A3 by default.")] double width = 420
    )
    {
        if (ViewApi.Resolve(context, id, lat, lon, eye) is not { } view)
            return ViewApi.Refusal(context, id, lat, lon);
        var scene = (Scene)view.Scene.Document;
        var answer = await context.Views.AnswerAsync(context.Footing, view.Scene, view.Observer, () => null, context.Cancel);
        var sources = SourcesOf(scene, context.Catalog);
        var panel = OrientationPanel.Of(answer, scene.Title, lang, azimuth ?? scene.Gaze?.Azimuth ?? 0, span, width, sources);
        return format == "pdf"
            ? TypedResults.Bytes(PanelPdf.Write(panel, lang), "application/pdf", $"{id}-{lang}.pdf")
            : TypedResults.Bytes(Encoding.UTF8.GetBytes(PanelSvg.Write(panel, lang)), "image/svg+xml");
    }

    /// <summary>What the panel's figures come from, each once: of its overlays, and of the height and position of its place.</summary>
    private static List<string> SourcesOf(Scene scene, CatalogSnapshot all)
    {
        var place = all.Find<Place>(scene.Place)!;
        var own = place.HeightSources.Concat(place.Position?.Sources ?? []).ToHashSet();
        return
        [
            .. scene
                .Overlays.SelectMany(overlay => all.Find(overlay)!.Document.Sources)
                .Concat(place.Sources.Where(source => own.Contains(source.Id)))
                .Where(source => source.Publisher != "XrContent")
                .Select(source =>
                    source.Publisher is null
                        ? source.Title
                        : $"{source.Title} ({source.Publisher}{(source.Date is { } date ? $", {date}" : "")})"
                )
                .Distinct(),
        ];
    }
}
