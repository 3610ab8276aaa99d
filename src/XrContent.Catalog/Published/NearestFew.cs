using XrContent.Catalog.Documents;
using XrContent.Geo;

namespace XrContent.Catalog.Published;

/// <summary>An item with its distance in metres and its bearing in degrees from the point asked about.</summary>
public readonly record struct Near(PublishedItem Item, double Distance, double Bearing);

/// <summary>Keeps the nearest few of what the grid offers.</summary>
internal sealed class NearestFew(LatLon from, double radius, Kind? kind, int limit)
{
    /// <summary>Candidates beyond which those that can no longer be among the nearest are dropped.</summary>
    private const int Most = 4096;

    private readonly ShortLines lines = new(from);
    private readonly bool isShort = radius <= ShortLines.Longest;
    private double reach = ShortLines.ChordSquaredOf(Math.Min(radius, ShortLines.Longest));
    private readonly List<Found> found = [];
    private HashSet<PublishedItem>? shapes;

    public void Look(GridCell cell)
    {
        if (isShort) LookShort(cell);
        else foreach (var item in cell.Points) Measure(item);
        foreach (var item in cell.Shapes)
            if ((shapes ??= new(ReferenceEqualityComparer.Instance)).Add(item)) Measure(item);
        if (found.Count > Most + 2 * limit) Prune();
    }

    public Near[] Sorted()
    {
        var keys = new double[found.Count];
        for (var i = 0; i < keys.Length; i++) keys[i] = found[i].Key;
        var all = found.ToArray();
        Array.Sort(keys, all);
        SortEqual(keys, all);
        var nearest = new Near[Math.Min(limit, all.Length)];
        for (var i = 0; i < nearest.Length; i++) nearest[i] = Near(all[i]);
        return nearest;
    }

    private void Prune()
    {
        found.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        // What is as far as the last may still come before it by its id.
        var last = found[limit - 1].Key;
        found.RemoveAll(one => one.Key > last);
        if (isShort) reach = Math.Min(reach, last);
    }

    private void LookShort(GridCell cell)
    {
        var coordinates = cell.Coordinates;
        for (var i = 0; i < coordinates.Length; i++)
        {
            var chord = lines.ChordSquared(coordinates[i]);
            if (chord > reach || kind is not null && cell.Points[i].Kind != kind) continue;
            found.Add(new(chord, cell.Points[i], coordinates[i], null));
        }
    }

    private void Measure(PublishedItem item)
    {
        if (kind is not null && item.Kind != kind) return;
        var line = Nearness.To(from, item);
        if (line.Distance <= radius) found.Add(new(isShort ? ShortLines.ChordSquaredOf(line.Distance) : line.Distance, item, default, line));
    }

    private Near Near(in Found one) =>
        one.Line is { } line
            ? new(one.Item, line.Distance, line.Bearing)
            : new(one.Item, ShortLines.Arc(one.Key), lines.Bearing(one.At));

    /// <summary>Puts what is equally far in the order of ids.</summary>
    private static void SortEqual(double[] keys, Found[] all)
    {
        for (var first = 0; first < keys.Length; )
        {
            var last = first + 1;
            while (last < keys.Length && keys[last] == keys[first]) last++;
            if (last > first + 1) Array.Sort(all, first, last - first, ById);
            first = last;
        }
    }

    private static readonly Comparer<Found> ById = Comparer<Found>.Create(static (a, b) => string.CompareOrdinal(a.Item.Id, b.Item.Id));

    /// <param name="Key">Grows with the distance.</param>
    /// <param name="Line">Of a shape, or of what is far; null where it follows from the key.</param>
    private readonly record struct Found(double Key, PublishedItem Item, Ecef At, GeodesicLine? Line);
}
