using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Geo;

namespace XrContent.Catalog.Published;

/// <summary>Everything that visitors may see, as read in one moment.</summary>
/// <param name="PublicationId">Random for each publication; version and id together name this state of this catalogue.</param>
public sealed record PublishedState(long Version, Guid PublicationId, IEnumerable<FeatureText> Items, ChangeLog Changes);

/// <summary>What visitors see differently than in an earlier version.</summary>
/// <param name="Items">The items that are shown now.</param>
/// <param name="Gone">Ids of those that are no longer.</param>
public sealed record PublishedDelta(
    long Version,
    Guid PublicationId,
    IReadOnlyList<FeatureText> Items,
    IReadOnlyList<string> Gone,
    IReadOnlyList<VersionedChange> Changes
);

/// <summary>
/// The published catalogue as one immutable snapshot in memory with all its indexes: built beside the one in use, then swapped in whole.
/// The next one shares all that did not change. Reads never touch the database.
/// </summary>
public sealed class CatalogSnapshot
{
    public static readonly CatalogSnapshot Empty = new(0, Guid.Empty, ChangeLog.StartingAt(0));

    private PersistentMap<string, PublishedItem> items = PersistentMap<string, PublishedItem>.Empty;
    private PersistentMap<string, Relation[]> uses = PersistentMap<string, Relation[]>.Empty;
    private PersistentMap<string, string[]> renditions = PersistentMap<string, string[]>.Empty;
    private SpatialIndex space = SpatialIndex.Of([]);

    private CatalogSnapshot(long version, Guid publicationId, ChangeLog changes) =>
        (Version, PublicationId, Changes) = (version, publicationId, changes);

    /// <summary>Counts publications; 0 for an empty catalogue.</summary>
    public long Version { get; }

    /// <summary>Tells this catalogue's versions from those of another with the same number.</summary>
    public Guid PublicationId { get; }

    public ChangeLog Changes { get; private set; }

    public int Count => items.Count;

    public IEnumerable<PublishedItem> All => items.Values;

    /// <summary>Summits with a height, to be named on a skyline.</summary>
    public IReadOnlyList<PublishedItem> Summits { get; private set; } = [];

    public IReadOnlyList<PublishedItem> Scenes { get; private set; } = [];

    /// <summary>Items that say where pictures are wanted or forbidden.</summary>
    public IReadOnlyList<PublishedItem> WithAreas { get; private set; } = [];

    /// <summary>Old maps that can be laid over the land.</summary>
    public IReadOnlyList<PublishedItem> Maps { get; private set; } = [];

    private OrderedItems[] ordered = [.. Enum.GetValues<Kind>().Select(_ => OrderedItems.Empty)];

    /// <summary>All items of a kind, in the order of ids.</summary>
    public OrderedItems Of(Kind kind) => ordered[(int)kind];

    /// <summary>A snapshot of all that is published.</summary>
    public static CatalogSnapshot Of(PublishedState state, Describe describe)
    {
        var texts = state.Items as IReadOnlyCollection<FeatureText> ?? [.. state.Items];
        var snapshot = new CatalogSnapshot(state.Version, state.PublicationId, state.Changes);
        var made = new PublishedItem[texts.Count];
        var own = texts as FeatureText[] ?? [.. texts];
        Parallel.For(0, own.Length, i => made[i] = new(own[i], null));
        snapshot.items = PersistentMap<string, PublishedItem>.Of([.. made.Select(item => KeyValuePair.Create(item.Id, item))]);
        snapshot.uses = Grouped(made, SnapshotUpdate.UsesBy, SnapshotUpdate.Sorted);
        snapshot.renditions = Grouped(made, SnapshotUpdate.RenditionsBy, SnapshotUpdate.Sorted);
        Parallel.For(0, own.Length, i => made[i] = snapshot.Finished(own[i], made[i], describe));
        snapshot.items = PersistentMap<string, PublishedItem>.Of([.. made.Select(item => KeyValuePair.Create(item.Id, item))]);
        Parallel.Invoke(
            () => snapshot.space = SpatialIndex.Of(made),
            () => snapshot.ordered = [.. Enum.GetValues<Kind>().Select(kind => OrderedItems.Of(made.Where(item => item.Kind == kind)))]
        );
        snapshot.Summits = Ordered(made.Where(item => item.IsSummit));
        snapshot.Scenes = Ordered(made.Where(item => item.Kind == Kind.Scene));
        snapshot.WithAreas = Ordered(made.Where(item => item.HasAreas));
        snapshot.Maps = Ordered(made.Where(item => item.IsMap));
        return snapshot;
    }

    /// <summary>The snapshot after some changes. Costs what changed and what depends on it, not what there is.</summary>
    public CatalogSnapshot With(PublishedDelta delta, Describe describe) => SnapshotUpdate.Of(this, delta, describe);

    public PublishedItem? Find(string id) => items.Find(id);

    /// <summary>The document of that id, or null when there is none or it is of another kind.</summary>
    public T? Find<T>(string id)
        where T : Document => Find(id)?.Document as T;

    /// <summary>Ids of the items that name one in some role, in the order of ids.</summary>
    public IEnumerable<string> UsersOf(string id, RelationRole role) =>
        (uses.Find(id) ?? []).Where(use => use.Role == role).Select(use => use.Id);

    public IEnumerable<string> ScenesOf(string place) => UsersOf(place, RelationRole.ScenePlace);

    public IEnumerable<PublishedItem> CapturesOf(string place) => UsersOf(place, RelationRole.CapturePlace).Select(id => Find(id)!);

