using System.Collections.Concurrent;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Published;
using XrContent.Geo;

namespace XrContent.Server.Live;

/// <summary>
/// Who listens in which cell on this node, and how a publication reaches them: a publication costs by the cells that are listened in, and
/// those who are near.
/// </summary>
internal sealed class LiveListeners
{
    private readonly Lock gate = new();
    private readonly Dictionary<ILiveListener, IReadOnlyList<SlippyCell>> places = [];
    private readonly ConcurrentDictionary<SlippyCell, ConcurrentDictionary<ILiveListener, bool>> cells = [];

    /// <summary>How many listen.</summary>
    public int Count => places.Count;

    /// <summary>Moves a listener into some cells, out of those where it was; into none, it hears nothing more.</summary>
    public void Place(ILiveListener listener, IReadOnlyList<SlippyCell> around)
    {
        lock (gate)
        {
            foreach (var cell in places.GetValueOrDefault(listener) ?? [])
            {
                if (cells.TryGetValue(cell, out var there) && there.TryRemove(listener, out _) && there.IsEmpty)
                    cells.TryRemove(cell, out _);
            }

            if (around.Count == 0)
            {
                places.Remove(listener);
                return;
            }

            places[listener] = around;
            foreach (var cell in around)
                cells.GetOrAdd(cell, _ => [])[listener] = true;
        }
    }

    public void Remove(ILiveListener listener) => Place(listener, []);

    /// <summary>Tells each listener once of the changes near it. Ends when all have been written to who keep up.</summary>
    /// <param name="before">The snapshot that knew where removed items were.</param>
    /// <param name="changes">Null where it is not known what changed: then everybody is told that something did.</param>
    /// <param name="patience">Whoever takes longer is dropped, not waited for.</param>
    /// <returns>How many were dropped.</returns>
    public async Task<int> TellAsync(
        CatalogSnapshot before,
        CatalogSnapshot now,
        IReadOnlyList<ItemChange>? changes,
        TimeSpan patience,
        TimeProvider clock
    )
    {
        var pending = new List<(ILiveListener Listener, Task Written)>();
        foreach (var (listener, message) in Messages(before, now, changes))
        {
            var written = listener.TellAsync(message);
            if (!written.IsCompletedSuccessfully)
                pending.Add((listener, written.AsTask()));
        }

        var all = Task.WhenAll(pending.Select(one => one.Written));
        await Task.WhenAny(all, Task.Delay(patience, clock));
        // Its failure, if it fails, is its connection's.
        _ = all.ContinueWith(
            static ended => ended.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default
        );
        var late = pending.Where(one => !one.Written.IsCompleted).ToList();
        foreach (var (listener, _) in late)
            listener.Drop();
        return late.Count;
    }

    private IEnumerable<(ILiveListener Listener, LiveMessage Message)> Messages(
        CatalogSnapshot before,
        CatalogSnapshot now,
        IReadOnlyList<ItemChange>? changes
    )
    {
        var unknown = changes is null ? new LiveMessage(new(now.Version, [])) : null;
        var moved = changes?.Select(change => new Moved(change, BoxOf(before, change.Id), BoxOf(now, change.Id))).ToList() ?? [];
        // Who listens in several cells hears of all that is near any of them, in one message.
        var several = new Dictionary<ILiveListener, HashSet<ItemChange>>();
        foreach (var (cell, listeners) in cells)
        {
            var near = NearOf(cell, moved);
            if (unknown is null && near.Count == 0)
                continue;
            var message = unknown ?? new(new(now.Version, near));
            foreach (var listener in listeners.Keys)
            {
                if (IsAlone(listener))
                    yield return (listener, message);
                else if (!several.TryGetValue(listener, out var heard))
                    several[listener] = [.. near];
                else
                    heard.UnionWith(near);
            }
        }

        foreach (var (listener, near) in several)
            yield return (listener, unknown ?? new(new(now.Version, [.. near])));
    }

    private bool IsAlone(ILiveListener listener)
    {
        lock (gate)
        {
            return places.GetValueOrDefault(listener) is not { Count: > 1 };
        }
    }

    private static List<ItemChange> NearOf(SlippyCell cell, List<Moved> moved)
    {
        var around = cell.Neighbourhood().Select(near => new Envelope(near.West, near.East, near.South, near.North)).ToList();
        return [.. moved.Where(change => change.IsNear(around)).Select(change => change.Change)];
    }

    /// <summary>Those of some changes that are near any of some cells, by where the items are now.</summary>
    public static List<ItemChange> Near(CatalogSnapshot now, IReadOnlyList<ItemChange> changes, IReadOnlyList<SlippyCell> around)
    {
        var moved = changes.Select(change => new Moved(change, null, BoxOf(now, change.Id))).ToList();
        return [.. around.SelectMany(cell => NearOf(cell, moved)).Distinct()];
    }

    private static Envelope? BoxOf(CatalogSnapshot catalog, string id) => catalog.Find(id)?.Where?.EnvelopeInternal;

    private sealed record Moved(ItemChange Change, Envelope? There, Envelope? Here)
    {
        /// <summary>What is nowhere in particular concerns everybody.</summary>
        public bool IsNear(List<Envelope> around) =>
            There is null && Here is null || around.Exists(cell => There?.Intersects(cell) == true || Here?.Intersects(cell) == true);
    }
}
