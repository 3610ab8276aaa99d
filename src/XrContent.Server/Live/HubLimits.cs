using System.Threading.RateLimiting;
using Microsoft.AspNetCore.SignalR;

namespace XrContent.Server.Live;

/// <summary>
/// Bounds what one connection may say: a guide who turns and points says some ten things a second, everybody else a few a minute.
/// </summary>
internal sealed class HubLimits : IHubFilter, IDisposable
{
    private const int Burst = 60;
    private const int PerSecond = 30;

    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(connection =>
        RateLimitPartition.GetTokenBucketLimiter(
            connection,
            _ =>
                new()
                {
                    TokenLimit = Burst,
                    TokensPerPeriod = PerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                }
        )
    );

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        using var lease = limiter.AttemptAcquire(invocationContext.Context.ConnectionId);
        if (!lease.IsAcquired)
            throw new HubException($"No more than {PerSecond} messages a second are read of one connection.");
        try
        {
            return await next(invocationContext);
        }
        catch (GroupsGoneException gone)
        {
            throw new HubException(gone.Message);
        }
        catch (Exception gone) when (RedisConnection.IsGone(gone))
        {
            throw new HubException(GroupsGoneException.TryAgain);
        }
    }

    public void Dispose() => limiter.Dispose();
}
