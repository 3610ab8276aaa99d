using Microsoft.Extensions.Options;

namespace XrContent.Server.Ingest.Uploads;

/// <summary>
/// Locks of uploads that hold over the processes and nodes which share a folder. A node asks the one that holds a lock for it by a mark
/// beside it.
/// </summary>
internal sealed class UploadLocks(UploadFiles files, IOptions<UploadOptions> options, TimeProvider clock)
{
    /// <summary>Linux's EWOULDBLOCK, macOS's, and Windows' ERROR_SHARING_VIOLATION: the low word of an IOException's HResult.</summary>
    private static readonly int[] Held = [11, 35, 32];

    /// <summary>How often another node that gets no bytes is asked to give way.</summary>
    private const int MostRounds = 10;

    /// <summary>Takes a lock, from another node too where no bytes come to that one.</summary>
    /// <returns>Ends the lock; null where another node goes on.</returns>
    public async Task<IDisposable?> TryTakeAsync(string id, CancellationToken cancel)
    {
        try
        {
            for (var round = 0; round < MostRounds; round++)
            {
                if (TryLock(id) is { } locked)
                    return new Lock(locked, files, id);
                if (await GrowsAsync(id, cancel))
                    return null;
                await File.WriteAllBytesAsync(files.WantedOf(id), [], cancel);
            }

            return null;
        }
        finally
        {
            File.Delete(files.WantedOf(id));
        }
    }

    /// <summary>Whether another node has the lock and gets bytes.</summary>
    public async Task<bool> IsLiveElsewhereAsync(string id, CancellationToken cancel)
    {
        using var locked = TryLock(id) is { } free ? new Lock(free, files, id) : null;
        return locked is null && await GrowsAsync(id, cancel);
    }

    /// <summary>Whether another node asks for a lock that is held here.</summary>
    public bool IsWanted(string id) => File.Exists(files.WantedOf(id));

    private async Task<bool> GrowsAsync(string id, CancellationToken cancel)
    {
        var before = files.LengthOf(id);
        await Task.Delay(options.Value.DeadAfter, clock, cancel);
        return files.LengthOf(id) != before;
    }

    private FileStream? TryLock(string id)
    {
        try
        {
            return new(
                files.LockOf(id),
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.Write,
                    Share = FileShare.None,
                    BufferSize = 0,
                }
            );
        }
        catch (IOException held) when (Held.Contains(held.HResult & 0xFFFF))
        {
            return null;
        }
    }

    private sealed class Lock(FileStream locked, UploadFiles files, string id) : IDisposable
    {
        public void Dispose()
        {
            // Of an upload that is over nothing stays.
            if (!files.Has(id))
                File.Delete(files.LockOf(id));
            locked.Dispose();
        }
    }
}
