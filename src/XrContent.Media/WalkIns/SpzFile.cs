using System.Buffers.Binary;
using System.IO.Compression;

namespace XrContent.Media.WalkIns;

/// <summary>
/// Reads and writes SPZ, gzipped columns of splats (Niantic, "SPZ: a compressed file format for 3D Gaussian splats", versions 2 and 3).
/// </summary>
internal static class SpzFile
{
    private const uint Magic = 0x5053474e;
    private const int HeadBytes = 16;
    private const int MostBits = 23;

    /// <summary>Bytes of higher colour coefficients a splat, by their degree; they are passed over.</summary>
    private static readonly int[] Shine = [0, 9, 24, 45];

    /// <exception cref="RefusedException">It is damaged, or of another version.</exception>
    public static SplatCloud Read(Stream stream)
    {
        using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
        try
        {
            return ReadColumns(unpacked);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new RefusedException("damaged", "The splats are damaged or cut short. Export them again.");
        }
    }

    private static SplatCloud ReadColumns(GZipStream unpacked)
    {
        var head = new byte[HeadBytes];
        unpacked.ReadExactly(head);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head) != Magic)
            throw new RefusedException("not-a-walk-in", "The file is compressed and holds no splats.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
        if (version is not (2 or 3))
            throw new RefusedException("unknown-version", $"The splats are of SPZ version {version}; 2 and 3 are read. Export them anew.");
        var count = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8));
        if (count is 0 or > SplatCloud.Most)
            throw new RefusedException("too-large", $"The file says {count:N0} splats; 1 to {SplatCloud.Most:N0} are read. Thin them out.");
        if (head[12] >= Shine.Length || head[13] > MostBits)
            throw new RefusedException("damaged", "The splats' header cannot be right. Export them again.");
        var cloud = new SplatCloud((int)version, head[13], Column(9), Column(1), Column(3), Column(3), Column(version == 2 ? 3 : 4));
        // The rest is read as well: only whole it has an end, and a sum that holds.
        var rest = new byte[1 << 16];
        var left = (long)count * Shine[head[12]];
        while (left > 0)
        {
            var part = (int)Math.Min(left, rest.Length);
            unpacked.ReadExactly(rest, 0, part);
            left -= part;
        }

        return unpacked.ReadByte() < 0 ? cloud : throw new RefusedException("damaged", "The splats' file is longer than it says.");

        byte[] Column(int bytes)
        {
            var column = new byte[count * bytes];
            unpacked.ReadExactly(column);
            return column;
        }
    }

    /// <summary>Writes some splats of a cloud, in their order, without higher colour coefficients.</summary>
    public static void Write(SplatCloud cloud, ReadOnlySpan<int> splats, Stream stream)
    {
        using var packed = new GZipStream(stream, CompressionLevel.Optimal);
        var head = new byte[HeadBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), (uint)cloud.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(8), (uint)splats.Length);
        head[13] = (byte)cloud.FractionalBits;
        packed.Write(head);
        Column(packed, cloud.Positions, 9, splats);
        Column(packed, cloud.Alphas, 1, splats);
        Column(packed, cloud.Colours, 3, splats);
        Column(packed, cloud.Scales, 3, splats);
        Column(packed, cloud.Rotations, cloud.RotationBytes, splats);
    }

    private static void Column(GZipStream packed, byte[] column, int bytes, ReadOnlySpan<int> splats)
    {
        var chosen = new byte[splats.Length * bytes];
        for (var i = 0; i < splats.Length; i++)
            column.AsSpan(splats[i] * bytes, bytes).CopyTo(chosen.AsSpan(i * bytes));
        packed.Write(chosen);
    }
}
