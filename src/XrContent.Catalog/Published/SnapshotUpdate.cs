using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Published;

/// <summary>
/// Makes the next snapshot from the one before and what changed: only what changed, and what depends on it, is made anew.
/// </summary>
internal static class SnapshotUpdate
{
    public static CatalogSnapshot Of(CatalogSnapshot before, PublishedDelta delta, Describe describe)
    {
        var come = delta.Items.ToDictionary(text => text.Id, text => (Text: text, Item: new PublishedItem(text, null)));
        var ids = come.Keys.Concat(delta.Gone).ToHashSet();
        var former = ids.Select(before.Find).OfType<PublishedItem>().ToDictionary(item => item.Id);
        var raw = ids.ToDictionary(id => id, id => come.TryGetValue(id, out var own) ? own.Item : null);
        PublishedItem[] fresh = [.. come.Values.Select(own => own.Item)];
        var next = CatalogSnapshot.Begin(
            delta,
            before.ItemMap.With(raw),
            before.UseMap.With(Regrouped(before.UseMap.Find, former.Values.SelectMany(UsesBy), fresh.SelectMany(UsesBy), Sorted)),
            before.RenditionMap.With(
                Regrouped(before.RenditionMap.Find, former.Values.SelectMany(RenditionsBy), fresh.SelectMany(RenditionsBy), Sorted)
            )
        );

        var touched = Touched(before, next, ids, former);
        var again = touched.Where(id => !ids.Contains(id)).Select(next.Find).OfType<PublishedItem>().ToList();
        var described = new Dictionary<string, PublishedItem?>();
        foreach (var (text, item) in come.Values)
            described[item.Id] = next.Finished(text, item, describe);
        foreach (var item in again)
        {
            var text = FeatureText.Read(item.Feature);
            described[item.Id] = next.Finished(text, new(text, null), describe);
        }

        PublishedItem[] gone = [.. former.Values, .. again];
        PublishedItem[] made = [.. described.Values.OfType<PublishedItem>()];
        // Where something was between two of its versions, nobody here saw.
        var several = delta
            .Changes.CountBy(change => change.Item.Id)
            .Where(count => count.Value > 1)
            .Select(count => count.Key)
            .ToHashSet();
        return next.End(
            before.Changes.With(
                delta.Changes,
                change =>
                    several.Contains(change.Id) ? null : Reach(before.Find(change.Id)?.Where, described.GetValueOrDefault(change.Id)?.Where)
            ),
            next.ItemMap.With(described),
            before.Space.With(gone, made),
            [
                .. before.OrderedByKind.Select(
                    (all, kind) =>
                        all.With([.. gone.Where(item => (int)item.Kind == kind)], [.. made.Where(item => (int)item.Kind == kind)])
                ),
            ],
            Kept(before.Summits, gone, made, item => item.IsSummit),
            Kept(before.Scenes, gone, made, item => item.Kind == Kind.Scene),
            Kept(before.WithAreas, gone, made, item => item.HasAreas),
            Kept(before.Maps, gone, made, item => item.IsMap)
        );
    }

    /// <summary>Where a change is of interest: where the item was, and where it is.</summary>
    private static Envelope? Reach(Geometry? there, Geometry? here) =>
        there is null && here is null ? null : (there ?? here)!.EnvelopeInternal.ExpandedBy((here ?? there)!.EnvelopeInternal);

