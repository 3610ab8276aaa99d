using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace XrContent.Server.Ingest.Uploads;

/// <summary>
/// One request at a time may change an upload, whichever node it comes to. A client whose connection died comes back while the server still
/// waits for bytes from the dead one: the dead one then gives way at once. One from which bytes still come keeps its hold.
/// </summary>
internal sealed class UploadHolds(UploadLocks locks, IOptions<UploadOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Hold> holds = new();

    /// <summary>Takes the upload for one request, or returns null where another one is alive.</summary>
    public async Task<Hold?> TryTakeAsync(string id, CancellationToken cancel)
    {
        while (true)
        {
            var own = new Hold(hold => holds.TryRemove(new(id, hold)));
            if (holds.TryAdd(id, own))
                return await LockAsync(own, id, cancel);
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

    /// <summary>Whether bytes come just now. Who only asks takes nothing from a sender who pauses.</summary>
    public async Task<bool> IsLiveAsync(string id, CancellationToken cancel)
    {
        if (!holds.TryGetValue(id, out var holder))
            return await locks.IsLiveElsewhereAsync(id, cancel);
        var next = holder.NextBytes;
        return await Task.WhenAny(holder.Gone, next, Task.Delay(options.Value.DeadAfter, clock, cancel)) == next;
    }

    private async Task<Hold?> LockAsync(Hold own, string id, CancellationToken cancel)
    {
        try
        {
            if (await locks.TryTakeAsync(id, cancel) is { } locked)
            {
                var half = options.Value.DeadAfter / 2;
                own.Keep(locked, clock.CreateTimer(_ => GiveWayIfWanted(own, id), null, half, half));
                return own;
            }
        }
        catch
        {
            own.Dispose();
            throw;
        }

        own.Dispose();
        return null;
    }

    /// <summary>Another node cannot end this request: it asks, and is heard while no bytes come.</summary>
    private void GiveWayIfWanted(Hold own, string id)
    {
        if (own.WasSilent() && locks.IsWanted(id))
            own.GiveWay();
    }
}

/// <summary>One request's hold of an upload.</summary>
internal sealed class Hold(Action<Hold> release) : IDisposable
{
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource broken = new();
    private volatile TaskCompletionSource bytes = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? locked;
    private IDisposable? watch;
    private int watched;
    private int hasCome;

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
        Volatile.Write(ref hasCome, 1);
        if (Volatile.Read(ref watched) == 0)
            return;
        Volatile.Write(ref watched, 0);
        Interlocked.Exchange(ref bytes, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Whether no bytes came since this was last asked.</summary>
    public bool WasSilent() => Interlocked.Exchange(ref hasCome, 0) == 0;

    public void GiveWay() => broken.Cancel();

    /// <summary>What ends with the hold.</summary>
    public void Keep(IDisposable locked, IDisposable watch) => (this.locked, this.watch) = (locked, watch);

    public void Dispose()
    {
        watch?.Dispose();
        locked?.Dispose();
        release(this);
        gone.TrySetResult();
    }
}
