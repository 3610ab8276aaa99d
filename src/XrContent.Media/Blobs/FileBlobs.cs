using System.Runtime.CompilerServices;

namespace XrContent.Media.Blobs;

/// <summary>Blobs as files below a folder, made durable before they get their names.</summary>
public sealed class FileBlobs : IBlobs
{
    private readonly string root;

    /// <param name="folder">Created when missing. Several processes may share it.</param>
    public FileBlobs(string folder) => root = Directory.CreateDirectory(folder).FullName + Path.DirectorySeparatorChar;

    public Task<long?> LengthAsync(string name, CancellationToken cancel) =>
        Task.FromResult(LocalPath(name) is { } path ? new FileInfo(path).Length : (long?)null);

    public Task<Stream?> OpenAsync(string name, CancellationToken cancel)
    {
        try
        {
            return Task.FromResult<Stream?>(
                Resolve(name) is { } path
                    ? new FileStream(
                        path,
                        new FileStreamOptions
                        {
                            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                            Share = FileShare.ReadWrite | FileShare.Delete,
                        }
                    )
                    : null
            );
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task TakeAsync(string name, string file, IProgress<long>? sent, CancellationToken cancel)
    {
        var path = Require(name);
        var length = new FileInfo(file).Length;
        Fsync.File(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(file, path, overwrite: true);
        Fsync.Folder(Path.GetDirectoryName(path)!);
        sent?.Report(length);
        return Task.CompletedTask;
    }

    public Task TakeFolderAsync(string name, string folder, string last, CancellationToken cancel)
    {
        var path = Require(name);
        Fsync.Tree(folder);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            Directory.Move(folder, path);
        }
        catch (IOException) when (File.Exists(Path.Combine(path, last)))
        {
            // Another process made the same meanwhile.
            Directory.Delete(folder, recursive: true);
        }

        Fsync.Folder(Path.GetDirectoryName(path)!);
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string name, CancellationToken cancel)
    {
        var path = Require(name.TrimEnd('/'));
        if (!name.EndsWith('/'))
        {
            // Where its folder is missing it throws.
            if (File.Exists(path))
                File.Delete(path);
            return Task.CompletedTask;
        }

        if (!Directory.Exists(path))
            return Task.CompletedTask;
        // Out of its name at once, so that nobody finds half of it.
        var gone = $"{path}.{Guid.NewGuid():N}.gone";
        Directory.Move(path, gone);
        Directory.Delete(gone, recursive: true);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<BlobEntry> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var path = Require(folder.TrimEnd('/'));
        if (!Directory.Exists(path))
            yield break;
        foreach (var file in new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancel.ThrowIfCancellationRequested();
            yield return new(
                Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'),
                file.Length,
                file.LastWriteTimeUtc
            );
        }
    }

    public string? LocalPath(string name) => Resolve(name) is { } path && File.Exists(path) ? path : null;

    public Uri? LinkTo(string name, TimeSpan? atMost = null) => null;

    private string Require(string name) => Resolve(name) ?? throw new ArgumentException($"\"{name}\" is no name of a blob.", nameof(name));

    private string? Resolve(string name)
    {
        var path = Path.GetFullPath(Path.Combine(root, name));
        return path.StartsWith(root, StringComparison.Ordinal) ? path : null;
    }
}
