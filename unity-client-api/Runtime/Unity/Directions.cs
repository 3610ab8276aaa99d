#nullable enable
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>Directions of the server in Unity's space: left-handed, y up, azimuth 0 along +z.</summary>
    public static class Directions
    {
        /// <summary>The point at a distance in a direction, degrees and metres.</summary>
        public static Vector3 ToUnity(double azimuth, double elevation, double distance = 1)
        {
            var (x, y, z) = DirectionMath.ToSpace(azimuth, elevation, distance);
            return new Vector3((float)x, (float)y, (float)z);
        }

        /// <summary>The direction of a point from the origin, degrees.</summary>
        public static (double Azimuth, double Elevation) FromUnity(Vector3 point) => DirectionMath.FromSpace(point.x, point.y, point.z);

        /// <summary>
        /// How a thing stands that looks along a heading. A positive roll takes its right side down, as the server's poses do; Unity's
        /// angle about z takes it up.
        /// </summary>
        public static Quaternion Rotation(double heading, double pitch = 0, double roll = 0) =>
            Quaternion.Euler((float)-pitch, (float)heading, (float)-roll);
    }
}
