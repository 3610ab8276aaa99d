using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using StackExchange.Redis;

namespace XrContent.Server.Live;

/// <summary>
/// Tells those who follow a group on this node how it stands, whenever the way by which its news come was broken and is whole again:
/// what was told meanwhile nobody keeps for them.
/// </summary>
internal sealed partial class MissedTeller(
    RedisConnection redis,
    LedGroups groups,
    LiveConnections connections,
    IHubContext<LiveHub, ILiveClient> hub,
    TimeProvider clock,
    ILogger<MissedTeller> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Channel<bool> restored = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var connection = await redis.OpenAsync();
        connection.ConnectionRestored += OnRestored;
        try
        {
            await foreach (var _ in restored.Reader.ReadAllAsync(stoppingToken))
                await TellAsync(connection, stoppingToken);
        }
        finally
        {
            connection.ConnectionRestored -= OnRestored;
        }
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs which)
    {
        if (which.ConnectionType == ConnectionType.Subscription)
            restored.Writer.TryWrite(true);
    }

    private async Task TellAsync(IConnectionMultiplexer connection, CancellationToken cancel)
    {
        try
        {
            // Goes the way of the subscriptions, behind those that were made anew: what is told from now on arrives by itself.
            await connection.GetSubscriber().PingAsync();
            foreach (var followers in connections.All.Where(listener => listener.Follows is not null).GroupBy(one => one.Follows!))
                await TellAsync(followers.Key, [.. followers.Select(one => hub.Clients.Client(one.Id))]);
        }
        catch (Exception gone) when (!cancel.IsCancellationRequested)
        {
            LogAgain(gone);
            await Task.Delay(Pause, clock, cancel);
            restored.Writer.TryWrite(true);
        }
    }

    /// <param name="followers">One by one: to one of its own a node writes itself, whatever way is broken.</param>
    private async Task TellAsync(string code, IReadOnlyList<ILiveClient> followers)
    {
        if (await groups.IsOverAsync(code))
        {
            await Task.WhenAll(followers.Select(one => one.Ended(code)));
            return;
        }

        await groups.CatchUpAsync(code, step => Task.WhenAll(followers.Select(one => one.Step(step))));
        if (await groups.FindAsync(code) is { SecretHash: not null } group)
            await Task.WhenAll(followers.Select(one => one.Guide(group.Leader is not null)));
    }

    [LoggerMessage(LogLevel.Warning, "What followers missed could not be told yet; it is tried again")]
    private partial void LogAgain(Exception error);
}
