using Microsoft.Extensions.Options;
using XrContent.Catalog.Store;
using XrContent.Media.Blobs;
using XrContent.Server.Footage.Uploads;

namespace XrContent.Server.Footage.Ingest;

/// <summary>Clears away what nobody will come back for: uploads left unfinished and the bytes of files refused long ago.</summary>
internal sealed class IngestSweep(
    FootageStore footage, UploadFiles uploads, BlobStore blobs, CatalogStore catalog, IOptions<UploadOptions> upload, IOptions<IngestOptions> ingest, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var row in await footage.InAsync(Stage.Uploading, cancel))
        {
            // The last byte came, and the process ended before it was written down.
            if (uploads.OffsetOf(row.Id) == row.Bytes) await footage.MoveAsync(row.Id, Stage.Uploading, other => other.Stage = Stage.Received, cancel);
            else if (row.Changed + upload.Value.KeepUnfinished < now) await DropAsync(row.Id, cancel);
        }

        var refused = (await footage.InAsync(Stage.Refused, cancel)).Where(row => row.Changed + ingest.Value.KeepRefused < now).ToList();
        if (refused.Count == 0) return;
        var named = await catalog.ReadOriginalsAsync(cancel);
        foreach (var row in refused)
        {
            uploads.Remove(row.Id);
            if (row.Sha256 is { } sha256 && !named.Contains(sha256)) await blobs.RemoveOriginalAsync(sha256, cancel);
            await footage.RemoveAsync(row.Id, cancel);
        }
    }

    private async Task DropAsync(string id, CancellationToken cancel)
    {
        uploads.Remove(id);
        await footage.RemoveAsync(id, cancel);
    }
}
