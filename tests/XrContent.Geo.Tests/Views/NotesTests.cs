using System.Runtime.Intrinsics;
using XrContent.Geo.Views;

namespace XrContent.Geo.Tests.Views;

/// <summary>What a sweep keeps of the ground that it meets.</summary>
public class NotesTests
{
    /// <summary>The least rise that is kept, as a slope.</summary>
    private static readonly float Grain = (float)Angles.ToRadians(Viewshed.Grain);

    [Fact]
    public void A_crest_that_rises_by_less_than_is_kept_is_kept_where_the_ground_falls_behind_it() =>
        Assert.Equal([0.1f, 0.1f + 0.4f * Grain], SlopesOf(0.1f, 0.1f + 0.4f * Grain, 0.05f, 0.06f));

    [Fact]
    public void Ground_that_rises_evenly_is_kept_once_a_grain()
    {
        var rising = Enumerable.Range(0, 100).Select(i => 0.1f + i * 0.11f * Grain).ToArray();
        Assert.InRange(SlopesOf(rising).Length, 10, 12);
    }

    [Fact]
    public void Ground_that_does_not_rise_above_all_before_it_is_not_kept() =>
        Assert.Equal([0.1f, 0.3f], SlopesOf(0.1f, 0.05f, 0.3f, 0.2f, 0.3f));

    private static float[] SlopesOf(params float[] slopes)
    {
        var notes = new Notes(slopes.Length);
        for (var i = 0; i < slopes.Length; i++)
            notes.Take(Vector256.Create(slopes[i]), Vector256.Create(100f * (i + 1)), Vector256<float>.AllBitsSet);
        var rays = new SeenGround[RayBundle.Lanes];
        notes.CopyTo(rays);
        var first = rays[0].Slopes.ToArray();
        // All rays met the same.
        Assert.All(rays, ray => Assert.Equal(first, ray.Slopes.ToArray()));
        return first;
    }
}
