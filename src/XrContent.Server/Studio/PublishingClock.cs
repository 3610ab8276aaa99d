using XrContent.Catalog.Workflow;

namespace XrContent.Server.Studio;

/// <summary>Shows and takes back what is due.</summary>
internal sealed partial class PublishingClock(Schedule schedule, TimeProvider clock, ILogger<PublishingClock> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var id in await schedule.RunAsync(stoppingToken))
                    LogDue(id);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Id} was due: it is shown or taken back as planned, or its page says why not")]
    private partial void LogDue(string id);

    [LoggerMessage(LogLevel.Error, "What is due could not be shown; the next second tries again")]
    private partial void LogFailed(Exception error);
}
