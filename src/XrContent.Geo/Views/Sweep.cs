using System.Runtime.Intrinsics;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Views;

/// <summary>Where a ray runs, as parabolas through points of its geodesic: right to a metre at 90 km, to a centimetre at 16.</summary>
internal readonly record struct Way(LatLon[] Points)
{
    /// <summary>Metres from the eye to each of the points; each pair of them carries one parabola.</summary>
    public static readonly double[] Knots = [2_000, 4_000, 8_000, 16_000, 45_000, Viewshed.Farthest];

    public static Way From(LatLon eye, double azimuth) => new([.. Knots.Select(knot => Geodesic.Direct(eye, azimuth, knot))]);

    public LatLon At(LatLon eye, double distance)
    {
        var second = 1;
        while (second < Knots.Length - 1 && distance > Knots[second])
            second++;
        var (near, far, one, two) = (Knots[second - 1], Knots[second], Points[second - 1], Points[second]);
        double Follow(double half, double whole)
        {
            var bend = (whole / far - half / near) / (far - near);
            return distance * (half / near + bend * (distance - near));
        }

        return new(
            eye.Latitude + Follow(one.Latitude - eye.Latitude, two.Latitude - eye.Latitude),
            eye.Longitude + Follow(Turn(eye, one), Turn(eye, two))
        );
    }

    /// <summary>Degrees east from one point to another, the short way round.</summary>
    public static double Turn(LatLon from, LatLon to) => Angles.Normalize180(to.Longitude - from.Longitude);
}

/// <summary>
/// Follows all rays of a viewshed, eight at a time, over windows of the terrain that grow coarser with the distance, as an eye does: near
/// by at the survey's own samples, far away only as finely as an eye can tell.
/// </summary>
internal sealed class Sweep : IDisposable
{
    private const double Nearest = 0.5;

    /// <summary>A sketch knows nothing of the ground at one's feet: nearer than this many metres it hides nothing.</summary>
    private const double SketchFrom = 1_000;

    /// <summary>Metres within which the finest terrain decides how finely is looked, and no ray ends.</summary>
    private const double OpenFrom = 4_000;

    /// <summary>Samples of the far window along the edge of a tile: 3 arc seconds.</summary>
    private const int FarSteps = 60;

    private const double SeaGrowth = 1.04;
    private const int SeaSteps = 192;

    private readonly TerrainMap map;
    private readonly LatLon eye;
    private readonly double height;
    private readonly Way[] ways;
    private readonly SeenGround[] rays;
    private readonly ParallelOptions parallel;
    private readonly List<Level> levels = [];

    public Sweep(TerrainMap map, LatLon eye, double height, Way[] ways, SeenGround[] rays, ParallelOptions parallel)
    {
        (this.map, this.eye, this.height, this.ways, this.rays, this.parallel) = (map, eye, height, ways, rays, parallel);
        var steps = map.FinestSteps(eye, OpenFrom) ?? FarSteps;
        var sizes = new List<(double Reach, int Steps, int Every)>();
        for (var every = 1; 2 * FarSteps * every <= steps; every *= 2)
            sizes.Add(
                (Viewshed.Acuity * every * Wgs84.MetresPerDegreeLatitude(eye.Latitude) / Resolution.TilesPerDegree / steps, steps, every)
            );
        sizes.Add((Viewshed.Farthest, FarSteps, 1));
        var windows = HeightWindow.Cut(map, eye, sizes, parallel);
        for (var i = 0; i < windows.Count; i++)
            levels.Add(new(i == 0 ? Nearest : sizes[i - 1].Reach, sizes[i].Reach, windows[i]));
        foreach (var level in levels.Where(level => level.From < SketchFrom && map.HasCoarse))
            level.Window.ForgetSketch(map, eye, SketchFrom);
    }

