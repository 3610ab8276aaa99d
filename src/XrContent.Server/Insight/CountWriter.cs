using Microsoft.Extensions.Options;

namespace XrContent.Server.Insight;

/// <summary>
/// Adds what was counted to the database once a minute, and when the server ends. What a node counted since is lost when it is killed.
/// </summary>
internal sealed partial class CountWriter(
    Counter counter,
    CountStore store,
    IOptions<InsightOptions> options,
    FigureBook book,
    TimeProvider clock,
    ILogger<CountWriter> logger
) : BackgroundService
{
    private readonly string node = Guid.CreateVersion7().ToString("N");
    private readonly SemaphoreSlim turn = new(1);
    private long batches;
    private Dictionary<Cell, long>? waiting;
    private int forgotten;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.WriteEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryAsync(stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(cancellationToken);
    }

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    /// <summary>Adds all that was counted until now. A batch that failed is tried again before anything else, under its name.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            while (true)
            {
                if (waiting is null)
                {
                    var taken = counter.Take();
                    if (taken.Count == 0)
                        return;
                    (waiting, batches) = (taken, batches + 1);
                }

                await store.AddAsync($"{node}-{batches}", waiting, cancel);
                waiting = null;
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task TryAsync(CancellationToken cancel)
    {
        try
        {
            await WriteAsync(cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(error);
            return;
        }

        try
        {
            await ForgetAsync(cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogNotForgotten(error);
        }
    }

    private async Task ForgetAsync(CancellationToken cancel)
    {
        var before = (book.Today.Year - options.Value.KeepYears) * 10_000 + 101;
        if (before == forgotten)
            return;
        await store.ForgetAsync(before, cancel);
        forgotten = before;
    }

    [LoggerMessage(LogLevel.Warning, "What was counted could not be added; the next minute tries again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Warning, "Days that are kept no longer could not be forgotten; the next minute tries again")]
    private partial void LogNotForgotten(Exception error);
}
