using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Xml.Linq;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Ways;

/// <summary>Places and tours for globes (OGC KML 2.3).</summary>
internal static class KmlApi
{
    private const string MediaType = "application/vnd.google-earth.kml+xml";
    private static readonly XNamespace Kml = "http://www.opengis.net/kml/2.2";

    public static void MapKml(this WebApplication app)
    {
        var open = app.MapOpen("").ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/places.kml", Places)
            .WithName("PlacesKml")
            .WithSummary("All places")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: MediaType);
        open.MapGet("/tours/{id}.kml", Tour)
            .WithName("TourKml")
            .WithSummary("A tour with its stops")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: MediaType);
    }

    private static IResult Places(HttpContext context, [AllowedValues("ja", "en", "zh-Hans", "ko")] string lang = "ja")
    {
        var root = context.Root();
        return Write(context.Catalog().Of(Kind.Place).After(null).Select(OpenItem.Of).Select(item => Placemark(item, lang, root)), lang);
    }

    private static IResult Tour(HttpContext context, string id, [AllowedValues("ja", "en", "zh-Hans", "ko")] string lang = "ja")
    {
        if (TourStops.Of(context.Catalog(), id) is not var (tour, stops))
            return TypedResults.Problem(Problems.NoItem(id, "tour"));
        var root = context.Root();
        var line = new XElement(
            Kml + "Placemark",
            new XElement(Kml + "name", tour.Says.Title.Best(lang)),
            new XElement(
                Kml + "LineString",
                new XElement(Kml + "tessellate", 1),
                Coordinates(
                    stops
                        .Where(stop => stop.At is not null)
                        .Select(stop => new Coordinate(stop.At!.Value.Longitude, stop.At.Value.Latitude))
                )
            )
        );
        return Write([line, .. stops.Select(stop => Placemark(stop, lang, root))], lang, tour.Says.Title.Best(lang));
    }

    private static IResult Write(IEnumerable<XElement> placemarks, string lang, string? name = null)
    {
        var document = new XElement(Kml + "Document", name is null ? null : new XElement(Kml + "name", name), placemarks);
        var text = $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{new XElement(Kml + "kml", document)}\n";
        return OpenDoors.Text(text, MediaType, lang);
    }

    private static XElement Placemark(OpenItem item, string lang, string root) =>
        new(
            Kml + "Placemark",
            new XAttribute("id", $"item-{item.Id}"),
            new XElement(Kml + "name", item.Says.Title.Best(lang)),
            item.Says.Address.Best(lang) is { } address ? new XElement(Kml + "address", address) : null,
            new XElement(Kml + "description", Describe(item, lang, root)),
            item.Shape is { } shape ? Shape(shape) : null
        );

    private static string Describe(OpenItem item, string lang, string root) =>
        string.Join("\n\n", new[] { item.Says.Summary.Best(lang), item.Page(root) }.Where(text => text is not null));

    private static XElement? Shape(Geometry shape) =>
        shape switch
        {
            Point point => new(Kml + "Point", Coordinates([point.Coordinate])),
            LineString line => new(Kml + "LineString", Coordinates(line.Coordinates)),
            Polygon polygon => new(
                Kml + "Polygon",
                new XElement(Kml + "outerBoundaryIs", Ring(polygon.ExteriorRing)),
                polygon.InteriorRings.Select(ring => new XElement(Kml + "innerBoundaryIs", Ring(ring)))
            ),
            GeometryCollection { Count: > 0 } several => new(Kml + "MultiGeometry", several.Geometries.Select(Shape)),
            _ => null,
        };

    private static XElement Ring(LineString ring) => new(Kml + "LinearRing", Coordinates(ring.Coordinates));

    private static XElement Coordinates(IEnumerable<Coordinate> points) =>
        new(
            Kml + "coordinates",
            string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X},{point.Y}")))
        );
}
