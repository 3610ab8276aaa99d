using System.Threading.Channels;
using XrContent.Catalog.Published;

namespace XrContent.Server.Catalogue;

/// <summary>The snapshot that all reads use. A request takes it once and hands it on.</summary>
internal sealed class CurrentCatalog
{
    private readonly Lock gate = new();
    private readonly List<CatalogMoves> listeners = [];
    private volatile CatalogSnapshot? snapshot;

    /// <summary>The newest snapshot; null only until the first one is built, before the server listens.</summary>
    public CatalogSnapshot? Known => snapshot;

    public CatalogSnapshot Snapshot => snapshot ?? throw new InvalidOperationException("The catalogue is read before it is built.");

    /// <summary>Puts a new snapshot in place. Nobody who reads waits for it.</summary>
    public void Swap(CatalogSnapshot next)
    {
        snapshot = next;
        lock (gate)
        {
            foreach (var listener in listeners)
                listener.Raise();
        }
    }

    /// <summary>Listens for swaps until the answer is disposed.</summary>
    public CatalogMoves Listen()
    {
        var moves = new CatalogMoves(Forget);
        lock (gate)
        {
            listeners.Add(moves);
        }

        return moves;
    }

    /// <summary>Ends when a version is being served.</summary>
    public async Task ServesAsync(long version, CancellationToken cancel)
    {
        using var moves = Listen();
        while (!(snapshot?.Version >= version))
            await moves.NextAsync(cancel);
    }

    private void Forget(CatalogMoves moves)
    {
        lock (gate)
        {
            listeners.Remove(moves);
        }
    }
}

/// <summary>
/// That the snapshot moved, for one listener. Several moves may be told as one: who listens compares the snapshot that it knows with the
/// one that is there, so nothing is missed and nobody waits for a slow one.
/// </summary>
internal sealed class CatalogMoves(Action<CatalogMoves> end) : IDisposable
{
    private readonly Channel<bool> moved = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Raise() => moved.Writer.TryWrite(true);

    /// <summary>Ends when the snapshot moved since the last call.</summary>
    public async Task NextAsync(CancellationToken cancel) => await moved.Reader.ReadAsync(cancel);

    public void Dispose() => end(this);
}
