#nullable enable
using System;
using UnityEngine;

namespace XrContent.Unity
{
    /// <summary>Looks round from one point: what is dragged follows the finger, and up stays up.</summary>
    public sealed class Look
    {
        private const float DegreesPerScreen = 90;
        private const float Steepest = 85;
        private float azimuth;
        private float elevation;

        /// <summary>How the camera is turned.</summary>
        public Quaternion Rotation => Quaternion.Euler(-elevation, azimuth, 0);

        /// <summary>Looks to a direction, degrees.</summary>
        public void Towards(float toAzimuth, float toElevation) => (azimuth, elevation) = (toAzimuth, toElevation);

        /// <summary>Turns by a drag, pixels of the screen.</summary>
        public void Drag(Vector2 pixels)
        {
            var perPixel = DegreesPerScreen / Screen.width;
            azimuth -= pixels.x * perPixel;
            elevation = Math.Max(-Steepest, Math.Min(Steepest, elevation - pixels.y * perPixel));
        }
    }
}
