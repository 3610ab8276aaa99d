using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using XrContent.Media;
using XrContent.Server.Data;

namespace XrContent.Server.Ingest.Uploads;

/// <summary>
/// Unfinished uploads as files. The length of the file is the offset of the upload, whatever ended the process that wrote it.
/// </summary>
internal sealed class UploadFiles(IOptions<StorageOptions> storage, IOptions<UploadOptions> options)
{
    private readonly string folder = Directory.CreateDirectory(Path.Combine(storage.Value.Folder, "uploads")).FullName;

    public string PathOf(string id) => IsId(id) ? Path.Combine(folder, id) : throw new ArgumentException("No id of an upload.", nameof(id));

    /// <summary>An id that this server made; anything else never becomes a path.</summary>
    public static bool IsId(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    public bool Has(string id) => File.Exists(PathOf(id));

    /// <summary>Ids of all files that are there.</summary>
    public IEnumerable<string> All() => Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Where(IsId);

    /// <summary>Bytes that are here and, where the sender gave a checksum, verified.</summary>
    public long OffsetOf(string id) => VerifiedOf(id, LengthOf(id));

    /// <summary>How many of its bytes are verified, where so many are there.</summary>
    public long VerifiedOf(string id, long length) => UnverifiedFrom(id) is { } from ? Math.Min(from, length) : length;

    /// <summary>Bytes that lie here, verified or not.</summary>
    public long LengthOf(string id) => new FileInfo(PathOf(id)) is { Exists: true } file ? file.Length : 0;

    public void Create(string id)
    {
        File.Create(PathOf(id)).Dispose();
        File.Create(LockOf(id)).Dispose();
    }

    public void Remove(string id)
    {
        File.Delete(PathOf(id));
        File.Delete(MarkOf(id));
        File.Delete(WantedOf(id));
        File.Delete(LockOf(id));
    }

    /// <summary>Bytes that may still come to this disk.</summary>
    public long Room() => new DriveInfo(folder).AvailableFreeSpace - options.Value.KeepFree;

    /// <summary>Bytes that have yet to come of an upload to this disk; none where its file lies on another node.</summary>
    /// <param name="isNew">Its file may be made just now.</param>
    public long MissingOf(string id, long bytes, bool isNew) => isNew || Has(id) ? Math.Max(0, bytes - LengthOf(id)) : 0;

    /// <summary>Is locked by who writes to an upload, whichever process that is.</summary>
    public string LockOf(string id) => $"{PathOf(id)}.lock";

    /// <summary>Is there while another node asks for the lock.</summary>
    public string WantedOf(string id) => $"{PathOf(id)}.wanted";

    /// <summary>Appends what comes, as it comes. Whatever ends the request, the bytes that came stay.</summary>
    /// <param name="offset">Where the sender says that it goes on: the file's length.</param>
    /// <param name="most">Bytes that may still come.</param>
    /// <param name="checksum">Verified over this request's bytes; where it fails, or the request ends early, they are taken back.</param>
    /// <param name="came">Told whenever bytes have been written.</param>
    /// <returns>How it ended, and the new offset.</returns>
    public async Task<(Appended How, long Offset)> AppendAsync(
        string id,
        PipeReader body,
        long offset,
        long most,
        Checksum? checksum,
        Action came,
        CancellationToken cancel
    )
    {
        await using var file = new FileStream(
            PathOf(id),
            new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                Share = FileShare.Read,
                BufferSize = 0,
                Options = FileOptions.Asynchronous,
            }
        );
        // Bytes that a checksum was to verify, and whose request ended with the process.
        if (file.Length > offset)
            file.SetLength(offset);
        if (checksum is not null)
            MarkUnverified(id, offset);
        else
            File.Delete(MarkOf(id));
        var end = await WriteAsync(file, body, offset, most, checksum, came, cancel);
        if (checksum is not null)
        {
            if (end == Appended.Whole && !checksum.IsRight())
                end = Appended.WrongChecksum;
            if (end != Appended.Whole)
                file.SetLength(offset);
        }

        try
        {
            file.Flush(flushToDisk: true);
        }
        catch (IOException full) when (NotNowException.IsNoRoom(full))
        {
            end = Appended.DiskFull;
        }

        File.Delete(MarkOf(id));
        return (end, file.Length);
    }

    private static async Task<Appended> WriteAsync(
        FileStream file,
        PipeReader body,
        long offset,
        long most,
        Checksum? checksum,
        Action came,
        CancellationToken cancel
    )
    {
        var (at, end, parts) = (offset, offset + most, new List<ReadOnlyMemory<byte>>());
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(cancel);
                try
                {
                    if (read.Buffer.Length > end - at)
                        return Appended.TooLong;
                    parts.Clear();
                    foreach (var part in read.Buffer)
                    {
                        parts.Add(part);
                        checksum?.Add(part.Span);
                    }

                    // The request comes in pieces of a few kilobytes: one call writes all that are here.
                    await RandomAccess.WriteAsync(file.SafeFileHandle, parts, at, CancellationToken.None);
                    at += read.Buffer.Length;
                    if (parts.Count > 0)
                        came();
                }
                finally
                {
                    // However it ends: the rest of the request must flow past, or its sender never hears the answer.
                    body.AdvanceTo(read.Buffer.End);
                }

                if (read.IsCompleted)
                    return Appended.Whole;
            }
        }
        catch (IOException full) when (NotNowException.IsNoRoom(full))
        {
            return Appended.DiskFull;
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or BadHttpRequestException)
        {
            return Appended.Broken;
        }
    }

    private string MarkOf(string id) => $"{PathOf(id)}.unverified";

    private void MarkUnverified(string id, long offset)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, offset);
        File.WriteAllBytes(MarkOf(id), bytes);
    }

    private long? UnverifiedFrom(string id)
    {
        if (!File.Exists(MarkOf(id)))
            return null;
        var bytes = File.ReadAllBytes(MarkOf(id));
        // Killed while the mark itself was written: nothing had come yet.
        return bytes.Length == 8 ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : null;
    }
}

/// <summary>How a request that brings bytes ended.</summary>
internal enum Appended
{
    Whole,

    /// <summary>The connection broke, or gave way to another.</summary>
    Broken,
    DiskFull,
    WrongChecksum,

    /// <summary>More came than the upload is long.</summary>
    TooLong,
}

/// <summary>A checksum that came with a request, and the one of its bytes.</summary>
internal sealed class Checksum(HashAlgorithmName algorithm, byte[] expected) : IDisposable
{
    /// <summary>What tus names them.</summary>
    public const string Algorithms = "sha1,sha256";
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(algorithm);

    public void Add(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    public bool IsRight() => hash.GetHashAndReset().AsSpan().SequenceEqual(expected);

    public void Dispose() => hash.Dispose();

    /// <summary>Reads Upload-Checksum: an algorithm, a space, Base64.</summary>
    public static bool TryParse(string header, out Checksum? checksum)
    {
        checksum = null;
        var parts = header.Split(' ');
        var (algorithm, length) = parts[0] switch
        {
            "sha1" => (HashAlgorithmName.SHA1, 20),
            "sha256" => (HashAlgorithmName.SHA256, 32),
            _ => (default, 0),
        };
        var expected = new byte[32];
        if (parts.Length != 2 || length == 0 || !Convert.TryFromBase64String(parts[1], expected, out var written) || written != length)
            return false;
        checksum = new(algorithm, expected[..length]);
        return true;
    }
}
