using XrContent.Geo;
using XrContent.Geo.Terrain;

namespace XrContent.Relief;

/// <summary>A height that was published, and how far round it the relief follows.</summary>
/// <param name="Height">Metres above mean sea level.</param>
/// <param name="Reach">Metres.</param>
internal readonly record struct KnownHeight(string Name, LatLon Point, double Height, double Reach);

/// <summary>
/// Makes the starter relief of a scan that has trees, roofs and holes: what stands on low ground is taken off, holes take the form of the
/// sketch, and published heights win where they are known.
/// </summary>
internal sealed class Relief(HeightGrid scan, Func<LatLon, double> sketch)
{
    /// <summary>Below this, metres, the land is built up and its roofs are taken off; above the second it is left as it is.</summary>
    private const double Plain = 30;
    private const double Slope = 70;

    /// <summary>Samples, about 100 m: what is narrower than twice this and stands on the plain is no ground.</summary>
    private const int Roofs = 2;
    private const int Rounds = 600;

    /// <summary>
    /// No shore rises more steeply: 20 m at once, then as far up as inland. What does is a sheet of the scan that was fitted wrongly.
    /// </summary>
    private const double Cliff = 20;
    private const double Step = 50;
    private const int Inland = 6;
    private const double LowestLand = 0.5;

    private readonly bool[] sea = [.. scan.Heights.Select(height => height == 0)];

    /// <param name="failed">Patches of the scan that are known to be wrong.</param>
    public HeightGrid With(IReadOnlyList<(LatLon SouthWest, LatLon NorthEast)> failed, IReadOnlyList<KnownHeight> known)
    {
        var heights = (float[])scan.Heights.Clone();
        Each(
            (at, point) =>
            {
                if (!sea[at] && (failed.Any(patch => IsIn(point, patch)) || heights[at] > Cliff + Step * FromSea(at)))
                    heights[at] = float.NaN;
            }
        );
        TakeOffRoofs(heights);
        FillHoles(heights);
        for (var round = 0; round < 30; round++)
            foreach (var one in known)
                Follow(heights, one);
        foreach (var one in known)
            Blunt(heights, one);
        Each((at, _) => heights[at] = sea[at] ? 0 : (float)Math.Max(LowestLand, heights[at]));
        return scan with { Heights = heights };
    }

    /// <summary>Samples to the nearest sea, the diagonals counted as one; endless beyond a few.</summary>
    private double FromSea(int at)
    {
        var (row, column) = (at / scan.Width, at % scan.Width);
        for (var away = 1; away <= Inland; away++)
        {
            for (var r = Math.Max(0, row - away); r <= Math.Min(scan.Height - 1, row + away); r++)
            {
                for (var c = Math.Max(0, column - away); c <= Math.Min(scan.Width - 1, column + away); c++)
                    if (sea[r * scan.Width + c])
                        return away;
            }
        }
        return double.PositiveInfinity;
    }

    /// <summary>Morphological opening (J. Serra, 1982) of the low ground: the lowest round about, then the highest of those.</summary>
    private void TakeOffRoofs(float[] heights)
    {
        var opened = Filtered(Filtered(heights, Math.Min), Math.Max);
        for (var at = 0; at < heights.Length; at++)
        {
            var share = Math.Clamp((Slope - opened[at]) / (Slope - Plain), 0, 1);
            if (!float.IsNaN(heights[at]) && !float.IsNaN(opened[at]) && !sea[at])
                heights[at] += (float)share * (opened[at] - heights[at]);
        }
    }

    /// <summary>The sea takes no part: its shore would pull the land down.</summary>
    private float[] Filtered(float[] heights, Func<float, float, float> choose)
    {
        var filtered = new float[heights.Length];
        Each(
            (at, _) =>
            {
                var (row, column) = (at / scan.Width, at % scan.Width);
                var chosen = float.NaN;
                for (var r = Math.Max(0, row - Roofs); r <= Math.Min(scan.Height - 1, row + Roofs); r++)
                {
                    for (var c = Math.Max(0, column - Roofs); c <= Math.Min(scan.Width - 1, column + Roofs); c++)
                        if (heights[r * scan.Width + c] is var height && !float.IsNaN(height) && !sea[r * scan.Width + c])
                            chosen = float.IsNaN(chosen) ? height : choose(chosen, height);
                }
                filtered[at] = chosen;
            }
        );
        return filtered;
    }

