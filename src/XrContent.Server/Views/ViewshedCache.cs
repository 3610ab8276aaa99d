using System.Collections.Concurrent;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Geo.Views;

namespace XrContent.Server.Views;

/// <summary>
/// ViewshedCache that were made, the last few of them: a sweep takes a good part of a second and some megabytes, and everybody on
/// a deck shares one.
/// </summary>
internal sealed class ViewshedCache : IDisposable
{
    private const int Most = 12;

    private readonly ConcurrentDictionary<Key, Viewshed> made = [];
    private readonly ConcurrentQueue<Key> order = [];
    private readonly SemaphoreSlim one = new(1);

    /// <summary>The sweep from a point; null where there is no terrain.</summary>
    public Viewshed? From(TerrainMap map, LatLon eye, double height, CancellationToken cancel)
    {
        if (map.QualityAt(eye) == TerrainQuality.None)
            return null;
        var key = new Key(map.Version, eye, Math.Round(height, 1));
        if (made.TryGetValue(key, out var known))
            return known;
        // One at a time: each uses all cores, and a second for the same eye finds the first one's.
        one.Wait(cancel);
        try
        {
            if (made.TryGetValue(key, out known))
                return known;
            var viewshed = Viewshed.From(map, eye, height, cancel: cancel);
            made[key] = viewshed;
            order.Enqueue(key);
            while (made.Count > Most && order.TryDequeue(out var oldest))
                made.TryRemove(oldest, out _);
            return viewshed;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private readonly record struct Key(string Terrain, LatLon Eye, double Height);
}
