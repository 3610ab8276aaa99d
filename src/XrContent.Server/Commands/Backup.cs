using System.Formats.Tar;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Storage;
using XrContent.Catalog.Workflow;
using XrContent.Geo.Terrain;
using XrContent.Media.Blobs;
using XrContent.Server.Accounts;
using XrContent.Server.Data;
using XrContent.Server.Ingest.Uploads;

namespace XrContent.Server.Commands;

/// <summary>
/// `backup FILE` and `restore FILE`: database, media, unfinished uploads and terrain as one tar file, beside a serving process. Media in
/// Azure are listed, not copied: they have their own redundancy and snapshots.
/// </summary>
internal sealed class Backup(IServiceProvider services)
{
    private const string CatalogFile = "catalog.db";
    private const string Media = "media/";
    private const string Uploads = "uploads/";
    private const string Heights = "terrain/";
    private const string Lock = "lock";
    private const string BlobList = "blobs.tsv";

    /// <summary>
    /// How often the database is copied anew for an upload that began meanwhile; what is still not here lies on another node.
    /// </summary>
    private const int MostRounds = 5;

    private readonly StorageOptions storage = services.GetRequiredService<IOptions<StorageOptions>>().Value;
    private readonly IBlobs blobs = services.GetRequiredService<IBlobs>();
    private readonly BlobStore store = services.GetRequiredService<BlobStore>();

    public async Task<int> SaveAsync(string file, CancellationToken cancel)
    {
        await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
        var partial = $"{file}.partial";
        var snapshot = Path.Combine(Directory.CreateDirectory(Path.Combine(storage.Folder, "work")).FullName, $"{Guid.NewGuid():N}.copy");
        var count = 0;
        try
        {
            // Uploads are held open while they lie in their folder; then the database: whatever else it names is in the store already.
            await using var uploads = await SnapshotAsync(snapshot, cancel);
            await using (var tar = new TarWriter(File.Create(partial), TarEntryFormat.Pax))
            {
                await tar.WriteEntryAsync(snapshot, CatalogFile, cancel);
                count += storage.BlobsProvider == "Azure" ? await ListAsync(tar, cancel) : await CopyMediaAsync(tar, cancel);
                count += await uploads.CopyAsync(tar, Uploads, cancel);
                count += await CopyFolderAsync(tar, services.GetRequiredService<TerrainStore>().Folder, Heights, cancel);
            }

            File.Move(partial, file, overwrite: true);
        }
        finally
        {
            File.Delete(snapshot);
            File.Delete(partial);
        }

        Console.WriteLine(
            $"{file}: the database and {count} files, {new FileInfo(file).Length.ToString("N0", CultureInfo.InvariantCulture)} bytes."
        );
        return 0;
    }

