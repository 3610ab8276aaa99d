using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Media.Blobs;
using XrContent.Server.Ingest.Jobs;

namespace XrContent.Server.Studio;

/// <summary>Files that a document names must be here, and so must what is made of them.</summary>
internal sealed class PictureRules(BlobStore blobs, CatalogReader reader, JobStore jobs)
{
    /// <summary>What a document that is being written needs and what is not here.</summary>
    /// <param name="before">What it is written over: its own files and pictures are not asked for again.</param>
    public async Task<IReadOnlyList<Problem>> CheckAsync(Item item, Item? before, CancellationToken cancel)
    {
        var problems = new List<Problem>();
        var known = before?.Document.Originals().Select(file => file.Original).ToHashSet() ?? [];
        foreach (var (field, original) in item.Document.Originals().Where(file => !known.Contains(file.Original)))
        {
            if (original.Sha256.Length != 64 || !await blobs.HasOriginalAsync(original.Sha256, cancel))
                problems.Add(new(null, item.Id, field, "This file is not here: upload it, and it comes into the catalogue by itself."));
        }

        if (problems.Count > 0)
            return problems;
        var made = before is null ? [] : RenditionNames.Of(before.Document).ToHashSet();
        if (await MissingAsync(item, made, cancel))
            problems.Add(
                new(
                    null,
                    item.Id,
                    "pose",
                    "Pictures must be made anew for this: set the lean at captures/{id}/pose and redactions at captures/{id}/redactions."
                )
            );
        return problems;
    }

    /// <summary>The items among some that cannot be shown yet, because their pictures are not there.</summary>
    public async Task<IReadOnlyList<Problem>> CheckShownAsync(IEnumerable<NamedItem> items, CancellationToken cancel)
    {
        var problems = new List<Problem>();
        foreach (var state in await reader.FindAllAsync([.. items.Select(item => item.Id)], cancel))
        {
            // Whatever is being corrected may be a face that nobody should see.
            var isCorrecting = await jobs.IsCorrectingAsync(state.Item.Id, cancel);
            if (!isCorrecting && !await MissingAsync(state.Item, [], cancel))
                continue;
            var why = isCorrecting
                ? "Its pictures are being made anew: publish it when they are ready."
                : "Its pictures could not be made anew: see why on the upload page and try again there, or restore a revision.";
            problems.Add(new(null, state.Item.Id, "pictures", why));
        }

        return problems;
    }

    /// <summary>Whether something that a document shows is not made yet.</summary>
    public Task<bool> MissingAsync(Item item, CancellationToken cancel) => MissingAsync(item, [], cancel);

    private async Task<bool> MissingAsync(Item item, HashSet<string> made, CancellationToken cancel)
    {
        foreach (var name in RenditionNames.Of(item.Document).Where(name => !made.Contains(name)))
            if (!await blobs.HasRenditionsAsync(name, cancel))
                return true;
        return false;
    }
}
