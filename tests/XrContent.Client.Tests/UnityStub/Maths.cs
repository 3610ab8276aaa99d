#nullable enable
using System;

namespace UnityEngine
{
    public struct Vector2
    {
        public float x,
            y;

        public Vector2(float x, float y) => (this.x, this.y) = (x, y);

        public static Vector2 operator -(Vector2 a, Vector2 b) => new Vector2(a.x - b.x, a.y - b.y);
    }

    public struct Vector3
    {
        public float x,
            y,
            z;

        public Vector3(float x, float y, float z) => (this.x, this.y, this.z) = (x, y, z);

        public static Vector3 up => new Vector3(0, 1, 0);
        public static Vector3 one => new Vector3(1, 1, 1);
        public static Vector3 forward => new Vector3(0, 0, 1);

        public static float Distance(Vector3 a, Vector3 b)
        {
            var apart = a - b;
            return (float)Math.Sqrt(apart.x * apart.x + apart.y * apart.y + apart.z * apart.z);
        }

        public static Vector3 operator *(Vector3 a, float d) => new Vector3(a.x * d, a.y * d, a.z * d);

        public static Vector3 operator +(Vector3 a, Vector3 b) => new Vector3(a.x + b.x, a.y + b.y, a.z + b.z);

        public static Vector3 operator -(Vector3 a, Vector3 b) => new Vector3(a.x - b.x, a.y - b.y, a.z - b.z);
    }

    public struct Quaternion
    {
        public float x,
            y,
            z,
            w;

        public Quaternion(float x, float y, float z, float w) => (this.x, this.y, this.z, this.w) = (x, y, z, w);

        public static Quaternion identity => new Quaternion(0, 0, 0, 1);

        /// <summary>About z, then x, then y, as the engine turns.</summary>
        public static Quaternion Euler(float x, float y, float z) => About(0, 1, 0, y) * About(1, 0, 0, x) * About(0, 0, 1, z);

        public static Quaternion Inverse(Quaternion rotation) => new Quaternion(-rotation.x, -rotation.y, -rotation.z, rotation.w);

        public static Quaternion LookRotation(Vector3 forward, Vector3 upwards)
        {
            var azimuth = Math.Atan2(forward.x, forward.z);
            var elevation = Math.Atan2(forward.y, Math.Sqrt(forward.x * forward.x + forward.z * forward.z));
            return Euler((float)(-elevation * 180 / Math.PI), (float)(azimuth * 180 / Math.PI), 0);
        }

        public static Quaternion operator *(Quaternion lhs, Quaternion rhs) =>
            new Quaternion(
                lhs.w * rhs.x + lhs.x * rhs.w + lhs.y * rhs.z - lhs.z * rhs.y,
                lhs.w * rhs.y + lhs.y * rhs.w + lhs.z * rhs.x - lhs.x * rhs.z,
                lhs.w * rhs.z + lhs.z * rhs.w + lhs.x * rhs.y - lhs.y * rhs.x,
                lhs.w * rhs.w - lhs.x * rhs.x - lhs.y * rhs.y - lhs.z * rhs.z
            );

        public static Vector3 operator *(Quaternion rotation, Vector3 point)
        {
            var turned = rotation * new Quaternion(point.x, point.y, point.z, 0) * Inverse(rotation);
            return new Vector3(turned.x, turned.y, turned.z);
        }

        private static Quaternion About(float x, float y, float z, float degrees)
        {
            var (sin, cos) = ((float)Math.Sin(degrees * Math.PI / 360), (float)Math.Cos(degrees * Math.PI / 360));
            return new Quaternion(x * sin, y * sin, z * sin, cos);
        }
    }

    public struct Color
    {
        public Color(float r, float g, float b, float a = 1) { }

        public static Color black => new Color(0, 0, 0);
    }

    public struct Color32
    {
        public byte r,
            g,
            b,
            a;

        public Color32(byte r, byte g, byte b, byte a) => (this.r, this.g, this.b, this.a) = (r, g, b, a);
    }

    public struct Rect
    {
        public Rect(float x, float y, float width, float height) { }
    }

    public static class Mathf
    {
        public static float Abs(float f) => Math.Abs(f);

        public static float Clamp(float value, float min, float max) => Math.Max(min, Math.Min(max, value));
    }
}
