using NetTopologySuite.Geometries;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Live;

/// <summary>
/// Who listens in which cell on this node, and how a publication reaches them: a publication costs by the cells that are listened in, and
/// those who are near.
/// </summary>
internal sealed class LiveListeners
{
    private readonly Lock gate = new();
    private readonly Dictionary<ILiveListener, IReadOnlyList<SlippyCell>> places = [];
    private readonly Dictionary<SlippyCell, HashSet<ILiveListener>> cells = [];

    /// <summary>Moves a listener into some cells, out of those where it was; into none, it hears nothing more.</summary>
    public void Place(ILiveListener listener, IReadOnlyList<SlippyCell> around)
    {
        lock (gate)
        {
            foreach (var cell in places.GetValueOrDefault(listener) ?? [])
            {
                if (cells.TryGetValue(cell, out var there) && there.Remove(listener) && there.Count == 0)
                    cells.Remove(cell);
            }

            if (around.Count == 0)
            {
                places.Remove(listener);
                return;
            }

            places[listener] = around;
            foreach (var cell in around)
            {
                if (!cells.TryGetValue(cell, out var there))
                    cells[cell] = there = [];
                there.Add(listener);
            }
        }
    }

    /// <summary>How many said where they listen.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return places.Count;
            }
        }
    }

    /// <summary>All who listen at this moment.</summary>
    public IReadOnlyList<ILiveListener> All()
    {
        lock (gate)
        {
            return [.. places.Keys];
        }
    }

    public void Remove(ILiveListener listener) => Place(listener, []);

    /// <summary>Tells each listener once of the changes near it. Ends when all have been written to who keep up.</summary>
    /// <param name="before">The snapshot that knew where removed items were.</param>
    /// <param name="changes">Null where it is not known what changed: then everybody is told that something did.</param>
    /// <param name="patience">Whoever takes longer is dropped, not waited for.</param>
    public async Task<Telling> TellAsync(
        CatalogSnapshot before,
        CatalogSnapshot now,
        IReadOnlyList<ItemChange>? changes,
        TimeSpan patience,
        TimeProvider clock
    )
    {
        var pending = new List<(ILiveListener Listener, Task Written)>();
        var messages = Messages(before, now, changes);
        foreach (var (listener, message) in messages)
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
        return new(messages.Count, late.Count);
    }

    /// <summary>Who hears what. Nobody moves meanwhile: who changes cells at that moment hears of what is near once.</summary>
    private List<(ILiveListener Listener, LiveMessage Message)> Messages(
        CatalogSnapshot before,
        CatalogSnapshot now,
        IReadOnlyList<ItemChange>? changes
    )
    {
        var unknown = changes is null ? new LiveMessage(Changed.Of(now.Version, null)) : null;
        var moved = changes?.Select(change => new Moved(change, BoxOf(before, change.Id), BoxOf(now, change.Id))).ToList() ?? [];
        lock (gate)
        {
            if (unknown is not null)
                return [.. places.Keys.Select(listener => (listener, unknown))];
            var told = new List<(ILiveListener, LiveMessage)>();
            // Who listens in several cells hears of all that is near any of them, in one message.
            var several = new Dictionary<ILiveListener, HashSet<ItemChange>>();
            foreach (var (cell, listeners) in cells)
            {
                if (NearOf(cell, moved) is not { Count: > 0 } near)
                    continue;
                var message = new LiveMessage(new(now.Version, near));
                foreach (var listener in listeners)
                {
                    if (places[listener].Count == 1)
                        told.Add((listener, message));
                    else if (!several.TryAdd(listener, [.. near]))
                        several[listener].UnionWith(near);
                }
            }

            told.AddRange(several.Select(one => (one.Key, new LiveMessage(new(now.Version, [.. one.Value])))));
            return told;
        }
    }

    private static List<ItemChange> NearOf(SlippyCell cell, List<Moved> moved)
    {
        var around = CellList.Around([cell]);
        return [.. moved.Where(change => change.IsNear(around)).Select(change => change.Change)];
    }

    private static Envelope? BoxOf(CatalogSnapshot catalog, string id) => catalog.Find(id)?.Where?.EnvelopeInternal;

    private sealed record Moved(ItemChange Change, Envelope? There, Envelope? Here)
    {
        /// <summary>What is nowhere in particular concerns everybody.</summary>
        public bool IsNear(IReadOnlyList<Envelope> around) =>
            There is null && Here is null || around.Any(cell => There?.Intersects(cell) == true || Here?.Intersects(cell) == true);
    }
}

/// <summary>What came of one telling.</summary>
/// <param name="Recipients">To how many it was told.</param>
/// <param name="Dropped">How many of them did not keep up.</param>
internal readonly record struct Telling(int Recipients, int Dropped);
