using static System.Math;

namespace XrContent.Geo;

/// <summary>
/// Which way one point appears from another: WGS84 to Earth-centred coordinates to east-north-up at the eye, and refraction.
/// </summary>
public static class LineOfSight
{
    /// <summary>
    /// Coefficient of terrestrial refraction: the ratio of the ray's curvature to the Earth's. 0.13 is Gauss's mean value for
    /// daylight over land (W. Torge, "Geodesy", section 5.1.2).
    /// </summary>
    public const double Refraction = 0.13;

    /// <summary>The apparent direction from the eye to the target, both heights in metres above mean sea level.</summary>
    /// <remarks>Within some tens of kilometres the geoid runs parallel to the ellipsoid, so sea level heights serve as ellipsoidal
    /// ones.</remarks>
    public static Direction To(LatLon eye, double eyeHeight, LatLon target, double targetHeight)
    {
        var (x0, y0, z0) = Ecef.Of(eye, eyeHeight);
        var (x1, y1, z1) = Ecef.Of(target, targetHeight);
        var (dx, dy, dz) = (x1 - x0, y1 - y0, z1 - z0);
        var (sinPhi, cosPhi) = SinCos(Angles.ToRadians(eye.Latitude));
        var (sinLambda, cosLambda) = SinCos(Angles.ToRadians(eye.Longitude));
        var east = -sinLambda * dx + cosLambda * dy;
        var north = -sinPhi * cosLambda * dx - sinPhi * sinLambda * dy + cosPhi * dz;
        var up = cosPhi * cosLambda * dx + cosPhi * sinLambda * dy + sinPhi * dz;
        var level = Sqrt(east * east + north * north);
        var lift = Angles.ToDegrees(Refraction * level / (2 * Wgs84.MeanRadius));
        return new(
            Angles.Normalize360(Angles.ToDegrees(Atan2(east, north))),
            level == 0 ? Sign(up) * 90 : Angles.ToDegrees(Atan2(up, level)) + lift,
            Sqrt(level * level + up * up)
        );
    }
}
