using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Views;

/// <summary>
/// Which ground has a straight line to a point: each sample of the terrain within reach, by one ray through each sample of the rim (W. R.
/// Franklin and C. K. Ray, 1994, R2). What a light lit, and what lay in the shadow of the hills.
/// </summary>
public sealed class LitGround
{
    /// <summary>Metres above the ground that are looked at, so that the sample before does not hide it by a hair.</summary>
    private const float Above = 0.05f;

    /// <summary>Where the terrain has more samples within reach, only each second, third and so on is taken.</summary>
    private const int MostRows = 4200;

    private readonly byte[] lit;
    private readonly HeightWindow.Frame frame;

    private LitGround(LatLon light, double reach, HeightWindow window)
    {
        (Light, Reach, frame) = (light, reach, window.Place);
        lit = new byte[window.Rows * window.Columns];
    }

    public LatLon Light { get; }

    /// <summary>Metres along the ground from the light, within which its ground is known.</summary>
    public double Reach { get; }

    /// <summary>Samples that are lit.</summary>
    public int Count => lit.Sum(one => one);

    /// <param name="height">Of the light, metres above mean sea level.</param>
    /// <param name="scheduler">Whose threads it is made on; null for those of the current task.</param>
    public static LitGround From(
        TerrainMap map,
        LatLon light,
        double height,
        double reach,
        TaskScheduler? scheduler = null,
        CancellationToken cancel = default
    )
    {
        var parallel = new ParallelOptions { CancellationToken = cancel, TaskScheduler = scheduler };
        var steps = map.FinestSteps(light, reach) ?? Resolution.Sketch.Steps;
        var across = 2 * reach / Wgs84.MetresPerDegreeLatitude(light.Latitude) * Resolution.TilesPerDegree * steps;
        using var window = HeightWindow.Cut(map, light, reach, steps, Math.Max(1, (int)Math.Ceiling(across / MostRows)), parallel);
        var ground = new LitGround(light, reach, window);
        var rim = Rim(light, reach, window.Step);
        Parallel.For(0, rim.Count, parallel, bundle => ground.Follow(window, rim[bundle], height));
        GC.KeepAlive(map);
        return ground;
    }

    /// <summary>Bytes of memory, nearly.</summary>
    public long Bytes => lit.Length;

    /// <summary>
    /// Whether a point is lit: the edge of a shadow runs between the four samples round it, as lines of equal light do, and not along their
    /// cells. Null beyond the reach, and beyond the map.
    /// </summary>
    public bool? IsLit(LatLon point)
    {
        var row = frame.RowOf(point.Latitude);
        var column = frame.ColumnOf(Light.Longitude + Way.Turn(Light, point));
        var (top, left) = ((int)Math.Floor(row), (int)Math.Floor(column));
        if (top < 0 || left < 0 || top >= frame.Rows || left >= frame.Columns)
            return null;
        if (Geodesic.Inverse(Light, point).Distance > Reach)
            return null;
        var (down, right) = (row - top, column - left);
        var (bottom, end) = (Math.Min(top + 1, frame.Rows - 1), Math.Min(left + 1, frame.Columns - 1));
        var upper = At(top, left) * (1 - right) + At(top, end) * right;
        var lower = At(bottom, left) * (1 - right) + At(bottom, end) * right;
        return upper * (1 - down) + lower * down >= 0.5;
    }

    private double At(int row, int column) => lit[row * frame.Columns + column];

    /// <summary>Eight neighbouring samples of the rim, by how many rows or columns they lie to the side of the light.</summary>
    private readonly record struct Target(bool ByColumns, int Sign, int Along, int FirstAcross);

