using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Workflow;
using XrContent.Media.Blobs;
using XrContent.Server.Accounts;
using XrContent.Server.Data;
using XrContent.Server.Ingest;

namespace XrContent.Server.Commands;

/// <summary>`import DIR` and `export DIR`: the catalogue as a folder that git, GitHub and QGIS understand.</summary>
internal sealed class FolderVerbs(IServiceProvider services)
{
    public async Task<int> ImportAsync(string folder, bool publish, CancellationToken cancel)
    {
        await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
        var (saved, problems) = await services.GetRequiredService<FolderImport>().RunAsync(folder, publish, Console.WriteLine, cancel);
        foreach (var problem in problems)
            await Console.Error.WriteLineAsync(problem.ToString());
        if (saved is null)
        {
            await Console.Error.WriteLineAsync($"Nothing was imported: {problems.Count} problem(s).");
            return 1;
        }

        Console.WriteLine($"{saved.Changes.Count} item(s) published; the catalogue is at version {saved.Version}.");
        return 0;
    }

    public async Task<int> ExportAsync(string folder, CancellationToken cancel)
    {
        await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
        var blobs = services.GetRequiredService<BlobStore>();
        var items = await services.GetRequiredService<PublishedReader>().ItemsAsync(cancel);
        var (written, missing, unredacted) = (new List<Item>(), 0, 0);
        foreach (var item in items)
        {
            written.Add(item);
            if (item.Document is Capture { Redactions.Count: > 0 })
                unredacted++;
            foreach (var (field, file) in item.Document.Originals())
            {
                var target = ContentFolder.Resolve(folder, file.File)!;
                if (await blobs.OpenOriginalAsync(file.Sha256, cancel) is not { } original)
                {
                    missing++;
                    await Console.Error.WriteLineAsync($"{item.Id}: {field} is not in the store; run check.");
                    continue;
                }

                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await using (original)
                {
                    if (item is { Document: Capture { Film: not null } film } && file == film.Original)
                        written[^1] = await FilmExport.WriteAsync(item, original, target, cancel);
                    else
                        await CopyAsync(original, target, cancel);
                }
            }
        }

        await ContentFolder.WriteAsync(folder, written, cancel);

        if (unredacted > 0)
            Console.WriteLine($"{unredacted} original(s) show what is redacted on the server: keep the folder to yourselves.");
        Console.WriteLine($"{items.Count} item(s) written to {folder}.");
        return missing == 0 ? 0 : 1;
    }

    private static async Task CopyAsync(Stream from, string target, CancellationToken cancel)
    {
        await using var copy = File.Create(target);
        await from.CopyToAsync(copy, cancel);
    }
}

/// <summary>Brings a whole folder in, or nothing of it.</summary>
internal sealed class FolderImport(Imports imports, CaptureImport captures)
{
    /// <returns>What was saved, or null and what is wrong.</returns>
    public async Task<(Saved? Saved, IReadOnlyList<Problem> Problems)> RunAsync(
        string folder,
        bool publish,
        Action<string> say,
        CancellationToken cancel
    )
    {
        var (items, unread) = await ContentFolder.ReadAsync(folder, cancel);
        var problems = unread.Concat(items.SelectMany(item => ItemRules.Check(item, ContentFolder.FileOf(item.Kind)))).ToList();
        if (problems.Count > 0)
            return (null, problems);

        var made = items.Where(item => item.Document.Originals().Any()).ToList();
        for (var i = 0; i < made.Count; i++)
        {
            say($"File {i + 1} of {made.Count}: {made[i].Id}");
            problems.AddRange(await captures.AddOriginalsAsync(made[i], folder, cancel));
        }

        if (problems.Count > 0)
            return (null, problems);
        try
        {
            return (await imports.SaveAsync([.. items], Operator.Name, publish, cancel), []);
        }
        catch (InvalidCatalogException invalid)
        {
            return (null, invalid.Problems);
        }
    }
}
