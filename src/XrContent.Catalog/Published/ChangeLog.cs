using NetTopologySuite.Geometries;

namespace XrContent.Catalog.Published;

/// <summary>What each of the last versions changed, whole versions only: of a version that is known in part, nothing is known.</summary>
public sealed class ChangeLog
{
    /// <summary>How many changes are remembered for clients that were away.</summary>
    public const int Most = 50_000;

    private readonly VersionChanges[] versions;

    private ChangeLog(long since, VersionChanges[] versions) => (Since, this.versions) = (since, versions);

    /// <summary>The oldest version from which a client can be led to the newest.</summary>
    public long Since { get; }

    /// <summary>A log without a past: whoever knows an earlier version starts afresh.</summary>
    public static ChangeLog StartingAt(long version) => new(version, []);

    /// <summary>A log of changes as the database has them, in the order of versions.</summary>
    /// <param name="changes">The newest ones; the oldest version among them may be cut.</param>
    /// <param name="isWhole">Nothing was left out before the first.</param>
    /// <param name="start">The version before the first that may be told of.</param>
    public static ChangeLog Of(IReadOnlyList<VersionedChange> changes, bool isWhole, long start, long version)
    {
        var versions = changes
            .Where(change => change.Version > start)
            .GroupBy(change => change.Version)
            .Select(group => new VersionChanges(group.Key, [.. group.Select(change => new Told(change.Item, null))]))
            .ToList();
        if (versions.Count == 0)
            return StartingAt(version);
        if (isWhole)
            return new(start, [.. versions]);
        return new(versions[0].Version, [.. versions.Skip(1)]);
    }

    /// <summary>This log with newer versions.</summary>
    /// <param name="reach">The box in which a change is of interest; null where that is everywhere, or not known.</param>
    public ChangeLog With(IReadOnlyList<VersionedChange> changes, Func<ItemChange, Envelope?> reach)
    {
        var newer = changes
            .GroupBy(change => change.Version)
            .Select(group => new VersionChanges(group.Key, [.. group.Select(change => new Told(change.Item, reach(change.Item)))]));
        VersionChanges[] all = [.. versions, .. newer];
        var (count, first) = (0, all.Length);
        while (first > 0 && count + all[first - 1].Items.Length <= Most)
            count += all[--first].Items.Length;
        return first == 0 ? new(Since, all) : new(all[first - 1].Version, all[first..]);
    }

    /// <summary>
    /// The net of all that happened after a version; null when that is not known. Costs what happened since then, not what is remembered.
    /// </summary>
    /// <param name="around">Only what may be of interest in one of these boxes; null for all.</param>
    public IReadOnlyList<ItemChange>? After(long version, IReadOnlyList<Envelope>? around = null)
    {
        if (version < Since)
            return null;
        var first = versions.Length;
        while (first > 0 && versions[first - 1].Version > version)
            first--;
        var net = new Dictionary<string, Told>();
        foreach (var told in versions.Skip(first).SelectMany(changes => changes.Items))
            Add(net, told);
        return [.. net.Values.Where(told => told.IsNear(around)).Select(told => told.Change).Where(change => change.Change != Nothing)];
    }

    /// <summary>Came and went again: nobody needs to know, but whoever saw neither.</summary>
    private const Change Nothing = (Change)(-1);

    private static void Add(Dictionary<string, Told> net, Told told)
    {
        if (!net.TryGetValue(told.Change.Id, out var known))
        {
            net[told.Change.Id] = told;
            return;
        }

        var both = (known.Change.Change, told.Change.Change) switch
        {
            (Change.Added, Change.Removed) => told.Change with { Change = Nothing },
            (Change.Added, _) => known.Change,
            (Nothing, _) => told.Change,
            (Change.Removed, Change.Added) => told.Change with { Change = Change.Changed },
            _ => told.Change,
        };
        net[told.Change.Id] = new(both, known.Reach is null || told.Reach is null ? null : known.Reach.ExpandedBy(told.Reach));
    }

    private sealed record VersionChanges(long Version, Told[] Items);

    /// <param name="Reach">Null: everywhere.</param>
    private readonly record struct Told(ItemChange Change, Envelope? Reach)
    {
        public bool IsNear(IReadOnlyList<Envelope>? around) => around is null || Reach is not { } reach || around.Any(reach.Intersects);
    }
}
