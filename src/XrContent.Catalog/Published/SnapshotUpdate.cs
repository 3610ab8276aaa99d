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
        var next = CatalogSnapshot.Begin(
            delta,
            before.Changes.With(delta.Changes),
            before.ItemMap.With(raw),
            Uses(before, former.Values, come.Values.Select(own => own.Item)),
            Renditions(before, former.Values, come.Values.Select(own => own.Item))
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
        return next.End(
            next.ItemMap.With(described),
            before.Space.With(gone, made),
            Kept(before.Summits, gone, made, item => item.IsSummit),
            Kept(before.WithAreas, gone, made, item => item.HasAreas)
        );
    }

    /// <summary>Relations in the order in which they are told.</summary>
    public static Relation[] Sorted(IEnumerable<Relation> relations) =>
        [.. relations.OrderBy(relation => relation.Id, StringComparer.Ordinal).ThenBy(relation => relation.Role)];

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
                if (touched.Add(user.Id))
                    open.Enqueue(user.Id);
        }

        foreach (var id in touched.ToList())
        {
            // Places list their scenes and captures; captures and overlays belong to the places of the scenes that show them.
            foreach (var snapshot in new[] { before, next })
                if (snapshot.Find(id) is { Kind: not Kind.Place } item)
                    touched.UnionWith(Relations.Of(item.Document).Select(relation => relation.Id));
        }

        return touched;
    }

    /// <summary>A place that only says something else moves nothing that stands on it.</summary>
    private static bool IsWhereItWas(PublishedItem? before, PublishedItem? now) =>
        before is { Kind: Kind.Place }
        && now is { Kind: Kind.Place }
        && (before.IsPoint, before.At) == (now.IsPoint, now.At)
        && (before.IsPoint || before.Item.Geometry!.EqualsExact(now.Item.Geometry));

    private static PersistentMap<string, Relation[]> Uses(
        CatalogSnapshot before,
        IEnumerable<PublishedItem> gone,
        IEnumerable<PublishedItem> come
    )
    {
        var changed = new Dictionary<string, Relation[]?>();
        foreach (var item in gone.Where(item => item.Kind != Kind.Place))
        {
            foreach (var relation in Relations.Of(item.Document))
                Set(relation.Id, known => known.Where(use => use.Id != item.Id));
        }
        foreach (var item in come.Where(item => item.Kind != Kind.Place))
        {
            foreach (var relation in Relations.Of(item.Document).Distinct())
                Set(relation.Id, known => known.Append(new(relation.Role, item.Id)));
        }
        return before.UseMap.With(changed);

        void Set(string id, Func<IEnumerable<Relation>, IEnumerable<Relation>> change)
        {
            var uses = Sorted(change((changed.TryGetValue(id, out var known) ? known : before.UseMap.Find(id)) ?? []));
            changed[id] = uses.Length == 0 ? null : uses;
        }
    }

    private static PersistentMap<string, string[]> Renditions(
        CatalogSnapshot before,
        IEnumerable<PublishedItem> gone,
        IEnumerable<PublishedItem> come
    )
    {
        var changed = new Dictionary<string, string[]?>();
        foreach (var item in gone.Where(item => item.Kind != Kind.Place))
        {
            foreach (var name in RenditionNames.Of(item.Document))
                Set(name, ids => ids.Where(id => id != item.Id));
        }
        foreach (var item in come.Where(item => item.Kind != Kind.Place))
        {
            foreach (var name in RenditionNames.Of(item.Document))
                Set(name, ids => ids.Append(item.Id));
        }
        return before.RenditionMap.With(changed);

        void Set(string name, Func<IEnumerable<string>, IEnumerable<string>> change)
        {
            var ids = change((changed.TryGetValue(name, out var known) ? known : before.RenditionMap.Find(name)) ?? [])
                .Distinct()
                .Order(StringComparer.Ordinal)
                .ToArray();
            changed[name] = ids.Length == 0 ? null : ids;
        }
    }

    private static IReadOnlyList<PublishedItem> Kept(
        IReadOnlyList<PublishedItem> known,
        PublishedItem[] gone,
        PublishedItem[] made,
        Func<PublishedItem, bool> belongs
    ) =>
        gone.Any(belongs) || made.Any(belongs)
            ? CatalogSnapshot.Ordered(known.Where(item => Array.IndexOf(gone, item) < 0).Concat(made.Where(belongs)))
            : known;
}
