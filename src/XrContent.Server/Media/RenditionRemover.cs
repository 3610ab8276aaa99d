using XrContent.Catalog.Workflow;
using XrContent.Media.Blobs;

namespace XrContent.Server.Media;

/// <summary>
/// Removes pictures and sound that no live revision shows any more, so that nobody who knows the address finds them. What is shown again by
/// the time that it is gone is made again.
/// </summary>
internal sealed partial class RenditionRemover(
    FormerRenditions former,
    BlobStore blobs,
    Renditions renditions,
    TimeProvider clock,
    ILogger<RenditionRemover> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
            }
        }
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var name in await former.ListAsync(cancel))
        {
            if (await former.UserOfAsync(name, cancel) is null)
            {
                await blobs.RemoveRenditionsAsync(name, cancel);
                // Somebody may have begun to show it again while it was being removed.
                if (await former.UserOfAsync(name, cancel) is { } user)
                    await renditions.MakeAsync(user, null, cancel);
            }

            await former.ForgetAsync(name, cancel);
        }
    }

    [LoggerMessage(LogLevel.Error, "Former pictures could not be removed; it is tried again")]
    private partial void LogFailed(Exception error);
}
