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
/// Carries messages of groups between nodes. While Redis is gone, phones come and go all the same, but join no group: the framework counts
/// one whose subscription failed as a member, and asks for none for those who come after it.
/// </summary>
internal sealed class ManyNodes(
    ILogger<RedisHubLifetimeManager<LiveHub>> logger,
    IOptions<RedisOptions> options,
    IHubProtocolResolver protocols,
    IOptions<HubOptions> all,
    IOptions<HubOptions<LiveHub>> own,
    LiveConnections connections
) : RedisHubLifetimeManager<LiveHub>(logger, options, protocols, all, own), IDisposable
{
    private readonly SemaphoreSlim joining = new(1);

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

    /// <exception cref="GroupsGoneException">It would hear nothing of the group: it has not joined, and may try again.</exception>
    public override async Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
    {
        // Nobody else joins between a subscription that failed and its being taken back.
        await joining.WaitAsync(cancellationToken);
        try
        {
            // Of one that is gone the framework asks all nodes, and waits half a minute for none.
            if (connections.Find(connectionId) is null)
                return;
            await base.AddToGroupAsync(connectionId, groupName, cancellationToken);
        }
        catch (Exception gone) when (RedisConnection.IsGone(gone))
        {
            await RemoveFromGroupAsync(connectionId, groupName, CancellationToken.None);
            throw new GroupsGoneException(GroupsGoneException.TryAgain, gone);
        }
        finally
        {
            joining.Release();
        }
    }

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
            // The check of health says so; this phone hears of the catalogue.
        }
    }

    void IDisposable.Dispose()
    {
        Dispose();
        joining.Dispose();
    }
}
