using System.Security.Cryptography;
using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Workflow;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Server.Accounts;
using XrContent.Server.Data;
using XrContent.Server.Ingest;
using XrContent.Server.Media;

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

    /// <param name="unredacted">Originals are written as they came from the camera, redacted parts too.</param>
    public async Task<int> ExportAsync(string folder, bool unredacted, CancellationToken cancel)
    {
        await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
        var items = await services.GetRequiredService<PublishedReader>().ItemsAsync(cancel);
        var (written, missing, shown) = (new List<Item>(), 0, 0);
        foreach (var item in items)
        {
            var isRedacted = item.Document is Capture { Redactions.Count: > 0 };
            shown += isRedacted && unredacted ? 1 : 0;
            var copy = item;
            foreach (var (field, file) in item.Document.Originals())
            {
                try
                {
                    copy = await WriteAsync(copy, file, folder, isRedacted && !unredacted, cancel);
                }
                catch (Exception fault) when (fault is RefusedException or NotNowException)
                {
                    missing++;
                    await Console.Error.WriteLineAsync($"{item.Id}: {field}: {fault.Message}");
                }
            }

            written.Add(copy);
        }

        await ContentFolder.WriteAsync(folder, written, cancel);
        if (shown > 0)
            Console.WriteLine($"{shown} original(s) show what is redacted on the server: keep the folder to yourselves.");
        Console.WriteLine($"{items.Count} item(s) written to {folder}.");
        return missing == 0 ? 0 : 1;
    }

    /// <summary>Writes one file of an item.</summary>
    /// <returns>The item that names what was written.</returns>
    /// <exception cref="RefusedException">The store does not have the file, or it cannot be read.</exception>
    private async Task<Item> WriteAsync(Item item, Original file, string folder, bool redacted, CancellationToken cancel)
    {
        var target = ContentFolder.Resolve(folder, file.File)!;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (redacted && item.Document is Capture still && file == still.Original)
            return await WriteRedactedAsync(item, still, folder, cancel);
        if (await services.GetRequiredService<BlobStore>().OpenOriginalAsync(file.Sha256, cancel) is not { } original)
            throw NotInStore;
        await using (original)
        {
            if (item.Document is Capture { Film: not null } film && file == film.Original)
                return await FilmExport.WriteAsync(item, original, target, cancel);
            await CopyAsync(original, target, cancel);
            return item;
        }
    }

    /// <summary>What others get of a redacted picture has nothing under its redactions: it is another file, of a whole sphere.</summary>
    private async Task<Item> WriteRedactedAsync(Item item, Capture still, string folder, CancellationToken cancel)
    {
        // An export of before may have left the picture itself in the folder.
        File.Delete(ContentFolder.Resolve(folder, still.Original.File)!);
        var name = $"{Path.GetDirectoryName(still.Original.File)?.Replace('\\', '/')}/{item.Id}-redacted.jpg".TrimStart('/');
        var target = ContentFolder.Resolve(folder, name)!;
        if (!await services.GetRequiredService<Renditions>().WriteRedactedAsync(still, target, cancel))
            throw NotInStore;
        await using var made = File.OpenRead(target);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(made, cancel));
        var (width, height) = (still.Panorama.FullWidth, still.Panorama.FullWidth / 2);
        return item with
        {
            Document = still with
            {
                Original = new(name, hash, made.Length),
                Panorama = new(width, height, 0, 0, width, height),
                Redactions = [],
            },
        };
    }

    private static RefusedException NotInStore => new("missing", "The file is not in the store; run check.");

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
