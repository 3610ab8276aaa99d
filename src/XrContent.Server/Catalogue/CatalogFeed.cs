using Microsoft.Extensions.Options;
using XrContent.Catalog.Published;
using XrContent.Catalog.Workflow;
using XrContent.Server.Data;
using XrContent.Server.Hosting;

namespace XrContent.Server.Catalogue;

/// <summary>
/// Reads what was published, builds the next snapshot beside the one in use, and swaps it: at once where this process published or the
/// database tells of it, within half a second where it does not. What could not be read or built is tried again; the snapshot moves only
/// when all of it is there.
/// </summary>
internal sealed partial class CatalogFeed(
    PublishedReader reader,
    PublicationSignal signal,
    CurrentCatalog current,
    IOptions<StorageOptions> storage,
    CatalogMetrics metrics,
    TimeProvider clock,
    ILogger<CatalogFeed> logger
) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await signal.WaitAsync(storage.Value.Look, clock, stoppingToken);
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The snapshot in memory goes on serving; the next look tries again.
                LogRefreshFailed(error);
            }
        }
    }

    private async Task RefreshAsync(CancellationToken cancel)
    {
        var (version, id) = await reader.VersionAsync(cancel);
        var known = current.Known;
        if (known is not null && known.Version == version && known.PublicationId == id)
        {
            metrics.IsNewest();
            return;
        }

        using var span = Telemetry.Spans.StartActivity("catalog refresh");
        var next =
            known is not null && await reader.SinceAsync(known.Version, known.PublicationId, cancel) is { } delta
                ? known.With(delta, PublicItem.Describe)
                : CatalogSnapshot.Of(await reader.AllAsync(cancel), PublicItem.Describe);
        current.Swap(next);
        metrics.IsNewest();
        LogSwapped(next.Version, next.Count);
    }

    [LoggerMessage(LogLevel.Information, "Catalogue version {Version} with {Count} items is being served")]
    private partial void LogSwapped(long version, int count);

    [LoggerMessage(LogLevel.Error, "The catalogue could not be read again; the last snapshot goes on being served")]
    private partial void LogRefreshFailed(Exception error);
}
