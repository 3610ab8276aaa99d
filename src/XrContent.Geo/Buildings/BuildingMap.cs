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
    private readonly short[] since;
    private readonly short[] until;

    private BuildingMap(IReadOnlyList<(Building Building, float Top)> sorted, IReadOnlyList<Cell> cells)
    {
        Cells = cells;
        corners = new int[2 * sorted.Sum(one => one.Building.Footprint.Count)];
        firstCorner = new int[sorted.Count + 1];
        (tops, since, until) = (new float[sorted.Count], new short[sorted.Count], new short[sorted.Count]);
        var at = 0;
        for (var i = 0; i < sorted.Count; i++)
        {
            var (building, top) = sorted[i];
            foreach (var corner in building.Footprint)
            {
                corners[at++] = (int)Math.Round(corner.Latitude * BuildingStore.PerDegree);
                corners[at++] = (int)Math.Round(corner.Longitude * BuildingStore.PerDegree);
            }

            (firstCorner[i + 1], tops[i]) = (at / 2, top);
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
            .ToList();
        var cells = new List<Cell>();
        for (var first = 0; first < sorted.Count; )
        {
            var (south, west) = CellOf(sorted[first].Building.Footprint[0]);
            var count = 1;
            while (first + count < sorted.Count && CellOf(sorted[first + count].Building.Footprint[0]) == (south, west))
                count++;
            cells.Add(new(new((south + 0.5) / CellsPerDegree, (west + 0.5) / CellsPerDegree), first, count));
            first += count;
        }

        return new(sorted, cells);
    }

    public int Count => tops.Length;

    internal IReadOnlyList<Cell> Cells { get; }

    /// <summary>Metres above mean sea level.</summary>
    internal float TopOf(int building) => tops[building];

    internal bool Stands(int building, int year) => since[building] <= year && year <= until[building];

    internal int CornersOf(int building) => firstCorner[building + 1] - firstCorner[building];

    internal LatLon CornerOf(int building, int corner)
    {
        var at = 2 * (firstCorner[building] + corner);
        return new(corners[at] / BuildingStore.PerDegree, corners[at + 1] / BuildingStore.PerDegree);
    }

    private static (int South, int West) CellOf(LatLon point) =>
        ((int)Math.Floor(point.Latitude * CellsPerDegree), (int)Math.Floor(point.Longitude * CellsPerDegree));

    /// <summary>The buildings whose first corner lies in a square: they stand one after the other.</summary>
    internal readonly record struct Cell(LatLon Middle, int First, int Count);
}
