using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Views;

/// <summary>The slope under which ground appears: the tangent of its elevation, refraction included.</summary>
/// <remarks>
/// Each ray runs on the sphere that osculates the ellipsoid along its azimuth (Euler's radius of curvature; W. Torge, "Geodesy", section
/// 4.1). That differs from the full computation of <see cref="LineOfSight"/> by under a centimetre at 30 km.
/// </remarks>
/// <param name="Thinness">1 / radius: how much wider things lie apart with their height.</param>
/// <param name="Drop">1 / (2 radius): metres by which the level falls off, for each square metre of distance.</param>
internal readonly record struct Curvature(double Thinness, double Drop)
{
    /// <summary>Radians by which refraction lifts what is seen, for each metre of distance.</summary>
    public const double Lift = LineOfSight.Refraction / (2 * Wgs84.MeanRadius);

    public static Curvature Along(double latitude, double azimuth)
    {
        var sinPhi = Math.Sin(Angles.ToRadians(latitude));
        var w = 1 - Wgs84.E2 * sinPhi * sinPhi;
        var (meridian, prime) = (Wgs84.A * (1 - Wgs84.E2) / (w * Math.Sqrt(w)), Wgs84.A / Math.Sqrt(w));
        var (sin, cos) = Math.SinCos(Angles.ToRadians(azimuth));
        var thinness = cos * cos / meridian + sin * sin / prime;
        return new(thinness, thinness / 2);
    }

    /// <summary>Of ground at a height above the eye, metres, at a distance along the surface.</summary>
    public double Slope(double eyeHeight, double height, double distance) =>
        (height - eyeHeight - distance * distance * Drop) / (distance + distance * height * Thinness) + distance * Lift;

    /// <summary>The highest slope under which ground of a height can appear from a distance on.</summary>
    public double MostFrom(double eyeHeight, double height, double distance)
    {
        // Seen from above, ground of one height rises up to its horizon and sinks again.
        var horizon = Math.Sqrt(Math.Max(0, eyeHeight - height) / (Drop - Lift));
        return Slope(eyeHeight, height, Math.Max(distance, horizon));
    }
}

/// <summary>Where a ray runs: distance and coordinate across, as functions of the steps along one axis of a grid.</summary>
/// <remarks>A parabola through the eye and two points of the geodesic; within a leg it strays from it by under a metre.</remarks>
internal readonly record struct Leg(double Away, double AwayBend, double Across, double AcrossBend)
{
    public static Leg Through((double Along, double Away, double Across) half, (double Along, double Away, double Across) whole)
    {
        (double, double) Parabola(double a, double b)
        {
            var bend = (b / whole.Along - a / half.Along) / (whole.Along - half.Along);
            return (a / half.Along - bend * half.Along, bend);
        }

        var ((away, awayBend), (across, acrossBend)) = (Parabola(half.Away, whole.Away), Parabola(half.Across, whole.Across));
        return new(away, awayBend, across, acrossBend);
    }
}

