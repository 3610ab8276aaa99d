using Microsoft.Extensions.Caching.Memory;

namespace XrContent.Server.Hosting;

/// <summary>Keeps what was used last, up to so many bytes; what is new always finds room.</summary>
/// <param name="mostBytes">Of all that is kept.</param>
internal sealed class BoundedCache(long mostBytes) : IDisposable
{
    /// <summary>Share that goes when room is needed, those first that were not used for longest.</summary>
    private const double Share = 0.3;

    /// <summary>One entry at the least, and a little more than one for rounding.</summary>
    private const double Least = 1.001;

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = mostBytes, TrackStatistics = true });

    public T? Find<T>(object key)
        where T : class => cache.Get<T>(key);

    /// <param name="bytes">Nearly.</param>
    /// <param name="life">Null for as long as there is room.</param>
    public void Keep<T>(object key, T value, long bytes, TimeSpan? life = null)
        where T : class
    {
        // The cache itself would turn the new one away, and make room only for the next.
        while (cache.Count > 0 && cache.GetCurrentStatistics()?.CurrentEstimatedSize + bytes > mostBytes)
            cache.Compact(Math.Max(Share, Least / cache.Count));
        cache.Set(key, value, new MemoryCacheEntryOptions { Size = Math.Min(bytes, mostBytes), AbsoluteExpirationRelativeToNow = life });
    }

    public void Dispose() => cache.Dispose();
}
