using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Storage;
using XrContent.Catalog.Workflow;
using XrContent.Media.Blobs;
using XrContent.Server.Data;
using XrContent.Server.Ingest;
using XrContent.Server.Insight;
using XrContent.Server.Media;

namespace XrContent.Server.Commands;

/// <summary>`check`: reads everything once and says what is wrong.</summary>
internal sealed class CheckVerb(IServiceProvider services)
{
    /// <summary>`check --content`: says for each published item what a curator must still settle.</summary>
    public async Task<int> ListUnsettledAsync(CancellationToken cancel)
    {
        await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
        var items = await services.GetRequiredService<PublishedReader>().ItemsAsync(cancel);
        var (open, all) = (0, 0);
        foreach (var item in items.OrderBy(item => item.Id, StringComparer.Ordinal))
        {
            var unsettled = Unsettled.Of(item).ToList();
            if (unsettled.Count == 0)
                continue;
            Console.WriteLine($"{item.Id}: {item.Document.Title.English ?? item.Document.Title.Japanese}");
            foreach (var problem in unsettled)
                Console.WriteLine($"  {problem.Field}: {problem.Message}");
            (open, all) = (open + 1, all + unsettled.Count);
        }

        Console.WriteLine($"{items.Count} items: {open} with something to settle, {all} in all.");
        return 0;
    }

    public async Task<int> RunAsync(bool clean, CancellationToken cancel)
    {
        if (await services.GetRequiredService<Database>().DamageAsync(cancel) is { Count: > 0 } damage)
        {
            foreach (var part in damage)
                Console.WriteLine($"wrong: database: {part}");
            Console.WriteLine("The database is damaged, and nothing else was looked at. Bring a backup back: restore FILE.");
            return 1;
        }

        var reader = services.GetRequiredService<CatalogReader>();
        var blobs = services.GetRequiredService<BlobStore>();
        await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
        var items = await services.GetRequiredService<PublishedReader>().ItemsAsync(cancel);
        var faults = items
            .SelectMany(item => ItemRules.Check(item))
            .Concat(ReferenceRules.Check(items.ToDictionary(item => item.Id)))
            .Select(problem => problem.ToString())
            .ToList();

        var current = await reader.AllLiveAsync(cancel);
        foreach (var item in current)
        {
            foreach (var (field, original) in item.Document.Originals())
                if (!await blobs.IsIntactAsync(original.Sha256, cancel))
                    faults.Add($"{item.Id}: {field}: Is missing, or its bytes are not those of its hash.");
            foreach (var name in RenditionNames.Of(item.Document))
                if (await blobs.DamagedRenditionsAsync(name, cancel) is { Count: > 0 } damaged)
                    faults.Add(
                        $"{item.Id}: renditions: {damaged.Count} file(s) are missing or damaged, such as {damaged[0]}; import the "
                            + $"file again."
                    );
        }

        // What no revision shows any more goes by itself where a server runs; here it goes now.
        await services.GetRequiredService<RenditionRemover>().RunAsync(cancel);
        var orphans = services.GetRequiredService<Orphans>();
        var found = await orphans.FindAsync(cancel);
        if (clean)
        {
            var settled = found.Where(orphan => !orphan.MayBeInHand).ToList();
            foreach (var orphan in settled)
                await orphans.RemoveAsync(orphan, cancel);
            Console.WriteLine($"{settled.Count} removed to which nothing referred.");
            found = [.. found.Except(settled)];
        }

        faults.AddRange(
            found
                .Where(orphan => !orphan.MayBeInHand)
                .Select(orphan => $"{orphan.Name}: Nothing refers to it; run check --clean to remove it.")
        );
        foreach (var orphan in found.Where(orphan => orphan.MayBeInHand))
            Console.WriteLine($"note: {orphan.Name}: Nothing refers to it yet; it is younger than an hour, and may be in hand.");
        var record = await services.GetRequiredService<AuditLog>().VerifyAsync(cancel);
        if (record.Broken is { } line)
            faults.Add($"record: line {line} is not as it was written; the lines before it are.");
        if (await services.GetRequiredService<ChainEnds>().BrokenAsync(cancel) is { } end)
            faults.Add(
                $"record: line {end.Lines} is not the one whose end was published on {end.Day}; lines were changed or cut off since."
            );
        foreach (var fault in faults)
            Console.WriteLine($"wrong: {fault}");
        var notes = items.SelectMany(Unsettled.MissingLanguages).ToList();
        foreach (var note in notes)
            Console.WriteLine($"note: {note}");
        Console.WriteLine(
            $"{items.Count} items, {items.Count(item => item.Document is Capture)} captures, "
                + $"{(await blobs.OriginalsAsync(cancel)).Count} originals: {faults.Count} wrong, {notes.Count} notes."
        );
        Console.WriteLine($"The record has {record.Lines} line(s); note its end, {record.Head}, to see later that none was cut off.");
        return faults.Count == 0 ? 0 : 1;
    }
}
