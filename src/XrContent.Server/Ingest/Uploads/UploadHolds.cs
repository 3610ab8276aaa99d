using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace XrContent.Server.Ingest.Uploads;

/// <summary>
/// One request at a time may change an upload. A client whose connection died comes back while the server still waits for bytes from the
/// dead
/// one: the dead one then gives way at once. One from which bytes still come keeps its hold.
/// </summary>
internal sealed class UploadHolds(IOptions<UploadOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Hold> holds = new();

    /// <summary>Takes the upload for one request, or returns null where another one is alive.</summary>
    public async Task<Hold?> TryTakeAsync(string id, CancellationToken cancel)
    {
        while (true)
        {
            var own = new Hold(hold => holds.TryRemove(new(id, hold)));
            if (holds.TryAdd(id, own))
                return own;
            if (!holds.TryGetValue(id, out var holder))
                continue;
            var next = holder.NextBytes;
            var first = await Task.WhenAny(holder.Gone, next, Task.Delay(options.Value.DeadAfter, clock, cancel));
            if (first == holder.Gone)
                continue;
            if (first == next)
                return null;
            cancel.ThrowIfCancellationRequested();
            holder.GiveWay();
            await holder.Gone.WaitAsync(cancel);
        }
    }
}

/// <summary>One request's hold of an upload.</summary>
internal sealed class Hold(Action<Hold> release) : IDisposable
{
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource broken = new();
    private volatile TaskCompletionSource bytes = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int watched;

    /// <summary>Ends when the request lets go.</summary>
    public Task Gone => gone.Task;

    /// <summary>Cancelled when another request takes over.</summary>
    public CancellationToken Broken => broken.Token;

    /// <summary>Ends when bytes come that were not here when it was asked for.</summary>
    public Task NextBytes
    {
        get
        {
            // In this order: bytes that come between the two are noticed either way.
            var next = bytes.Task;
            Volatile.Write(ref watched, 1);
            return next;
        }
    }

    /// <summary>Says that bytes came.</summary>
    public void Came()
    {
        if (Volatile.Read(ref watched) == 0)
            return;
        Volatile.Write(ref watched, 0);
        Interlocked.Exchange(ref bytes, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public void GiveWay() => broken.Cancel();

    public void Dispose()
    {
        release(this);
        gone.TrySetResult();
    }
}
