namespace XrContent.Geo;

/// <summary>Constants of the WGS84 ellipsoid (NIMA TR8350.2, third edition, table 3.1) and what follows from them.</summary>
public static class Wgs84
{
    /// <summary>Semi-major axis, metres.</summary>
    public const double A = 6378137.0;

    /// <summary>Flattening.</summary>
    public const double F = 1 / 298.257223563;

    /// <summary>Semi-minor axis, metres.</summary>
    public const double B = A * (1 - F);

    /// <summary>First eccentricity squared.</summary>
    public const double E2 = F * (2 - F);

    /// <summary>Mean radius (2a + b) / 3, metres; good enough for refraction and drawing.</summary>
    public const double MeanRadius = (2 * A + B) / 3;

    /// <summary>Metres along the meridian for one degree of latitude at this latitude.</summary>
    public static double MetresPerDegreeLatitude(double latitude)
    {
        var sin = Math.Sin(Angles.ToRadians(latitude));
        return Angles.ToRadians(1) * A * (1 - E2) / Math.Pow(1 - E2 * sin * sin, 1.5);
    }

    /// <summary>Metres along the parallel for one degree of longitude at this latitude; 0 at the poles.</summary>
    public static double MetresPerDegreeLongitude(double latitude)
    {
        var phi = Angles.ToRadians(latitude);
        var sin = Math.Sin(phi);
        return Angles.ToRadians(1) * A * Math.Cos(phi) / Math.Sqrt(1 - E2 * sin * sin);
    }
}
