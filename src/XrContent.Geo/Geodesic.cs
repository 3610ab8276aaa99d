using static System.Math;

namespace XrContent.Geo;

/// <summary>The shortest line between two points of the ellipsoid.</summary>
/// <param name="Distance">Metres along the ellipsoid.</param>
/// <param name="Bearing">Azimuth at the first point, degrees clockwise from true north, 0 to 360; 0 where the points coincide.</param>
public readonly record struct GeodesicLine(double Distance, double Bearing);

/// <summary>
/// Distances and bearings on WGS84 by Vincenty's iteration (T. Vincenty, "Direct and inverse solutions of geodesics on the
/// ellipsoid with application of nested equations", Survey Review XXIII 176, 1975); where that does not settle, because the
/// points are nearly antipodal, by <see cref="AntipodalGeodesic"/>. Right to a millimetre everywhere.
/// </summary>
public static class Geodesic
{
    private const double Converged = 1e-12;
    private const int MostRounds = 200;

    /// <summary>Distance and bearing from one point to another; where several lines are equally short, one of them.</summary>
    public static GeodesicLine Inverse(LatLon from, LatLon to)
    {
        if (from == to)
            return default;
        var l = Angles.ToRadians(Angles.Normalize180(to.Longitude - from.Longitude));
        var (sinU1, cosU1) = ReducedLatitude(from.Latitude);
        var (sinU2, cosU2) = ReducedLatitude(to.Latitude);

        var lambda = l;
        for (var round = 0; round < MostRounds; round++)
        {
            var (sinLambda, cosLambda) = SinCos(lambda);
            var across = cosU2 * sinLambda;
            var along = cosU1 * sinU2 - sinU1 * cosU2 * cosLambda;
            var sinSigma = Sqrt(across * across + along * along);
            if (sinSigma == 0)
                return default;
            var cosSigma = sinU1 * sinU2 + cosU1 * cosU2 * cosLambda;
            var sigma = Atan2(sinSigma, cosSigma);
            var sinAlpha = cosU1 * cosU2 * sinLambda / sinSigma;
            var cosSqAlpha = 1 - sinAlpha * sinAlpha;
            // On the equator cosSqAlpha is 0 and the term it divides vanishes.
            var cos2SigmaM = cosSqAlpha < 1e-15 ? 0 : cosSigma - 2 * sinU1 * sinU2 / cosSqAlpha;
            var before = lambda;
            lambda = l + LongitudeShortfall(sinAlpha, cosSqAlpha, sigma, sinSigma, cosSigma, cos2SigmaM);
            // Past half a turn the iteration is on its way to a line that is not the shortest.
            if (Abs(lambda) > PI)
                break;
            if (Abs(lambda - before) > Converged)
                continue;

            var (a, deltaSigma) = Series(cosSqAlpha, sinSigma, cosSigma, cos2SigmaM);
            return new(Wgs84.B * a * (sigma - deltaSigma), Angles.Normalize360(Angles.ToDegrees(Atan2(across, along))));
        }

        return AntipodalGeodesic.Inverse(from, to);
    }

    /// <summary>The point that lies <paramref name="distance"/> metres away in the direction <paramref name="bearing"/>.</summary>
    /// <param name="from">Where the line starts.</param>
    /// <param name="bearing">Degrees clockwise from true north.</param>
    /// <param name="distance">Metres, up to half the Earth's girth.</param>
    public static LatLon Direct(LatLon from, double bearing, double distance)
    {
        var (sinAlpha1, cosAlpha1) = SinCos(Angles.ToRadians(bearing));
        var (sinU1, cosU1) = ReducedLatitude(from.Latitude);
        var sigma1 = Atan2(sinU1, cosU1 * cosAlpha1);
        var sinAlpha = cosU1 * sinAlpha1;
        var cosSqAlpha = 1 - sinAlpha * sinAlpha;
        var (a, _) = Series(cosSqAlpha, 0, 1, 0);

        double sinSigma = 0,
            cosSigma = 1,
            cos2SigmaM = 0;
        var sigma = distance / (Wgs84.B * a);
        for (var round = 0; round < MostRounds; round++)
        {
            cos2SigmaM = Cos(2 * sigma1 + sigma);
            (sinSigma, cosSigma) = SinCos(sigma);
            var before = sigma;
            sigma = distance / (Wgs84.B * a) + Series(cosSqAlpha, sinSigma, cosSigma, cos2SigmaM).DeltaSigma;
            if (Abs(sigma - before) <= Converged)
                break;
        }

        var north = sinU1 * cosSigma + cosU1 * sinSigma * cosAlpha1;
        var rest = sinU1 * sinSigma - cosU1 * cosSigma * cosAlpha1;
        var latitude = Atan2(north, (1 - Wgs84.F) * Sqrt(sinAlpha * sinAlpha + rest * rest));
        var lambda = Atan2(sinSigma * sinAlpha1, cosU1 * cosSigma - sinU1 * sinSigma * cosAlpha1);
        var l = lambda - LongitudeShortfall(sinAlpha, cosSqAlpha, sigma, sinSigma, cosSigma, cos2SigmaM);
        return new(Angles.ToDegrees(latitude), Angles.Normalize180(from.Longitude + Angles.ToDegrees(l)));
    }

    /// <summary>Sine and cosine of the latitude on the auxiliary sphere.</summary>
    internal static (double Sin, double Cos) ReducedLatitude(double latitude)
    {
        // Written over the sine and cosine, so that the poles need no tangent.
        var (sin, cos) = SinCos(Angles.ToRadians(latitude));
        var y = (1 - Wgs84.F) * sin;
        var length = Sqrt(y * y + cos * cos);
        return (y / length, cos / length);
    }

    /// <summary>Vincenty's equations 3, 4 and 6: the scale of the line and the correction of its arc.</summary>
    internal static (double A, double DeltaSigma) Series(double cosSqAlpha, double sinSigma, double cosSigma, double cos2SigmaM)
    {
        const double secondEccentricitySquared = (Wgs84.A * Wgs84.A - Wgs84.B * Wgs84.B) / (Wgs84.B * Wgs84.B);
        var uSq = cosSqAlpha * secondEccentricitySquared;
        var a = 1 + uSq / 16384 * (4096 + uSq * (-768 + uSq * (320 - 175 * uSq)));
        var b = uSq / 1024 * (256 + uSq * (-128 + uSq * (74 - 47 * uSq)));
        var cosSq = cos2SigmaM * cos2SigmaM;
        var deltaSigma =
            b
            * sinSigma
            * (cos2SigmaM + b / 4 * (cosSigma * (2 * cosSq - 1) - b / 6 * cos2SigmaM * (4 * sinSigma * sinSigma - 3) * (4 * cosSq - 3)));
        return (a, deltaSigma);
    }

    /// <summary>Vincenty's equations 10 and 11: by how much the longitude on the sphere exceeds that on the ellipsoid, radians.</summary>
    internal static double LongitudeShortfall(
        double sinAlpha,
        double cosSqAlpha,
        double sigma,
        double sinSigma,
        double cosSigma,
        double cos2SigmaM
    )
    {
        var c = Wgs84.F / 16 * cosSqAlpha * (4 + Wgs84.F * (4 - 3 * cosSqAlpha));
        return (1 - c) * Wgs84.F * sinAlpha * (sigma + c * sinSigma * (cos2SigmaM + c * cosSigma * (2 * cos2SigmaM * cos2SigmaM - 1)));
    }
}
