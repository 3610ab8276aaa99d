using System.Globalization;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace XrContent.Geo;

/// <summary>
/// Japan's plane rectangular coordinates on JGD2011, EPSG:6669 to 6687 for zones I to XIX (Ministry of Land, notification 9 of 2002; its
/// table of origins).
/// </summary>
public sealed class PlaneRectangular
{
    private const int First = 6669;

    /// <summary>The same zones on JGD2000, which lies within decimetres of JGD2011 in Kyushu.</summary>
    private const int FirstOf2000 = 2443;

    /// <summary>Latitude and longitude of the origins, degrees and minutes.</summary>
    private static readonly (int Degrees, int Minutes, int East, int EastMinutes)[] Origins =
    [
        (33, 0, 129, 30),
        (33, 0, 131, 0),
        (36, 0, 132, 10),
        (33, 0, 133, 30),
        (36, 0, 134, 20),
        (36, 0, 136, 0),
        (36, 0, 137, 10),
        (36, 0, 138, 30),
        (36, 0, 139, 50),
        (40, 0, 140, 50),
        (44, 0, 140, 15),
        (44, 0, 142, 15),
        (44, 0, 144, 15),
        (26, 0, 142, 0),
        (26, 0, 127, 30),
        (26, 0, 124, 0),
        (26, 0, 131, 0),
        (20, 0, 136, 0),
        (26, 0, 154, 0),
    ];

    private readonly MathTransform toDegrees;

    private PlaneRectangular(int zone)
    {
        var (degrees, minutes, east, eastMinutes) = Origins[zone];
        var (latitude, longitude) = (degrees + minutes / 60.0, east + eastMinutes / 60.0);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            PROJCS["Plane rectangular {{zone + 1}}", {{Geographic}}, PROJECTION["Transverse_Mercator"],
            PARAMETER["latitude_of_origin", {{latitude:R}}], PARAMETER["central_meridian", {{longitude:R}}],
            PARAMETER["scale_factor", 0.9999], PARAMETER["false_easting", 0], PARAMETER["false_northing", 0], UNIT["metre", 1]]
            """
        );
        var factory = new CoordinateSystemFactory();
        toDegrees = new CoordinateTransformationFactory()
            .CreateFromCoordinateSystems(factory.CreateFromWkt(text), factory.CreateFromWkt(Geographic))
            .MathTransform;
    }

    private const string Geographic = """
        GEOGCS["JGD2011", DATUM["Japanese_Geodetic_Datum_2011", SPHEROID["GRS 1980", 6378137, 298.257222101]],
        PRIMEM["Greenwich", 0], UNIT["degree", 0.0174532925199433]]
        """;

    /// <summary>The zone of a code.</summary>
    /// <returns>Null for a code that is none of these.</returns>
    public static PlaneRectangular? OfEpsg(int code)
    {
        var zone = code >= First ? code - First : code - FirstOf2000;
        return zone >= 0 && zone < Origins.Length ? new(zone) : null;
    }

    /// <param name="east">Metres east of the origin; Japan calls it Y.</param>
    /// <param name="north">Metres north of it; Japan calls it X.</param>
    public LatLon At(double east, double north)
    {
        var (longitude, latitude) = toDegrees.Transform(east, north);
        return new(latitude, longitude);
    }
}
