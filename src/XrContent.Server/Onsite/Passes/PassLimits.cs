using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using XrContent.Server.Hosting;

namespace XrContent.Server.Onsite.Passes;

/// <summary>
/// Bounds how often passes are asked for: from one address, and with one tag. Counted in memory only, and forgotten within minutes.
/// </summary>
internal sealed class PassLimits(IOptions<OnsiteOptions> options) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<(string Address, string Tag)> limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<(string Address, string Tag), string>(asked => Fixed(asked.Address, options.Value.TriesPerAddress)),
        PartitionedRateLimiter.Create<(string Address, string Tag), string>(asked => Fixed(asked.Tag, options.Value.TriesPerTag))
    );

    /// <summary>Null when one more try is allowed; else how long to wait.</summary>
    public TimeSpan? Wait(HttpContext context, string tag)
    {
        using var lease = limiter.AttemptAcquire((Sender.Of(context), tag));
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }

    public void Dispose() => limiter.Dispose();

    private static RateLimitPartition<string> Fixed(string key, int tries) =>
        RateLimitPartition.GetFixedWindowLimiter(
            key,
            _ =>
                new()
                {
                    PermitLimit = tries,
                    Window = Window,
                    QueueLimit = 0,
                }
        );
}
