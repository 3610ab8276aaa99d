using System.Collections.Frozen;
using XrContent.Geo.Buildings;

namespace XrContent.Geo.Terrain;

/// <summary>The heights of a store as it was when opened: immutable, and shared by all who read.</summary>
public sealed class TerrainMap
{
    private readonly FrozenDictionary<TileCell, TerrainTile> tiles;

    private TerrainMap(string version, FrozenDictionary<TileCell, TerrainTile> tiles, IReadOnlyList<string> credits)
    {
        (Version, this.tiles, Credits) = (version, tiles, credits);
        Highest = tiles.Values.Select(tile => tile.Highest).DefaultIfEmpty(0).Max();
        HasCoarse = tiles.Values.Any(tile => tile.CoarseShare > 0.5f);
        Best =
            tiles.Count == 0 ? TerrainQuality.None
            : tiles.Values.All(tile => tile.CoarseShare > 0.5f) ? TerrainQuality.Coarse
            : TerrainQuality.Surveyed;
    }

    public static TerrainMap Empty { get; } = new("", FrozenDictionary<TileCell, TerrainTile>.Empty, []);

    public static TerrainMap Open(TerrainStore store)
    {
        // The version first: what is added meanwhile shows as another version at the next look.
        var version = store.Version;
        var credits = store.Sources().Select(source => source.Attribution).Where(text => text.Length > 0).Distinct().ToList();
        var faults = new List<string>();
        var buildings = store.Buildings.All(
            (source, fault) =>
            {
                if (fault is not null)
                    faults.Add(fault);
                else if (source!.Attribution.Length > 0 && !credits.Contains(source.Attribution))
                    credits.Add(source.Attribution);
            }
        );
        var tiles = store.ComposedTiles().ToFrozenDictionary(tile => tile.Cell, tile => new TerrainTile(tile.Path));
        var map = new TerrainMap(version, tiles, credits);
        map.Buildings = BuildingMap.Of(buildings, map.TopOf);
        map.Faults = faults;
        return map;
    }

    public string Version { get; }

    /// <summary>What must be shown wherever these heights are used.</summary>
    public IReadOnlyList<string> Credits { get; }

    /// <summary>What of the store cannot be read, and is left out.</summary>
    public IReadOnlyList<string> Faults { get; private set; } = [];

    /// <summary>What stands on the land, of all years.</summary>
    public BuildingMap Buildings { get; private set; } = BuildingMap.Empty;

    /// <summary>Metres above sea level of the highest sample; 0 for an empty map.</summary>
    public float Highest { get; }

    /// <summary>Some of the map is sketch and not survey.</summary>
    public bool HasCoarse { get; }

    /// <summary>The best that any place of the map is known.</summary>
    public TerrainQuality Best { get; }

    /// <summary>Bilinear height in metres above mean sea level; NaN where the map has no tile.</summary>
    public float HeightAt(LatLon point) => new TerrainCursor(this).HeightAt(point.Latitude, point.Longitude);

    /// <summary>How well a place is known.</summary>
    public TerrainQuality QualityAt(LatLon point) =>
        Tile(TileCell.Of(point.Latitude, point.Longitude)) switch
        {
            null => TerrainQuality.None,
            { CoarseShare: > 0.5f } => TerrainQuality.Coarse,
            _ => TerrainQuality.Surveyed,
        };

    /// <summary>Degrees between the samples of the tile at a point; null where there is none.</summary>
    public double? SpacingAt(LatLon point) =>
        Tile(TileCell.Of(point.Latitude, point.Longitude)) is { } tile ? 1.0 / Resolution.TilesPerDegree / tile.Steps : null;

    /// <summary>A building stands as high as was measured; over a sketch, which may lie higher than it, on the sketch.</summary>
    private float TopOf(Building building)
    {
        var middle = new LatLon(
            building.Footprint.Average(corner => corner.Latitude),
            building.Footprint.Average(corner => corner.Longitude)
        );
        return (float)(building.Base is { } foot && QualityAt(middle) != TerrainQuality.Coarse ? foot : HeightAt(middle))
            + (float)building.Height;
    }

    internal TerrainTile? Tile(TileCell cell) => tiles.GetValueOrDefault(cell);

    /// <summary>The tiles that a rectangle touches; its longitudes may pass 180, and so do those of the tiles then.</summary>
    internal List<PlacedTile> Within(double south, double north, double west, double east)
    {
        var (first, last) = (TileCell.Of(south, west), TileCell.Of(north, east));
        var found = new List<PlacedTile>();
        for (var row = first.South; row <= last.South; row++)
        {
            for (var column = first.West; column <= last.West; column++)
                if (Tile(new(row, Wrapped(column))) is { } tile)
                    found.Add(new(row, column, tile));
        }

        return found;
    }

    /// <summary>Samples along the edge of the finest tile near a point, less one; null where no tile is.</summary>
    internal int? FinestSteps(LatLon centre, double within)
    {
        var (up, across) = (
            within / Wgs84.MetresPerDegreeLatitude(centre.Latitude),
            Math.Min(within / Wgs84.MetresPerDegreeLongitude(Math.Min(Math.Abs(centre.Latitude), HeightWindow.MostLatitude)), 180)
        );
        return Within(centre.Latitude - up, centre.Latitude + up, centre.Longitude - across, centre.Longitude + across)
            .Max(placed => (int?)placed.Tile.Steps);
    }

    private static int Wrapped(int west)
    {
        const int half = 180 * Resolution.TilesPerDegree;
        return (west + 3 * half) % (2 * half) - half;
    }
}

/// <summary>A tile and its square; west of -180 and east of 180 the squares go on being counted.</summary>
internal readonly record struct PlacedTile(int South, int West, TerrainTile Tile);

/// <summary>Reads heights along a way, holding on to the tile it is in.</summary>
internal struct TerrainCursor(TerrainMap map)
{
    private TileCell cell = new(int.MinValue, int.MinValue);
    private TerrainTile? tile;

    /// <summary>The square of the last height read.</summary>
    public readonly TileCell Cell => cell;

    /// <summary>Metres above sea level of the highest ground in that square; 0, the sea, where there is no tile.</summary>
    public readonly float Highest => tile?.Highest ?? 0;

    /// <summary>The tile of the last height read is more sketch than survey.</summary>
    public readonly bool Coarse => tile is { CoarseShare: > 0.5f };

    /// <summary>Degrees between the samples where the last height was read; null where there is no tile.</summary>
    public readonly double? Spacing => tile is null ? null : 1.0 / Resolution.TilesPerDegree / tile.Steps;

    public float HeightAt(double latitude, double longitude)
    {
        var (down, right) = (latitude * Resolution.TilesPerDegree, longitude * Resolution.TilesPerDegree);
        var here = new TileCell((int)Math.Floor(down), (int)Math.Floor(right));
        if (here != cell)
            (cell, tile) = (here, map.Tile(here));
        return tile is null ? float.NaN : tile.HeightAt(here.South + 1 - down, right - here.West);
    }
}

/// <summary>Where the heights of a place come from.</summary>
public enum TerrainQuality
{
    None,

    /// <summary>Made from named summits, spot heights and coast: the lie of the land and no more.</summary>
    Coarse,

    Surveyed,
}
