using System.Collections.Frozen;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index;
using NetTopologySuite.Index.Strtree;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Store;
using XrContent.Geo;

namespace XrContent.Catalog;

/// <summary>An item with its distance in metres and its bearing in degrees from the point asked about.</summary>
public readonly record struct Near(PublishedItem Item, double Distance, double Bearing);

/// <summary>
/// The published catalogue as one immutable snapshot in memory: built beside the one in use, then swapped in whole.
/// Reads never touch the database.
/// </summary>
public sealed class PublishedCatalog
{
    private readonly FrozenDictionary<string, PublishedItem> items;
    private readonly STRtree<PublishedItem> index = new();
    private readonly IReadOnlyList<VersionedChange> changes;

    /// <param name="state">What is published.</param>
    /// <param name="describe">Writes each item's JSON, once.</param>
    public PublishedCatalog(PublishedState state, Describe describe)
    {
        (Version, Mark, changes) = (state.Version, state.Mark, state.Changes);
        Items = new(state.Items);
        items = state.Items.Select(item =>
        {
            var (teaser, full) = describe(item, Items);
            return new PublishedItem(item, Items.WhereIs(item), teaser, full);
        }).ToFrozenDictionary(item => item.Item.Id);
        foreach (var item in items.Values)
            if (item.Where is { } where) index.Insert(where.EnvelopeInternal, item);
        index.Build();
    }

    /// <summary>Counts publications; 0 for an empty catalogue.</summary>
    public long Version { get; }

    /// <summary>Tells this catalogue's versions from those of another with the same number.</summary>
    public Guid Mark { get; }

    public CatalogItems Items { get; }

    public int Count => items.Count;

    public PublishedItem? Find(string id) => items.GetValueOrDefault(id);

    /// <summary>The nearest items within a radius, nearest first; where two are equally far, by id.</summary>
    /// <param name="from">A valid position.</param>
    /// <param name="radius">Metres, more than 0.</param>
    /// <param name="kind">Only this kind; null for all.</param>
    /// <param name="limit">The most items to return, more than 0.</param>
    public IReadOnlyList<Near> Nearby(LatLon from, double radius, Kind? kind, int limit)
    {
        var search = new NearestFew(from, radius, kind, limit);
        foreach (var box in Nearness.BoxesAround(from, radius)) index.Query(box, search);
        return search.Sorted();
    }

    /// <summary>The items whose geometry reaches into a cell, by id.</summary>
    public IReadOnlyList<PublishedItem> InCell(SlippyCell cell, Kind? kind)
    {
        var box = new Envelope(cell.West, cell.East, cell.South, cell.North);
        var area = Exchange.CatalogJson.GeometryFactory.ToGeometry(box);
        var found = index.Query(box).Where(item => (kind is null || item.Item.Kind == kind) && area.Intersects(item.Where)).ToList();
        found.Sort(static (a, b) => string.CompareOrdinal(a.Item.Id, b.Item.Id));
        return found;
    }

    /// <summary>
    /// What a client that knows a version must fetch or forget; null when it must start afresh, because its version is
    /// not of this catalogue or too long ago.
    /// </summary>
    public IReadOnlyList<ItemChange>? ChangesSince(long version)
    {
        if (version < 0 || version > Version) return null;
        if (version == Version) return [];
        if (changes.Count == 0 || changes[0].Version > version + 1) return null;
        var net = new Dictionary<string, ItemChange>();
        foreach (var (_, change) in changes.SkipWhile(change => change.Version <= version))
        {
            var known = net.GetValueOrDefault(change.Id);
            if (known?.Change == Change.Added && change.Change == Change.Removed) net.Remove(change.Id);
            else if (known?.Change == Change.Added) continue;
            else if (known?.Change == Change.Removed && change.Change == Change.Added) net[change.Id] = change with { Change = Change.Changed };
            else net[change.Id] = change;
        }

        return [.. net.Values];
    }

    /// <summary>Keeps the nearest few of what the index offers.</summary>
    private sealed class NearestFew(LatLon from, double radius, Kind? kind, int limit) : IItemVisitor<PublishedItem>
    {
        private static readonly Comparer<Near> FarthestFirst = Comparer<Near>.Create(static (a, b) => Order(b, a));
        private readonly HashSet<PublishedItem> seen = new(ReferenceEqualityComparer.Instance);
        private readonly PriorityQueue<Near, Near> kept = new(FarthestFirst);

        public void VisitItem(PublishedItem item)
        {
            if (kind is not null && item.Item.Kind != kind) return;
            // What reaches over the antimeridian may be offered by both boxes.
            if (item.Where is not Point && !seen.Add(item)) return;
            var line = Nearness.To(from, item.Where!);
            if (line.Distance > radius) return;
            var near = new Near(item, line.Distance, line.Bearing);
            if (kept.Count < limit) kept.Enqueue(near, near);
            else if (Order(near, kept.Peek()) < 0) kept.EnqueueDequeue(near, near);
        }

        public Near[] Sorted()
        {
            var sorted = new Near[kept.Count];
            for (var i = sorted.Length - 1; i >= 0; i--) sorted[i] = kept.Dequeue();
            return sorted;
        }

        private static int Order(Near a, Near b)
        {
            var byDistance = a.Distance.CompareTo(b.Distance);
            return byDistance != 0 ? byDistance : string.CompareOrdinal(a.Item.Item.Id, b.Item.Item.Id);
        }
    }
}