/// <summary>
/// Eight neighbouring rays that are followed together from line to line of a grid, where heights lie straight between two samples (W. R.
/// Franklin and C. K. Ray, "Higher isn't necessarily better: visibility algorithms and experiments", 1994, R2).
/// </summary>
internal readonly unsafe ref struct RayBundle
{
    public const int Lanes = 8;

    private const double OnLine = 1e-3;

    private readonly float* heights;
    private readonly int alongStride;
    private readonly int acrossStride;
    private readonly Vector256<int> mostAcross;
    private readonly Vector256<float> edge;
    private readonly Vector256<float> startAcross;
    private readonly Vector256<float> away;
    private readonly Vector256<float> awayBend;
    private readonly Vector256<float> across;
    private readonly Vector256<float> acrossBend;
    private readonly Vector256<float> eyeHeight;
    private readonly Vector256<float> drop;
    private readonly Vector256<float> thinness;
    private readonly float sign;
    private readonly float startAlong;

    /// <param name="heights">The window's heights, pinned.</param>
    /// <param name="eye">Row and column.</param>
    /// <param name="byColumns">The lines are columns, and else rows.</param>
    /// <param name="sign">1 where the lines' numbers grow along the rays, else -1.</param>
    public RayBundle(
        float* heights,
        HeightWindow window,
        (double Row, double Column) eye,
        bool byColumns,
        int sign,
        ReadOnlySpan<Leg> legs,
        ReadOnlySpan<Curvature> curvatures,
        double eyeHeight
    )
    {
        this.heights = heights;
        this.sign = sign;
        (alongStride, acrossStride) = byColumns ? (1, window.Columns) : (window.Columns, 1);
        var (along, start) = byColumns ? (eye.Column, eye.Row) : (eye.Row, eye.Column);
        startAlong = (float)along;
        mostAcross = Vector256.Create((byColumns ? window.Rows : window.Columns) - 2);
        edge = Vector256.ConvertToSingle(mostAcross + Vector256<int>.One);
        // Who stands on a line, but for rounding, has passed it; who stands beside the window meets its edge first.
        var count = byColumns ? window.Columns : window.Rows;
        FirstLine =
            sign > 0 ? Math.Max(0, (int)Math.Floor(along + OnLine) + 1) : Math.Min(count - 1, (int)Math.Ceiling(along - OnLine) - 1);
        Lines = sign > 0 ? count - FirstLine : FirstLine + 1;
        startAcross = Vector256.Create((float)start);
        this.eyeHeight = Vector256.Create((float)eyeHeight);
        Span<float> lanes = stackalloc float[6 * Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            (lanes[lane], lanes[lane + 8]) = ((float)legs[lane].Away, (float)legs[lane].AwayBend);
            (lanes[lane + 16], lanes[lane + 24]) = ((float)legs[lane].Across, (float)legs[lane].AcrossBend);
            (lanes[lane + 32], lanes[lane + 40]) = ((float)curvatures[lane].Thinness, (float)curvatures[lane].Drop);
        }

        away = Vector256.Create<float>(lanes);
        awayBend = Vector256.Create<float>(lanes[8..]);
        across = Vector256.Create<float>(lanes[16..]);
        acrossBend = Vector256.Create<float>(lanes[24..]);
        thinness = Vector256.Create<float>(lanes[32..]);
        drop = Vector256.Create<float>(lanes[40..]);
    }

    /// <summary>The number of the first line that the rays meet.</summary>
    public int FirstLine { get; }

    /// <summary>Metres above mean sea level.</summary>
    public double EyeHeight => eyeHeight[0];

    /// <summary>How many lines they meet in the window.</summary>
    public int Lines { get; }

    /// <summary>The highest ground that any of the rays may meet in a stretch of lines.</summary>
    public float HighestOf(HeightWindow window, int first, int last)
    {
        var (one, other) = (PositionsAt(first), PositionsAt(last));
        var (least, most) = ((int)LeastOf(Vector256.Min(one, other)), (int)-LeastOf(-Vector256.Max(one, other)) + 1);
        var (a, b) = (FirstLine + (int)sign * first, FirstLine + (int)sign * last);
        var (from, to) = (Math.Min(a, b), Math.Max(a, b));
        return alongStride == 1 ? window.HighestOf(least, most, from, to) : window.HighestOf(from, to, least, most);
    }

    /// <summary>Metres along the surface at which the first of the rays meets a line.</summary>
    public float NearestAt(int line)
    {
        var u = Vector256.Create(StepsTo(line));
        return LeastOf(u * (away + u * awayBend));
    }

    private static float LeastOf(Vector256<float> values)
    {
        var half = Vector128.Min(values.GetLower(), values.GetUpper());
        return Math.Min(Math.Min(half[0], half[1]), Math.Min(half[2], half[3]));
    }

    /// <summary>From line to line of the grid, how many steps lie between the eye and a line.</summary>
    public float StepsTo(int line) => (FirstLine + (int)sign * line - startAlong) * sign;

    private Vector256<float> PositionsAt(int line)
    {
        var u = Vector256.Create(StepsTo(line));
        return startAcross + u * (across + u * acrossBend);
    }

    /// <summary>What each ray meets at a line: two samples, between which it passes.</summary>
    /// <param name="line">Counted from the first that they meet.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Met Meet(int line)
    {
        var number = FirstLine + (int)sign * line;
        var u = Vector256.Create(StepsTo(line));
        // Beyond the window lies the sea, which is what its border holds.
        var position = Vector256.Min(Vector256.Max(startAcross + u * (across + u * acrossBend), Vector256<float>.Zero), edge);
        var below = Vector256.Min(Vector256.ConvertToInt32(position), mostAcross);
        var at = below * acrossStride + Vector256.Create(number * alongStride);
        return new(
            u * (away + u * awayBend),
            at,
            position - Vector256.ConvertToSingle(below),
            Gather(at),
            Gather(at + Vector256.Create(acrossStride))
        );
    }

    /// <summary>From a sample to the next one across the rays, in the window's heights.</summary>
    public int AcrossStride => acrossStride;

    /// <summary>The slope of ground at heights and distances along the rays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> SlopeOf(Vector256<float> height, Vector256<float> distance) =>
        (height - eyeHeight - distance * distance * drop) / (distance + distance * height * thinness)
        + distance * Vector256.Create((float)Curvature.Lift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Gather(Vector256<int> at)
    {
        if (Avx2.IsSupported)
            return Avx2.GatherVector256(heights, at, sizeof(float));
        return Vector256.Create(
            heights[at[0]],
            heights[at[1]],
            heights[at[2]],
            heights[at[3]],
            heights[at[4]],
            heights[at[5]],
            heights[at[6]],
            heights[at[7]]
        );
    }
}

/// <summary>What eight rays meet at a line of the grid.</summary>
/// <param name="Distance">Metres along the surface.</param>
/// <param name="At">Where the first of the two samples lies in the window's heights.</param>
/// <param name="Share">How far from the first to the second of them the ray passes, 0 to 1.</param>
internal readonly record struct Met(
    Vector256<float> Distance,
    Vector256<int> At,
    Vector256<float> Share,
    Vector256<float> First,
    Vector256<float> Second
)
{
    /// <summary>A line at which there is no ground to be seen: it lies too deep.</summary>
    public static Met Nothing => new(Vector256<float>.One, default, default, Vector256.Create(-1e5f), Vector256.Create(-1e5f));

    /// <summary>Metres above mean sea level where the ray passes.</summary>
    public Vector256<float> Height => First + Share * (Second - First);
}
