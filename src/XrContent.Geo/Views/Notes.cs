using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Views;

/// <summary>What eight rays have met so far, kept where it rises above all before it. One for each thread, used again and again.</summary>
internal sealed class Notes(int capacity)
{
    /// <summary>By how much the slopes of one stretch may differ for all that is left out of their bound: 0.0006 degrees.</summary>
    public const float Margin = 1e-5f;

    private static readonly float Grain = (float)Angles.ToRadians(Viewshed.Grain);

    private readonly float[] distances = new float[RayBundle.Lanes * capacity];
    private readonly float[] slopes = new float[RayBundle.Lanes * capacity];
    private readonly int[] counts = new int[RayBundle.Lanes];
    private Vector256<float> highest;
    private Vector256<float> top;
    private Vector256<float> kept;

    /// <summary>Rays that have risen since, but by less than is kept: their last sample is a crest if they rise no more.</summary>
    private Vector256<float> pending;

    /// <summary>Starts with the ground at one's feet, unless that is no more than a sketch.</summary>
    public void Begin(Curvature curvature, TerrainMap map, LatLon eye, double height, double nearest)
    {
        Array.Clear(counts);
        (highest, top, kept) = (Vector256.Create(float.NegativeInfinity), default, Vector256.Create(float.NegativeInfinity));
        pending = default;
        if (map.QualityAt(eye) != TerrainQuality.Surveyed)
            return;
        var slope = (float)curvature.Slope(height, map.HeightAt(eye), nearest);
        Take(Vector256.Create(slope), Vector256.Create((float)nearest), Vector256<float>.AllBitsSet);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(Vector256<float> slope, Vector256<float> distance, Vector256<float> wanted)
    {
        var rising = Vector256.GreaterThan(slope, highest) & wanted;
        var crests = pending & ~rising;
        if (crests != Vector256<float>.Zero)
        {
            Keep(highest, top, crests, crests.ExtractMostSignificantBits());
            pending &= rising;
        }

        if (rising == Vector256<float>.Zero)
            return;
        highest = Vector256.ConditionalSelect(rising, slope, highest);
        top = Vector256.ConditionalSelect(rising, distance, top);
        var keeping = rising & Vector256.GreaterThanOrEqual(slope, kept + Vector256.Create(Grain));
        pending = (pending | rising) & ~keeping;
        var bits = keeping.ExtractMostSignificantBits();
        if (bits != 0)
            Keep(slope, distance, keeping, bits);
    }

    /// <summary>True when each ray has met ground that stands above a slope.</summary>
    public bool AllAbove(double slope) => Vector256.GreaterThanAll(highest, Vector256.Create((float)slope + Margin));

    /// <summary>Closes a ray with the sea beyond the map, and its very top: that is the skyline.</summary>
    public void End(int lane, Curvature curvature, double height, double growth, int steps)
    {
        var (most, at) = (highest[lane], top[lane]);
        var horizon = Math.Min(Math.Sqrt(Math.Max(0, height) / (curvature.Drop - Curvature.Lift)), Viewshed.Farthest);
        // As many steps as there are reach the horizon.
        var distance = Math.Max(Math.Max(at, 1), horizon / Math.Pow(growth, steps - 1)) * growth;
        for (var step = 0; step < steps && distance < horizon * growth; step++, distance *= growth)
        {
            var away = Math.Min(distance, horizon);
            var slope = (float)curvature.Slope(height, 0, away);
            if (slope <= most)
                continue;
            (most, at) = (slope, (float)away);
            if (slope >= LastKept(lane) + Grain)
                Add(lane, (float)away, slope);
        }

        if (counts[lane] == 0 || most > LastKept(lane))
            Add(lane, at, most);
    }

    /// <summary>What the rays have met, in one piece of memory.</summary>
    public void CopyTo(Span<SeenGround> rays)
    {
        var data = GC.AllocateUninitializedArray<float>(2 * counts.Sum());
        var at = 0;
        for (var lane = 0; lane < RayBundle.Lanes; lane++)
        {
            var count = counts[lane];
            rays[lane] = new(data, at, count);
            distances.AsSpan(lane * capacity, count).CopyTo(data.AsSpan(at));
            slopes.AsSpan(lane * capacity, count).CopyTo(data.AsSpan(at + count));
            at += 2 * count;
        }
    }

    private float LastKept(int lane) => counts[lane] == 0 ? float.NegativeInfinity : slopes[lane * capacity + counts[lane] - 1];

    private void Keep(Vector256<float> slope, Vector256<float> distance, Vector256<float> keeping, uint bits)
    {
        kept = Vector256.ConditionalSelect(keeping, slope, kept);
        Span<float> lanes = stackalloc float[2 * RayBundle.Lanes];
        distance.CopyTo(lanes);
        slope.CopyTo(lanes[RayBundle.Lanes..]);
        for (; bits != 0; bits &= bits - 1)
        {
            var lane = System.Numerics.BitOperations.TrailingZeroCount(bits);
            Add(lane, lanes[lane], lanes[lane + RayBundle.Lanes]);
        }
    }

    private void Add(int lane, float distance, float slope)
    {
        var at = lane * capacity + counts[lane]++;
        (distances[at], slopes[at]) = (distance, slope);
    }
}

/// <summary>What is seen along a ray, nearest first: where it stands in a piece of memory that neighbouring rays share.</summary>
public readonly struct SeenGround
{
    private readonly float[] data;
    private readonly int start;

    internal SeenGround(float[] data, int start, int count) => (this.data, this.start, Count) = (data, start, count);

    public int Count { get; }

    /// <summary>Metres, growing.</summary>
    public ReadOnlySpan<float> Distances => data.AsSpan(start, Count);

    /// <summary>Tangents of the elevation, growing.</summary>
    public ReadOnlySpan<float> Slopes => data.AsSpan(start + Count, Count);
}
