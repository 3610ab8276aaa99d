using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace XrContent.Server.Live;

/// <summary>Without Redis this node serves all the same, and led groups wait: degraded, not unready.</summary>
internal sealed class RedisHealth(RedisConnection redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var connection = await redis.OpenAsync();
        return connection.IsConnected
            ? HealthCheckResult.Healthy("connected")
            : HealthCheckResult.Degraded("Redis is away: groups are not led over several nodes until it is back.");
    }
}
