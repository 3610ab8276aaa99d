using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Xml;
using NetTopologySuite.IO;
using XrContent.Catalog.Documents;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Ways;

/// <summary>Places and tours for navigation devices (GPX 1.1). A tour is a route from stop to stop; the way between is not known.</summary>
internal static class GpxApi
{
    private const string MediaType = "application/gpx+xml";

    public static void MapGpx(this WebApplication app)
    {
        var open = app.MapOpen("").ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/places.gpx", Places)
            .WithName("PlacesGpx")
            .WithSummary("All places as waypoints")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: MediaType);
        open.MapGet("/tours/{id}.gpx", Tour)
            .WithName("TourGpx")
            .WithSummary("A tour as a route from stop to stop")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: MediaType);
    }

    private static IResult Places(HttpContext context, [AllowedValues("ja", "en", "zh-Hans", "ko")] string lang = "ja")
    {
        var root = context.Root();
        var points = context.Catalog().Of(Kind.Place).After(null).Select(OpenItem.Of).Select(place => Waypoint(place, lang, root));
        var file = NewFile();
        file.Waypoints.AddRange(points.OfType<GpxWaypoint>());
        return Write(file, lang);
    }

    private static IResult Tour(HttpContext context, string id, [AllowedValues("ja", "en", "zh-Hans", "ko")] string lang = "ja")
    {
        if (TourStops.Of(context.Catalog(), id) is not var (tour, stops))
            return TypedResults.Problem(Problems.NoItem(id, "tour"));
        var root = context.Root();
        var route = new GpxRoute()
            .WithName(tour.Says.Title.Best(lang))
            .WithDescription(tour.Says.Summary.Best(lang))
            .WithWaypoints(stops.Select(stop => Waypoint(stop, lang, root)).OfType<GpxWaypoint>());
        var file = NewFile();
        file.Routes.Add(route);
        return Write(file, lang);
    }

    private static GpxFile NewFile() => new() { Metadata = new GpxMetadata("XrContent") };

    private static GpxWaypoint? Waypoint(OpenItem item, string lang, string root) =>
        item.At is not { } at
            ? null
            : new GpxWaypoint(new GpxLongitude(at.Longitude), new GpxLatitude(at.Latitude))
                .WithName(item.Says.Title.Best(lang))
                .WithDescription(item.Says.Summary.Best(lang))
                .WithClassification(OpenDoors.Word(item.Says.Category))
                .WithLinks(item.Page(root) is { } page ? [new GpxWebLink(new Uri(page))] : []);

    private static IResult Write(GpxFile file, string lang)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
            file.WriteTo(writer, new GpxWriterSettings());
        return OpenDoors.Text(Encoding.UTF8.GetString(buffer.ToArray()), MediaType, lang);
    }
}
