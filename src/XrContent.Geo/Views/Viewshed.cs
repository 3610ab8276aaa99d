using XrContent.Geo.Terrain;
using static System.Math;

namespace XrContent.Geo.Views;

/// <summary>
/// What an eye sees of the terrain, all round: along each of many rays every sample that rises above all before it, which is
/// the ground that is seen. Skyline, visibility and the tinted raster all come from this one viewshed.
/// </summary>
public sealed class Viewshed
{
    /// <summary>Rays round the horizon: one each twelfth of a degree, 15 m apart at 10 km.</summary>
    public const int Rays = 4320;

    /// <summary>Metres beyond which nothing is looked for; from 333 m the sea's horizon lies at 70 km.</summary>
    public const double Farthest = 90_000;

    /// <summary>
    /// Degrees by which ground must rise to be kept: a quarter of what a phone shows apart. The sea would else fill the memory.
    /// </summary>
    internal const double Grain = 2e-2;

    /// <summary>An eye tells ground apart by one of so many parts of its distance.</summary>
    internal const double Acuity = 400;

    /// <summary>A hundredth of what a phone's pixel spans: keeps ground from hiding itself by rounding.</summary>
    private const double Tolerance = 5e-4;

    private readonly SeenGround[] rays;
    private readonly Way[] ways;
    private readonly Silhouettes? built;

    private Viewshed(LatLon eye, double height, TerrainMap map, SeenGround[] rays, Way[] ways, Silhouettes? built)
    {
        (Eye, Height, Map, this.rays, this.ways, this.built) = (eye, height, map, rays, ways, built);
    }

    public LatLon Eye { get; }

    /// <summary>Of the eye, metres above mean sea level.</summary>
    public double Height { get; }

    public TerrainMap Map { get; }

    /// <summary>Bytes of memory, nearly.</summary>
    public long Bytes => rays.Sum(ray => ray.Count * 2L * sizeof(float)) + Rays * 160 + (built?.Bytes ?? 0);

    /// <summary>Some of the land in sight is sketch and not survey.</summary>
    public bool SeesCoarse { get; private set; }

    /// <param name="height">Of the eye, metres above mean sea level.</param>
    /// <param name="year">Of the city that stands around; null for one without buildings.</param>
    /// <param name="scheduler">Whose threads it is made on; null for those of the current task.</param>
    public static Viewshed From(
        TerrainMap map,
        LatLon eye,
        double height,
        int? year = null,
        TaskScheduler? scheduler = null,
        CancellationToken cancel = default
    )
    {
        var ways = new Way[Rays];
        var rays = new SeenGround[Rays];
        var parallel = new ParallelOptions { CancellationToken = cancel, TaskScheduler = scheduler };
        using var sweep = new Sweep(map, eye, height, ways, rays, parallel);
        sweep.Run();
        GC.KeepAlive(map);
        var built = year is null ? null : Silhouettes.Of(map.Buildings, eye, height, year.Value, HighestBefore, cancel);
        var viewshed = new Viewshed(eye, height, map, rays, ways, built);
        viewshed.LookForSketch(parallel);
        return viewshed;

        float HighestBefore(int ray, float distance) => SlopeBefore(rays[ray], distance) ?? float.NegativeInfinity;
    }

    public static double AzimuthOf(int ray) => ray * (360.0 / Rays);

    public static int RayOf(double azimuth) => (int)Round(Angles.Normalize360(azimuth) * (Rays / 360.0)) % Rays;

    /// <summary>Elevation in degrees and distance in metres of the skyline along a ray, of land and buildings.</summary>
    public (float Elevation, float Distance) SkylineAt(int ray)
    {
        var (slope, distance) = (rays[ray].Slopes[^1], rays[ray].Distances[^1]);
        return built?.HighestAlong(ray) is { } roof && roof.Slope > slope
            ? (ElevationOf(roof.Slope), roof.Distance)
            : (ElevationOf(slope), distance);
    }

    /// <summary>The ground that is seen along a ray, nearest first: each sample's distance and slope, both growing.</summary>
    public SeenGround SeenAlong(int ray) => rays[ray];

    /// <summary>The tops of buildings along a ray that rise above all nearer ones, as <see cref="SeenAlong"/> gives the ground.</summary>
    public SeenGround CrestsAlong(int ray) => built?.CrestsAlong(ray) ?? default;

    /// <summary>Degrees above the level of the eye, of a slope.</summary>
    /// <remarks>Refraction lifts by under 0.001 degrees more or less where the slope is steep, which then is near.</remarks>
    public static float ElevationOf(float slope) => (float)Angles.ToDegrees(Atan(slope));

    /// <summary>The point of the earth along a ray at a distance in metres.</summary>
    public LatLon PointAlong(int ray, double distance) => ways[ray].At(Eye, distance);

    /// <summary>True when nothing nearer stands in front of the direction; what lies within a step of the target does not count.</summary>
    /// <param name="seen">A direction from this eye, as <see cref="LineOfSight"/> gives it.</param>
    /// <param name="isThing">It is a thing, which no building hides that it is in; else it is ground, which every building does.</param>
    public bool Shows(Direction seen, bool isThing = false)
    {
        var along = seen.Distance * Cos(Angles.ToRadians(seen.Elevation));
        var slope = Tan(Angles.ToRadians(seen.Elevation + Tolerance));
        // The last sample seen before the target is the highest of all before it.
        return !(SlopeBefore(rays[RayOf(seen.Azimuth)], (float)(along - StepAt(along))) > slope)
            && built?.Hides(seen.Azimuth, along, slope, isThing) is not true;
    }

    private static float? SlopeBefore(SeenGround ray, float distance)
    {
        var before = ray.Distances.BinarySearch(distance);
        var index = before >= 0 ? before : ~before - 1;
        return index < 0 ? null : ray.Slopes[index];
    }

    /// <summary>Metres within which an eye at this distance can tell nothing apart.</summary>
    internal static double StepAt(double distance) => Clamp(distance / Acuity, 0.5, 60);

    private void LookForSketch(ParallelOptions parallel)
    {
        if (!Map.HasCoarse)
            return;
        var looked = Parallel.For(
            0,
            Rays,
            parallel,
            (ray, state) =>
            {
                if (IsCoarse(ray))
                    state.Stop();
            }
        );
        SeesCoarse = !looked.IsCompleted;
    }

    private bool IsCoarse(int ray)
    {
        var cursor = new TerrainCursor(Map);
        foreach (var distance in rays[ray].Distances)
        {
            var point = PointAlong(ray, distance);
            if (cursor.HeightAt(point.Latitude, point.Longitude) > 0.5 && cursor.Coarse)
                return true;
        }

        return false;
    }
}
