using XrContent.Geo.Terrain;
using static System.Math;

namespace XrContent.Geo.Views;

/// <summary>
/// What an eye sees of the terrain, all round: along each of many rays every sample that rises above all before it, which is
/// the ground that is seen. Skyline, visibility and the tinted raster all come from this one viewshed.
/// </summary>
/// <remarks>
/// Elevations are those of <see cref="LineOfSight"/>: each ray runs on the sphere that osculates the ellipsoid along its azimuth
/// (Euler's radius of curvature; W. Torge, "Geodesy", section 4.1), which differs from the full computation by under a
/// centimetre at 30 km, and is lifted by refraction.
/// </remarks>
public sealed class Viewshed
{
    /// <summary>Rays round the horizon: one each sixteenth of a degree, 11 m apart at 10 km.</summary>
    public const int Rays = 5760;

    /// <summary>Metres beyond which nothing is looked for; from 333 m the sea's horizon lies at 70 km.</summary>
    public const double Farthest = 90_000;

    private const double Nearest = 0.5;
    private const double OpenSeaStep = 100;
    private const double TileSpan = 1.0 / Resolution.TilesPerDegree;

    /// <summary>Degrees by which level ground may rise between the ends of a tile, near the horizon.</summary>
    private const double SkipMargin = 0.01;

    /// <summary>A sketch knows nothing of the ground at one's feet: nearer than this many metres it hides nothing.</summary>
    private const double SketchFrom = 1_000;

    private const double KnotSpacing = 4_000;
    private const int Knots = (int)(Farthest / KnotSpacing) + 2;

    private readonly Ray[] rays;
    private readonly LatLon[] knots;

    private Viewshed(LatLon eye, double height, TerrainMap map, Ray[] rays, LatLon[] knots)
    {
        (Eye, Height, Map, this.rays, this.knots) = (eye, height, map, rays, knots);
        SeesCoarse = rays.Any(ray => ray.Coarse);
    }

    public LatLon Eye { get; }

    /// <summary>Of the eye, metres above mean sea level.</summary>
    public double Height { get; }

    public TerrainMap Map { get; }

    /// <summary>Some of the land in sight is sketch and not survey.</summary>
    public bool SeesCoarse { get; }

    /// <param name="height">Of the eye, metres above mean sea level.</param>
    public static Viewshed From(TerrainMap map, LatLon eye, double height, CancellationToken cancel = default)
    {
        var rays = new Ray[Rays];
        var knots = new LatLon[Rays * Knots];
        Parallel.For(
            0,
            Rays,
            new ParallelOptions { CancellationToken = cancel },
            index =>
            {
                var azimuth = AzimuthOf(index);
                var way = knots.AsSpan(index * Knots, Knots);
                for (var k = 0; k < Knots; k++)
                    way[k] = Geodesic.Direct(eye, azimuth, k * KnotSpacing);
                rays[index] = Cast(map, eye, height, azimuth, way);
            }
        );
        GC.KeepAlive(map);
        return new(eye, height, map, rays, knots);
    }

    public static double AzimuthOf(int ray) => ray * (360.0 / Rays);

    public static int RayOf(double azimuth) => (int)Round(Angles.Normalize360(azimuth) * (Rays / 360.0)) % Rays;

    /// <summary>Elevation in degrees and distance in metres of the skyline along a ray.</summary>
    public (float Elevation, float Distance) SkylineAt(int ray) => (rays[ray].Elevations[^1], rays[ray].Distances[^1]);

    /// <summary>The ground that is seen along a ray, nearest first: each sample's distance and elevation, both growing.</summary>
    public (float[] Distances, float[] Elevations) SeenAlong(int ray) => (rays[ray].Distances, rays[ray].Elevations);

    /// <summary>The point of the earth along a ray at a distance in metres.</summary>
    public LatLon PointAlong(int ray, double distance)
    {
        var k = Min((int)(distance / KnotSpacing), Knots - 2);
        return Between(knots[ray * Knots + k], knots[ray * Knots + k + 1], distance / KnotSpacing - k);
    }

    /// <summary>True when nothing nearer stands in front of the direction; what lies within a step of the target does not count.</summary>
    /// <param name="seen">A direction from this eye, as <see cref="LineOfSight"/> gives it.</param>
    public bool Shows(Direction seen)
    {
        ref readonly var ray = ref rays[RayOf(seen.Azimuth)];
        var along = seen.Distance * Cos(Angles.ToRadians(seen.Elevation));
        var before = Array.BinarySearch(ray.Distances, (float)(along - StepAt(along)));
        // The last sample seen before the target is the highest of all before it.
        var index = before >= 0 ? before : ~before - 1;
        return index < 0 || ray.Elevations[index] <= seen.Elevation + Tolerance;
    }

    /// <summary>A hundredth of what a phone's pixel spans: keeps ground from hiding itself by rounding.</summary>
    private const double Tolerance = 5e-4;

    /// <summary>Degrees by which ground must rise to be kept: 0.2 m at 10 km. The sea would else fill the memory.</summary>
    private const double Grain = 1e-3;

    /// <summary>Metres within which an eye at this distance can tell nothing apart.</summary>
    private static double StepAt(double distance) => Clamp(distance / 400, 0.5, 60);

