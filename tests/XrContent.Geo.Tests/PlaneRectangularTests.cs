namespace XrContent.Geo.Tests;

public sealed class PlaneRectangularTests
{
    /// <summary>Reckoned by PROJ (tmerc on GRS80, k 0.9999); the last is the Geospatial Information Authority's own example.</summary>
    [Theory]
    [InlineData(6669, 34000, -27000, 32.7559927865904, 129.862858271897)]
    [InlineData(6669, -30000, -60000, 32.4585119060457, 129.18088734225)]
    [InlineData(2443, 0, 0, 33, 129.5)]
    [InlineData(6677, 22916.2436, 11543.6883, 36.103774791667, 140.087855041667)]
    public void Metres_of_a_zone_are_the_degrees_that_PROJ_gives(int code, double east, double north, double latitude, double longitude)
    {
        var at = PlaneRectangular.OfEpsg(code)!.At(east, north);

        Assert.InRange(Geodesic.Inverse(at, new(latitude, longitude)).Distance, 0, 0.002);
    }

    [Theory]
    [InlineData(6668)]
    [InlineData(6688)]
    [InlineData(4326)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Other_codes_have_no_zone(int code) => Assert.Null(PlaneRectangular.OfEpsg(code));
}
