#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace XrContent.Client
{
    /// <summary>Which tiles of a panorama are worth their bytes: those that are looked at, as fine as the screen shows.</summary>
    public static class TilePlan
    {
        /// <summary>The coarsest level that has a pixel for each of the screen, else the finest there is.</summary>
        /// <param name="tiles">Of the capture.</param>
        /// <param name="pixelsPerDegree">Of the screen.</param>
        /// <param name="widest">Pixels of the whole sphere that are asked for at most.</param>
        /// <returns>Its number; -1 where all are wider.</returns>
        public static int Level(TileLinks tiles, double pixelsPerDegree, int widest)
        {
            var chosen = -1;
            for (var level = 0; level < tiles.Levels.Count && tiles.Levels[level].Width <= widest; level++)
            {
                chosen = level;
                if (tiles.Levels[level].Width >= pixelsPerDegree * 360)
                    break;
            }

            return chosen;
        }

        /// <summary>The tiles of a level of which a part lies near where one looks, the nearest first.</summary>
        /// <param name="tiles">Of the capture.</param>
        /// <param name="level">Its number.</param>
        /// <param name="azimuth">Where one looks, degrees from the picture's middle column to the right.</param>
        /// <param name="elevation">Degrees above the level.</param>
        /// <param name="within">Degrees round there.</param>
        public static List<(int Column, int Row)> Near(TileLinks tiles, int level, double azimuth, double elevation, double within)
        {
            var (columns, rows) = (tiles.Levels[level].Columns, tiles.Levels[level].Rows);
            var near = new List<((int Column, int Row) Tile, double Angle)>();
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    var angle = Angle(azimuth, elevation, Bounds(column, row, columns, rows));
                    if (angle <= within)
                        near.Add(((column, row), angle));
                }
            }

            return near.OrderBy(tile => tile.Angle).Select(tile => tile.Tile).ToList();
        }

        /// <summary>
        /// The edges of a tile, degrees: azimuths from the picture's middle column to the right, elevations above the level.
        /// </summary>
        public static (double Left, double Right, double Bottom, double Top) Bounds(int column, int row, int columns, int rows) =>
            (column * 360.0 / columns - 180, (column + 1) * 360.0 / columns - 180, 90 - (row + 1) * 180.0 / rows, 90 - row * 180.0 / rows);

        /// <summary>Degrees from a direction to the nearest of a tile's corners, edges' middles and its own.</summary>
        private static double Angle(double azimuth, double elevation, (double Left, double Right, double Bottom, double Top) tile)
        {
            // Within the tile it is none at all.
            var middle = (tile.Left + tile.Right) / 2;
            if (
                Math.Abs(DirectionMath.Turn(middle, azimuth)) <= (tile.Right - tile.Left) / 2
                && elevation >= tile.Bottom
                && elevation <= tile.Top
            )
                return 0;
            var least = 180.0;
            for (var x = 0; x <= 2; x++)
            {
                for (var y = 0; y <= 2; y++)
                {
                    var at = (
                        Azimuth: tile.Left + (tile.Right - tile.Left) * x / 2,
                        Elevation: tile.Bottom + (tile.Top - tile.Bottom) * y / 2
                    );
                    least = Math.Min(least, Between(azimuth, elevation, at.Azimuth, at.Elevation));
                }
            }

            return least;
        }

        private static double Between(double azimuth, double elevation, double otherAzimuth, double otherElevation)
        {
            var (a, b) = (DirectionMath.ToSpace(azimuth, elevation), DirectionMath.ToSpace(otherAzimuth, otherElevation));
            return Math.Acos(Math.Max(-1, Math.Min(1, a.X * b.X + a.Y * b.Y + a.Z * b.Z))) * 180 / Math.PI;
        }
    }
}
