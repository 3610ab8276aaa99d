using XrContent.Geo.Views;

namespace XrContent.Geo.Tests.Views;

public class HorizonMatchTests
{
    private const int Columns = 720;

    /// <summary>Hills of several widths, the same for the same seed.</summary>
    private static Skyline Hills(int seed)
    {
        var random = new Random(seed);
        var waves = Enumerable
            .Range(1, 12)
            .Select(n => (n, Height: 3.0 / n * random.NextDouble(), Phase: random.NextDouble() * Math.Tau))
            .ToList();
        var line = Enumerable
            .Range(0, 1440)
            .Select(i => waves.Sum(wave => wave.Height * (1 + Math.Sin(wave.n * i * Math.Tau / 1440 + wave.Phase))))
            .ToList();
        return new(0.25, line, line);
    }

    /// <summary>The horizon as a camera that leans would show it: exact turns, not the small angles that the search assumes.</summary>
    private static double[] Seen(Skyline skyline, double heading, double pitch, double roll, Random noise, double hidden)
    {
        var horizon = Enumerable.Repeat(double.NaN, Columns).ToArray();
        for (var i = 0; i < 3600; i++)
        {
            var azimuth = i / 10.0;
            var (l, b) = (Angles.ToRadians(azimuth - heading), Angles.ToRadians(skyline.Elevation[(int)(azimuth / 0.25)]));
            var (p, r) = (Angles.ToRadians(pitch), Angles.ToRadians(roll));
            var (right, up, ahead) = (Math.Cos(b) * Math.Sin(l), Math.Sin(b), Math.Cos(b) * Math.Cos(l));
            var lifted = up * Math.Cos(p) - ahead * Math.Sin(p);
            var (x, y, z) = (
                right * Math.Cos(r) - lifted * Math.Sin(r),
                lifted * Math.Cos(r) + right * Math.Sin(r),
                up * Math.Sin(p) + ahead * Math.Cos(p)
            );
            var column = (int)(Angles.Normalize360(Angles.ToDegrees(Math.Atan2(x, z)) + 180) / 360 * Columns);
            horizon[column] = Angles.ToDegrees(Math.Asin(y)) + (noise.NextDouble() - 0.5) * 0.3;
        }

        // A roof before the hills.
        for (var i = 0; i < hidden * Columns; i++)
            horizon[i] = 15;
        return horizon;
    }

    [Fact]
    public void Heading_and_lean_are_found_whatever_they_are() =>
        Gen.Select(Gen.Int[1, 500], Gen.Double[0, 360], Gen.Double[-4, 4], Gen.Double[-4, 4])
            .Sample(
                (seed, heading, pitch, roll) =>
                {
                    var skyline = Hills(seed);
                    var fit = HorizonMatch.Find(Seen(skyline, heading, pitch, roll, new(seed), hidden: 0.15), skyline)!;
                    // A skyline that is nearly a sine by itself cannot tell a turn from a lean: then it says so.
                    if (!fit.IsCertain)
                        return;
                    // Mostly within half a degree; of some hundred smooth hills one was 0.75 off.
                    Assert.True(Math.Abs(Math.IEEERemainder(fit.Heading - heading, 360)) < 1, $"heading {heading}: {fit}");
                    Assert.Equal(pitch, fit.Pitch, 0.35);
                    Assert.Equal(roll, fit.Roll, 0.35);
                },
                iter: 30
            );

    [Fact]
    public void Most_hills_are_told_with_certainty()
    {
        var certain = Enumerable
            .Range(1, 20)
            .Count(seed => HorizonMatch.Find(Seen(Hills(seed), 100, 1, -1, new(seed), 0.1), Hills(seed))!.IsCertain);
        Assert.True(certain >= 15, $"{certain} of 20");
    }

    [Fact]
    public void A_flat_sea_and_a_picture_without_a_horizon_are_never_certain()
    {
        var sea = new Skyline(0.25, new double[1440], new double[1440]);
        Assert.False(HorizonMatch.Find(Seen(sea, 50, 0, 0, new(1), 0), sea)!.IsCertain);
        Assert.Null(HorizonMatch.Find(Enumerable.Repeat(double.NaN, Columns).ToArray(), Hills(1)));
    }

    [Fact]
    public void A_lean_that_is_found_after_levelling_joins_the_first()
    {
        var alone = new Attitude(0, 0, 0).Then(new(30, 2, 3));
        Assert.Equal((30.0, 2.0, 3.0), (Math.Round(alone.Heading, 9), Math.Round(alone.Pitch, 9), Math.Round(alone.Roll, 9)));
        var level = new Attitude(0, 4.5, -7.25).Then(new(77, 0, 0));
        Assert.Equal(4.5, level.Pitch, 1e-9);
        Assert.Equal(-7.25, level.Roll, 1e-9);
        Assert.Equal(77, level.Heading, 1e-9);
        // Small leans about the same axes add.
        var both = new Attitude(0, 1, 0).Then(new(0, 1, 0));
        Assert.Equal(2, both.Pitch, 1e-9);
    }
}
