using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using XrContent.Server.Ingest.Jobs;

namespace XrContent.Server.Live;

/// <summary>
/// Tells staff who listen on this node how far files are, whichever node works on them: it looks at what changed in the database.
/// </summary>
internal sealed partial class IngestTeller(
    JobStore jobs,
    StaffListeners staff,
    LiveConnections connections,
    TimeProvider clock,
    ILogger<IngestTeller> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <summary>Nodes' clocks differ a little; what was told already is known by its content.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = new Dictionary<string, IngestNews>();
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Nobody to tell, nothing to ask the database.
            if (staff.Count == 0)
                continue;
            try
            {
                await TellAsync(told, stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
            }
        }
    }

    private async Task TellAsync(Dictionary<string, IngestNews> told, CancellationToken cancel)
    {
        var recent = (await jobs.ChangedSinceAsync(clock.GetUtcNow() - Overlap, cancel))
            .Select(JobAnswers.News)
            .ToDictionary(news => news.Id);
        foreach (var news in recent.Values)
            if (told.GetValueOrDefault(news.Id) != news)
                await TellAsync(news);
        told.Clear();
        foreach (var (id, news) in recent)
            told[id] = news;
    }

    /// <summary>Each node tells its own: all of them look.</summary>
    private async Task TellAsync(IngestNews news)
    {
        var message = new SerializedHubMessage(new InvocationMessage(nameof(ILiveClient.Ingest), [news]));
        foreach (var id in staff.Connections)
            if (connections.Find(id) is { } listener)
                await listener.TellAsync(message);
    }

    [LoggerMessage(LogLevel.Error, "News of files could not be told; it goes on")]
    private partial void LogFailed(Exception error);
}
