using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo.Terrain;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Views;

/// <summary>
/// Makes what visitors of published scenes ask for before they ask: after each publication and whenever terrain changes. What is still the
/// same is not made again.
/// </summary>
internal sealed partial class ViewWarmer(
    CurrentCatalog current,
    CurrentTerrain terrain,
    SceneViews views,
    TimeProvider clock,
    ILogger<ViewWarmer> logger
) : BackgroundService
{
    /// <summary>More than are kept need not be made.</summary>
    private const int MostScenes = 500;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Sooner than anything that is kept grows too old.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromHours(6);

    /// <summary>After something that went wrong.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        (CatalogSnapshot? Catalog, TerrainMap? Map) warm = default;
        var due = DateTimeOffset.MinValue;
        using var timer = new PeriodicTimer(Look, clock);
        do
        {
            var now = (Catalog: current.Known, terrain.Map);
            if (now.Catalog is null || now == warm && clock.GetUtcNow() < due)
                continue;
            try
            {
                await WarmAsync(new(now.Catalog, now.Map), stoppingToken);
                (warm, due) = (now, clock.GetUtcNow() + Again);
            }
            catch (BusyException)
            {
                // Visitors come first; the next look tries again.
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
                (warm, due) = (now, clock.GetUtcNow() + Pause);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Makes the view of each scene from its own point, and its raster at each moment of its timeline.</summary>
    public async Task WarmAsync(Footing footing, CancellationToken cancel)
    {
        var tag = CatalogCaching.TagOf(footing.Catalog, footing.Map).Trim('"');
        foreach (var item in footing.Catalog.Scenes.Take(MostScenes))
        {
            var scene = (Scene)item.Document;
            var today = clock.GetUtcNow().Year;
            var from = footing.In(today, footing.ObserverOf(scene));
            foreach (var year in footing.Map.Buildings.Count == 0 ? [today] : ViewApi.YearsOf(scene, footing.Catalog, today))
            {
                var raster = RasterLinks.Of(item.Id, footing.Map, tag, year: year == today ? null : year);
                await views.ViewAsync(footing, item, footing.In(year, from), raster, cancel);
            }

            var moments = ViewWriter.MomentsOf(scene, footing.Catalog);
            foreach (var at in moments.Select(moment => (DateTimeOffset?)moment).Append(null))
                if (RasterPainter.TintingAt(scene, footing.Catalog, at).Count > 0)
                    await views.RasterAsync(footing, item, from, at, webp: true, cancel);
        }
    }

    [LoggerMessage(LogLevel.Error, "A view could not be made ahead of visitors")]
    private partial void LogFailed(Exception error);
}
