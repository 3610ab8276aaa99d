using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Published;
using XrContent.Geo;

namespace XrContent.Server.Live;

/// <summary>Who listens in which cell on this node, and how a publication reaches them.</summary>
internal sealed class LiveListeners(IHubContext<LiveHub, ILiveClient> hub)
{
    private readonly ConcurrentDictionary<string, SlippyCell> places = new();

    public void Place(string connection, SlippyCell cell) => places[connection] = cell;

    public void Remove(string connection) => places.TryRemove(connection, out _);

    /// <summary>Tells each listener of the changes near it. Ends when all have been written to, however slow the slowest is.</summary>
    /// <param name="before">The snapshot that knew where removed items were.</param>
    /// <param name="changes">Null where it is not known what changed: then everybody is told that something did.</param>
    public Task TellAsync(CatalogSnapshot before, CatalogSnapshot now, IReadOnlyList<ItemChange>? changes)
    {
        if (changes is null)
            return hub.Clients.All.Changed(new(now.Version, []));
        var boxes = changes.Select(change => new Moved(change, BoxOf(before, change.Id), BoxOf(now, change.Id))).ToList();
        return Task.WhenAll(
            places
                .GroupBy(place => place.Value, place => place.Key)
                .Select(listeners =>
                {
                    var around = listeners
                        .Key.Neighbourhood()
                        .Select(cell => new Envelope(cell.West, cell.East, cell.South, cell.North))
                        .ToList();
                    var near = boxes.Where(moved => moved.IsNear(around)).Select(moved => moved.Change).ToList();
                    return near.Count == 0 ? Task.CompletedTask : hub.Clients.Clients([.. listeners]).Changed(new(now.Version, near));
                })
        );
    }

    private static Envelope? BoxOf(CatalogSnapshot catalog, string id) => catalog.Find(id)?.Where?.EnvelopeInternal;

    private sealed record Moved(ItemChange Change, Envelope? There, Envelope? Here)
    {
        /// <summary>What is nowhere in particular concerns everybody.</summary>
        public bool IsNear(List<Envelope> around) =>
            There is null && Here is null || around.Exists(cell => There?.Intersects(cell) == true || Here?.Intersects(cell) == true);
    }
}
