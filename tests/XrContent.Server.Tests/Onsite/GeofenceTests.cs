using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Geo;
using XrContent.Server.Onsite.Passes;

namespace XrContent.Server.Tests.Onsite;

public class GeofenceTests
{
    private static readonly Coordinate Centre = new(129.8762, 32.7424);

    private static Item Place(double? radius, Geometry? geofence = null) =>
        new(
            "p",
            CatalogJson.GeometryFactory.CreatePoint(Centre),
            new Place
            {
                Title = new() { Japanese = "所", English = "Place" },
                Category = PlaceCategory.Park,
                Radius = radius,
                Geofence = geofence,
            }
        );

    /// <summary>A hundred metres along the street and ten across it.</summary>
    private static readonly Geometry Street = CatalogJson.GeometryFactory.CreatePolygon([
        new(129.8760, 32.7420),
        new(129.8771, 32.7420),
        new(129.8771, 32.7421),
        new(129.8760, 32.7421),
        new(129.8760, 32.7420),
    ]);

    [Theory]
    // In the middle of the street.
    [InlineData(32.74205, 129.8765, 5, "Inside")]
    // At the place's own point, 33 m beside the street.
    [InlineData(32.7424, 129.8762, 5, "Outside")]
    [InlineData(32.7424, 129.8762, 40, "Inside")]
    // On the other side, as far as a phone is forgiven and a little more.
    [InlineData(32.7411, 129.8765, 100, "Inside")]
    [InlineData(32.7410, 129.8765, 400, "Outside")]
    public void A_polygon_says_where_the_spot_is(double lat, double lon, double accuracy, string standing) =>
        Assert.Equal(standing, Geofence.Check(Place(150, Street), new(lat, lon, accuracy)).Standing.ToString());

    [Fact]
    public void A_place_without_radius_has_a_usual_one()
    {
        var (inside, outside) = (Moved(95, 0), Moved(105, 0));
        Assert.Equal(Standing.Inside, Geofence.Check(Place(null), new(inside.Latitude, inside.Longitude, 0)).Standing);
        Assert.Equal(Standing.Outside, Geofence.Check(Place(null), new(outside.Latitude, outside.Longitude, 0)).Standing);
    }

    [Fact]
    public void In_every_direction_the_radius_and_what_is_forgiven_decide() =>
        Gen.Select(Gen.Double[0, 2000], Gen.Double[0, 360], Gen.Double[0, 1000], Gen.Double[10, 500])
            .Sample(
                (metres, azimuth, accuracy, radius) =>
                {
                    var there = Moved(metres, azimuth);
                    var (standing, distance) = Geofence.Check(Place(radius), new(there.Latitude, there.Longitude, accuracy));
                    Assert.Equal(metres, distance, 0.01);
                    var beyond = metres - radius;
                    // Right at the edge rounding decides.
                    if (Math.Abs(beyond - Math.Min(accuracy, Geofence.MostForgiven)) < 0.1 || Math.Abs(beyond - accuracy) < 0.1)
                        return;
                    Assert.Equal(
                        accuracy > Geofence.Vague
                            ? beyond <= accuracy
                                ? Standing.TooVague
                                : Standing.Outside
                            : beyond <= Math.Min(accuracy, Geofence.MostForgiven)
                                ? Standing.Inside
                                : Standing.Outside,
                        standing
                    );
                }
            );

    private static LatLon Moved(double metres, double azimuth) => Geodesic.Direct(new(Centre.Y, Centre.X), azimuth, metres);
}
