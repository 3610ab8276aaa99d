namespace XrContent.Geo.Views;

/// <summary>The line where ground and sky meet, from azimuth 0 on in equal steps.</summary>
/// <param name="Step">Degrees from value to value.</param>
/// <param name="Elevation">Degrees, refraction included.</param>
/// <param name="Distance">Metres to the ground that makes the line.</param>
public sealed record Skyline(double Step, IReadOnlyList<double> Elevation, IReadOnlyList<double> Distance)
{
    private const int Values = 1440;

    public static Skyline Of(Viewshed viewshed)
    {
        const int every = Viewshed.Rays / Values;
        var line = Enumerable.Range(0, Values).Select(i => viewshed.SkylineAt(i * every)).ToList();
        return new(
            360.0 / Values,
            [.. line.Select(value => Math.Round(value.Elevation, 3))],
            [.. line.Select(value => Math.Round(value.Distance))]
        );
    }
}
