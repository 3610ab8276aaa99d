using XrContent.Geo.Terrain;

namespace XrContent.Geo.Tests.Views;

/// <summary>A sight line walked step by step: slow, and as exact as the grid is.</summary>
internal static class Walk
{
    /// <summary>Whether no ground stands above the line, at any row and column that it crosses on its way.</summary>
    /// <param name="at">The point of a row and a column.</param>
    public static bool IsFree(
        TerrainMap map,
        LatLon eye,
        double height,
        Func<double, double, LatLon> at,
        (double Row, double Column) from,
        (int Row, int Column) to
    )
    {
        var end = at(to.Row, to.Column);
        var target = LineOfSight.To(eye, height, end, map.HeightAt(end)).Elevation;
        return Stops(from.Row, to.Row)
            .Concat(Stops(from.Column, to.Column))
            .All(share =>
            {
                var stop = at(from.Row + share * (to.Row - from.Row), from.Column + share * (to.Column - from.Column));
                return LineOfSight.To(eye, height, stop, map.HeightAt(stop)).Elevation <= target;
            });
    }

    /// <summary>The grid's lines strictly between two of them, as shares of the way.</summary>
    private static IEnumerable<double> Stops(double from, int to)
    {
        var step = Math.Sign(to - from);
        var first = step > 0 ? Math.Floor(from) + 1 : Math.Ceiling(from) - 1;
        for (var line = first; step != 0 && (to - line) * step > 0; line += step)
            yield return (line - from) / (to - from);
    }
}
