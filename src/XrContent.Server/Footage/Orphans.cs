using XrContent.Catalog.Exchange;
using XrContent.Catalog.Store;
using XrContent.Media.Blobs;
using XrContent.Server.Footage.Ingest;
using XrContent.Server.Footage.Uploads;

namespace XrContent.Server.Footage;

/// <summary>Bytes to which nothing refers: no revision, no published or newest document, no file on its way.</summary>
internal sealed class Orphans(CatalogStore catalog, BlobStore blobs, FootageStore footage, UploadFiles uploads)
{
    /// <summary>Each as "originals/HASH", "renditions/NAME", "work/NAME" or "uploads/ID".</summary>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancel)
    {
        await footage.MigrateAsync(cancel);
        // What is there first, then what is named: what comes between is named and no orphan.
        var (originals, made) = ((await blobs.OriginalsAsync(cancel)).Keys, await blobs.RenditionsAsync(cancel));
        var (work, sent) = (blobs.WorkInHand().ToList(), uploads.All().ToList());

        var rows = await footage.AllAsync(cancel);
        var hashes = (await catalog.ReadOriginalsAsync(cancel)).Concat(rows.Select(row => row.Sha256)).ToHashSet();
        var names = await NamesInUseAsync(rows, cancel);
        var ids = rows.Where(row => row.Stage != Stage.Ready).Select(row => row.Id).ToHashSet();
        return
        [
            .. originals.Where(hash => !hashes.Contains(hash)).Select(hash => $"originals/{hash}"),
            .. made.Where(name => !names.Contains(name)).Select(name => $"renditions/{name}"),
            .. work.Where(name => !names.Contains(name)).Select(name => $"work/{name}"),
            .. sent.Where(id => !ids.Contains(id)).Select(id => $"uploads/{id}"),
        ];
    }

    /// <summary>Removes what was served of an item before and is no longer, so that nobody who knows the address finds it.</summary>
    public async Task RemoveFormerAsync(string item, CancellationToken cancel)
    {
        var revisions = await catalog.ReadRevisionsAsync(item, cancel);
        var former = revisions.SelectMany(revision => Renditions.NamesOf(revision.Document)).ToHashSet();
        former.ExceptWith(Renditions.NamesOf(revisions[^1].Document));
        // Most items never were anything else; only for those that were, all others are asked.
        if (former.Count == 0) return;
        former.ExceptWith(await NamesInUseAsync(await footage.AllAsync(cancel), cancel));
        foreach (var name in former) await blobs.RemoveRenditionsAsync(name, cancel);
    }

    private async Task<HashSet<string>> NamesInUseAsync(IEnumerable<FootageRow> rows, CancellationToken cancel) =>
        (await catalog.ReadCurrentAsync(cancel)).Concat(rows.Where(row => row.Feature is not null && row.Stage == Stage.Rendering).Select(row => CatalogJson.FromFeature(row.Feature)))
        .SelectMany(item => Renditions.NamesOf(item.Document)).ToHashSet();

    /// <summary>Removes one, as <see cref="FindAsync"/> names it.</summary>
    public async Task RemoveAsync(string orphan, CancellationToken cancel)
    {
        var parts = orphan.Split('/');
        switch (parts[0])
        {
            case "originals": await blobs.RemoveOriginalAsync(parts[1], cancel); break;
            case "renditions": await blobs.RemoveRenditionsAsync(parts[1], cancel); break;
            case "work": blobs.DropWork(parts[1]); break;
            default: uploads.Remove(parts[1]); break;
        }
    }
}
