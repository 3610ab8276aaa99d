using System.Security.Cryptography;
using System.Text;

namespace XrContent.Media.Blobs;

/// <summary>An original in the store, addressed by its content.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Length in bytes.</param>
/// <param name="IsNew">False when the store had these bytes already.</param>
public sealed record StoredOriginal(string Sha256, long Bytes, bool IsNew);

/// <summary>
/// Media: originals named by their hash, and for each original folders of renditions that appear whole or not at all. Nothing is ever
/// overwritten.
/// </summary>
public sealed class BlobStore
{
    /// <summary>
    /// In each folder of renditions: the SHA-256 of every other file, as sha256sum writes and reads them. It is written last: where it is,
    /// all others are.
    /// </summary>
    public const string Hashes = "files.sha256";
    private readonly IBlobs blobs;
    private readonly string scratch;

    /// <param name="scratch">A local folder for work in hand; several processes may share it.</param>
    public BlobStore(IBlobs blobs, string scratch)
    {
        this.blobs = blobs;
        this.scratch = Directory.CreateDirectory(scratch).FullName;
    }

    /// <summary>Copies a stream in and returns its address; the same bytes are kept once.</summary>
    public async Task<StoredOriginal> AddOriginalAsync(Stream content, CancellationToken cancel)
    {
        var temporary = NewScratch();
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                var buffer = new byte[1 << 20];
                int read;
                while ((read = await content.ReadAsync(buffer, cancel)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancel);
                }
            }

            var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            var length = new FileInfo(temporary).Length;
            var isNew = !await HasOriginalAsync(sha256, cancel);
            if (isNew)
                await TakeOriginalAsync(temporary, sha256, null, cancel);
            return new(sha256, length, isNew);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Takes over a file whose hash is known; the file is gone afterwards.</summary>
    public Task TakeOriginalAsync(string file, string sha256, IProgress<long>? sent, CancellationToken cancel) =>
        blobs.TakeAsync(OriginalName(sha256), file, sent, cancel);

    /// <summary>Removes an original; renditions of it must not exist.</summary>
    public Task RemoveOriginalAsync(string sha256, CancellationToken cancel) => blobs.DeleteAsync(OriginalName(sha256), cancel);

    public async Task<bool> HasOriginalAsync(string sha256, CancellationToken cancel) =>
        await blobs.LengthAsync(OriginalName(sha256), cancel) is not null;

    /// <summary>An original's bytes, or null when the store does not have it.</summary>
    public Task<Stream?> OpenOriginalAsync(string sha256, CancellationToken cancel) => blobs.OpenAsync(OriginalName(sha256), cancel);