    /// <summary>A place with those that one walks to from it: the stops of the tours that lead through it.</summary>
    public IReadOnlySet<string> WalkFrom(string place)
    {
        var walk = new HashSet<string> { place };
        foreach (var tour in ScenesOf(place).SelectMany(scene => UsersOf(scene, RelationRole.TourScene)).Distinct())
            walk.UnionWith(Find(tour)!.Places);
        return walk;
    }

    /// <summary>Ids of the places of a rendition; null when nothing published shows it.</summary>
    public IReadOnlyList<string>? PlacesOfRendition(string name) =>
        renditions.Find(name) is { } ids ? [.. ids.SelectMany(id => Find(id)!.Places).Distinct()] : null;

    /// <summary>The nearest items within a radius, nearest first; where two are equally far, by id.</summary>
    /// <param name="from">A valid position.</param>
    /// <param name="radius">Metres, more than 0.</param>
    /// <param name="kind">Only this kind; null for all.</param>
    /// <param name="limit">The most items to return, more than 0 and at most <see cref="MostNear"/>.</param>
    public IReadOnlyList<Near> Nearby(LatLon from, double radius, Kind? kind, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostNear);
        return space.Nearby(from, radius, kind, limit);
    }

    /// <summary>The most that can be asked for round a point.</summary>
    public const int MostNear = NearestFew.MostWanted;

    /// <summary>The items whose geometry reaches into a box, in no order, each once.</summary>
    public IEnumerable<PublishedItem> Within(Envelope box)
    {
        // A shape reaches into several cells, a point stands in one.
        var shapes = new HashSet<PublishedItem>(ReferenceEqualityComparer.Instance);
        return space.In(box).Where(item => item.IsPoint || shapes.Add(item));
    }

    /// <summary>The items whose geometry reaches into a cell, by id.</summary>
    public IReadOnlyList<PublishedItem> InCell(SlippyCell cell, Kind? kind)
    {
        var box = new Envelope(cell.West, cell.East, cell.South, cell.North);
        var found = new HashSet<PublishedItem>(
            space.In(box).Where(item => kind is null || item.Kind == kind),
            ReferenceEqualityComparer.Instance
        );
        return Ordered(found);
    }

    /// <summary>
    /// What a client that knows a version must fetch or forget; null when it must start afresh, because its version is not of this
    /// catalogue or too long ago.
    /// </summary>
    /// <param name="around">Only what may be of interest in one of these boxes; null for all.</param>
    public IReadOnlyList<ItemChange>? ChangesSince(long version, IReadOnlyList<Envelope>? around = null) =>
        version < 0 || version > Version ? null : Changes.After(version, around);

    internal PersistentMap<string, PublishedItem> ItemMap => items;

    internal PersistentMap<string, Relation[]> UseMap => uses;

    internal PersistentMap<string, string[]> RenditionMap => renditions;

    internal SpatialIndex Space => space;

    /// <summary>A snapshot whose items and relations are known, and whose items are not described yet.</summary>
    internal static CatalogSnapshot Begin(
        PublishedDelta delta,
        PersistentMap<string, PublishedItem> items,
        PersistentMap<string, Relation[]> uses,
        PersistentMap<string, string[]> renditions
    ) =>
        new(delta.Version, delta.PublicationId, ChangeLog.StartingAt(delta.Version))
        {
            items = items,
            uses = uses,
            renditions = renditions,
        };

    internal OrderedItems[] OrderedByKind => ordered;

    internal CatalogSnapshot End(
        ChangeLog changes,
        PersistentMap<string, PublishedItem> described,
        SpatialIndex where,
        OrderedItems[] byKind,
        IReadOnlyList<PublishedItem> summits,
        IReadOnlyList<PublishedItem> scenes,
        IReadOnlyList<PublishedItem> withAreas,
        IReadOnlyList<PublishedItem> maps
    )
    {
        (Changes, items, space, ordered) = (changes, described, where, byKind);
        (Summits, Scenes, WithAreas, Maps) = (summits, scenes, withAreas, maps);
        return this;
    }

    /// <summary>An item with where it is, to which places it belongs, and its JSON.</summary>
    internal PublishedItem Finished(FeatureText text, PublishedItem raw, Describe describe)
    {
        var item = raw;
        if (text.Point is null)
        {
            var own = text.HasGeometry ? raw.Item.Geometry : null;
            item = new(text, Relations.WhereIs(text.Id, own, raw.Document, Document, id => Find(id)?.Item.Geometry));
        }

        item.Places = text.Kind == Kind.Place ? [text.Id] : PlacesOf(text.Id, raw.Document);
        item.Describe(describe(item, this));
        return item;
    }

    /// <summary>What a scene shows belongs to the scene's place too, wherever it was taken.</summary>
    private string[] PlacesOf(string id, Document document)
    {
        var scenes = (uses.Find(id) ?? []).Where(use => use.Role is RelationRole.SceneCapture or RelationRole.SceneOverlay);
        var shown = scenes.Select(use => Find<Scene>(use.Id)?.Place).OfType<string>();
        return [.. Relations.PlacesOf(id, document, Document).Concat(shown).Distinct()];
    }

    private Document? Document(string id) => Find(id)?.Document;

    internal static IReadOnlyList<PublishedItem> Ordered(IEnumerable<PublishedItem> some) =>
        [.. some.OrderBy(item => item.Id, StringComparer.Ordinal)];

    private static PersistentMap<string, T[]> Grouped<T>(
        PublishedItem[] all,
        Func<PublishedItem, IEnumerable<(string Key, T Value)>> pairs,
        Func<IEnumerable<T>, IEnumerable<T>> sorted
    )
    {
        // Documents are read for it, on all cores.
        var found = all.AsParallel().SelectMany(pairs);
        return PersistentMap<string, T[]>.Of(SnapshotUpdate.Regrouped(_ => null, [], found, sorted)!);
    }
}
