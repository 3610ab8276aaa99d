namespace XrContent.Geo.Tests;

public class LineOfSightTests
{
    private static readonly LatLon Inasayama = new(32.7528, 129.8496);

    [Fact]
    public void A_point_straight_above_is_at_ninety_degrees()
    {
        var seen = LineOfSight.To(Inasayama, 300, Inasayama, 400);
        Assert.Equal(90, seen.Elevation, 1e-6);
        Assert.Equal(100, seen.Distance, 1e-6);
    }

    [Fact]
    public void The_burst_point_appears_above_the_horizon_from_the_Inasayama_deck()
    {
        var seen = LineOfSight.To(Inasayama, 333, new(32.7737, 129.8633), 503 + 5);
        Assert.InRange(seen.Azimuth, 28, 30);
        Assert.InRange(seen.Elevation, 3.5, 4.0);
        Assert.InRange(seen.Distance, 2640, 2665);
    }

    [Fact]
    public void Azimuth_agrees_with_the_geodesic_bearing_within_thirty_kilometres() =>
        Gen.Select(Gen.Double[-80, 80], Gen.Double[0, 360], Gen.Double[10, 30_000])
            .Sample(
                (latitude, bearing, distance) =>
                {
                    var eye = new LatLon(latitude, 20);
                    var seen = LineOfSight.To(eye, 0, Geodesic.Direct(eye, bearing, distance), 0);
                    Assert.Equal(0, Angles.Normalize180(seen.Azimuth - bearing), 0.005);
                }
            );

    [Fact]
    public void The_sea_horizon_dips_as_the_textbook_formula_says() =>
        Gen.Double[2, 400]
            .Sample(
                height =>
                {
                    // Dip with refraction: acos(R / (R + h)) shortened by the square root of (1 - k), in radians about sqrt(2h(1-k)/R).
                    var eye = new LatLon(32.75, 129.85);
                    var lowest = Enumerable
                        .Range(1, 900)
                        .Max(i => LineOfSight.To(eye, height, Geodesic.Direct(eye, 90, i * 100), 0).Elevation);
                    var dip = Angles.ToDegrees(Math.Sqrt(2 * height * (1 - LineOfSight.Refraction) / Wgs84.MeanRadius));
                    Assert.Equal(-dip, lowest, 0.006);
                },
                iter: 50
            );
}
