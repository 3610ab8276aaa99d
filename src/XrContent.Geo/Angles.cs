namespace XrContent.Geo;

/// <summary>Arithmetic on angles in degrees.</summary>
public static class Angles
{
    public static double ToRadians(double degrees) => degrees * (Math.PI / 180);

    public static double ToDegrees(double radians) => radians * (180 / Math.PI);

    /// <summary>The same azimuth in the range 0 (included) to 360 (excluded).</summary>
    public static double Normalize360(double degrees)
    {
        var turned = degrees % 360;
        if (turned < 0)
            turned += 360;
        return turned >= 360 ? 0 : turned;
    }

    /// <summary>The same angle in the range -180 (included) to 180 (excluded).</summary>
    public static double Normalize180(double degrees) => Normalize360(degrees + 180) - 180;
}
