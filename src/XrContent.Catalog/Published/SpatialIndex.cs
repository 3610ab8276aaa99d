using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Geo;

namespace XrContent.Catalog.Published;

/// <summary>
/// Where published items are: a grid of slippy-map cells, of which a changed one shares all but a few with the one before. Lists of what is
/// near are found cell by cell, exactly.
/// </summary>
internal sealed class SpatialIndex
{
    /// <summary>Half a kilometre at Nagasaki: a circle of 300 m touches four to nine cells.</summary>
    private const int Zoom = 16;

    /// <summary>A shape that reaches into more cells than this is looked at each time.</summary>
    private const int MostCells = 256;

    /// <summary>Beyond this latitude the grid's last row holds more than its own.</summary>
    private const double Grid = 84;

    private readonly PersistentMap<int, GridCell> cells;
    private readonly GridCell large;

    private SpatialIndex(PersistentMap<int, GridCell> cells, GridCell large) => (this.cells, this.large) = (cells, large);

    public static SpatialIndex Of(IEnumerable<PublishedItem> items)
    {
        var (keys, points, rest) = (new List<int>(), new List<PublishedItem>(), new List<PublishedItem>());
        foreach (var item in items)
        {
            if (!item.IsPoint)
            {
                rest.Add(item);
                continue;
            }

            keys.Add(KeyOf(SlippyCell.Of(item.At, Zoom)));
            points.Add(item);
        }

        var (order, sorted) = (keys.ToArray(), points.ToArray());
        Array.Sort(order, sorted);
        var cells = new List<KeyValuePair<int, GridCell>>();
        var first = 0;
        while (first < sorted.Length)
        {
            var last = first;
            while (last < sorted.Length && order[last] == order[first])
                last++;
            var own = sorted[first..last];
            LayTogether(own);
            cells.Add(new(order[first], new(own, [])));
            first = last;
        }

        var index = new SpatialIndex(PersistentMap<int, GridCell>.Of(cells), GridCell.Empty);
        return rest.Count == 0 ? index : index.With([], rest);
    }

    /// <summary>This index without some items and with some others.</summary>
    public SpatialIndex With(IEnumerable<PublishedItem> gone, IEnumerable<PublishedItem> come)
    {
        var (leaving, coming) = (ByCell(gone), ByCell(come));
        var changed = new Dictionary<int, GridCell?>();
        foreach (var key in leaving.Concat(coming).Select(group => group.Key).OfType<int>().Distinct())
        {
            var cell = (cells.Find(key) ?? GridCell.Empty).With(leaving[key], coming[key]);
            changed[key] = cell.IsEmpty ? null : cell;
        }

        return new(cells.With(changed), large.With(leaving[null], coming[null]));
    }

    private static ILookup<int?, PublishedItem> ByCell(IEnumerable<PublishedItem> items) =>
        items.SelectMany(item => CellsOf(item).Select(key => (Key: key, item))).ToLookup(pair => pair.Key, pair => pair.item);

    /// <summary>The nearest items within a radius, nearest first; where two are equally far, by id.</summary>
    public Near[] Nearby(LatLon from, double radius, Kind? kind, int limit)
    {
        using var search = new NearestFew(from, radius, kind, limit);
        if (RangeOf(from, radius) is { } range)
        {
            for (var y = range.North; y <= range.South; y++)
            {
                for (var x = range.West; x <= range.East; x++)
                    if (cells.Find(KeyOf(x, y)) is { } cell)
                        search.Look(cell);
            }
        }
        else
        {
            foreach (var cell in cells.Values)
                search.Look(cell);
        }

        search.Look(large);
        return search.Sorted();
    }

    /// <summary>The items whose geometry reaches into a box, in no order.</summary>
    public IEnumerable<PublishedItem> In(Envelope box)
    {
        var area = Exchange.CatalogJson.GeometryFactory.ToGeometry(box);
        foreach (var cell in CellsIn(box))
        {
            foreach (var item in cell.Points)
                if (box.Contains(item.At.Longitude, item.At.Latitude))
                    yield return item;
            foreach (var item in cell.Shapes)
                if (area.Intersects(item.Where))
                    yield return item;
        }

        foreach (var item in large.Shapes)
            if (area.Intersects(item.Where))
                yield return item;
    }

    /// <summary>The cells that a box touches, or all where that is less work.</summary>
    private IEnumerable<GridCell> CellsIn(Envelope box)
    {
        var (north, south) = (SlippyCell.Of(new(box.MaxY, box.MinX), Zoom), SlippyCell.Of(new(box.MinY, box.MaxX), Zoom));
        if ((south.X - north.X + 1L) * (south.Y - north.Y + 1) > cells.Count || Math.Max(Math.Abs(box.MinY), Math.Abs(box.MaxY)) > Grid)
            return cells.Values;
        return Enumerable
            .Range(north.Y, south.Y - north.Y + 1)
            .SelectMany(y => Enumerable.Range(north.X, south.X - north.X + 1).Select(x => cells.Find(KeyOf(x, y))))
            .OfType<GridCell>();
    }

    /// <summary>Bytes of neighbours side by side, as they are sent.</summary>
    private static void LayTogether(PublishedItem[] items)
    {
        var shared = new byte[items.Sum(item => item.Json.Size)];
        var at = 0;
        foreach (var item in items)
        {
            item.MoveTo(shared, at);
            at += item.Json.Size;
        }
    }

    /// <summary>The cells that a circle may touch; null where looking at all that there are is less work.</summary>
    private (int West, int East, int North, int South)? RangeOf(LatLon from, double radius)
    {
        if (radius > ShortLines.Longest || Nearness.BoxesAround(from, radius).ToList() is not [var box])
            return null;
        if (Math.Max(Math.Abs(box.MinY), Math.Abs(box.MaxY)) > Grid)
            return null;
        var (north, south) = (SlippyCell.Of(new(box.MaxY, box.MinX), Zoom), SlippyCell.Of(new(box.MinY, box.MaxX), Zoom));
        var count = (south.X - north.X + 1L) * (south.Y - north.Y + 1);
        return count > cells.Count ? null : (north.X, south.X, north.Y, south.Y);
    }

    /// <summary>Numbers of the cells into which an item reaches; one that is null where it reaches into too many.</summary>
    private static List<int?> CellsOf(PublishedItem item)
    {
        if (item.IsPoint)
            return [KeyOf(SlippyCell.Of(item.At, Zoom))];
        if (item.Where?.EnvelopeInternal is not { } box)
            return [];
        var (north, south) = (SlippyCell.Of(new(box.MaxY, box.MinX), Zoom), SlippyCell.Of(new(box.MinY, box.MaxX), Zoom));
        if ((south.X - north.X + 1L) * (south.Y - north.Y + 1) > MostCells)
            return [null];
        var keys = new List<int?>();
        for (var y = north.Y; y <= south.Y; y++)
        {
            for (var x = north.X; x <= south.X; x++)
                keys.Add(KeyOf(x, y));
        }
        return keys;
    }

    private static int KeyOf(SlippyCell cell) => KeyOf(cell.X, cell.Y);

    /// <summary>A cell's number, mixed (one to one) so that neighbours spread over the buckets of a map.</summary>
    private static int KeyOf(int x, int y)
    {
        var mixed = unchecked(((uint)y << Zoom | (uint)x) * 2654435761u);
        return unchecked((int)(mixed ^ mixed >> 15));
    }
}