    public async Task<int> RestoreAsync(string file, CancellationToken cancel)
    {
        // One that is damaged is not read any more, nor brought to another form.
        var isDamaged = (await services.GetRequiredService<Database>().DamageAsync(cancel)).Count > 0;
        if (!isDamaged)
            await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
        var scratch = Directory.CreateDirectory(Path.Combine(storage.Folder, "work", $"{Guid.NewGuid():N}.copy")).FullName;
        try
        {
            var count = 0;
            await using (var tar = new TarReader(File.OpenRead(file)))
            {
                if (await tar.GetNextEntryAsync(cancellationToken: cancel) is not { Name: CatalogFile } first)
                {
                    await Console.Error.WriteLineAsync($"{file} is no backup of this program. Nothing was changed.");
                    return 1;
                }

                await first.ExtractToFileAsync(Path.Combine(scratch, CatalogFile), overwrite: true, cancel);
                while (await tar.GetNextEntryAsync(cancellationToken: cancel) is { } entry)
                {
                    if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                        continue;
                    await RestoreAsync(entry, scratch, cancel);
                    count++;
                }
            }

            // The database last: what it names is there by then.
            await ReplaceDatabaseAsync(Path.Combine(scratch, CatalogFile), isDamaged, cancel);
            Console.WriteLine(
                $"The database and {count} files are restored. What was added since the backup is no longer in the catalogue; check "
                    + $"--clean removes its media."
            );
            return 0;
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or FormatException)
        {
            await Console.Error.WriteLineAsync($"{file} is cut short or damaged ({broken.Message}). The database was not changed.");
            return 1;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task RestoreAsync(TarEntry entry, string scratch, CancellationToken cancel)
    {
        var name = entry.Name;
        if (name.Split('/', '\\').Any(part => part is "" or "." or ".."))
            throw new InvalidDataException($"It holds the path {name}.");
        var copy = Path.Combine(scratch, "file");
        if (name.StartsWith($"{Media}renditions/", StringComparison.Ordinal))
        {
            var rendition = string.Join('/', name[Media.Length..].Split('/')[..3]);
            var folder = Path.Combine(scratch, rendition.Replace('/', '-'));
            var target = Path.Combine(folder, name[(Media.Length + rendition.Length + 1)..]);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await entry.ExtractToFileAsync(target, overwrite: true, cancel);
            if (Path.GetFileName(name) != BlobStore.Hashes)
                return;
            // What is there may be damaged, which is why somebody restores it.
            if (await store.DamagedRenditionsAsync(Path.GetFileName(rendition), cancel) is [])
            {
                Directory.Delete(folder, recursive: true);
                return;
            }

            await blobs.DeleteAsync($"{rendition}/", cancel);
            await blobs.TakeFolderAsync(rendition, folder, BlobStore.Hashes, cancel);
        }
        else if (name.StartsWith(Media, StringComparison.Ordinal))
        {
            var original = name[Media.Length..];
            if (await store.IsIntactAsync(Path.GetFileName(original), cancel))
                return;
            await entry.ExtractToFileAsync(copy, overwrite: true, cancel);
            await blobs.TakeAsync(original, copy, null, cancel);
        }
        else if (Target(name) is { } target)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await entry.ExtractToFileAsync(copy, overwrite: true, cancel);
            File.Move(copy, target, overwrite: true);
        }
    }

    private string? Target(string name) =>
        name.StartsWith(Uploads, StringComparison.Ordinal) ? Path.Combine(storage.Folder, name)
        : name.StartsWith(Heights, StringComparison.Ordinal)
            ? Path.Combine(services.GetRequiredService<TerrainStore>().Folder, name[Heights.Length..])
        : null;

    /// <summary>
    /// Copies the database, with all uploads in hand that are unfinished in the copy: one that ends meanwhile moves away under its name,
    /// and not from who holds it open.
    /// </summary>
    private async Task<HeldUploads> SnapshotAsync(string file, CancellationToken cancel)
    {
        var held = new HeldUploads(services.GetRequiredService<UploadFiles>());
        try
        {
            for (var round = 0; round < MostRounds; round++)
            {
                held.TakeAll();
                File.Delete(file);
                await services.GetRequiredService<DatabaseCopy>().SaveAsync(file, cancel);
                if (held.HasAll(await UnfinishedInAsync(file, cancel)))
                    break;
            }

            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ids of the uploads whose bytes the store does not have yet.</summary>
    private static async Task<List<string>> UnfinishedInAsync(string file, CancellationToken cancel)
    {
        await using var source = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ToString()
        );
        await source.OpenAsync(cancel);
        await using var ask = source.CreateCommand();
        ask.CommandText = """SELECT "Id" FROM "IngestJobs" WHERE "Stage" IN ('Uploading', 'Received') AND "Sha256" IS NULL""";
        await using var rows = await ask.ExecuteReaderAsync(cancel);
        var ids = new List<string>();
        while (await rows.ReadAsync(cancel))
            ids.Add(rows.GetString(0));
        return ids;
    }

    /// <summary>
    /// Writes the backup over the live database in one transaction; serving processes see the new version and swap. One that is damaged is
    /// kept beside it: what was added since the backup may be read from there by who knows how.
    /// </summary>
    private async Task ReplaceDatabaseAsync(string file, bool isDamaged, CancellationToken cancel)
    {
        var copy = services.GetRequiredService<DatabaseCopy>();
        long? former = null;
        if (isDamaged)
            Console.WriteLine($"The damaged database is kept as {copy.SetAside()}. A server that runs still reads that one: restart it.");
        else
            former = (await services.GetRequiredService<PublishedReader>().VersionAsync(cancel)).Version;
        await copy.RestoreAsync(file, cancel);
        // No list of changes leads from what phones know to what was restored: they start afresh.
        await services.GetRequiredService<History>().StartOverAsync(former, Operator.Name, cancel);
    }

    private async Task<int> CopyMediaAsync(TarWriter tar, CancellationToken cancel)
    {
        var count = 0;
        var names = (await blobs.ListAsync("originals/", cancel).Select(blob => blob.Name).ToListAsync(cancel)).Concat(
            await blobs.ListAsync("renditions/", cancel).Select(blob => blob.Name).ToListAsync(cancel)
        );
        foreach (
            var name in names
                .OrderBy(Path.GetDirectoryName, StringComparer.Ordinal)
                .GroupBy(FolderOf)
                .SelectMany(folder => folder.OrderBy(name => Path.GetFileName(name) == BlobStore.Hashes))
        )
        {
            // Removed meanwhile, as by a redaction: then the next backup has what took its place.
            if (blobs.LocalPath(name) is not { } path)
                continue;
            await tar.WriteEntryAsync(path, $"{Media}{name}", cancel);
            count++;
        }

        return count;

        static string FolderOf(string name) => string.Join('/', name.Split('/').Take(3));
    }

    private async Task<int> ListAsync(TarWriter tar, CancellationToken cancel)
    {
        var lines = new System.Text.StringBuilder();
        foreach (var folder in new[] { "originals/", "renditions/" })
        {
            await foreach (var blob in blobs.ListAsync(folder, cancel))
                lines.Append(blob.Name).Append('\t').Append(blob.Bytes).Append('\n');
        }

        await tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, BlobList)
            {
                DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(lines.ToString())),
            },
            cancel
        );
        return 1;
    }

    private static async Task<int> CopyFolderAsync(TarWriter tar, string folder, string name, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
            return 0;
        var count = 0;
        foreach (
            var file in Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) != Lock)
                .Order(StringComparer.Ordinal)
        )
        {
            // What was made anew meanwhile is in the next backup.
            if (Open(file) is not { } content)
                continue;
            await using (content)
            {
                var entry = new PaxTarEntry(
                    TarEntryType.RegularFile,
                    name + Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')
                )
                {
                    DataStream = content,
                };
                await tar.WriteEntryAsync(entry, cancel);
            }

            count++;
        }

        return count;
    }

    private static FileStream? Open(string file)
    {
        try
        {
            return new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
