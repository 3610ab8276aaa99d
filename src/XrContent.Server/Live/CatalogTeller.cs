using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Live;

/// <summary>
/// Tells live clients what was published. What was told moves on only when the telling succeeded, so that a failed one is told again, with
/// whatever came since. The snapshot has moved by then: no reader waits for a phone, and no phone for a slower one.
/// </summary>
internal sealed partial class CatalogTeller(
    CurrentCatalog current,
    LiveListeners listeners,
    LiveMetrics metrics,
    TimeProvider clock,
    ILogger<CatalogTeller> logger
) : BackgroundService
{
    /// <summary>How long slow phones may hold up what comes next; then they are dropped, come back, and ask what changed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var moves = current.Listen();
        var told = current.Snapshot;
        while (!stoppingToken.IsCancellationRequested)
        {
            await moves.NextAsync(stoppingToken);
            told = await TellAsync(told, stoppingToken);
        }
    }

    private async Task<CatalogSnapshot> TellAsync(CatalogSnapshot told, CancellationToken cancel)
    {
        while (true)
        {
            var now = current.Snapshot;
            if (ReferenceEquals(now, told))
                return told;
            try
            {
                var changes = now.ChangesSince(told.Version);
                if (changes is not { Count: 0 })
                {
                    var begin = clock.GetTimestamp();
                    var telling = await listeners.TellAsync(told, now, changes, Patience, clock);
                    metrics.Told(telling, clock.GetElapsedTime(begin));
                    if (telling.Dropped > 0)
                        LogSlow(telling.Dropped);
                }

                told = now;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
                await Task.Delay(Pause, clock, cancel);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "What was published could not be told; it is told again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Information, "{Count} listeners did not keep up and were dropped; the others go on")]
    private partial void LogSlow(int count);
}
