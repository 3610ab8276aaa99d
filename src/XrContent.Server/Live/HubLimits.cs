using System.Threading.RateLimiting;
using Microsoft.AspNetCore.SignalR;
using XrContent.Server.Hosting;

namespace XrContent.Server.Live;

/// <summary>
/// Bounds what one connection may say: a guide who turns and points says some ten things a second, everybody else a few a minute.
/// </summary>
internal sealed partial class HubLimits(ILogger<HubLimits> logger) : IHubFilter, IDisposable
{
    private const int Burst = 60;
    private const int PerSecond = 30;

    /// <summary>Groups that one network begins within ten minutes: all classes of a school at once.</summary>
    private const int Groups = 60;

    /// <summary>
    /// Writes what is answered with a sentence as an error with its stack, so that one client fills a disk. What is an error is written
    /// here.
    /// </summary>
    public const string FrameworkLog = "Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher";

    private readonly PartitionedRateLimiter<string> beginning = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(
            address,
            _ =>
                new()
                {
                    PermitLimit = Groups,
                    Window = TimeSpan.FromMinutes(10),
                    QueueLimit = 0,
                }
        )
    );

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
        if (invocationContext.HubMethodName == nameof(LiveHub.BeginGroup))
        {
            var address = Sender.Of(invocationContext.Context.GetHttpContext());
            using var begun = beginning.AttemptAcquire(address);
            if (!begun.IsAcquired)
                throw new HubException("Many groups were begun from this network; try again in some minutes.");
        }

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
        catch (Exception error) when (error is not (HubException or OperationCanceledException))
        {
            LogFailed(invocationContext.HubMethodName, error);
            throw;
        }
    }

    public void Dispose()
    {
        limiter.Dispose();
        beginning.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "{Method} failed")]
    private partial void LogFailed(string method, Exception error);
}
