namespace XrContent.Geo.Buildings;

/// <summary>
/// All buildings of a store as they were when opened: immutable, shared by all who read, and laid out flat, so that 200,000 of them take
/// some 20 MB.
/// </summary>
public sealed class BuildingMap
{
    /// <summary>Cells along a degree, by which they are found: about 500 m.</summary>
    internal const int CellsPerDegree = 200;

    private readonly int[] corners;
    private readonly int[] firstCorner;
    private readonly float[] tops;
    private readonly float[] radii;
    private readonly LatLon[] middles;
    private readonly short[] since;
    private readonly short[] until;
    private readonly bool[] covers;

    private BuildingMap((Building Building, float Top)[] sorted, IReadOnlyList<Cell> cells)
    {
        Cells = cells;
        corners = new int[2 * sorted.Sum(one => one.Building.Footprint.Count)];
        firstCorner = new int[sorted.Length + 1];
        (tops, radii, middles) = (new float[sorted.Length], new float[sorted.Length], new LatLon[sorted.Length]);
        (since, until, covers) = (new short[sorted.Length], new short[sorted.Length], new bool[sorted.Length]);
        var at = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var (building, top) = sorted[i];
            foreach (var corner in building.Footprint)
            {
                corners[at++] = (int)Math.Round(corner.Latitude * BuildingStore.PerDegree);
                corners[at++] = (int)Math.Round(corner.Longitude * BuildingStore.PerDegree);
            }

            (firstCorner[i + 1], tops[i]) = (at / 2, top);
            covers[i] = building.IsCover;
            (middles[i], radii[i]) = RoundOf(building.Footprint);
            (since[i], until[i]) = ((short)building.Since, (short)(building.Until ?? short.MaxValue));
        }
    }

    public static BuildingMap Empty { get; } = new([], []);

    /// <param name="top">Metres above mean sea level of a building's top, on the terrain that it stands on.</param>
    internal static BuildingMap Of(IEnumerable<Building> buildings, Func<Building, float> top)
    {
        var sorted = buildings
            .Select(building => (Building: building, Top: top(building)))
            .Where(one => float.IsFinite(one.Top))
            .OrderBy(one => CellOf(one.Building.Footprint[0]))
            .ToArray();
        var cells = new List<Cell>();
        var first = 0;
        while (first < sorted.Length)
        {
            var (south, west) = CellOf(sorted[first].Building.Footprint[0]);
            var count = 1;
            while (first + count < sorted.Length && CellOf(sorted[first + count].Building.Footprint[0]) == (south, west))
                count++;
            cells.Add(CellOf(sorted.AsSpan(first, count), (south, west), first));
            first += count;
        }

        return new(sorted, cells);
    }

    public int Count => tops.Length;

    internal IReadOnlyList<Cell> Cells { get; }

    /// <summary>Metres above mean sea level.</summary>
    internal float TopOf(int building) => tops[building];

    /// <summary>The middle of a circle round its outline.</summary>
    internal LatLon MiddleOf(int building) => middles[building];

    /// <summary>Metres of that circle.</summary>
    internal float RadiusOf(int building) => radii[building];

    internal bool IsCover(int building) => covers[building];

    internal bool Stands(int building, int year) => since[building] <= year && year <= until[building];

    internal int CornersOf(int building) => firstCorner[building + 1] - firstCorner[building];

    internal LatLon CornerOf(int building, int corner)
    {
        var at = 2 * (firstCorner[building] + corner);
        return new(corners[at] / BuildingStore.PerDegree, corners[at + 1] / BuildingStore.PerDegree);
    }

    private static (int South, int West) CellOf(LatLon point) =>
        ((int)Math.Floor(point.Latitude * CellsPerDegree), (int)Math.Floor(point.Longitude * CellsPerDegree));

    private static Cell CellOf(ReadOnlySpan<(Building Building, float Top)> within, (int South, int West) square, int first)
    {
        var middle = new LatLon((square.South + 0.5) / CellsPerDegree, (square.West + 0.5) / CellsPerDegree);
        var (reach, top) = (0.0, float.MinValue);
        foreach (var (building, own) in within)
            (reach, top) = (Math.Max(reach, ReachOf(middle, building.Footprint)), Math.Max(top, own));
        return new(middle, first, within.Length, reach, top);
    }

    private static (LatLon Middle, float Radius) RoundOf(IReadOnlyList<LatLon> outline)
    {
        var middle = new LatLon(
            (outline.Min(corner => corner.Latitude) + outline.Max(corner => corner.Latitude)) / 2,
            (outline.Min(corner => corner.Longitude) + outline.Max(corner => corner.Longitude)) / 2
        );
        return (middle, (float)ReachOf(middle, outline));
    }

    /// <summary>Metres from a point to the farthest of an outline, and a little more for rounding.</summary>
    private static double ReachOf(LatLon middle, IReadOnlyList<LatLon> outline)
    {
        var (perLatitude, perLongitude) = (Wgs84.MetresPerDegreeLatitude(middle.Latitude), Wgs84.MetresPerDegreeLongitude(middle.Latitude));
        var most = 0.0;
        foreach (var corner in outline)
        {
            var up = (corner.Latitude - middle.Latitude) * perLatitude;
            var right = Angles.Normalize180(corner.Longitude - middle.Longitude) * perLongitude;
            most = Math.Max(most, up * up + right * right);
        }

        return 1.01 * Math.Sqrt(most) + 0.1;
    }

    /// <summary>The buildings whose first corner lies in a square: they stand one after the other.</summary>
    /// <param name="Reach">Metres from its middle within which all of them stand.</param>
    /// <param name="Top">Metres above mean sea level of the highest.</param>
    internal readonly record struct Cell(LatLon Middle, int First, int Count, double Reach, float Top);
}
