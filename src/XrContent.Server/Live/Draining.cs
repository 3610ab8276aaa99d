using System.Runtime.InteropServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace XrContent.Server.Live;

internal sealed class LiveOptions
{
    public static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(5);

    /// <summary>How long listeners are sent away, one after another, before a node that is asked to end ends.</summary>
    public TimeSpan Drain { get; set; }

    public bool IsValid() => Drain >= TimeSpan.Zero && Drain <= LongestDrain;
}

/// <summary>
/// Sends the listeners of a node away at different moments, so that the other nodes take them in one by one. Each comes back elsewhere and
/// asks what it missed.
/// </summary>
internal sealed partial class Draining(
    LiveConnections connections,
    LiveListeners listeners,
    IOptions<LiveOptions> options,
    TimeProvider clock,
    ILogger<Draining> logger
)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>This node takes nobody more, if who stands before it asks.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Ends when all have gone, or the time is over.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        HasBegun = true;
        var (begin, time) = (clock.GetTimestamp(), options.Value.Drain);
        LogBegan(time.TotalSeconds);
        while (clock.GetElapsedTime(begin) is var gone && gone < time)
        {
            var here = Here();
            if (here.Length == 0)
                return;
            Random.Shared.Shuffle(here);
            var share = Math.Min(1, Step / (time - gone));
            foreach (var listener in here.AsSpan(0, (int)Math.Ceiling(here.Length * share)))
                listener.Drop();
            await Task.Delay(Step, clock, cancel);
        }
    }

    private ILiveListener[] Here() => [.. connections.All.Concat(listeners.All()).Distinct()];

    [LoggerMessage(LogLevel.Information, "This node was asked to end; its listeners go within {Seconds} s")]
    private partial void LogBegan(double seconds);
}

/// <summary>A node that ends its work is not ready for more.</summary>
internal sealed class DrainingHealth(Draining draining) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(draining.HasBegun ? HealthCheckResult.Unhealthy("This node is ending.") : HealthCheckResult.Healthy());
}

/// <summary>Drains before the server ends on the first signal; ends it at once on a second.</summary>
internal sealed class DrainingLifetime(Draining draining, IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> signals = [];
    private readonly CancellationTokenSource again = new();
    private int asked;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT })
            signals.Add(PosixSignalRegistration.Create(signal, OnSignal));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in signals)
            signal.Dispose();
        again.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref asked) == 1)
            _ = EndAsync();
        else
            again.Cancel();
    }

    private async Task EndAsync()
    {
        try
        {
            await draining.RunAsync(again.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever asks twice does not want to wait.
        }
        finally
        {
            application.StopApplication();
        }
    }
}
