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
            .Select(group => new VersionChanges(group.Key, [.. group.Select(change => change.Item)]))
            .ToList();
        if (versions.Count == 0)
            return StartingAt(version);
        if (isWhole)
            return new(start, [.. versions]);
        return new(versions[0].Version, [.. versions.Skip(1)]);
    }

    /// <summary>This log with newer versions.</summary>
    public ChangeLog With(IReadOnlyList<VersionedChange> changes)
    {
        var newer = changes
            .GroupBy(change => change.Version)
            .Select(group => new VersionChanges(group.Key, [.. group.Select(change => change.Item)]));
        VersionChanges[] all = [.. versions, .. newer];
        var (count, first) = (0, all.Length);
        while (first > 0 && count + all[first - 1].Items.Length <= Most)
            count += all[--first].Items.Length;
        return first == 0 ? new(Since, all) : new(all[first - 1].Version, all[first..]);
    }

    /// <summary>The net of all that happened after a version; null when that is not known.</summary>
    public IReadOnlyList<ItemChange>? After(long version)
    {
        if (version < Since)
            return null;
        var net = new Dictionary<string, ItemChange>();
        foreach (var change in versions.Where(changes => changes.Version > version).SelectMany(changes => changes.Items))
            Add(net, change);
        return [.. net.Values];
    }

    private static void Add(Dictionary<string, ItemChange> net, ItemChange change)
    {
        switch (net.GetValueOrDefault(change.Id)?.Change, change.Change)
        {
            case (Change.Added, Change.Removed):
                net.Remove(change.Id);
                break;
            case (Change.Added, _):
                break;
            case (Change.Removed, Change.Added):
                net[change.Id] = change with { Change = Change.Changed };
                break;
            default:
                net[change.Id] = change;
                break;
        }
    }

    private sealed record VersionChanges(long Version, ItemChange[] Items);
}
