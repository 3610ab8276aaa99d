using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using NetTopologySuite.Geometries;
using XrContent.Catalog;
using XrContent.Geo;

namespace XrContent.Server.Live;

/// <summary>Who listens in which cell on this node, and how a publication reaches them.</summary>
internal sealed class LiveListeners(IHubContext<LiveHub, ILiveClient> hub)
{
    private readonly ConcurrentDictionary<string, SlippyCell> places = new();

    public void Place(string connection, SlippyCell cell) => places[connection] = cell;

    public void Remove(string connection) => places.TryRemove(connection, out _);

    /// <summary>Tells each listener of the changes near it.</summary>
    /// <param name="before">The snapshot that knew where removed items were.</param>
    public async Task TellAsync(PublishedCatalog before, PublishedCatalog now, IReadOnlyList<ItemChange> changes)
    {
        var tellings = places.GroupBy(place => place.Value, place => place.Key).Select(listeners =>
        {
            var near = changes.Where(change => IsNear(listeners.Key, change, before, now)).ToList();
            return near.Count == 0 ? Task.CompletedTask : hub.Clients.Clients(listeners).Changed(new(now.Version, near));
        });
        await Task.WhenAll(tellings);
    }

    private static bool IsNear(SlippyCell cell, ItemChange change, PublishedCatalog before, PublishedCatalog now)
    {
        var here = now.Find(change.Id)?.Where;
        var there = before.Find(change.Id)?.Where;
        // What is nowhere in particular concerns everybody.
        if (here is null && there is null) return true;
        return cell.Neighbourhood().Any(neighbour =>
        {
            var box = new Envelope(neighbour.West, neighbour.East, neighbour.South, neighbour.North);
            return here?.EnvelopeInternal.Intersects(box) == true || there?.EnvelopeInternal.Intersects(box) == true;
        });
    }
}
