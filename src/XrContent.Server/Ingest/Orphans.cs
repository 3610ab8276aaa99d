using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Server.Ingest.Jobs;
using XrContent.Server.Ingest.Uploads;

namespace XrContent.Server.Ingest;

/// <summary>Bytes to which nothing refers: no revision, no published or newest document, no file on its way.</summary>
internal sealed class Orphans(
    CatalogReader reader,
    FormerRenditions former,
    BlobStore blobs,
    JobStore jobs,
    JobDocuments documents,
    UploadFiles uploads
)
{
    /// <summary>Each as "originals/HASH", "renditions/NAME", "work/NAME" or "uploads/ID".</summary>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancel)
    {
        // What is there first, then what is named: what comes between is named and no orphan.
        var (originals, made) = ((await blobs.OriginalsAsync(cancel)).Keys, await blobs.RenditionsAsync(cancel));
        var (work, sent) = (blobs.WorkInHand().ToList(), uploads.All().ToList());

        var open = await jobs.OnTheirWayAsync(cancel);
        var hashes = (await reader.OriginalsAsync(cancel)).Concat(open.Select(job => job.Sha256)).ToHashSet();
        var names = (await reader.AllLiveAsync(cancel)).SelectMany(item => RenditionNames.Of(item.Document)).ToHashSet();
        foreach (var job in open)
            names.UnionWith(await NamesOfAsync(job, cancel));
        // These are removed by themselves.
        names.UnionWith(await former.ListAsync(cancel));
        var ids = open.Select(job => job.Id).ToHashSet();
        return
        [
            .. originals.Where(hash => !hashes.Contains(hash)).Select(hash => $"originals/{hash}"),
            .. made.Where(name => !names.Contains(name)).Select(name => $"renditions/{name}"),
            .. work.Where(name => !names.Contains(name)).Select(name => $"work/{name}"),
            .. sent.Where(id => !ids.Contains(id)).Select(id => $"uploads/{id}"),
        ];
    }

    private async Task<IEnumerable<string>> NamesOfAsync(IngestJob job, CancellationToken cancel)
    {
        try
        {
            return await documents.RenditionsOfAsync(job, cancel);
        }
        catch (RefusedException)
        {
            // Its place is gone: nothing is made for it.
            return [];
        }
    }

    /// <summary>Removes one, as <see cref="FindAsync"/> names it.</summary>
    public async Task RemoveAsync(string orphan, CancellationToken cancel)
    {
        var parts = orphan.Split('/');
        switch (parts[0])
        {
            case "originals":
                await blobs.RemoveOriginalAsync(parts[1], cancel);
                break;
            case "renditions":
                await blobs.RemoveRenditionsAsync(parts[1], cancel);
                break;
            case "work":
                blobs.DropWork(parts[1]);
                break;
            default:
                uploads.Remove(parts[1]);
                break;
        }
    }
}
