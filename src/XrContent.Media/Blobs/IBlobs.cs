namespace XrContent.Media.Blobs;

/// <summary>One blob in a listing.</summary>
/// <param name="Name">Path with forward slashes.</param>
/// <param name="Bytes">Length in bytes.</param>
/// <param name="Written">When its bytes were written.</param>
public sealed record BlobEntry(string Name, long Bytes, DateTimeOffset Written);

/// <summary>
/// Where bytes are kept: files in a folder, or blobs in Azure. A blob appears whole or not at all and is never overwritten with
/// other bytes. Names are paths with forward slashes, made by this program alone.
/// </summary>
public interface IBlobs
{
    /// <summary>Length in bytes, or null when there is no such blob.</summary>
    Task<long?> LengthAsync(string name, CancellationToken cancel);

    /// <summary>A seekable stream of a blob's bytes, or null when there is no such blob.</summary>
    Task<Stream?> OpenAsync(string name, CancellationToken cancel);

    /// <summary>
    /// Takes a local file over as a blob; the file is gone afterwards. Begun again after a crash, it goes on where it was.
    /// </summary>
    /// <param name="sent">Told the bytes that are safe so far.</param>
    Task TakeAsync(string name, string file, IProgress<long>? sent, CancellationToken cancel);

    /// <summary>
    /// Takes a local folder over, whole or not at all: <paramref name="last"/> is the file whose presence says that all are there.
    /// </summary>
    Task TakeFolderAsync(string name, string folder, string last, CancellationToken cancel);

    /// <summary>Removes a blob, or all blobs below a name that ends with a slash. What is missing already is no error.</summary>
    Task DeleteAsync(string name, CancellationToken cancel);

    /// <summary>All blobs whose names begin with a folder.</summary>
    /// <param name="folder">Ends with a slash.</param>
    IAsyncEnumerable<BlobEntry> ListAsync(string folder, CancellationToken cancel);

    /// <summary>The blob's file on this machine, or null when it lies elsewhere or is missing.</summary>
    string? LocalPath(string name);

    /// <summary>An address at which a client may fetch the blob itself for a while; null when this server hands it out.</summary>
    /// <param name="atMost">No longer than this; null for as long as such addresses usually work.</param>
    Uri? LinkTo(string name, TimeSpan? atMost = null);
}
