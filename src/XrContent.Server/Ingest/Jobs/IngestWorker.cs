using Microsoft.Extensions.Options;
using XrContent.Media;
using XrContent.Media.Sandbox;
using XrContent.Server.Data;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>
/// Works on files, one picture and one film at a time. What it does is leased: when this process ends in the middle, this one started again
/// or another node goes on when the lease ends.
/// </summary>
internal sealed partial class IngestWorker(
    JobStore jobs,
    IngestSteps steps,
    JobDocuments documents,
    IngestSweep sweep,
    IngestMetrics metrics,
    JobSignal news,
    IOptions<StorageOptions> storage,
    IOptions<IngestOptions> options,
    TimeProvider clock,
    ILogger<IngestWorker> logger
) : BackgroundService
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Works)
            return Task.CompletedTask;
        var look = storage.Value.Look;
        LogSandbox(Confinement.Describe());
        return Task.WhenAll(
            RepeatAsync(cancel => news.Others.WaitAsync(look, clock, cancel), cancel => WorkAsync(films: false, cancel), stoppingToken),
            RepeatAsync(cancel => news.Films.WaitAsync(look, clock, cancel), cancel => WorkAsync(films: true, cancel), stoppingToken),
            RepeatAsync(cancel => Task.Delay(SweepInterval, clock, cancel), sweep.RunAsync, stoppingToken)
        );
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> pause, Func<CancellationToken, Task> act, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                try
                {
                    await act(cancel);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    LogFailed(error);
                }

                await pause(cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The server ends; leases end by themselves.
        }
    }

    private async Task WorkAsync(bool films, CancellationToken cancel)
    {
        while (await jobs.LeaseAsync(JobStore.NewId(), films, steps.CanTake, cancel) is { } job)
            await RunAsync(job, cancel);
    }

    private async Task RunAsync(IngestJob job, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var measure = metrics.Begin(job.Stage);
        var progress = new Latest();
        var keeping = KeepLeaseAsync(job, progress, end);
        try
        {
            await steps.RunAsync(job, progress, end.Token);
            measure.Outcome = IngestMetrics.Done;
        }
        catch (RefusedException refused)
        {
            LogRefused(job.Id, refused.Code);
            measure.Outcome = IngestMetrics.Refused;
            await documents.RefuseAsync(job, refused, cancel);
        }
        catch (LeaseLostException)
        {
            // Cancelled, or another node's now.
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            if (cancel.IsCancellationRequested)
                await jobs.ReleaseAsync(job, failed: false, CancellationToken.None);
        }
        catch (Exception error) when (NotNowException.ReasonIn(error) is { } reason)
        {
            LogNotNow(job.Id, error);
            measure.Outcome = IngestMetrics.Waiting;
            await jobs.WaitAsync(job, reason, cancel);
        }
        catch (Exception error)
        {
            LogTryFailed(job.Id, job.Stage, job.Failures + 1, error);
            measure.Outcome = IngestMetrics.Failed;
            await jobs.ReleaseAsync(job, failed: true, cancel);
        }
        finally
        {
            await end.CancelAsync();
            await keeping;
        }
    }

    /// <summary>Renews the lease while the work goes on, and ends the work when the lease is lost.</summary>
    private async Task KeepLeaseAsync(IngestJob job, Latest progress, CancellationTokenSource end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromTicks(Math.Min(options.Value.Lease.Ticks / 3, TimeSpan.TicksPerSecond)), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(end.Token))
            {
                if (await jobs.RenewAsync(job.Id, job.LeaseOwner!, progress.Percent, end.Token))
                    continue;
                await end.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
        catch (Exception error)
        {
            // A database that cannot be written to loses the lease; the next owner goes on.
            LogFailed(error);
            await end.CancelAsync();
        }
    }

    private sealed class Latest : IProgress<double>
    {
        private int percent;

        public int Percent => Volatile.Read(ref percent);

        public void Report(double value) => Volatile.Write(ref percent, Math.Clamp((int)(value * 100), 0, 99));
    }

    [LoggerMessage(LogLevel.Information, "Strangers' files are read {How}")]
    private partial void LogSandbox(string how);

    [LoggerMessage(LogLevel.Information, "File {Id} was refused: {Code}")]
    private partial void LogRefused(string id, string code);

    [LoggerMessage(LogLevel.Warning, "File {Id} failed at {Stage}, try {Attempt}")]
    private partial void LogTryFailed(string id, Stage stage, int attempt, Exception error);

    [LoggerMessage(LogLevel.Error, "This machine could not do file {Id} now; it is tried again by itself")]
    private partial void LogNotNow(string id, Exception error);

    [LoggerMessage(LogLevel.Error, "Taking files in failed; it goes on")]
    private partial void LogFailed(Exception error);
}
