using System.Buffers.Binary;

namespace XrContent.Geo.Terrain.Formats;

/// <summary>
/// Looks at a TIFF's first directory (TIFF 6.0, section 2; BigTIFF) before a library makes room for what it says: a few hundred bytes may
/// speak of gigabytes.
/// </summary>
internal static class TiffDirectory
{
    private const int ImageWidth = 256;
    private const int ImageLength = 257;
    private const int RowsPerStrip = 278;
    private const int TileWidth = 322;
    private const int TileLength = 323;

    /// <summary>Entries of which any file makes use.</summary>
    private const long MostEntries = 4096;

    /// <summary>Samples that are taken however short the file is: most of a raster may be left out.</summary>
    private const long SparseSamples = 16 << 20;

    /// <summary>Samples that a byte may hold: DEFLATE packs 1032 bytes at most into one.</summary>
    private const long SamplesPerByte = 1032;

    /// <summary>Bytes of a value by its type (TIFF 6.0, page 15; BigTIFF's 13, 16 to 18).</summary>
    private static readonly byte[] Sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

    /// <exception cref="TerrainFileException">It is no TIFF, or speaks of more than its bytes can hold.</exception>
    public static void Check(string name, Stream stream)
    {
        Span<byte> head = stackalloc byte[16];
        stream.Position = 0;
        var read = stream.ReadAtLeast(head, 16, throwOnEndOfStream: false);
        var isBig = head is [(byte)'I', (byte)'I', 43, 0, ..] or [(byte)'M', (byte)'M', 0, 43, ..];
        if (read < 16 || !isBig && head is not ([(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..]))
            throw new TerrainFileException(name, "Is not a TIFF file.");
        var words = new Words(stream, head[0] == 'I', isBig);
        var sizes = new Dictionary<int, long>();
        var at = isBig ? words.Long(head[8..]) : words.Int(head[4..]);
        var count = words.CountAt(ref at);
        if (count is < 1 or > MostEntries)
            throw Damaged(name, $"Its directory has {count} entries");
        for (var entry = 0; entry < count; entry++)
        {
            var (tag, type, values, value) = words.EntryAt(ref at);
            var size = type < Sizes.Length ? Sizes[type] : 0;
            if (size > 0 && (values < 0 || values > stream.Length / size))
                throw Damaged(name, $"Its tag {tag} has {values} values");
            sizes.TryAdd(tag, value);
        }

        var (width, height) = (sizes.GetValueOrDefault(ImageWidth), sizes.GetValueOrDefault(ImageLength));
        var (across, down) = sizes.TryGetValue(TileWidth, out var tile)
            ? (Parts(width, tile), Parts(height, sizes.GetValueOrDefault(TileLength)))
            : (1, Parts(height, sizes.GetValueOrDefault(RowsPerStrip, height)));
        if (
            (double)width * height > Math.Max(SparseSamples, (double)stream.Length * SamplesPerByte)
            || (double)across * down > stream.Length
        )
            throw Damaged(name, $"It is {width} x {height} samples in {across} x {down} parts");
        stream.Position = 0;
    }

    private static double Parts(long whole, long part) => part <= 0 ? 1 : Math.Ceiling((double)whole / part);

    private static TerrainFileException Damaged(string name, string says) =>
        new(name, $"Is damaged or cut short: {says}, which its bytes cannot hold. Download it again.");

    /// <summary>Numbers in the file's own order.</summary>
    private readonly struct Words(Stream stream, bool isLittle, bool isBig)
    {
        public long CountAt(ref long at)
        {
            var bytes = Take(ref at, isBig ? 8 : 2);
            return isBig ? Long(bytes) : Short(bytes);
        }

        /// <returns>The value is that of a single number; of a longer one it is where it lies.</returns>
        public (int Tag, int Type, long Values, long Value) EntryAt(ref long at)
        {
            var bytes = Take(ref at, isBig ? 20 : 12);
            var (tag, type) = (Short(bytes), Short(bytes.AsSpan(2)));
            var inside = bytes.AsSpan(isBig ? 12 : 8);
            var value = type switch
            {
                3 => Short(inside),
                16 => Long(inside),
                _ => Int(inside),
            };
            return (tag, type, isBig ? Long(bytes.AsSpan(4)) : Int(bytes.AsSpan(4)), value);
        }

        public int Short(ReadOnlySpan<byte> from) =>
            isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(from) : BinaryPrimitives.ReadUInt16BigEndian(from);

        public long Int(ReadOnlySpan<byte> from) =>
            isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(from) : BinaryPrimitives.ReadUInt32BigEndian(from);

        public long Long(ReadOnlySpan<byte> from) =>
            isLittle ? BinaryPrimitives.ReadInt64LittleEndian(from) : BinaryPrimitives.ReadInt64BigEndian(from);

        /// <exception cref="EndOfStreamException">It lies outside the file.</exception>
        private byte[] Take(ref long at, int length)
        {
            if (at < 0 || at > stream.Length - length)
                throw new EndOfStreamException("its directory lies outside it");
            var bytes = new byte[length];
            stream.Position = at;
            stream.ReadExactly(bytes);
            at += length;
            return bytes;
        }
    }
}
