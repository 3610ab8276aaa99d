#nullable enable
using System;

namespace XrContent.Client
{
    /// <summary>
    /// Directions as the server sends them, and as Unity's left-handed space has them: y up, azimuth 0 along +z, azimuth 90 along +x.
    /// </summary>
    public static class DirectionMath
    {
        /// <summary>The point at a distance in a direction.</summary>
        /// <param name="azimuth">Degrees clockwise from true north.</param>
        /// <param name="elevation">Degrees above the level.</param>
        /// <param name="distance">In the unit of the answer.</param>
        public static (double X, double Y, double Z) ToSpace(double azimuth, double elevation, double distance = 1)
        {
            var (a, e) = (azimuth * Math.PI / 180, elevation * Math.PI / 180);
            return (distance * Math.Cos(e) * Math.Sin(a), distance * Math.Sin(e), distance * Math.Cos(e) * Math.Cos(a));
        }

        /// <summary>The direction of a point; azimuth 0 straight above and below.</summary>
        public static (double Azimuth, double Elevation) FromSpace(double x, double y, double z)
        {
            var level = Math.Sqrt(x * x + z * z);
            if (level < 1e-12)
                return (0, y < 0 ? -90 : 90);
            return (Normalize(Math.Atan2(x, z) * 180 / Math.PI), Math.Atan2(y, level) * 180 / Math.PI);
        }

        /// <summary>An azimuth from 0 to less than 360.</summary>
        public static double Normalize(double azimuth)
        {
            var within = azimuth % 360;
            return within < 0 ? within + 360 : within;
        }

        /// <summary>The shorter turn from one azimuth to another, -180 to less than 180.</summary>
        public static double Turn(double from, double to) => Normalize(to - from + 180) - 180;
    }
}