    /// <summary>An original as a file on this machine for as long as the answer is kept; null when the store does not have it.</summary>
    public async Task<LocalFile?> BorrowOriginalAsync(string sha256, CancellationToken cancel)
    {
        if (blobs.LocalPath(OriginalName(sha256)) is { } path)
            return new(path, isCopy: false);
        if (await OpenOriginalAsync(sha256, cancel) is not { } content)
            return null;
        var copy = new LocalFile(NewScratch(), isCopy: true);
        try
        {
            await using (content)
            await using (var file = File.Create(copy.Path))
                await content.CopyToAsync(file, cancel);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>True when the bytes of an original still have its hash.</summary>
    public Task<bool> IsIntactAsync(string sha256, CancellationToken cancel) => HasHashAsync(OriginalName(sha256), sha256, cancel);

    /// <summary>True when the renditions of a name are there, all of them.</summary>
    public async Task<bool> HasRenditionsAsync(string name, CancellationToken cancel) =>
        await blobs.LengthAsync(RenditionName(name, Hashes), cancel) is not null;

    /// <summary>
    /// Makes the renditions of a name, unless they are there. Work begun earlier is given again, so that what a crash left done
    /// need not be done twice.
    /// </summary>
    /// <param name="make">Writes files into the folder that it is given.</param>
    public async Task AddRenditionsAsync(string name, Func<string, Task> make, CancellationToken cancel)
    {
        if (await HasRenditionsAsync(name, cancel))
            return;
        var folder = WorkFolder(name);
        Directory.CreateDirectory(folder);
        await make(folder);
        if (HasLinks(new(folder)))
        {
            DropWork(name);
            throw new RefusedException(
                "spoiled",
                "What was made of the file leads out of its folder. Tell the operator: the file is hostile."
            );
        }

        await WriteHashesAsync(folder, cancel);
        await blobs.TakeFolderAsync(RenditionName(name, "").TrimEnd('/'), folder, Hashes, cancel);
    }

    /// <summary>Throws work in hand of a name away.</summary>
    public void DropWork(string name)
    {
        if (Directory.Exists(WorkFolder(name)))
            Directory.Delete(WorkFolder(name), recursive: true);
    }

    /// <summary>Names of renditions that are being worked on, or were when a process ended; each with when it last was.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> WorkInHand() =>
        new DirectoryInfo(scratch)
            .EnumerateDirectories()
            .Where(folder => !folder.Name.EndsWith(".copy", StringComparison.Ordinal))
            .ToDictionary(
                folder => folder.Name,
                folder =>
                    folder
                        .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                        .Prepend(folder)
                        .Max(entry => (DateTimeOffset)entry.LastWriteTimeUtc)
            );

    public Task RemoveRenditionsAsync(string name, CancellationToken cancel) => blobs.DeleteAsync(RenditionName(name, ""), cancel);

    /// <summary>One rendition file, or null when there is none of that name.</summary>
    /// <param name="file">Path below the renditions' name, with forward slashes; one that leads out of it is not found.</param>
    public Task<Stream?> OpenRenditionAsync(string name, string file, CancellationToken cancel) =>
        IsFileName(file) ? blobs.OpenAsync(RenditionName(name, file), cancel) : Task.FromResult<Stream?>(null);

    /// <summary>Where one rendition file lies on this machine; null when it lies elsewhere or is missing.</summary>
    public string? FindRendition(string name, string file) => IsFileName(file) ? blobs.LocalPath(RenditionName(name, file)) : null;

    /// <summary>Where a client may fetch a rendition by itself for a while; null when this server hands it out.</summary>
    /// <param name="atMost">No longer than this; null for as long as such addresses usually work.</param>
    public Uri? LinkToRendition(string name, string file, TimeSpan? atMost = null) =>
        IsFileName(file) ? blobs.LinkTo(RenditionName(name, file), atMost) : null;

    /// <summary>The files of a rendition with their lengths in bytes, by their paths below its name; without the list of hashes.</summary>
    public async Task<IReadOnlyDictionary<string, long>> RenditionFilesAsync(string name, CancellationToken cancel)
    {
        var folder = RenditionName(name, "");
        return await blobs
            .ListAsync(folder, cancel)
            .Where(blob => !blob.Name.EndsWith(Hashes, StringComparison.Ordinal))
            .ToDictionaryAsync(blob => blob.Name[folder.Length..], blob => blob.Bytes, cancellationToken: cancel);
    }

    /// <summary>The files of a rendition that are missing or whose bytes changed.</summary>
    public async Task<IReadOnlyList<string>> DamagedRenditionsAsync(string name, CancellationToken cancel)
    {
        if (await blobs.OpenAsync(RenditionName(name, Hashes), cancel) is not { } list)
            return [Hashes];
        using var reader = new StreamReader(list);
        if (list.Length == 0)
            return [Hashes];
        var damaged = new List<string>();
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            // The list may be what is damaged.
            if (line.Length <= 66 || !IsFileName(line[66..]))
                damaged.Add(Hashes);
            else if (!await HasHashAsync(RenditionName(name, line[66..]), line[..64], cancel))
                damaged.Add(line[66..]);
        }

        return damaged;
    }

    /// <summary>Hashes of all originals in the store.</summary>
    public async Task<IReadOnlyDictionary<string, BlobEntry>> OriginalsAsync(CancellationToken cancel) =>
        await blobs
            .ListAsync("originals/", cancel)
            .ToDictionaryAsync(blob => blob.Name[(blob.Name.LastIndexOf('/') + 1)..], cancellationToken: cancel);

    /// <summary>Names of all renditions in the store, half-made ones too; each with when its last file was written.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> RenditionsAsync(CancellationToken cancel)
    {
        var all = new Dictionary<string, DateTimeOffset>();
        await foreach (var blob in blobs.ListAsync("renditions/", cancel))
        {
            var name = blob.Name.Split('/')[2];
            if (!all.TryGetValue(name, out var last) || last < blob.Written)
                all[name] = blob.Written;
        }

        return all;
    }

    private string WorkFolder(string name) => Path.Combine(scratch, name);

    private string NewScratch() => Path.Combine(scratch, $"{Guid.NewGuid():N}.copy");

    private async Task<bool> HasHashAsync(string blob, string sha256, CancellationToken cancel)
    {
        if (await blobs.OpenAsync(blob, cancel) is not { } content)
            return false;
        await using (content)
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel)) == sha256;
    }

    /// <summary>Whether something in a folder is a link; it is not followed.</summary>
    private static bool HasLinks(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos().Any(entry => entry.LinkTarget is not null || entry is DirectoryInfo below && HasLinks(below));

    private static async Task WriteHashesAsync(string folder, CancellationToken cancel)
    {
        var lines = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var relative = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            if (relative == Hashes)
                continue;
            await using var content = File.OpenRead(file);
            lines.Append(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel))).Append("  ").Append(relative).Append('\n');
        }

        await File.WriteAllTextAsync(Path.Combine(folder, Hashes), lines.ToString(), cancel);
    }

    private static bool IsFileName(string file) =>
        file.Length > 0 && !file.Contains('\\') && file.Split('/').All(part => part.Length > 0 && part[0] != '.');

    private static string OriginalName(string sha256) => $"originals/{sha256[..2]}/{sha256}";

    private static string RenditionName(string name, string file) => $"renditions/{name[..2]}/{name}/{file}";
}

/// <summary>A file of this machine to read from; a copy goes when it is disposed.</summary>
public sealed class LocalFile(string path, bool isCopy) : IDisposable
{
    public string Path { get; } = path;

    public void Dispose()
    {
        if (isCopy)
            File.Delete(Path);
    }
}
