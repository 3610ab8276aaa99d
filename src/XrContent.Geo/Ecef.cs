using static System.Math;

namespace XrContent.Geo;

/// <summary>A point in earth-centred, earth-fixed coordinates, metres.</summary>
public readonly record struct Ecef(double X, double Y, double Z)
{
    /// <summary>Conversion of geodetic coordinates (EPSG guidance note 7-2, section 4.1.1).</summary>
    /// <param name="height">Metres above the ellipsoid.</param>
    public static Ecef Of(LatLon point, double height = 0)
    {
        var (sinPhi, cosPhi) = SinCos(Angles.ToRadians(point.Latitude));
        var (sinLambda, cosLambda) = SinCos(Angles.ToRadians(point.Longitude));
        var n = Wgs84.A / Sqrt(1 - Wgs84.E2 * sinPhi * sinPhi);
        return new((n + height) * cosPhi * cosLambda, (n + height) * cosPhi * sinLambda, (n * (1 - Wgs84.E2) + height) * sinPhi);
    }
}
