using XrContent.Geo;
using XrContent.Geo.Terrain;

namespace XrContent.Drawings;

/// <summary>The ground that an eye sees in each pixel of an equirectangular picture whose middle column looks north.</summary>
internal sealed class SeenGround
{
    /// <summary>Of a pixel that shows the sky.</summary>
    public const float Sky = float.PositiveInfinity;

    private const double Farthest = 62_000;
    private const double Nearest = 2;

    /// <summary>Metres between points that are set exactly; between them a way is straight in degrees.</summary>
    private const double Leg = 2_000;

    private readonly TerrainMap map;
    private readonly LatLon eye;
    private readonly double eyeHeight;

    public SeenGround(TerrainMap map, LatLon eye, double eyeHeight, int width, int height)
    {
        (this.map, this.eye, this.eyeHeight, Width, Height) = (map, eye, eyeHeight, width, height);
        (Distances, Heights, Lights) = (new float[width * height], new float[width * height], new float[width * height]);
        Array.Fill(Distances, Sky);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Metres to the ground of each pixel, row by row; <see cref="Sky"/> above it.</summary>
    public float[] Distances { get; }

    /// <summary>Metres above sea level of that ground; 0 is the sea.</summary>
    public float[] Heights { get; }

    /// <summary>How squarely the light meets that ground, 0 to 1.</summary>
    public float[] Lights { get; }

    /// <param name="light">Unit vector to the sun: east, north, up.</param>
    public void Look((double East, double North, double Up) light) => Parallel.For(0, Width, column => LookAlong(column, light));

    private void LookAlong(int column, (double East, double North, double Up) light)
    {
        var azimuth = (column + 0.5) / Width * 360 - 180;
        var (way, cursor) = (Way(azimuth), new TerrainCursor(map));
        var (highest, before, filled) = (-90.0, 0.0, Height);
        for (var distance = Nearest; distance < Farthest; distance += Math.Max(3, distance * 0.003))
        {
            var point = At(way, distance);
            var ground = Ground(cursor.HeightAt(point.Latitude, point.Longitude));
            var elevation = Elevation(distance, ground);
            if (elevation > highest)
            {
                var top = (int)Math.Ceiling((90 - elevation) / 180 * Height - 0.5);
                for (var row = filled - 1; row >= Math.Max(top, 0); row--)
                {
                    var share = Math.Clamp(((90 - (row + 0.5) * 180 / Height) - highest) / (elevation - highest), 0, 1);
                    Put(row * Width + column, way, before == 0 ? distance : before + share * (distance - before), light);
                }

                (filled, highest) = (Math.Min(filled, Math.Max(top, 0)), elevation);
            }

            before = distance;
        }
    }

    private void Put(int at, LatLon[] way, double distance, (double East, double North, double Up) light)
    {
        var point = At(way, distance);
        var (map, ground) = (this.map, Ground(this.map.HeightAt(point)));
        (Distances[at], Heights[at]) = ((float)distance, (float)ground);
        // The slope over about two samples of the land, and over more of it far away.
        var reach = Math.Clamp(distance * 0.006, 40, 200);
        var (up, right) = (reach / Wgs84.MetresPerDegreeLatitude(point.Latitude), reach / Wgs84.MetresPerDegreeLongitude(point.Latitude));
        var north = (Of(up, 0) - Of(-up, 0)) / (2 * reach);
        var east = (Of(0, right) - Of(0, -right)) / (2 * reach);
        var length = Math.Sqrt(north * north + east * east + 1);
        Lights[at] = (float)Math.Max(0, (light.Up - north * light.North - east * light.East) / length);

        double Of(double northward, double eastward) => Ground(map.HeightAt(new(point.Latitude + northward, point.Longitude + eastward)));
    }

    private LatLon[] Way(double azimuth) =>
        [.. Enumerable.Range(0, (int)(Farthest / Leg) + 2).Select(i => i == 0 ? eye : Geodesic.Direct(eye, azimuth, i * Leg))];

    private static LatLon At(LatLon[] way, double distance)
    {
        var (leg, share) = ((int)(distance / Leg), distance / Leg % 1);
        var (a, b) = (way[leg], way[leg + 1]);
        return new(a.Latitude + share * (b.Latitude - a.Latitude), a.Longitude + share * (b.Longitude - a.Longitude));
    }

    /// <summary>Degrees above level of ground so far away, on a sphere and with refraction.</summary>
    private double Elevation(double distance, double ground) =>
        Angles.ToDegrees(
            Math.Atan2(ground - eyeHeight - distance * distance * (1 - LineOfSight.Refraction) / (2 * Wgs84.MeanRadius), distance)
        );

    private static double Ground(float height) => float.IsNaN(height) ? 0 : height;
}
