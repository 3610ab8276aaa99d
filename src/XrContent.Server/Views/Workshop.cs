using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using XrContent.Server.Hosting;

namespace XrContent.Server.Views;

/// <summary>
/// Where views are made: one after another, on threads of their own, so that no other answer ever waits for a hand that paints. Who comes
/// when the queue is full is told to come again.
/// </summary>
internal sealed class Workshop : IDisposable
{
    /// <summary>How many wait at the most. Each takes some hundredths of a second.</summary>
    public const int Queue = 48;

    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(2);

    private readonly OwnThreads threads = new(Environment.ProcessorCount);
    private readonly ConcurrencyLimiter one = new(
        new()
        {
            PermitLimit = 1,
            QueueLimit = Queue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }
    );

    /// <summary>How many wait for their turn.</summary>
    public long Waiting => one.GetStatistics()!.CurrentQueuedCount;

    /// <summary>A workshop whose queue an operator sees.</summary>
    public static Workshop Measured(IMeterFactory meters)
    {
        var workshop = new Workshop();
        meters.Create(Telemetry.Name).CreateObservableGauge("xrcontent.views.queue", () => workshop.Waiting, "{view}", "Views that wait");
        return workshop;
    }

    /// <summary>Makes something when its turn comes.</summary>
    /// <param name="make">Is given the threads on which it may make several things at once.</param>
    /// <exception cref="BusyException">The queue is full.</exception>
    public async Task<T> MakeAsync<T>(Func<TaskScheduler, CancellationToken, T> make, CancellationToken cancel)
    {
        using var lease = await one.AcquireAsync(1, cancel);
        if (!lease.IsAcquired)
            throw new BusyException(ComeAgain);
        return await Task.Factory.StartNew(() => make(threads, cancel), cancel, TaskCreationOptions.DenyChildAttach, threads);
    }

    public void Dispose()
    {
        one.Dispose();
        threads.Dispose();
    }

    /// <summary>Runs tasks on threads that nobody else uses: the operating system shares the processor out, not the pool.</summary>
    private sealed class OwnThreads : TaskScheduler, IDisposable
    {
        private readonly BlockingCollection<Task> tasks = [];
        private readonly int count;

        public OwnThreads(int count)
        {
            this.count = count;
            for (var i = 0; i < count; i++)
                new Thread(Work) { IsBackground = true, Name = $"Views {i}" }.Start();
        }

        public override int MaximumConcurrencyLevel => count;

        public void Dispose() => tasks.CompleteAdding();

        protected override void QueueTask(Task task) => tasks.Add(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => Current == this && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [.. tasks];

        private void Work()
        {
            foreach (var task in tasks.GetConsumingEnumerable())
                TryExecuteTask(task);
        }
    }
}