    /// <summary>
    /// Ids of all whose place, geometry or JSON may be another now: what names a changed item, and so on upward, and what a changed item
    /// names.
    /// </summary>
    private static HashSet<string> Touched(
        CatalogSnapshot before,
        CatalogSnapshot next,
        HashSet<string> ids,
        Dictionary<string, PublishedItem> former
    )
    {
        var touched = new HashSet<string>(ids);
        var open = new Queue<string>(ids.Where(id => !IsWhereItWas(former.GetValueOrDefault(id), next.Find(id))));
        while (open.TryDequeue(out var id))
        {
            foreach (var user in (before.UseMap.Find(id) ?? []).Concat(next.UseMap.Find(id) ?? []))
                if (user.Role != RelationRole.PlaceRelated && touched.Add(user.Id))
                    open.Enqueue(user.Id);
        }

        // Places list their scenes, captures and relics; captures and overlays belong to the places of the scenes that show them.
        foreach (var id in touched.ToList())
        {
            var (then, now) = (before.Find(id), next.Find(id));
            if (NamesTheSame(then, now))
                continue;
            foreach (var item in new[] { then, now }.OfType<PublishedItem>().Where(item => !item.StandsOnNothing))
                touched.UnionWith(Relations.Of(item.Document).Select(relation => relation.Id));
        }

        return touched;
    }

    /// <summary>A place that names the same places as before changes nothing in their lists.</summary>
    private static bool NamesTheSame(PublishedItem? before, PublishedItem? now) =>
        before?.Document is Place then && now?.Document is Place place && then.Related.SequenceEqual(place.Related);

    /// <summary>A place that only says something else moves nothing that stands on it.</summary>
    private static bool IsWhereItWas(PublishedItem? before, PublishedItem? now) =>
        before is { Kind: Kind.Place }
        && now is { Kind: Kind.Place }
        && (before.IsPoint, before.At) == (now.IsPoint, now.At)
        && (before.IsPoint || before.Item.Geometry!.EqualsExact(now.Item.Geometry));

    /// <summary>What an item names, each with the item as the one that names it.</summary>
    public static IEnumerable<(string Key, Relation Value)> UsesBy(PublishedItem item) =>
        item.StandsOnNothing ? [] : Relations.Of(item.Document).Select(relation => (relation.Id, new Relation(relation.Role, item.Id)));

    /// <summary>The renditions that an item shows.</summary>
    public static IEnumerable<(string Key, string Value)> RenditionsBy(PublishedItem item) =>
        item.Kind is Kind.Capture or Kind.Overlay or Kind.Scene ? RenditionNames.Of(item.Document).Select(name => (name, item.Id)) : [];

    /// <summary>Relations in the order in which they are told.</summary>
    public static IEnumerable<Relation> Sorted(IEnumerable<Relation> relations) =>
        relations.OrderBy(relation => relation.Id, StringComparer.Ordinal).ThenBy(relation => relation.Role);

    public static IEnumerable<string> Sorted(IEnumerable<string> ids) => ids.Order(StringComparer.Ordinal);

    /// <summary>
    /// What stands under the keys of an index from which some pairs go and to which others come; null where nothing does.
    /// </summary>
    public static Dictionary<string, T[]?> Regrouped<T>(
        Func<string, T[]?> before,
        IEnumerable<(string Key, T Value)> gone,
        IEnumerable<(string Key, T Value)> come,
        Func<IEnumerable<T>, IEnumerable<T>> sorted
    )
    {
        var (leaving, coming) = (gone.ToLookup(pair => pair.Key, pair => pair.Value), come.ToLookup(pair => pair.Key, pair => pair.Value));
        var changed = new Dictionary<string, T[]?>();
        foreach (var key in leaving.Concat(coming).Select(group => group.Key).Distinct())
        {
            T[] all = [.. sorted((before(key) ?? []).Except(leaving[key]).Union(coming[key]))];
            changed[key] = all.Length == 0 ? null : all;
        }

        return changed;
    }

    private static IReadOnlyList<PublishedItem> Kept(
        IReadOnlyList<PublishedItem> known,
        PublishedItem[] gone,
        PublishedItem[] made,
        Func<PublishedItem, bool> belongs
    ) =>
        gone.Any(belongs) || made.Any(belongs)
            ? CatalogSnapshot.Ordered(known.Except(gone.Where(belongs)).Concat(made.Where(belongs)))
            : known;
}
