using System.Buffers.Binary;
using System.IO.Compression;

namespace XrContent.Media.Maps;

/// <summary>What the tiles of a file are.</summary>
public enum TileKind : byte
{
    Unknown = 0,
    Vector = 1,
    Png = 2,
    Jpeg = 3,
    Webp = 4,
    Avif = 5,
}

/// <summary>
/// Reads a PMTiles file, version 3 (github.com/protomaps/PMTiles, spec/v3): a header, directories that say where each tile lies, and the
/// tiles. A few small reads find one of millions.
/// </summary>
public sealed class PmTiles
{
    internal const int HeaderBytes = 127;
    private const int MostDirectoryBytes = 32 << 20;
    private const int MostTileBytes = 8 << 20;
    private const int MostDepth = 4;

    private readonly Stream stream;
    private readonly long leaves;
    private readonly long data;
    private readonly byte directoryCompression;
    private readonly byte tileCompression;
    private readonly IReadOnlyList<Entry> root;

    private PmTiles(Stream stream, byte[] header, IReadOnlyList<Entry> root)
    {
        (this.stream, this.root) = (stream, root);
        (leaves, data) = (Number(header, 40), Number(header, 56));
        (directoryCompression, tileCompression) = (header[97], header[98]);
        (Kind, MinZoom, MaxZoom) = ((TileKind)header[99], header[100], header[101]);
    }

    public TileKind Kind { get; }

    public int MinZoom { get; }

    public int MaxZoom { get; }

    /// <param name="stream">Can be sought; stays the caller's.</param>
    /// <exception cref="RefusedException">It is no such file, or damaged.</exception>
    public static async Task<PmTiles> OpenAsync(Stream stream, CancellationToken cancel)
    {
        var header = await ReadAsync(stream, 0, HeaderBytes, cancel);
        if (!header.AsSpan(0, 7).SequenceEqual("PMTiles"u8) || header[7] != 3)
            throw Damaged("Is no PMTiles file of version 3.");
        var root = Entries(await UnpackedAsync(stream, Number(header, 8), Number(header, 16), header[97], cancel));
        return new(stream, header, root);
    }

    /// <summary>The bytes of a tile; null where there is none.</summary>
    public async Task<byte[]?> TileAsync(int zoom, int x, int y, CancellationToken cancel)
    {
        var (id, directory) = (TileIds.Of(zoom, x, y), root);
        for (var depth = 0; depth < MostDepth; depth++)
        {
            if (Find(directory, id) is not { } entry)
                return null;
            if (entry.Run > 0)
                return await TileAsync(entry, cancel);
            directory = await LeafAsync(entry, cancel);
        }

        throw Damaged("Its directories go too deep.");
    }

    /// <summary>All tiles, each told once, however many places it serves.</summary>
    public async IAsyncEnumerable<(int Zoom, int X, int Y, byte[] Bytes)> AllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        var open = new Stack<(IReadOnlyList<Entry> Directory, int Depth)>([(root, 0)]);
        while (open.TryPop(out var next))
        {
            if (next.Depth >= MostDepth)
                throw Damaged("Its directories go too deep.");
            foreach (var entry in next.Directory)
            {
                if (entry.Run == 0)
                {
                    open.Push((await LeafAsync(entry, cancel), next.Depth + 1));
                    continue;
                }

                var (zoom, x, y) = TileIds.CellOf(entry.Id);
                yield return (zoom, x, y, await TileAsync(entry, cancel));
            }
        }
    }

    private async Task<byte[]> TileAsync(Entry entry, CancellationToken cancel) =>
        await UnpackedAsync(stream, data + entry.Offset, Math.Min(entry.Length, MostTileBytes), tileCompression, cancel);

    private async Task<IReadOnlyList<Entry>> LeafAsync(Entry entry, CancellationToken cancel) =>
        Entries(await UnpackedAsync(stream, leaves + entry.Offset, entry.Length, directoryCompression, cancel));

    private static Entry? Find(IReadOnlyList<Entry> directory, long id)
    {
        var (low, high) = (0, directory.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (directory[middle].Id <= id)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high >= 0 && directory[high] is var entry && (entry.Run == 0 || id < entry.Id + entry.Run) ? entry : null;
    }

    private static List<Entry> Entries(byte[] bytes)
    {
        var at = 0;
        var count = Next();
        if (count > bytes.Length)
            throw Damaged("Has a directory that is cut short.");
        var (ids, runs, lengths) = (new long[count], new long[count], new long[count]);
        for (long i = 0, id = 0; i < count; i++)
            ids[i] = id += Next();
        for (var i = 0; i < count; i++)
            runs[i] = Next();
        for (var i = 0; i < count; i++)
            lengths[i] = Next();
        var entries = new List<Entry>((int)count);
        var end = 0L;
        for (var i = 0; i < count; i++)
        {
            // 0 means: right after the one before.
            var offset = Next() is var own and > 0 ? own - 1 : end;
            end = offset + lengths[i];
            entries.Add(new(ids[i], offset, lengths[i], runs[i]));
        }

        return entries;

        long Next()
        {
            long value = 0;
            for (var shift = 0; shift < 63; shift += 7)
            {
                if (at >= bytes.Length)
                    throw Damaged("Has a directory that is cut short.");
                var part = bytes[at++];
                value |= (long)(part & 0x7F) << shift;
                if (part < 0x80)
                    return value;
            }

            throw Damaged("Has a directory with a number that is too long.");
        }
    }

    private static async Task<byte[]> UnpackedAsync(Stream stream, long offset, long length, byte compression, CancellationToken cancel)
    {
        if (length is < 0 or > MostDirectoryBytes)
            throw Damaged("Has a part that is too long.");
        var bytes = await ReadAsync(stream, offset, (int)length, cancel);
        if (compression is 0 or 1)
            return bytes;
        if (compression != 2)
            throw Damaged("Is compressed in a way that is not read here: only gzip is.");
        await using var unpacked = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await Read()) > 0)
        {
            if (memory.Length + read > MostDirectoryBytes)
                throw Damaged("Has a part that unpacks to too much.");
            memory.Write(buffer, 0, read);
        }

        return memory.ToArray();

        async Task<int> Read()
        {
            try
            {
                return await unpacked.ReadAsync(buffer, cancel);
            }
            catch (InvalidDataException)
            {
                throw Damaged("Is damaged: a part of it does not unpack.");
            }
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, long offset, int length, CancellationToken cancel)
    {
        if (offset < 0 || offset + length > stream.Length)
            throw Damaged("Is cut short.");
        var bytes = new byte[length];
        stream.Position = offset;
        await stream.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }

    private static long Number(byte[] header, int at) => BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(at));

    private static RefusedException Damaged(string reason) => new("not-pmtiles", reason);

    /// <param name="Id">Of the first tile.</param>
    /// <param name="Run">How many tiles in a row it serves; 0 for a directory.</param>
    private sealed record Entry(long Id, long Offset, long Length, long Run);
}
