using static System.Math;

namespace XrContent.Geo.Magnetism;

/// <summary>
/// The Earth's magnetic field by the World Magnetic Model, after A. Chulliat and others, "The US/UK World Magnetic Model for
/// 2025-2030", technical report, NOAA NCEI, 2025, section 1.2. The model holds from 2025 to 2030; outside it goes on in a
/// straight line.
/// </summary>
public static class MagneticField
{
    /// <summary>The reference radius of the model, metres.</summary>
    private const double ReferenceRadius = 6_371_200;

    /// <summary>Degrees by which a compass points east of true north; negative where it points west, as in Japan.</summary>
    /// <param name="height">Metres above the ellipsoid, -1,000 to 850,000.</param>
    public static double Declination(LatLon point, double height, DateTimeOffset time)
    {
        var (north, east, _) = At(point, height, DecimalYear(time));
        return Angles.ToDegrees(Atan2(east, north));
    }

    /// <summary>The field in nanotesla towards north, east and down.</summary>
    /// <param name="height">Metres above the ellipsoid.</param>
    /// <param name="year">Decimal year, such as 2026.6.</param>
    public static (double North, double East, double Down) At(LatLon point, double height, double year)
    {
        var (sinPhi, cosPhi) = SinCos(Angles.ToRadians(point.Latitude));
        var n = Wgs84.A / Sqrt(1 - Wgs84.E2 * sinPhi * sinPhi);
        var (p, z) = ((n + height) * cosPhi, (n * (1 - Wgs84.E2) + height) * sinPhi);
        var r = Sqrt(p * p + z * z);
        var (sinGeocentric, cosGeocentric) = (z / r, Max(p / r, 1e-10));

        var (legendre, slope) = Legendre(sinGeocentric, cosGeocentric);
        var lambda = Angles.ToRadians(point.Longitude);
        double x = 0,
            y = 0,
            down = 0;
        foreach (var (degree, order, g0, h0, gRate, hRate) in Wmm2025.Coefficients)
        {
            var (g, h) = (g0 + (year - Wmm2025.Epoch) * gRate, h0 + (year - Wmm2025.Epoch) * hRate);
            var scale = Pow(ReferenceRadius / r, degree + 2);
            var (sin, cos) = SinCos(order * lambda);
            x -= scale * (g * cos + h * sin) * slope[degree, order];
            y += scale * order * (g * sin - h * cos) * legendre[degree, order] / cosGeocentric;
            down -= scale * (degree + 1) * (g * cos + h * sin) * legendre[degree, order];
        }

        // From the geocentric vertical to the ellipsoid's.
        var (sinTurn, cosTurn) = SinCos(Asin(sinGeocentric) - Angles.ToRadians(point.Latitude));
        return (x * cosTurn - down * sinTurn, y, x * sinTurn + down * cosTurn);
    }

    /// <summary>Schmidt semi-normalised associated Legendre functions of the sine of the latitude, and their slopes by latitude.</summary>
    private static (double[,] P, double[,] Slope) Legendre(double sin, double cos)
    {
        const int most = Wmm2025.Degree;
        var p = new double[most + 1, most + 1];
        var slope = new double[most + 1, most + 1];
        p[0, 0] = 1;
        for (var n = 1; n <= most; n++)
        {
            var diagonal = n == 1 ? 1 : Sqrt((2.0 * n - 1) / (2.0 * n));
            p[n, n] = diagonal * cos * p[n - 1, n - 1];
            slope[n, n] = diagonal * (cos * slope[n - 1, n - 1] - sin * p[n - 1, n - 1]);
            for (var m = 0; m < n; m++)
            {
                var root = Sqrt(n * n - m * m);
                var (a, b) = ((2 * n - 1) / root, n < 2 ? 0 : Sqrt((n - 1.0) * (n - 1) - m * m) / root);
                p[n, m] = a * sin * p[n - 1, m] - (n < 2 ? 0 : b * p[n - 2, m]);
                slope[n, m] = a * (sin * slope[n - 1, m] + cos * p[n - 1, m]) - (n < 2 ? 0 : b * slope[n - 2, m]);
            }
        }

        return (p, slope);
    }

    private static double DecimalYear(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        var start = new DateTime(utc.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        return utc.Year + (utc - start) / (start.AddYears(1) - start);
    }
}
