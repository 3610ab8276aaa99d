using System.Buffers.Binary;
using System.IO.Compression;

namespace XrContent.Media.Maps;

/// <summary>Writes picture tiles into one PMTiles file of version 3.</summary>
public static class PmTilesWriter
{
    /// <summary>The most tiles of a file: their directory is one, and is read whole.</summary>
    public const int MostTiles = 200_000;

    private const byte Plain = 1;
    private const byte Gzip = 2;

    /// <param name="tiles">Each with its file; none twice.</param>
    /// <param name="bounds">Degrees: west, south, east, north.</param>
    public static async Task WriteAsync(
        Stream target,
        IEnumerable<(int Zoom, int X, int Y, string File)> tiles,
        TileKind kind,
        (double West, double South, double East, double North) bounds,
        CancellationToken cancel
    )
    {
        var sorted = tiles
            .Select(tile => (Id: TileIds.Of(tile.Zoom, tile.X, tile.Y), tile.Zoom, tile.File))
            .OrderBy(tile => tile.Id)
            .ToList();
        var lengths = sorted.Select(tile => new FileInfo(tile.File).Length).ToList();
        var directory = Packed(Directory([.. sorted.Select(tile => tile.Id)], lengths));
        var metadata = Packed("{}"u8.ToArray());
        var header = new byte[PmTiles.HeaderBytes];
        "PMTiles"u8.CopyTo(header);
        header[7] = 3;
        var (metadataAt, dataAt) = (header.Length + directory.Length, header.Length + directory.Length + metadata.Length);
        long[] numbers =
        [
            header.Length,
            directory.Length,
            metadataAt,
            metadata.Length,
            dataAt,
            0,
            dataAt,
            lengths.Sum(),
            sorted.Count,
            sorted.Count,
            sorted.Count,
        ];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8 + 8 * i), numbers[i]);
        (header[96], header[97], header[98], header[99]) = (1, Gzip, Plain, (byte)kind);
        (header[100], header[101]) = ((byte)sorted.Min(tile => tile.Zoom), (byte)sorted.Max(tile => tile.Zoom));
        double[] corners = [bounds.West, bounds.South, bounds.East, bounds.North];
        for (var i = 0; i < corners.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(102 + 4 * i), (int)Math.Round(corners[i] * 1e7));
        await target.WriteAsync(header, cancel);
        await target.WriteAsync(directory, cancel);
        await target.WriteAsync(metadata, cancel);
        foreach (var (_, _, file) in sorted)
            await target.WriteAsync(await File.ReadAllBytesAsync(file, cancel), cancel);
    }

    private static byte[] Directory(IReadOnlyList<long> ids, IReadOnlyList<long> lengths)
    {
        using var bytes = new MemoryStream();
        Number(ids.Count);
        for (var i = 0; i < ids.Count; i++)
            Number(ids[i] - (i == 0 ? 0 : ids[i - 1]));
        for (var i = 0; i < ids.Count; i++)
            Number(1);
        foreach (var length in lengths)
            Number(length);
        // The first begins at 0, written as 1; each other follows the one before.
        for (var i = 0; i < ids.Count; i++)
            Number(i == 0 ? 1 : 0);
        return bytes.ToArray();

        void Number(long value)
        {
            for (; value >= 0x80; value >>= 7)
                bytes.WriteByte((byte)(value & 0x7F | 0x80));
            bytes.WriteByte((byte)value);
        }
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
