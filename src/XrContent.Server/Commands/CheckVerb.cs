using XrContent.Catalog.Documents;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Store;
using XrContent.Media.Blobs;
using XrContent.Server.Footage;

namespace XrContent.Server.Commands;

/// <summary>`check`: reads everything once and says what is wrong.</summary>
internal sealed class CheckVerb(IServiceProvider services)
{
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var store = services.GetRequiredService<CatalogStore>();
        var blobs = services.GetRequiredService<BlobStore>();
        await store.MigrateAsync(cancel);
        var items = (await store.ReadPublishedAsync(cancel)).Items;
        var faults = items.SelectMany(item => ItemRules.Check(item))
            .Concat(ReferenceRules.Check(items.ToDictionary(item => item.Id)))
            .Select(problem => problem.ToString()).ToList();

        var captures = items.Where(item => item.Document is Capture).ToDictionary(item => item, item => (Capture)item.Document);
        foreach (var (item, capture) in captures)
        {
            if (!await blobs.IsIntactAsync(capture.Original.Sha256, cancel)) faults.Add($"{item.Id}: original: Is missing, or its bytes are not those of its hash.");
            if (!blobs.HasRenditions(MediaLinks.RenditionsOf(capture))) faults.Add($"{item.Id}: renditions: Are missing; import the picture again.");
        }

        foreach (var item in items)
        {
            if (item.Document is not Overlay { Original: { } file } overlay) continue;
            if (!await blobs.IsIntactAsync(file.Sha256, cancel)) faults.Add($"{item.Id}: original: Is missing, or its bytes are not those of its hash.");
            if (!blobs.HasRenditions(MediaLinks.RenditionsOf(overlay))) faults.Add($"{item.Id}: renditions: Are missing; import its folder again.");
        }

        foreach (var fault in faults) Console.WriteLine($"wrong: {fault}");
        var notes = ReferenceRules.MissingLanguages(items).ToList();
        foreach (var note in notes) Console.WriteLine($"note: {note}");
        Console.WriteLine($"{items.Count} items, {captures.Count} captures, {blobs.Originals().Count()} originals: {faults.Count} wrong, {notes.Count} notes.");
        return faults.Count == 0 ? 0 : 1;
    }
}
