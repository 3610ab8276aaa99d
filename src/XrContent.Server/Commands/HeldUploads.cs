using System.Formats.Tar;
using Nerdbank.Streams;
using XrContent.Server.Ingest.Uploads;

namespace XrContent.Server.Commands;

/// <summary>Unfinished uploads held open, so that their bytes are there for a backup though they end and move away meanwhile.</summary>
internal sealed class HeldUploads(UploadFiles uploads) : IAsyncDisposable
{
    private readonly Dictionary<string, FileStream> held = [];

    /// <summary>Takes all in hand that lie in the folder now.</summary>
    public void TakeAll()
    {
        foreach (var id in uploads.All().Where(id => !held.ContainsKey(id)))
            if (Open(uploads.PathOf(id)) is { } content)
                held[id] = content;
    }

    public bool HasAll(IEnumerable<string> ids) => ids.All(held.ContainsKey);

    /// <summary>Writes them into a backup, each as far as its bytes are verified.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> CopyAsync(TarWriter tar, string folder, CancellationToken cancel)
    {
        foreach (var (id, content) in held.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            // More may come while it is written, which a tar's entry must not have.
            var length = uploads.VerifiedOf(id, content.Length);
            var entry = new PaxTarEntry(TarEntryType.RegularFile, $"{folder}{id}") { DataStream = content.ReadSlice(length) };
            await tar.WriteEntryAsync(entry, cancel);
        }

        return held.Count;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var content in held.Values)
            await content.DisposeAsync();
    }

    private static FileStream? Open(string file)
    {
        try
        {
            return new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
