using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Geo.Views;
using XrContent.Server.Hosting;

namespace XrContent.Server.Views;

/// <summary>What was made of the land for a point, the last few of it: everybody on a deck shares one.</summary>
internal sealed class ViewshedCache(Workshop workshop) : IDisposable
{
    private const long MostBytes = 192 << 20;

    private readonly BoundedCache made = new(MostBytes);
    private readonly SingleFlight<Key, object> flights = new();

    /// <summary>How many were made since the start.</summary>
    public long Count => Interlocked.Read(ref count);

    private long count;

    /// <summary>What an eye sees; null where there is no terrain.</summary>
    /// <exception cref="Hosting.BusyException">Too many wait already.</exception>
    public async Task<Viewshed?> FromAsync(TerrainMap map, Observer from, CancellationToken cancel) =>
        map.QualityAt(from.Point) == TerrainQuality.None
            ? null
            : await GetAsync(
                new(map.Version, from.Point, Math.Round(from.Height, 1), null, from.Year),
                (threads, stop) => Viewshed.From(map, from.Point, from.Height, from.Year, threads, stop),
                viewshed => viewshed.Bytes,
                cancel
            );

    /// <summary>What a light lights; null where there is no terrain.</summary>
    /// <param name="reach">Metres from the light.</param>
    /// <exception cref="Hosting.BusyException">Too many wait already.</exception>
    public async Task<LitGround?> LightAsync(TerrainMap map, LatLon light, double height, double reach, CancellationToken cancel) =>
        map.QualityAt(light) == TerrainQuality.None
            ? null
            : await GetAsync(
                new(map.Version, light, Math.Round(height, 1), reach, null),
                (threads, stop) => LitGround.From(map, light, height, reach, threads, stop),
                ground => ground.Bytes,
                cancel
            );

    public void Dispose() => made.Dispose();

    private async Task<T> GetAsync<T>(Key key, Func<TaskScheduler, CancellationToken, T> make, Func<T, long> size, CancellationToken cancel)
        where T : class
    {
        if (made.Find<T>(key) is { } known)
            return known;
        return (T)
            await flights.JoinAsync(
                key,
                async stop =>
                {
                    if (made.Find<T>(key) is { } meanwhile)
                        return meanwhile;
                    var fresh = await workshop.MakeAsync(make, stop);
                    Interlocked.Increment(ref count);
                    made.Keep(key, fresh, size(fresh));
                    return fresh;
                },
                cancel
            );
    }

    private readonly record struct Key(string Terrain, LatLon Point, double Height, double? Reach, int? Year);
}
