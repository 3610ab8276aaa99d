using XrContent.Geo.Terrain;

namespace XrContent.Geo.Views;

/// <summary>A stretch of a draped line that is wholly seen or wholly hidden.</summary>
public sealed record DrapedPart(bool Visible, IReadOnlyList<Direction> Points);

/// <summary>Lays lines on the ground and parts them into what the eye sees and what a hill hides.</summary>
/// <param name="viewshed">Null where there is no terrain: then the ground is level and nothing hides anything.</param>
/// <param name="map">Heights of the ground.</param>
/// <param name="level">Metres above sea level of the ground where the map knows none.</param>
public sealed class Drape(LatLon eye, double eyeHeight, Viewshed? viewshed, TerrainMap map, double level)
{
    /// <summary>Metres from point to point before simplifying; finer than any terrain kept.</summary>
    private const double Spacing = 15;

    /// <summary>Degrees by which a simplified line may stray: about a pixel of a phone.</summary>
    private const double Tolerance = 0.03;

    /// <summary>Lines are drawn this high, metres, so that the ground they lie on does not swallow them.</summary>
    private const double Above = 1;

    /// <summary>A circle of a radius in metres about a point, from north clockwise, closed.</summary>
    public IReadOnlyList<DrapedPart> Ring(LatLon centre, double radius)
    {
        var count = Math.Clamp((int)(2 * Math.PI * radius / Spacing), 72, 7200);
        return Split(Enumerable.Range(0, count + 1).Select(i => Geodesic.Direct(centre, 360.0 * i / count, radius)));
    }

    /// <summary>A chain of points, joined by straight lines on the map.</summary>
    public IReadOnlyList<DrapedPart> Line(IReadOnlyList<LatLon> chain) => Split(Densified(chain));

    /// <summary>Where a thing at a height appears, and whether it is seen.</summary>
    /// <param name="height">Metres above mean sea level.</param>
    public (Direction Seen, bool Visible) Point(LatLon point, double height) => Look(point, height, isThing: true);

    /// <summary>Metres above mean sea level of the ground at a point.</summary>
    public double Ground(LatLon point) => map.HeightAt(point) is var height && float.IsNaN(height) ? level : height;

    private List<DrapedPart> Split(IEnumerable<LatLon> chain)
    {
        var parts = new List<DrapedPart>();
        var run = new List<Direction>();
        (LatLon Point, bool Visible)? last = null;
        foreach (var point in chain)
        {
            var (seen, visible) = OnGround(point);
            if (last is { } before && before.Visible != visible)
            {
                var edge = Edge(before.Point, point, before.Visible);
                run.Add(edge);
                parts.Add(new(before.Visible, Simplified(run)));
                run = [edge];
            }

            run.Add(seen);
            last = (point, visible);
        }

        if (last is { } end)
            parts.Add(new(end.Visible, Simplified(run)));
        return parts;
    }

    private (Direction Seen, bool Visible) OnGround(LatLon point) => Look(point, Ground(point) + Above, isThing: false);

    private (Direction Seen, bool Visible) Look(LatLon point, double height, bool isThing)
    {
        var seen = LineOfSight.To(eye, eyeHeight, point, height);
        return (seen, viewshed?.Shows(seen, isThing) ?? true);
    }

    /// <summary>Where between two points the line passes behind a hill, found by halving.</summary>
    private Direction Edge(LatLon from, LatLon to, bool visibleAtStart)
    {
        for (var i = 0; i < 5; i++)
        {
            var middle = new LatLon((from.Latitude + to.Latitude) / 2, (from.Longitude + to.Longitude) / 2);
            if (OnGround(middle).Visible == visibleAtStart)
                from = middle;
            else
                to = middle;
        }

        return OnGround(from).Seen;
    }

    private static IEnumerable<LatLon> Densified(IReadOnlyList<LatLon> chain)
    {
        for (var i = 0; i + 1 < chain.Count; i++)
        {
            var (from, to) = (chain[i], chain[i + 1]);
            var pieces = Math.Clamp((int)(Geodesic.Inverse(from, to).Distance / Spacing), 1, 5000);
            for (var k = 0; k < pieces; k++)
                yield return new(
                    from.Latitude + (to.Latitude - from.Latitude) * k / pieces,
                    from.Longitude + (to.Longitude - from.Longitude) * k / pieces
                );
        }

        if (chain.Count > 0)
            yield return chain[^1];
    }

    /// <summary>Leaves out points that stray little (D. H. Douglas and T. K. Peucker, 1973), measured as angles.</summary>
    private static List<Direction> Simplified(List<Direction> run)
    {
        if (run.Count < 3)
            return run;
        var keep = new bool[run.Count];
        keep[0] = keep[^1] = true;
        var spans = new Stack<(int, int)>([(0, run.Count - 1)]);
        while (spans.TryPop(out var span))
        {
            var (first, last) = span;
            var (farthest, at) = (Tolerance, -1);
            for (var i = first + 1; i < last; i++)
            {
                var away = Stray(run[i], run[first], run[last]);
                if (away > farthest)
                    (farthest, at) = (away, i);
            }

            if (at < 0)
                continue;
            keep[at] = true;
            spans.Push((first, at));
            spans.Push((at, last));
        }

        return [.. run.Where((_, i) => keep[i])];
    }

    private static double Stray(Direction point, Direction a, Direction b)
    {
        // Angles on the screen: azimuth shrinks with elevation. Near the zenith and nadir the measure is too strict, never too lax.
        var (px, py) = (Turn(point.Azimuth - a.Azimuth), point.Elevation - a.Elevation);
        var (bx, by) = (Turn(b.Azimuth - a.Azimuth), b.Elevation - a.Elevation);
        var square = bx * bx + by * by;
        var share = square == 0 ? 0 : Math.Clamp((px * bx + py * by) / square, 0, 1);
        var (across, up) = (px - share * bx, py - share * by);
        return Math.Sqrt(across * across + up * up);
    }

    /// <summary>The difference of two azimuths, -180 to 180.</summary>
    private static double Turn(double degrees) =>
        degrees < -180 ? degrees + 360
        : degrees > 180 ? degrees - 360
        : degrees;
}
