using System.Buffers;
using XrContent.Catalog.Documents;
using XrContent.Geo;

namespace XrContent.Catalog.Published;

/// <summary>An item with its distance in metres and its bearing in degrees from the point asked about.</summary>
public readonly record struct Near(PublishedItem Item, double Distance, double Bearing);

/// <summary>Keeps the nearest few of what the grid offers, in borrowed memory.</summary>
internal sealed class NearestFew(LatLon from, double radius, Kind? kind, int limit) : IDisposable
{
    /// <summary>Candidates beyond which those that can no longer be among the nearest are dropped.</summary>
    private const int Most = 4096;

    /// <summary>Bits of a key that say which candidate it is of; the rest tells distances apart to a billionth of a percent.</summary>
    private const long Which = 0xFFFF;

    /// <summary>So many can be told apart by <see cref="Which"/> with room for candidates.</summary>
    public const int MostWanted = 30_000;

    private readonly ShortLines lines = new(from);
    private readonly bool isShort = radius <= ShortLines.Longest;
    private readonly int most = Math.Min(Most + 2 * limit, (int)Which);
    private double reach = ShortLines.ChordSquaredOf(Math.Min(radius, ShortLines.Longest));
    private long[] keys = ArrayPool<long>.Shared.Rent(128);
    private Found[] found = ArrayPool<Found>.Shared.Rent(128);
    private int count;
    private Dictionary<PublishedItem, GeodesicLine>? measured;

    public void Look(GridCell cell)
    {
        if (isShort)
            LookShort(cell);
        else
            foreach (var item in cell.Points)
                Measure(item);
        foreach (var item in cell.Shapes)
            Measure(item);
    }

    public Near[] Sorted()
    {
        Sort();
        var nearest = new Near[Math.Min(limit, count)];
        for (var i = 0; i < nearest.Length; i++)
            nearest[i] = Near(keys[i]);
        return nearest;
    }

    public void Dispose()
    {
        ArrayPool<long>.Shared.Return(keys);
        Return(found, count);
    }

    private void LookShort(GridCell cell)
    {
        var coordinates = cell.Coordinates;
        for (var i = 0; i < coordinates.Length; i++)
        {
            var chord = lines.ChordSquared(coordinates[i]);
            if (chord > reach || kind is not null && cell.Points[i].Kind != kind)
                continue;
            Add(chord, new(cell.Points[i], coordinates[i]));
        }
    }

    /// <summary>Measures a shape, which several cells may offer, or what is far.</summary>
    private void Measure(PublishedItem item)
    {
        if (kind is not null && item.Kind != kind)
            return;
        var line = Nearness.To(from, item);
        if (line.Distance > radius)
            return;
        measured ??= new(ReferenceEqualityComparer.Instance);
        if (measured.TryAdd(item, line))
            Add(isShort ? ShortLines.ChordSquaredOf(line.Distance) : line.Distance, new(item, default));
    }

    /// <param name="distance">Not negative, so that its bits are in the order of its values.</param>
    private void Add(double distance, Found one)
    {
        if (count == most)
            Prune();
        if (count == Math.Min(keys.Length, found.Length))
            Grow();
        (keys[count], found[count]) = (BitConverter.DoubleToInt64Bits(distance) & ~Which | (long)count, one);
        count++;
    }

    private void Grow()
    {
        var (moreKeys, moreFound) = (ArrayPool<long>.Shared.Rent(2 * count), ArrayPool<Found>.Shared.Rent(2 * count));
        keys.AsSpan(0, count).CopyTo(moreKeys);
        found.AsSpan(0, count).CopyTo(moreFound);
        Dispose();
        (keys, found) = (moreKeys, moreFound);
    }

    /// <summary>Keeps the nearest. What is as far as the last of them may still come before it by its id, so it is looked at.</summary>
    private void Prune()
    {
        Sort();
        var kept = limit;
        if (isShort)
            reach = Math.Min(reach, BitConverter.Int64BitsToDouble(keys[kept - 1] | Which));
        var nearest = ArrayPool<Found>.Shared.Rent(found.Length);
        for (var i = 0; i < kept; i++)
            (nearest[i], keys[i]) = (found[keys[i] & Which], keys[i] & ~Which | (long)i);
        Return(found, count);
        (found, count) = (nearest, kept);
    }

    private Near Near(long key)
    {
        var one = found[key & Which];
        return measured is not null && measured.TryGetValue(one.Item, out var line)
            ? new(one.Item, line.Distance, line.Bearing)
            : new(one.Item, ShortLines.Arc(lines.ChordSquared(one.At)), lines.Bearing(one.At));
    }

    /// <summary>Nearest first; what is equally far in the order of ids.</summary>
    private void Sort()
    {
        keys.AsSpan(0, count).Sort();
        var first = 0;
        while (first < count)
        {
            var last = first + 1;
            while (last < count && IsAsFar(last, first))
                last++;
            if (last > first + 1)
                keys.AsSpan(first, last - first).Sort(ById);
            first = last;
        }
    }

    private bool IsAsFar(int one, int other) => ((keys[one] ^ keys[other]) & ~Which) == 0;

    private int ById(long one, long other) => string.CompareOrdinal(found[one & Which].Item.Id, found[other & Which].Item.Id);

    private static void Return(Found[] borrowed, int used)
    {
        // What was found must not be kept from the collector by the pool.
        borrowed.AsSpan(0, used).Clear();
        ArrayPool<Found>.Shared.Return(borrowed);
    }

    /// <param name="At">Of a point; a shape and what is far were measured when they were found.</param>
    private readonly record struct Found(PublishedItem Item, Ecef At);
}
