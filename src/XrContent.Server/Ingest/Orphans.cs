using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Server.Ingest.Jobs;
using XrContent.Server.Ingest.Uploads;

namespace XrContent.Server.Ingest;

/// <summary>Something to which nothing refers.</summary>
/// <param name="Name">"originals/HASH", "renditions/NAME", "work/NAME" or "uploads/ID".</param>
/// <param name="MayBeInHand">It is so young that somebody may be about to refer to it.</param>
internal sealed record Orphan(string Name, bool MayBeInHand);

/// <summary>Bytes to which nothing refers: no revision, no published or newest document, no file on its way.</summary>
internal sealed class Orphans(
    CatalogReader reader,
    FormerRenditions former,
    BlobStore blobs,
    JobStore jobs,
    JobDocuments documents,
    UploadFiles uploads,
    TimeProvider clock
)
{
    /// <summary>Longer than anything takes between its bytes and the document that names them, such as a long narration.</summary>
    private static readonly TimeSpan InHand = TimeSpan.FromHours(1);

    public async Task<IReadOnlyList<Orphan>> FindAsync(CancellationToken cancel)
    {
        // What is there first, then what is named: what comes between is named and no orphan.
        var (originals, made) = (await blobs.OriginalsAsync(cancel), await blobs.RenditionsAsync(cancel));
        var (work, sent) = (blobs.WorkInHand(), uploads.All().ToList());

        var open = await jobs.OnTheirWayAsync(cancel);
        var hashes = (await reader.OriginalsAsync(cancel)).Concat(open.Select(job => job.Sha256)).ToHashSet();
        var names = (await reader.AllLiveAsync(cancel)).SelectMany(item => RenditionNames.Of(item.Document)).ToHashSet();
        foreach (var job in open)
            names.UnionWith(await NamesOfAsync(job, cancel));
        // These are removed by themselves.
        names.UnionWith(await former.ListAsync(cancel));
        var ids = open.Select(job => job.Id).ToHashSet();
        var young = clock.GetUtcNow() - InHand;
        return
        [
            .. originals.Values.Where(file => !hashes.Contains(HashOf(file))).Select(file => Of("originals", HashOf(file), file.Written)),
            .. made.Where(entry => !names.Contains(entry.Key)).Select(entry => Of("renditions", entry.Key, entry.Value)),
            .. work.Where(entry => !names.Contains(entry.Key)).Select(entry => Of("work", entry.Key, entry.Value)),
            // A row is there before its file is.
            .. sent.Where(id => !ids.Contains(id)).Select(id => Of("uploads", id, DateTimeOffset.MinValue)),
        ];

        Orphan Of(string folder, string name, DateTimeOffset written) => new($"{folder}/{name}", written > young);
    }

    private static string HashOf(BlobEntry original) => Path.GetFileName(original.Name);

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
    public async Task RemoveAsync(Orphan orphan, CancellationToken cancel)
    {
        var parts = orphan.Name.Split('/');
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
