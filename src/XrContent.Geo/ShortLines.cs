using static System.Math;

namespace XrContent.Geo;

/// <summary>
/// Geodesic lines from one point to many others that are near: no trigonometry for each, since the straight line through the earth says
/// nearly all. Up to <see cref="Longest"/> a distance is right to a centimetre, and up to 20 km to a tenth of a millimetre.
/// </summary>
/// <remarks>
/// An arc of radius R over a chord c is c (1 + c²/24R² + 3c⁴/640R⁴); that the ellipsoid's R depends on place and azimuth by up to 0.5 %
/// makes
/// the stated error.
/// </remarks>
public readonly struct ShortLines
{
    /// <summary>Metres to which the lines are good.</summary>
    public const double Longest = 100_000;

    private readonly Ecef from;
    private readonly Ecef east;
    private readonly Ecef north;

    public ShortLines(LatLon point)
    {
        from = Ecef.Of(point);
        var (sinPhi, cosPhi) = SinCos(Angles.ToRadians(point.Latitude));
        var (sinLambda, cosLambda) = SinCos(Angles.ToRadians(point.Longitude));
        east = new(-sinLambda, cosLambda, 0);
        north = new(-sinPhi * cosLambda, -sinPhi * sinLambda, cosPhi);
    }

    /// <summary>Square of the chord to a point, metres squared: grows as the distance does.</summary>
    public double ChordSquared(in Ecef to)
    {
        var (x, y, z) = (to.X - from.X, to.Y - from.Y, to.Z - from.Z);
        return x * x + y * y + z * z;
    }

    /// <summary>Distance in metres along the ellipsoid, from a chord.</summary>
    public static double Arc(double chordSquared)
    {
        var q = chordSquared / (Wgs84.MeanRadius * Wgs84.MeanRadius);
        return Sqrt(chordSquared) * (1 + q / 24 + 3 * q * q / 640);
    }

    /// <summary>Square of the chord under an arc of a length in metres.</summary>
    public static double ChordSquaredOf(double arc)
    {
        var chord = 2 * Wgs84.MeanRadius * Sin(arc / (2 * Wgs84.MeanRadius));
        return chord * chord;
    }

    /// <summary>Azimuth of a point, degrees clockwise from true north, 0 to 360.</summary>
    public double Bearing(in Ecef to)
    {
        var (x, y, z) = (to.X - from.X, to.Y - from.Y, to.Z - from.Z);
        var bearing = Angles.ToDegrees(Atan2(x * east.X + y * east.Y, x * north.X + y * north.Y + z * north.Z));
        return bearing < 0 ? bearing + 360 : bearing;
    }
}
