using System.Security.Cryptography;

namespace XrContent.Media.Blobs;

/// <summary>An original in the store, addressed by its content.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Length in bytes.</param>
/// <param name="Path">Where its bytes lie on this machine.</param>
/// <param name="IsNew">False when the store had these bytes already.</param>
public sealed record StoredOriginal(string Sha256, long Bytes, string Path, bool IsNew);

/// <summary>
/// Media bytes as files: originals named by their hash, and for each original a folder of renditions that appears whole or
/// not at all. Nothing is ever overwritten.
/// </summary>
public sealed class BlobStore
{
    private readonly string originals;
    private readonly string renditions;
    private readonly string staging;

    /// <param name="folder">Created when missing. Several processes may share it.</param>
    public BlobStore(string folder)
    {
        originals = Path.Combine(folder, "originals");
        renditions = Path.Combine(folder, "renditions");
        staging = Path.Combine(folder, "staging");
        foreach (var part in new[] { originals, renditions, staging }) Directory.CreateDirectory(part);
    }

    /// <summary>Copies a stream in and returns its address; the same bytes are kept once.</summary>
    public async Task<StoredOriginal> AddOriginalAsync(Stream content, CancellationToken cancel)
    {
        var temporary = Path.Combine(staging, Guid.NewGuid().ToString("N"));
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long length = 0;
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                var buffer = new byte[81920];
                int read;
                while ((read = await content.ReadAsync(buffer, cancel)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancel);
                    length += read;
                }

                file.Flush(flushToDisk: true);
            }

            var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            var path = OriginalPath(sha256);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var isNew = !File.Exists(path);
            if (isNew) File.Move(temporary, path, overwrite: true);
            return new(sha256, length, path, isNew);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Removes an original that turned out to be no picture; renditions of it must not exist.</summary>
    public void RemoveOriginal(string sha256) => File.Delete(OriginalPath(sha256));

    /// <summary>Where an original lies, or null when the store does not have it.</summary>
    public string? FindOriginal(string sha256) => File.Exists(OriginalPath(sha256)) ? OriginalPath(sha256) : null;

    /// <summary>True when the bytes of an original still have its hash.</summary>
    public async Task<bool> IsIntactAsync(string sha256, CancellationToken cancel)
    {
        if (FindOriginal(sha256) is not { } path) return false;
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)) == sha256;
    }

    /// <summary>True when the renditions of a name are there.</summary>
    public bool HasRenditions(string name) => Directory.Exists(RenditionPath(name));

    /// <summary>Makes the renditions of a name, unless they are there: the folder given to <paramref name="make"/> is moved into place when it is done.</summary>
    public void AddRenditions(string name, Action<string> make)
    {
        if (HasRenditions(name)) return;
        var temporary = Path.Combine(staging, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(temporary);
        try
        {
            make(temporary);
            var path = RenditionPath(name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                Directory.Move(temporary, path);
            }
            catch (IOException) when (Directory.Exists(path))
            {
                // Another process made the same renditions meanwhile.
            }
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>Path of one rendition file, or null when there is none of that name.</summary>
    /// <param name="name">Name of the renditions, as given to <see cref="AddRenditions"/>.</param>
    /// <param name="file">Path below it with forward slashes; a path that leads out of the folder is not found.</param>
    public string? FindRendition(string name, string file)
    {
        var root = RenditionPath(name) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, file));
        return path.StartsWith(root, StringComparison.Ordinal) && File.Exists(path) ? path : null;
    }

    /// <summary>Hashes of all originals in the store.</summary>
    public IEnumerable<string> Originals() =>
        Directory.EnumerateFiles(originals, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path));

    private string OriginalPath(string sha256) => Path.GetFullPath(Path.Combine(originals, sha256[..2], sha256));

    private string RenditionPath(string name) => Path.GetFullPath(Path.Combine(renditions, name[..2], name));
}
