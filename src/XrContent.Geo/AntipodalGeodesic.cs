using static System.Math;

namespace XrContent.Geo;

/// <summary>
/// The shortest line between points on nearly opposite sides of the Earth. For two latitudes the longitude that a line gains grows with its
/// azimuth at the first point (C. F. F. Karney, "Algorithms for geodesics", Journal of Geodesy 87, 2013, section 4), so halving the
/// azimuth's range finds it, whatever the points.
/// </summary>
internal static class AntipodalGeodesic
{
    private const int Halvings = 80;

    /// <summary>Distance and bearing from one point to another.</summary>
    public static GeodesicLine Inverse(LatLon from, LatLon to)
    {
        var l = Angles.ToRadians(Angles.Normalize180(to.Longitude - from.Longitude));
        // Karney's arrangement: the first point is the one farther from the equator, and south of it.
        var swapped = Abs(to.Latitude) > Abs(from.Latitude);
        var (first, second) = swapped ? (to.Latitude, from.Latitude) : (from.Latitude, to.Latitude);
        var mirrored = first > 0;
        var (start, end) = (Geodesic.ReducedLatitude(-Abs(first)), Geodesic.ReducedLatitude(mirrored ? -second : second));

        var (low, high) = (0.0, PI);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (Line.Of(start, end, middle).Longitude < Abs(l))
                low = middle;
            else
                high = middle;
        }

        var line = Line.Of(start, end, (low + high) / 2);
        var azimuth = swapped ? PI - line.AzimuthAtEnd : (low + high) / 2;
        if (mirrored)
            azimuth = PI - azimuth;
        if (l < 0)
            azimuth = -azimuth;
        return new(line.Distance, Angles.Normalize360(Angles.ToDegrees(azimuth)));
    }

    /// <summary>The line that leaves one latitude in a direction and reaches another, north-going there.</summary>
    private readonly record struct Line(double Longitude, double Distance, double AzimuthAtEnd)
    {
        public static Line Of((double Sin, double Cos) start, (double Sin, double Cos) end, double azimuth)
        {
            var (sinAlpha1, cosAlpha1) = SinCos(azimuth);
            var sinAlpha = sinAlpha1 * start.Cos;
            var cosSqAlpha = 1 - sinAlpha * sinAlpha;
            var cosAlpha2 =
                Sqrt(Max(0, cosAlpha1 * cosAlpha1 * start.Cos * start.Cos + (end.Cos * end.Cos - start.Cos * start.Cos)))
                / Max(end.Cos, 1e-300);
            // From the equator the line still sets out southward.
            var sinStart = start.Sin == 0 ? -double.Epsilon : start.Sin;
            var sigma1 = Atan2(sinStart, cosAlpha1 * start.Cos);
            var sigma2 = Atan2(end.Sin, cosAlpha2 * end.Cos);
            var omega1 = Atan2(sinAlpha * Sin(sigma1), Cos(sigma1));
            var omega2 = Atan2(sinAlpha * Sin(sigma2), Cos(sigma2));
            var sigma = sigma2 - sigma1;
            var (sinSigma, cosSigma) = SinCos(sigma);
            var cos2SigmaM = Cos(sigma1 + sigma2);
            var (a, deltaSigma) = Geodesic.Series(cosSqAlpha, sinSigma, cosSigma, cos2SigmaM);
            return new(
                omega2 - omega1 - Geodesic.LongitudeShortfall(sinAlpha, cosSqAlpha, sigma, sinSigma, cosSigma, cos2SigmaM),
                Wgs84.B * a * (sigma - deltaSigma),
                Atan2(sinAlpha, cosAlpha2 * end.Cos)
            );
        }
    }
}
