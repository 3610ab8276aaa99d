using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;

namespace XrContent.Media.Blobs;

/// <summary>Blobs in a container of Azure Blob Storage.</summary>
/// <param name="container">Created on first use.</param>
/// <param name="linkLife">How long an address of <see cref="LinkTo"/> works; null to hand all bytes out through the server.</param>
public sealed class AzureBlobs(BlobContainerClient container, TimeSpan? linkLife, TimeProvider clock) : IBlobs
{
    private const int BlockBytes = 8 << 20;
    private const int FilesAtOnce = 8;
    private Task? ready;

    /// <summary>Asks once for the container; where that failed, whoever comes next asks again.</summary>
    private Task ReadyAsync()
    {
        var asked = Volatile.Read(ref ready);
        if (asked is { IsFaulted: false, IsCanceled: false })
            return asked;
        var next = container.CreateIfNotExistsAsync();
        return Interlocked.CompareExchange(ref ready, next, asked) == asked ? next : ReadyAsync();
    }

    public async Task<long?> LengthAsync(string name, CancellationToken cancel)
    {
        await ReadyAsync().WaitAsync(cancel);
        try
        {
            return (await container.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancel)).Value.ContentLength;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    public async Task<Stream?> OpenAsync(string name, CancellationToken cancel)
    {
        await ReadyAsync().WaitAsync(cancel);
        try
        {
            return await container.GetBlobClient(name).OpenReadAsync(cancellationToken: cancel);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    public async Task TakeAsync(string name, string file, IProgress<long>? sent, CancellationToken cancel)
    {
        await ReadyAsync().WaitAsync(cancel);
        var blob = container.GetBlockBlobClient(name);
        await using (var content = File.OpenRead(file))
        {
            // Blocks that an earlier try staged are found by their names, which say where they belong.
            var staged = await StagedAsync(blob, cancel);
            var blocks = new List<string>();
            var buffer = new byte[BlockBytes];
            for (long at = 0; at < content.Length; at += BlockBytes)
            {
                var bytes = (int)Math.Min(BlockBytes, content.Length - at);
                var id = Convert.ToBase64String(Encoding.ASCII.GetBytes(at.ToString("D15", CultureInfo.InvariantCulture)));
                blocks.Add(id);
                if (staged.GetValueOrDefault(id) != bytes)
                {
                    content.Position = at;
                    await content.ReadExactlyAsync(buffer.AsMemory(0, bytes), cancel);
                    using var block = new MemoryStream(buffer, 0, bytes, writable: false);
                    await blob.StageBlockAsync(id, block, cancellationToken: cancel);
                }

                sent?.Report(at + bytes);
            }

            await blob.CommitBlockListAsync(
                blocks,
                new CommitBlockListOptions { HttpHeaders = new() { ContentType = MediaTypes.Of(name) } },
                cancel
            );
        }

        File.Delete(file);
    }

    public async Task TakeFolderAsync(string name, string folder, string last, CancellationToken cancel)
    {
        await ReadyAsync().WaitAsync(cancel);
        var files = Directory
            .GetFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => $"{name}/{Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')}");
        var final = $"{name}/{last}";
        await Parallel.ForEachAsync(
            files.Where(file => file.Key != final),
            new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancel },
            async (file, token) => await TakeAsync(file.Key, file.Value, null, token)
        );
        await TakeAsync(final, files[final], null, cancel);
        Directory.Delete(folder, recursive: true);
    }

    public async Task DeleteAsync(string name, CancellationToken cancel)
    {
        await ReadyAsync().WaitAsync(cancel);
        if (!name.EndsWith('/'))
        {
            await container.DeleteBlobIfExistsAsync(name, cancellationToken: cancel);
            return;
        }

        await foreach (var blob in ListAsync(name, cancel))
            await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancel);
    }

    public async IAsyncEnumerable<BlobEntry> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancel)
    {
        await ReadyAsync().WaitAsync(cancel);
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, folder, cancel))
            yield return new(blob.Name, blob.Properties.ContentLength ?? 0, blob.Properties.LastModified ?? DateTimeOffset.MaxValue);
    }

    public string? LocalPath(string name) => null;

    public Uri? LinkTo(string name, TimeSpan? atMost = null) =>
        linkLife is { } life
            ? container
                .GetBlobClient(name)
                .GenerateSasUri(BlobSasPermissions.Read, clock.GetUtcNow() + (atMost < life ? atMost.Value : life))
            : null;

    private static async Task<Dictionary<string, long>> StagedAsync(BlockBlobClient blob, CancellationToken cancel)
    {
        try
        {
            var list = await blob.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: cancel);
            return list.Value.UncommittedBlocks.ToDictionary(block => block.Name, block => block.SizeLong);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return [];
        }
    }
}
