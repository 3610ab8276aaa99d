using Microsoft.Extensions.Options;
using XrContent.Catalog.Workflow;
using XrContent.Media.Blobs;
using XrContent.Server.Ingest.Uploads;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>Clears away what nobody will come back for: uploads left unfinished and the bytes of files refused long ago.</summary>
internal sealed class IngestSweep(
    JobStore jobs,
    UploadFiles uploads,
    BlobStore blobs,
    CatalogReader reader,
    IOptions<UploadOptions> upload,
    IOptions<IngestOptions> ingest,
    TimeProvider clock
)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var row in await jobs.InAsync(Stage.Uploading, cancel))
        {
            // The last byte came, and the process ended before it was written down.
            if (uploads.OffsetOf(row.Id) == row.Bytes)
                await jobs.MoveAsync(row.Id, Stage.Uploading, other => other.Stage = Stage.Received, cancel);
            else if (row.Changed + upload.Value.KeepUnfinished < now)
                await DropAsync(row.Id, cancel);
        }

        var refused = (await jobs.InAsync(Stage.Refused, cancel)).Where(row => row.Changed + ingest.Value.KeepRefused < now).ToList();
        if (refused.Count == 0)
            return;
        var named = await reader.OriginalsAmongAsync([.. refused.Select(row => row.Sha256).OfType<string>()], cancel);
        foreach (var row in refused)
        {
            // Somebody may have tried it again meanwhile, or sent the same bytes anew.
            if (!await jobs.ForgetRefusedAsync(row.Id, cancel))
                continue;
            uploads.Remove(row.Id);
            if (row.Sha256 is { } sha256 && !named.Contains(sha256) && !await jobs.IsOnItsWayAsync(sha256, cancel))
                await blobs.RemoveOriginalAsync(sha256, cancel);
        }
    }

    private async Task DropAsync(string id, CancellationToken cancel)
    {
        uploads.Remove(id);
        await jobs.RemoveAsync(id, cancel);
    }
}