    /// <summary>
    /// Follows a ray from grid line to grid line of the terrain, where heights are the survey's own or lie straight between two of them (W.
    /// R. Franklin and C. K. Ray, "Higher isn't necessarily better: visibility algorithms and experiments", 1994, R3); far away only as
    /// finely as an eye can tell.
    /// </summary>
    private static Ray Cast(TerrainMap map, LatLon eye, double eyeHeight, double azimuth, ReadOnlySpan<LatLon> way)
    {
        var radius = RadiusAlong(eye.Latitude, azimuth);
        var distances = new List<float>(512);
        var elevations = new List<float>(512);
        var cursor = new TerrainCursor(map);
        var (highest, top) = (double.NegativeInfinity, Nearest);
        var coarse = false;
        TileCell? entered = null;
        var distance = Nearest;
        while (distance < Farthest)
        {
            // Nothing on the map is high enough to be seen from here on.
            if (distance > 10_000 && Elevation(radius, eyeHeight, map.Highest, distance) < highest)
                break;
            var k = (int)(distance / KnotSpacing);
            var point = Between(way[k], way[k + 1], distance / KnotSpacing - k);
            var (north, east) = ((way[k + 1].Latitude - way[k].Latitude) / KnotSpacing, Turn(way[k], way[k + 1]) / KnotSpacing);
            var ground = cursor.HeightAt(point.Latitude, point.Longitude);
            if (cursor.Cell != entered)
            {
                entered = cursor.Cell;
                // A tile that is too low to be seen over what stands before it is passed over whole.
                var beyond = distance + Min(ToNextLine(point.Latitude, north, TileSpan), ToNextLine(point.Longitude, east, TileSpan));
                var most = Max(
                    Elevation(radius, eyeHeight, cursor.Highest, distance),
                    Elevation(radius, eyeHeight, cursor.Highest, beyond)
                );
                if (most + SkipMargin < highest)
                {
                    distance = beyond + Nearest;
                    continue;
                }
            }

            // Beyond the map's edge the sea stands in.
            if (float.IsNaN(ground))
                ground = 0;
            var elevation = Elevation(radius, eyeHeight, ground, distance);
            if (elevation > highest && !(cursor.Coarse && distance < SketchFrom))
            {
                (highest, top) = (elevation, distance);
                if (elevations.Count == 0 || elevation >= elevations[^1] + Grain)
                    Keep(distance, elevation);
                coarse |= ground > 0.5 && cursor.Coarse;
            }

            var onward = distance + StepAt(distance);
            onward = Max(
                onward,
                distance
                    + (
                        cursor.Spacing is { } spacing
                            ? Min(ToNextLine(point.Latitude, north, spacing), ToNextLine(point.Longitude, east, spacing))
                            : OpenSeaStep
                    )
            );

            distance = onward;
        }

        // The very top is the skyline.
        if (elevations.Count == 0 || highest > elevations[^1])
            Keep(top, highest);
        return new([.. distances], [.. elevations], coarse);

        void Keep(double distance, double elevation)
        {
            distances.Add((float)distance);
            elevations.Add((float)elevation);
        }
    }

    /// <summary>Metres to the next grid line, when a coordinate grows by so many degrees a metre.</summary>
    private static double ToNextLine(double degrees, double rate, double spacing)
    {
        if (Abs(rate) < 1e-12)
            return double.PositiveInfinity;
        var lines = degrees / spacing;
        var left = rate > 0 ? Floor(lines) + 1 - lines : lines - Ceiling(lines) + 1;
        // Standing on a line but for rounding counts as having passed it.
        return (left < 1e-6 ? left + 1 : left) * spacing / Abs(rate);
    }

    /// <summary>Apparent elevation in degrees of ground at a height and a distance along the surface.</summary>
    private static double Elevation(double radius, double eyeHeight, double height, double distance)
    {
        var theta = distance / radius;
        var square = theta * theta;
        // Sine and versine to the fifth power: exact to a micrometre at 90 km.
        var across = (radius + height) * theta * (1 - square / 6 * (1 - square / 20));
        var up = height - eyeHeight - (radius + height) * square / 2 * (1 - square / 12);
        return Angles.ToDegrees(Atan(up / across) + LineOfSight.Refraction * across / (2 * Wgs84.MeanRadius));
    }

    /// <summary>Euler's radius of curvature of the ellipsoid along an azimuth, metres.</summary>
    private static double RadiusAlong(double latitude, double azimuth)
    {
        var sinPhi = Sin(Angles.ToRadians(latitude));
        var w = 1 - Wgs84.E2 * sinPhi * sinPhi;
        var (meridian, prime) = (Wgs84.A * (1 - Wgs84.E2) / (w * Sqrt(w)), Wgs84.A / Sqrt(w));
        var (sin, cos) = SinCos(Angles.ToRadians(azimuth));
        return 1 / (cos * cos / meridian + sin * sin / prime);
    }

    // A straight line in degrees strays from the geodesic by 0.2 m at the most between knots.
    private static LatLon Between(LatLon a, LatLon b, double share) =>
        new(a.Latitude + share * (b.Latitude - a.Latitude), a.Longitude + share * Turn(a, b));

    private static double Turn(LatLon from, LatLon to) =>
        (to.Longitude - from.Longitude) switch
        {
            > 180 and var turn => turn - 360,
            < -180 and var turn => turn + 360,
            var turn => turn,
        };

    private readonly record struct Ray(float[] Distances, float[] Elevations, bool Coarse);
}
