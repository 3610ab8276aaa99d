using XrContent.Catalog;
using XrContent.Catalog.Store;
using XrContent.Server.Live;

namespace XrContent.Server.Visiting;

/// <summary>The snapshot that all reads use.</summary>
internal sealed class CurrentCatalog
{
    private volatile PublishedCatalog? snapshot;

    /// <summary>Null only until the first one is built, before the server listens.</summary>
    public PublishedCatalog? Snapshot => snapshot;

    public PublishedCatalog Required => snapshot ?? throw new InvalidOperationException("The catalogue is read before it is built.");

    /// <summary>Puts a new snapshot in place and returns the one before.</summary>
    public PublishedCatalog? Swap(PublishedCatalog next) => Interlocked.Exchange(ref snapshot, next);
}

/// <summary>
/// Watches the catalogue's version and swaps the snapshot when it moves, whichever process moved it; then tells live listeners.
/// </summary>
internal sealed partial class CatalogFeed(
    CatalogStore store, CurrentCatalog current, LiveListeners listeners, Commands.StarterContent starter, TimeProvider clock, ILogger<CatalogFeed> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.MigrateAsync(cancellationToken);
        await starter.ImportIfEmptyAsync(cancellationToken);
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The snapshot in memory goes on serving; the next tick tries again.
                LogRefreshFailed(error);
            }
        }
    }

    private async Task RefreshAsync(CancellationToken cancel)
    {
        var (version, mark) = await store.VersionAsync(cancel);
        if (current.Snapshot is { } known && known.Version == version && known.Mark == mark) return;
        var next = new PublishedCatalog(await store.ReadPublishedAsync(cancel), PublicItem.Describe);
        var before = current.Swap(next);
        LogSwapped(next.Version, next.Count);
        if (before is not null && next.ChangesSince(before.Version) is { Count: > 0 } changes)
            await listeners.TellAsync(before, next, changes);
    }

    [LoggerMessage(LogLevel.Information, "Catalogue version {Version} with {Count} items is being served")]
    private partial void LogSwapped(long version, int count);

    [LoggerMessage(LogLevel.Error, "The catalogue could not be read again; the last snapshot goes on being served")]
    private partial void LogRefreshFailed(Exception error);
}
