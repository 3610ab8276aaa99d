using Microsoft.AspNetCore.SignalR;

namespace XrContent.Server.Live;

/// <summary>
/// Bounds what one connection may say: a guide who turns and points says some ten things a second, everybody else a few a minute.
/// </summary>
internal sealed class HubLimits(TimeProvider clock) : IHubFilter
{
    private const int Burst = 60;
    private const double PerSecond = 30;

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        var items = invocationContext.Context.Items;
        var bucket = items.TryGetValue(typeof(Bucket), out var known) ? (Bucket)known! : new(clock.GetTimestamp());
        items[typeof(Bucket)] = bucket;
        if (!bucket.Take(clock))
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

    /// <summary>A connection's messages are read one after another, so nobody else takes of its bucket.</summary>
    private sealed class Bucket(long since)
    {
        private double left = Burst;

        public bool Take(TimeProvider clock)
        {
            var now = clock.GetTimestamp();
            left = Math.Min(Burst, left + clock.GetElapsedTime(since, now).TotalSeconds * PerSecond);
            since = now;
            return left >= 1 && --left >= 0;
        }
    }
}