    /// <summary>
    /// Holes take the sketch's form, raised or lowered so that their edge meets what is round them: the difference is spread over the hole
    /// as a membrane (delta surface fill, G. Grohman, G. Kroenung and J. Strebeck, 2006).
    /// </summary>
    private void FillHoles(float[] heights)
    {
        var holes = Enumerable.Range(0, heights.Length).Where(at => float.IsNaN(heights[at])).ToList();
        var forms = new float[heights.Length];
        Each((at, point) => forms[at] = (float)sketch(point));
        var difference = heights.Select((height, at) => float.IsNaN(height) ? 0 : height - forms[at]).ToArray();
        for (var round = 0; round < Rounds; round++)
            foreach (var at in holes)
                difference[at] = Around(at).Average(neighbour => difference[neighbour]);
        foreach (var at in holes)
            heights[at] = forms[at] + difference[at];
    }

    private IEnumerable<int> Around(int at)
    {
        var (row, column) = (at / scan.Width, at % scan.Width);
        if (row > 0)
            yield return at - scan.Width;
        if (row < scan.Height - 1)
            yield return at + scan.Width;
        if (column > 0)
            yield return at - 1;
        if (column < scan.Width - 1)
            yield return at + 1;
    }

    /// <summary>Raises or lowers the ground round a published height, less and less until its reach.</summary>
    private void Follow(float[] heights, KnownHeight known)
    {
        var grid = scan with { Heights = heights };
        var now = grid.At(scan.Frame.ColumnOf(known.Point.Longitude), scan.Frame.RowOf(known.Point.Latitude));
        if (float.IsNaN(now))
            return;
        Each(
            (at, point) =>
            {
                var away = Geodesic.Inverse(known.Point, point).Distance / known.Reach;
                if (away < 1 && !sea[at])
                    heights[at] += (float)((known.Height - now) * Math.Pow(1 - away * away, 2));
            },
            known
        );
    }

    /// <summary>
    /// A grid cuts a summit's tip off between its samples, so those round it are nearly as high: a top falls by a tenth at first.
    /// </summary>
    private void Blunt(float[] heights, KnownHeight known)
    {
        const double tip = 75;
        const double fall = 0.1;
        Each(
            (at, point) =>
            {
                var away = Geodesic.Inverse(known.Point, point).Distance;
                if (away < tip && !sea[at])
                    heights[at] = (float)Math.Max(heights[at], known.Height - fall * away);
            },
            known with
            {
                Reach = tip,
            }
        );
    }

    private void Each(Action<int, LatLon> act) => Each(act, 0, scan.Height, 0, scan.Width);

    private void Each(Action<int, LatLon> act, KnownHeight round)
    {
        var (up, across) = (
            round.Reach / Wgs84.MetresPerDegreeLatitude(round.Point.Latitude),
            round.Reach / Wgs84.MetresPerDegreeLongitude(round.Point.Latitude)
        );
        Each(
            act,
            (int)scan.Frame.RowOf(round.Point.Latitude + up),
            (int)scan.Frame.RowOf(round.Point.Latitude - up) + 1,
            (int)scan.Frame.ColumnOf(round.Point.Longitude - across),
            (int)scan.Frame.ColumnOf(round.Point.Longitude + across) + 1
        );
    }

    private void Each(Action<int, LatLon> act, int top, int bottom, int left, int right)
    {
        for (var row = Math.Max(0, top); row < Math.Min(scan.Height, bottom); row++)
        {
            for (var column = Math.Max(0, left); column < Math.Min(scan.Width, right); column++)
                act(row * scan.Width + column, new(scan.Frame.LatitudeOf(row), scan.Frame.LongitudeOf(column)));
        }
    }

    private static bool IsIn(LatLon point, (LatLon SouthWest, LatLon NorthEast) patch) =>
        point.Latitude >= patch.SouthWest.Latitude
        && point.Latitude <= patch.NorthEast.Latitude
        && point.Longitude >= patch.SouthWest.Longitude
        && point.Longitude <= patch.NorthEast.Longitude;
}
