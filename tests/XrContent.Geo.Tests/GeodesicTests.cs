namespace XrContent.Geo.Tests;

public class GeodesicTests
{
    [Theory]
    // Independent values: Geodesic.WGS84.Inverse of geographiclib-geodesic 2.2.0 (npm), which is Karney's method.
    [InlineData(32.7528, 129.8496, 32.7737, 129.8633, 2649.5657, 28.97608372)]
    [InlineData(32.7737, 129.8633, 32.7675, 129.8686, 848.1515, 144.16132104)]
    [InlineData(-41.32, 174.81, 40.96, -5.5, 19959679.2674, 161.06766999)]
    [InlineData(89.5, 10, 89.5, -160, 111268.9110, 354.99981057)]
    [InlineData(0.1, 179.9, -0.1, -179.9, 31380.6866, 134.80753335)]
    public void Distance_and_bearing_agree_with_Karneys_method(
        double lat1,
        double lon1,
        double lat2,
        double lon2,
        double distance,
        double bearing
    )
    {
        var line = Geodesic.Inverse(new(lat1, lon1), new(lat2, lon2));
        Assert.Equal(distance, line.Distance, 0.001);
        Assert.Equal(bearing, line.Bearing, 1e-6);
    }

    private static readonly Gen<LatLon> Anywhere = Gen.Select(
        Gen.Double[-89.9, 89.9],
        Gen.Double[-180, 180],
        (lat, lon) => new LatLon(lat, lon)
    );

    [Fact]
    public void Walking_a_distance_along_a_bearing_and_measuring_back_gives_both_again() =>
        Gen.Select(Anywhere, Gen.Double[0, 359.99], Gen.Double[1, 10_000_000])
            .Sample(
                (from, bearing, distance) =>
                {
                    var line = Geodesic.Inverse(from, Geodesic.Direct(from, bearing, distance));
                    Assert.Equal(distance, line.Distance, 0.001);
                    Assert.Equal(0, Angles.Normalize180(bearing - line.Bearing) * distance * Math.PI / 180, 0.01);
                }
            );

    [Fact]
    public void Distance_is_the_same_both_ways_and_never_less_than_the_straight_chord() =>
        Gen.Select(Anywhere, Gen.Double[0, 360], Gen.Double[0, 5_000_000])
            .Sample(
                (a, bearing, reach) =>
                {
                    var b = Geodesic.Direct(a, bearing, reach);
                    var there = Geodesic.Inverse(a, b).Distance;
                    Assert.Equal(there, Geodesic.Inverse(b, a).Distance, 1e-4);
                    var (x1, y1, z1) = Ecef.Of(a, 0);
                    var (x2, y2, z2) = Ecef.Of(b, 0);
                    var chord = Math.Sqrt(Math.Pow(x2 - x1, 2) + Math.Pow(y2 - y1, 2) + Math.Pow(z2 - z1, 2));
                    Assert.True(there >= chord - 1e-4, $"{there} < {chord}");
                }
            );

    [Fact]
    public void A_degree_along_the_equator_is_its_share_of_the_equator() =>
        Assert.Equal(Wgs84.A * Math.PI / 180, Geodesic.Inverse(new(0, 0), new(0, 1)).Distance, 1e-6);

    [Fact]
    public void The_antimeridian_is_crossed_the_short_way() =>
        Assert.Equal(
            Geodesic.Inverse(new(10, 10), new(10, 10.002)).Distance,
            Geodesic.Inverse(new(10, 179.999), new(10, -179.999)).Distance,
            1e-6
        );

    [Theory]
    // Independent values: Geodesic.WGS84.Inverse of geographiclib-geodesic 2.2.0 (npm).
    [InlineData(0, 0, 0, 180, 20003931.4586)]
    [InlineData(0, 0, 0.5, 179.7, 19944127.4208)]
    [InlineData(0, 0, 0.5, 179.5, 19936288.5790)]
    [InlineData(30, 0, -30, 180, 20003931.4586)]
    [InlineData(30, 0, -30.1, 179.9, 19992090.4115)]
    [InlineData(-30, 10, 29.9, -169.8, 19989832.8276)]
    [InlineData(90, 0, -90, 0, 20003931.4586)]
    [InlineData(90, 20, -90, 100, 20003931.4586)]
    [InlineData(0.001, 0, 0, 179.9, 20002899.3757)]
    [InlineData(45, 0, 45, 180, 10034042.7027)]
    [InlineData(-89.99, 5, 89.98, -100, 20001707.4522)]
    [InlineData(0, 0, 0, 179.5, 19980861.9089)]
    public void Antipodes_and_poles_are_as_exact_as_all_else(double lat1, double lon1, double lat2, double lon2, double distance)
    {
        var (from, to) = (new LatLon(lat1, lon1), new LatLon(lat2, lon2));
        var line = Geodesic.Inverse(from, to);
        Assert.Equal(distance, line.Distance, 0.001);
        // Where two lines are equally short either bearing is right: following it must lead there.
        Assert.Equal(0, Geodesic.Inverse(Geodesic.Direct(from, line.Bearing, line.Distance), to).Distance, 0.002);
    }

    [Fact]
    public void Near_the_antipode_the_bearing_found_leads_to_the_point() =>
        Gen.Select(Anywhere, Gen.Double[-0.7, 0.7], Gen.Double[-0.7, 0.7])
            .Sample(
                (from, north, east) =>
                {
                    var to = new LatLon(
                        Math.Clamp(-from.Latitude + north, -89.99, 89.99),
                        Angles.Normalize180(from.Longitude + 180 + east)
                    );
                    var line = Geodesic.Inverse(from, to);
                    Assert.Equal(0, Geodesic.Inverse(Geodesic.Direct(from, line.Bearing, line.Distance), to).Distance, 0.01);
                }
            );
}