    public void Run() =>
        Parallel.For(
            0,
            Viewshed.Rays / RayBundle.Lanes,
            parallel,
            () => new Notes(levels.Sum(level => Math.Max(level.Window.Rows, level.Window.Columns)) + SeaSteps + 1),
            (bundle, _, notes) =>
            {
                Follow(bundle * RayBundle.Lanes, notes);
                return notes;
            },
            _ => { }
        );

    public void Dispose()
    {
        foreach (var level in levels)
            level.Window.Dispose();
    }

    private unsafe void Follow(int first, Notes notes)
    {
        Span<Curvature> curvatures = stackalloc Curvature[RayBundle.Lanes];
        Span<Leg> legs = stackalloc Leg[RayBundle.Lanes];
        for (var lane = 0; lane < RayBundle.Lanes; lane++)
        {
            ways[first + lane] = Way.From(eye, Viewshed.AzimuthOf(first + lane));
            curvatures[lane] = Curvature.Along(eye.Latitude, Viewshed.AzimuthOf(first + lane));
        }

        notes.Begin(curvatures[0], map, eye, height, Nearest);
        foreach (var (from, to, window) in levels)
        {
            if (window.Rows == 0)
                continue;
            var at = (window.RowOf(eye.Latitude), window.ColumnOf(eye.Longitude));
            var middle = ways[first + RayBundle.Lanes / 2].At(eye, to);
            var (down, right) = (eye.Latitude - middle.Latitude, Way.Turn(eye, middle));
            var byColumns = Math.Abs(right) > Math.Abs(down);
            var sign = (byColumns ? right : down) > 0 ? 1 : -1;
            for (var lane = 0; lane < RayBundle.Lanes; lane++)
                legs[lane] = LegOf(ways[first + lane], to, window.Step, byColumns, sign);
            fixed (float* heights = window.Heights)
            {
                var bundle = new RayBundle(heights, window, at, byColumns, sign, legs, curvatures, height);
                if (!Walk(bundle, window, legs[0], from, to, curvatures[0], notes))
                    break;
            }
        }

        for (var lane = 0; lane < RayBundle.Lanes; lane++)
            notes.End(lane, curvatures[lane], height, SeaGrowth, SeaSteps);
        notes.CopyTo(rays.AsSpan(first, RayBundle.Lanes));
    }

    private Leg LegOf(Way way, double to, double step, bool byColumns, int sign)
    {
        (double, double, double) At(double distance)
        {
            var point = way.At(eye, distance);
            var (down, right) = ((eye.Latitude - point.Latitude) / step, Way.Turn(eye, point) / step);
            return byColumns ? (sign * right, distance, down) : (sign * down, distance, right);
        }

        return Leg.Through(At(to / 2), At(to));
    }

    /// <returns>False when nothing that lies farther can be seen.</returns>
    private bool Walk(in RayBundle bundle, HeightWindow window, Leg leg, double from, double to, Curvature curvature, Notes notes)
    {
        var (start, end) = (Vector256.Create((float)from), Vector256.Create((float)to));
        for (var line = Math.Max(0, (int)(from / leg.Away * 0.9 - bundle.StepsTo(0)) - 2); line < bundle.Lines; line += HeightWindow.Block)
        {
            var nearest = bundle.NearestAt(line);
            if (nearest > to)
                break;
            if (nearest > OpenFrom && notes.AllAbove(curvature.MostFrom(height, map.Highest, nearest)))
                return false;
            var last = Math.Min(line + HeightWindow.Block, bundle.Lines) - 1;
            // A stretch that is too low to be seen over what stands before it is passed over whole.
            if (nearest > HeightWindow.Block && notes.AllAbove(curvature.MostFrom(height, bundle.HighestOf(window, line, last), nearest)))
                continue;
            for (var each = line; each <= last; each++)
            {
                var met = bundle.Meet(each);
                var wanted = Vector256.GreaterThan(met.Distance, start) & Vector256.LessThanOrEqual(met.Distance, end);
                notes.Take(bundle.SlopeOf(met.Height, met.Distance), met.Distance, wanted);
            }
        }

        return true;
    }

    private readonly record struct Level(double From, double To, HeightWindow Window);
}
