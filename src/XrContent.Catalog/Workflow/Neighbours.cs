using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>What a publication must hold with: the items that it names and those that name it, and no others.</summary>
internal static class Neighbours
{
    /// <summary>As many as a database takes in one list.</summary>
    private const int Chunk = 500;

    /// <summary>What would be wrong if these items were shown as they are given.</summary>
    public static async Task<IReadOnlyList<Problem>> CheckAsync(DbContext db, IReadOnlyCollection<Item> shown, CancellationToken cancel)
    {
        var all = shown.ToDictionary(item => item.Id);
        var targets = shown.SelectMany(Act.TargetsOf).Where(id => !all.ContainsKey(id)).ToHashSet();
        // A capture that loses its heading breaks the scenes that pair it with others.
        var unturned = shown.Where(item => item.Document is Capture { Pose.Heading: null }).Select(item => item.Id).ToHashSet();
        var scenes = (await UsersOfAsync(db, unturned, cancel))
            .Where(user => user.Kind == Kind.Scene && !all.ContainsKey(user.Id))
            .ToList();
        var paired = await PublishedAsync(db, [.. scenes.Select(scene => scene.Id)], cancel);
        targets.UnionWith(paired.SelectMany(Act.TargetsOf).Where(id => !all.ContainsKey(id)));
        foreach (var item in await PublishedAsync(db, targets, cancel))
            all[item.Id] = item;
        var unseen = targets.Where(id => !all.ContainsKey(id)).ToList();
        var waiting = await db.Set<ItemRow>()
            .Where(row => row.Deleted == null && unseen.Contains(row.Id))
            .Select(row => row.Id)
            .ToListAsync(cancel);
        return [.. shown.Concat(paired).SelectMany(item => ReferenceRules.Check(item, all.GetValueOrDefault, waiting.Contains))];
    }

    /// <summary>What would be wrong if these items were no longer shown.</summary>
    public static async Task<IReadOnlyList<Problem>> CheckHiddenAsync(DbContext db, IReadOnlySet<string> hidden, CancellationToken cancel)
    {
        var users = (await UsersOfAsync(db, hidden, cancel)).Where(user => !hidden.Contains(user.Id)).ToList();
        return
        [
            .. users.Select(user => new Problem(
                null,
                user.To,
                "uses",
                $"Visitors still see it in \"{user.Id}\". Take that back first, or both together."
            )),
        ];
    }

    /// <summary>What visitors see that names any of some items, as they see it.</summary>
    public static async Task<IReadOnlyList<Item>> UsersAsync(DbContext db, IReadOnlySet<string> ids, CancellationToken cancel) =>
        await PublishedAsync(db, [.. (await UsersOfAsync(db, ids, cancel)).Select(user => user.Id).Distinct()], cancel);

    /// <summary>The published revisions of some items.</summary>
    public static async Task<List<Item>> PublishedAsync(DbContext db, IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        var items = new List<Item>();
        foreach (var some in ids.Chunk(Chunk))
        {
            var features =
                from item in db.Set<ItemRow>()
                where some.Contains(item.Id)
                join revision in db.Set<RevisionRow>()
                    on new { Id = item.Id, Number = item.PublishedRevision!.Value } equals new { Id = revision.ItemId, revision.Number }
                select revision.Feature;
            items.AddRange((await features.AsNoTracking().ToListAsync(cancel)).Select(feature => CatalogJson.FromFeature(feature)));
        }

        return items;
    }

    private static async Task<List<Use>> UsersOfAsync(DbContext db, IReadOnlySet<string> ids, CancellationToken cancel)
    {
        var users = new List<Use>();
        foreach (var some in ids.Chunk(Chunk))
        {
            var found =
                from reference in db.Set<ReferenceRow>()
                where some.Contains(reference.To)
                join item in db.Set<ItemRow>()
                    on new { Id = reference.ItemId, Number = (int?)reference.Number } equals new
                    {
                        item.Id,
                        Number = item.PublishedRevision,
                    }
                select new Use(item.Id, item.Kind, reference.To);
            users.AddRange(await found.AsNoTracking().ToListAsync(cancel));
        }

        return users;
    }

    private sealed record Use(string Id, Kind Kind, string To);
}
