#nullable enable
using System;
using UnityEngine;

namespace XrContent.Unity
{
    /// <summary>A part of a sphere seen from within, on which an equirectangular picture lies.</summary>
    public static class SphereBand
    {
        private const double Step = 3;

        /// <param name="left">Azimuth of the picture's left edge, degrees.</param>
        /// <param name="right">Azimuth of its right edge.</param>
        /// <param name="bottom">Elevation of its lower edge.</param>
        /// <param name="top">Elevation of its upper edge.</param>
        /// <param name="radius">Of the sphere.</param>
        public static Mesh Make(double left, double right, double bottom, double top, float radius)
        {
            var (columns, rows) = (
                Math.Max(1, (int)Math.Ceiling((right - left) / Step)),
                Math.Max(1, (int)Math.Ceiling((top - bottom) / Step))
            );
            var (vertices, uv, triangles) = (
                new Vector3[(columns + 1) * (rows + 1)],
                new Vector2[(columns + 1) * (rows + 1)],
                new int[columns * rows * 6]
            );
            for (var (row, i) = (0, 0); row <= rows; row++)
            {
                for (var column = 0; column <= columns; column++, i++)
                {
                    var (u, v) = ((double)column / columns, (double)row / rows);
                    vertices[i] = Directions.ToUnity(left + (right - left) * u, bottom + (top - bottom) * v, radius);
                    uv[i] = new Vector2((float)u, (float)v);
                }
            }

            for (var (row, t) = (0, 0); row < rows; row++)
            {
                for (var column = 0; column < columns; column++, t += 6)
                {
                    var (a, b) = (row * (columns + 1) + column, (row + 1) * (columns + 1) + column);
                    (triangles[t], triangles[t + 1], triangles[t + 2]) = (a, b, b + 1);
                    (triangles[t + 3], triangles[t + 4], triangles[t + 5]) = (a, b + 1, a + 1);
                }
            }

            return new Mesh
            {
                vertices = vertices,
                uv = uv,
                triangles = triangles,
            };
        }
    }
}
