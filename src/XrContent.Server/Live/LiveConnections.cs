using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using Microsoft.Extensions.Options;

namespace XrContent.Server.Live;

/// <summary>
/// The hub's connections on this node. News of the catalogue are written to them here, whatever carries messages between nodes: each node
/// learns by itself what was published.
/// </summary>
internal sealed class LiveConnections
{
    private readonly ConcurrentDictionary<string, HubListener> connections = [];

    public int Count => connections.Count;

    public IEnumerable<HubListener> All => connections.Values;

    public HubListener? Find(string id) => connections.GetValueOrDefault(id);

    public void Add(HubConnectionContext connection) => connections[connection.ConnectionId] = new(connection);

    public void Remove(HubConnectionContext connection) => connections.TryRemove(connection.ConnectionId, out _);
}

/// <summary>Carries messages of groups on one node.</summary>
internal sealed class OneNode(ILogger<DefaultHubLifetimeManager<LiveHub>> logger, LiveConnections connections)
    : DefaultHubLifetimeManager<LiveHub>(logger)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connections.Add(connection);
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        connections.Remove(connection);
        return base.OnDisconnectedAsync(connection);
    }
}

/// <summary>
/// Carries messages of groups between nodes. While Redis is gone, phones come and go all the same; what was to be listened to there is
/// listened to as soon as it is back, by its client library.
/// </summary>
internal sealed class ManyNodes(
    ILogger<RedisHubLifetimeManager<LiveHub>> logger,
    IOptions<RedisOptions> options,
    IHubProtocolResolver protocols,
    IOptions<HubOptions> all,
    IOptions<HubOptions<LiveHub>> own,
    LiveConnections connections
) : RedisHubLifetimeManager<LiveHub>(logger, options, protocols, all, own)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connections.Add(connection);
        return AllTheSameAsync(base.OnConnectedAsync(connection));
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        connections.Remove(connection);
        return AllTheSameAsync(base.OnDisconnectedAsync(connection));
    }

    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        AllTheSameAsync(base.AddToGroupAsync(connectionId, groupName, cancellationToken));

    public override Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        AllTheSameAsync(base.RemoveFromGroupAsync(connectionId, groupName, cancellationToken));

    private static async Task AllTheSameAsync(Task asked)
    {
        try
        {
            await asked;
        }
        catch (Exception gone) when (RedisConnection.IsGone(gone))
        {
            // The check of health says so; this phone hears of the catalogue, and of groups once Redis is back.
        }
    }
}
