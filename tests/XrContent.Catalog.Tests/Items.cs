using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;

namespace XrContent.Catalog.Tests;

/// <summary>Small valid items to start from.</summary>
internal static class Items
{
    public static LocalText Text(string words) => new() { Japanese = words, English = words };

    public static Item Titled(Item item, string title) => item with { Document = item.Document with { Title = Text(title) } };

    public static Item Place(string id, double latitude = 32.75, double longitude = 129.87) => Place(id, Point(latitude, longitude));

    public static Item Place(string id, Geometry geometry) =>
        new(
            id,
            geometry,
            new Place
            {
                Title = Text(id),
                Category = PlaceCategory.Relic,
                Position = new(10, ["s"]),
                Sources = [new("s", "A source")],
            }
        );

    public static Item Scene(string id, string place, params string[] captures) =>
        new(
            id,
            null,
            new Scene
            {
                Title = Text(id),
                Place = place,
                Captures = captures,
            }
        );

    public static Item Capture(string id, string place, double? heading = 0) =>
        new(
            id,
            Point(32.75, 129.87),
            new Capture
            {
                Title = Text(id),
                Place = place,
                Nature = CaptureNature.Photograph,
                Taken = new(2026, 2, 17, 19, 5, 0, TimeSpan.FromHours(9)),
                Pose = new(heading),
                Panorama = new(4096, 2048, 0, 0, 4096, 2048),
                Original = new($"captures/{id}", new string('a', 64), 1),
            }
        );

    /// <summary>A capture of which everything is said that must be before visitors see it.</summary>
    public static Item Shown(string id, string place)
    {
        var item = Capture(id, place);
        var rights = new Rights("CC-BY-4.0", "City", Text("City"));
        return item with { Document = (Capture)item.Document with { Rights = rights, People = PeopleShown.None } };
    }

    public static Point Point(double latitude, double longitude) =>
        CatalogJson.GeometryFactory.CreatePoint(new Coordinate(longitude, latitude));

    public static PublicJson Plain(PublishedItem item, CatalogSnapshot catalog)
    {
        var json = LocalizedJson.Of(item.Feature);
        return new(json, json.Length - 2, IsWhole: false);
    }

    public static CatalogSnapshot Published(params IReadOnlyList<Item> items) =>
        CatalogSnapshot.Of(new(1, Guid.Empty, [.. items.Select(FeatureText.Of)], ChangeLog.StartingAt(1)), Plain);
}
