namespace XrContent.Geo.Terrain;

/// <summary>
/// How finely heights are kept. Each step divides the one before without rest, so that where two meet, the coarser one's
/// straight lines are drawn by the finer one too and no seam shows.
/// </summary>
/// <param name="Folder">Name in the store.</param>
/// <param name="Steps">Samples along the edge of a tile, less one.</param>
/// <param name="Coarse">True for heights that were not surveyed.</param>
public sealed record Resolution(string Folder, int Steps, bool Coarse = false)
{
    /// <summary>Tiles along a degree, both ways: a tile is 0.05 degrees square, about 5 km.</summary>
    public const int TilesPerDegree = 20;

    /// <summary>The sketch that stands in where nothing is surveyed, at 3 arc seconds.</summary>
    public static readonly Resolution Sketch = new("sketch", 60, Coarse: true);

    /// <summary>A relief that is true to the form of the land and to none of its heights, at 1 arc second.</summary>
    public static readonly Resolution Relief = new("relief", 180, Coarse: true);

    /// <summary>Coarsest first: sketch and relief, then 3, 1, 1/3 and 1/6 arc second, about 93, 31, 10 and 5 m.</summary>
    public static readonly IReadOnlyList<Resolution> All = [Sketch, Relief, new("3", 60), new("1", 180), new("1-3", 540), new("1-6", 1080)];

    /// <summary>Degrees from sample to sample.</summary>
    public double Spacing => 1.0 / TilesPerDegree / Steps;

    /// <summary>Samples over which heights of this resolution fade into coarser ones at the edge of what is surveyed.</summary>
    public const int Feather = 16;

    /// <summary>The surveyed resolution that comes nearest to a source's own spacing in degrees.</summary>
    public static Resolution For(double spacing) =>
        All.Where(level => !level.Coarse).MinBy(level => Math.Abs(Math.Log(level.Spacing / spacing)))!;
}

/// <summary>One square of the store, counted in 0.05 degrees: its south-west corner is (South, West) / 20.</summary>
public readonly record struct TileCell(int South, int West)
{
    public double NorthLatitude => (South + 1.0) / Resolution.TilesPerDegree;

    public double WestLongitude => (double)West / Resolution.TilesPerDegree;

    public static TileCell Of(double latitude, double longitude) =>
        new((int)Math.Floor(latitude * Resolution.TilesPerDegree), (int)Math.Floor(longitude * Resolution.TilesPerDegree));

    public string File => $"{South}_{West}";

    /// <summary>The square itself and the eight round it.</summary>
    public IEnumerable<TileCell> Neighbourhood()
    {
        for (var south = South - 1; south <= South + 1; south++)
        {
            for (var west = West - 1; west <= West + 1; west++)
                yield return new(south, west);
        }
    }

    public static bool TryParse(string file, out TileCell cell)
    {
        cell = default;
        var parts = file.Split('_');
        if (parts.Length != 2 || !int.TryParse(parts[0], out var south) || !int.TryParse(parts[1], out var west))
            return false;
        cell = new(south, west);
        return true;
    }
}
