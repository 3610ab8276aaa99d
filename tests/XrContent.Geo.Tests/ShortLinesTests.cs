namespace XrContent.Geo.Tests;

/// <summary>The straight line through the earth says what the geodesic on it says, as far as it claims to.</summary>
public class ShortLinesTests
{
    private static Gen<(LatLon From, LatLon To)> Pairs(double longest) =>
        Gen.Select(Gen.Double[-84, 84], Gen.Double[-180, 180], Gen.Double[0, 360], Gen.Double[1, longest])
            .Select((lat, lon, bearing, distance) => (new LatLon(lat, lon), Geodesic.Direct(new(lat, lon), bearing, distance)));

    [Theory]
    [InlineData(20_000, 0.0001)]
    [InlineData(90_000, 0.01)]
    public void Distances_are_as_right_as_is_said(double longest, double tolerance) =>
        Pairs(longest)
            .Sample(pair =>
            {
                var chord = new ShortLines(pair.From).ChordSquared(Ecef.Of(pair.To));
                Assert.Equal(Geodesic.Inverse(pair.From, pair.To).Distance, ShortLines.Arc(chord), tolerance);
            });

    [Fact]
    public void Bearings_are_right_to_a_hundredth_of_a_degree_within_20_km() =>
        Pairs(20_000)
            .Sample(pair =>
            {
                var bearing = new ShortLines(pair.From).Bearing(Ecef.Of(pair.To));
                var difference = Math.Abs(bearing - Geodesic.Inverse(pair.From, pair.To).Bearing);
                Assert.InRange(Math.Min(difference, 360 - difference), 0, 0.01);
            });

    [Fact]
    public void A_chord_of_an_arc_gives_the_arc_back() =>
        Gen.Double[1, ShortLines.Longest].Sample(arc => Assert.Equal(arc, ShortLines.Arc(ShortLines.ChordSquaredOf(arc)), 1e-6));
}