    private static List<Target> Rim(LatLon light, double reach, double step)
    {
        var rows = (int)Math.Ceiling(reach / Wgs84.MetresPerDegreeLatitude(light.Latitude) / step) + 1;
        var latitude = Math.Min(Math.Abs(light.Latitude), HeightWindow.MostLatitude);
        var columns = (int)Math.Ceiling(reach / Wgs84.MetresPerDegreeLongitude(latitude) / step) + 1;
        IEnumerable<Target> Side(bool byColumns, int sign, int along, int across)
        {
            for (var first = -across; first <= across; first += RayBundle.Lanes)
                yield return new(byColumns, sign, along, first);
        }

        return
        [
            .. Side(true, 1, columns, rows),
            .. Side(true, -1, columns, rows),
            .. Side(false, 1, rows, columns),
            .. Side(false, -1, rows, columns),
        ];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Follow(HeightWindow window, Target target, double height)
    {
        if (window.Rows == 0)
            return;
        Span<Leg> legs = stackalloc Leg[RayBundle.Lanes];
        Span<Curvature> curvatures = stackalloc Curvature[RayBundle.Lanes];
        for (var lane = 0; lane < RayBundle.Lanes; lane++)
            (legs[lane], curvatures[lane]) = Straight(target, target.FirstAcross + lane, window.Step);
        fixed (float* heights = window.Heights)
        {
            var at = (window.RowOf(Light.Latitude), window.ColumnOf(Light.Longitude));
            Walk(
                new RayBundle(heights, window, at, target.ByColumns, target.Sign, legs, curvatures, height),
                window,
                target,
                curvatures[0]
            );
        }
    }

    /// <summary>The straight way over the grid to a sample of the rim; within 10 km the geodesic strays from it by 1.3 m.</summary>
    private (Leg Leg, Curvature Curvature) Straight(Target target, int across, double step)
    {
        (double Along, double Away, double Across) At(double share)
        {
            var (along, aside) = (target.Along * share, across * share);
            var (down, right) = target.ByColumns ? (aside, target.Sign * along) : (target.Sign * along, aside);
            var middle = Light.Latitude - down * step / 2;
            var (south, east) = (
                down * step * Wgs84.MetresPerDegreeLatitude(middle),
                right * step * Wgs84.MetresPerDegreeLongitude(middle)
            );
            return (along, Math.Sqrt(south * south + east * east), aside);
        }

        var (rows, columns) = target.ByColumns ? (across, target.Sign * target.Along) : (target.Sign * target.Along, across);
        var azimuth = Angles.ToDegrees(Math.Atan2(columns * Math.Cos(Angles.ToRadians(Light.Latitude)), -rows));
        return (Leg.Through(At(0.5), At(1)), Curvature.Along(Light.Latitude, azimuth));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Walk(in RayBundle bundle, HeightWindow window, Target target, Curvature curvature)
    {
        // Before the last line that was met, and what was met at that one.
        var highest = Vector256.Create(float.NegativeInfinity);
        var before = Met.Nothing;
        var end = Vector256.Create((float)Reach);
        for (var line = 0; line < bundle.Lines; line += HeightWindow.Block)
        {
            var nearest = bundle.NearestAt(line);
            if (nearest > Reach)
                break;
            var last = Math.Min(line + HeightWindow.Block, bundle.Lines) - 1;
            var bound = (float)curvature.MostFrom(bundle.EyeHeight, bundle.HighestOf(window, line, last) + Above, nearest);
            if (Vector256.GreaterThanAll(highest, Vector256.Create(bound + Notes.Margin)))
            {
                highest = Vector256.Max(highest, bundle.SlopeOf(before.Height, before.Distance));
                before = Met.Nothing;
                continue;
            }

            for (var each = line; each <= last; each++)
            {
                var met = bundle.Meet(each);
                var isFirst = Vector256.LessThan(met.Share, Vector256.Create(0.5f));
                var ground = Vector256.ConditionalSelect(isFirst, met.First, met.Second);
                var own = bundle.SlopeOf(ground + Vector256.Create(Above), met.Distance);
                // Of all rays that pass a sample the one that passes nearest decides, for all ground but the last before it: where the
                // line to the very sample met that is known, and it is the last ground that most often hides.
                var aside = Vector256.ConditionalSelect(isFirst, Vector256<float>.Zero, Vector256<float>.One) - met.Share;
                var hiding = bundle.SlopeOf(before.First + (before.Share + aside) * (before.Second - before.First), before.Distance);
                var seen =
                    Vector256.GreaterThanOrEqual(own, highest)
                    & Vector256.GreaterThanOrEqual(own, hiding)
                    & Vector256.LessThanOrEqual(Vector256.Abs(aside), Vector256.Create(0.5f * bundle.StepsTo(each) / target.Along + 1e-3f))
                    & Vector256.LessThanOrEqual(met.Distance, end);
                highest = Vector256.Max(highest, bundle.SlopeOf(before.Height, before.Distance));
                before = met;
                var bits = seen.ExtractMostSignificantBits();
                if (bits != 0)
                    Mark(met.At + Vector256.ConditionalSelect(isFirst.AsInt32(), default, Vector256.Create(bundle.AcrossStride)), bits);
            }
        }
    }

    private void Mark(Vector256<int> samples, uint bits)
    {
        Span<int> at = stackalloc int[RayBundle.Lanes];
        samples.CopyTo(at);
        for (; bits != 0; bits &= bits - 1)
            lit[at[System.Numerics.BitOperations.TrailingZeroCount(bits)]] = 1;
    }
}
