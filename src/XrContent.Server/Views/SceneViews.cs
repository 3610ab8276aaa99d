using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo.Terrain;
using XrContent.Media.Blobs;
using XrContent.Server.Hosting;
using XrContent.Server.Views.Maps;

namespace XrContent.Server.Views;

/// <summary>
/// Views and rasters as they are sent: each made once, however many ask, and kept as long as what it was made of stays the same. A
/// publication elsewhere in the catalogue spoils none.
/// </summary>
internal sealed class SceneViews(ViewshedCache land, Workshop workshop, BlobStore blobs, TimeProvider clock) : IDisposable
{
    private const long MostBytes = 128 << 20;

    /// <summary>The sun goes on and magnetic north wanders: nothing is kept for longer.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromHours(12);

    private readonly BoundedCache made = new(MostBytes);
    private readonly SingleFlight<string, object> flights = new();
    private long count;

    /// <summary>How many answers were made since the start.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <param name="raster">Where the scene's raster is; asked only where something tints the ground.</param>
    /// <param name="among">Sets apart answers for different readers, as those of a preview.</param>
    /// <exception cref="Hosting.BusyException">Too many wait already.</exception>
    public Task<LocalizedJson> ViewAsync(
        Footing footing,
        PublishedItem scene,
        Observer from,
        Func<ViewRaster?> raster,
        CancellationToken cancel,
        string among = ""
    ) =>
        GetAsync(
            footing,
            $"{among}view {scene.Id} {from} {footing.Map.Version}",
            () => ViewWriter.ReadsOf(scene, footing.Catalog),
            async stop =>
            {
                var answer = await AnswerAsync(footing, scene, from, raster, stop);
                return LocalizedJson.Of(JsonSerializer.SerializeToUtf8Bytes(answer, ViewApi.Plain.ViewAnswer));
            },
            json => json.Length,
            cancel
        );

    /// <summary>A view that is not kept.</summary>
    /// <exception cref="Hosting.BusyException">Too many wait already.</exception>
    public async Task<ViewAnswer> AnswerAsync(
        Footing footing,
        PublishedItem scene,
        Observer from,
        Func<ViewRaster?> raster,
        CancellationToken cancel
    )
    {
        var viewshed = await land.FromAsync(footing.Map, from, cancel);
        return await workshop.MakeAsync((_, _) => new ViewWriter(footing, from, viewshed).Scene(scene, clock.GetUtcNow(), raster), cancel);
    }

    /// <exception cref="Hosting.BusyException">Too many wait already.</exception>
    public Task<LocalizedJson> SkylineAsync(Footing footing, Observer from, CancellationToken cancel) =>
        GetAsync(
            footing,
            $"skyline {from} {footing.Map.Version}",
            () => footing.Catalog.Summits,
            async stop =>
            {
                var viewshed = await land.FromAsync(footing.Map, from, stop);
                var answer = await workshop.MakeAsync((_, _) => new ViewWriter(footing, from, viewshed).Skyline(clock.GetUtcNow()), stop);
                return LocalizedJson.Of(JsonSerializer.SerializeToUtf8Bytes(answer, ViewApi.Plain.SkylineAnswer));
            },
            json => json.Length,
            cancel
        );

    /// <summary>The ground as it is tinted at a moment. Moments at which the same tints it share a picture.</summary>
    /// <param name="at">Null for all moments together.</param>
    /// <returns>Null where there is no terrain.</returns>
    /// <exception cref="Hosting.BusyException">Too many wait already.</exception>
    public async Task<byte[]?> RasterAsync(
        Footing footing,
        PublishedItem scene,
        Observer from,
        DateTimeOffset? at,
        bool webp,
        CancellationToken cancel,
        string among = ""
    )
    {
        if (footing.Map.QualityAt(from.Point) == TerrainQuality.None)
            return null;
        var tinting = RasterPainter.TintingAt((Scene)scene.Document, footing.Catalog, at);
        return await GetAsync(
            footing,
            $"{among}raster {webp} {from} {footing.Map.Version} {string.Join(' ', tinting.Select(overlay => overlay.Id))}",
            () => ViewWriter.StoodOn(tinting, footing.Catalog),
            async stop =>
            {
                var viewshed = await land.FromAsync(footing.Map, from, stop);
                var (tints, maps) = (new List<RasterPainter.Tint>(), new List<DrapedMap>());
                try
                {
                    foreach (var overlay in tinting)
                        if (overlay.Document is Overlay { Shape: OverlayShape.Map } map)
                            maps.Add(await DrapedMap.RoundAsync(from.Point, map, blobs, stop));
                        else
                            tints.Add(await RasterPainter.TintOfAsync(overlay, footing, land, stop));
                    return await workshop.MakeAsync(
                        (threads, enough) => new RasterPainter(viewshed!, tints, maps).Paint(webp, threads, enough),
                        stop
                    );
                }
                finally
                {
                    maps.ForEach(map => map.Dispose());
                }
            },
            bytes => bytes.Length,
            cancel
        );
    }

    public void Dispose() => made.Dispose();

    private async Task<T> GetAsync<T>(
        Footing footing,
        string key,
        Func<IReadOnlyList<PublishedItem>> of,
        Func<CancellationToken, Task<T>> make,
        Func<T, int> size,
        CancellationToken cancel
    )
        where T : notnull
    {
        var catalog = (footing.Catalog.Version, footing.Catalog.PublicationId);
        if (IsKnown(out var known))
            return known;
        var flight = await flights.JoinAsync(
            // Who reads another catalogue waits for another answer.
            $"{key} {catalog}",
            async stop =>
            {
                if (IsKnown(out var meanwhile))
                    return meanwhile;
                var fresh = await make(stop);
                Interlocked.Increment(ref count);
                made.Keep(key, new Made<T>(fresh, of(), catalog), size(fresh), Keep);
                return fresh;
            },
            cancel
        );
        return (T)flight;

        bool IsKnown([MaybeNullWhen(false)] out T value)
        {
            value = default;
            if (made.Find<Made<T>>(key) is not { } kept || !kept.IsOf(catalog, of))
                return false;
            value = kept.Value;
            return true;
        }
    }

    /// <param name="of">What it was made of. An item that was published anew is another one.</param>
    /// <param name="catalog">In which all of that was found last.</param>
    private sealed class Made<T>(T value, IReadOnlyList<PublishedItem> of, (long Version, Guid PublicationId) catalog)
    {
        private volatile object last = catalog;

        public T Value => value;

        /// <summary>Whether another catalogue would make the same. Looked up once for each: items are read from texts for it.</summary>
        public bool IsOf((long Version, Guid PublicationId) now, Func<IReadOnlyList<PublishedItem>> ofNow)
        {
            if (last.Equals(now))
                return true;
            if (!of.SequenceEqual(ofNow()))
                return false;
            last = now;
            return true;
        }
    }
}
