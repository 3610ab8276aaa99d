using System.IO.Compression;
using XrContent.Geo.Terrain;
using XrContent.Geo.Terrain.Formats;

namespace XrContent.Geo.Tests.Terrain;

/// <summary>Elevation tiles come over the network: what is cut short or swollen is known before it is land.</summary>
public sealed class GsiTileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_elevation_tile_with_gigabytes_of_text_beside_its_pixels_is_read_without_them()
    {
        var cell = SlippyCell.Of(new(32.77, 129.86), 15);
        var file = MadeUp.GsiTile(folder.Path, cell, (_, _) => 42);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            for (var i = 0; i < 1024; i++)
                zlib.Write(new byte[1 << 20]);
        var png = File.ReadAllBytes(file);
        byte[] text = [.. "Comment\0\0"u8, .. packed.ToArray()[..Math.Min((int)packed.Length, 900_000)]];
        byte[] all = [.. png[..33], .. Chunk("zTXt", text), .. png[33..]];
        Assert.True(all.Length < 1 << 20);
        File.WriteAllBytes(file, all);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Equal(42, TerrainFiles.Read(file).Single().Heights[0], 0.01f);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 64 << 20);
    }

    [Fact]
    public void An_elevation_tile_that_was_cut_short_is_no_sea()
    {
        var file = MadeUp.GsiTile(folder.Path, SlippyCell.Of(new(32.77, 129.86), 15), (latitude, _) => 100 + (latitude - 32.77) * 5000);
        var png = File.ReadAllBytes(file);
        // Pixels in pieces, as most programs write them, so that what is left is a PNG with a whole first piece.
        var data = png.AsSpan().IndexOf("IDAT"u8) - 4;
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(data));
        var pixels = png[(data + 8)..(data + 8 + length)];
        File.WriteAllBytes(file, [.. png[..data], .. Chunk("IDAT", pixels[..(length / 2)])]);
        var refused = Assert.ThrowsAny<TerrainFileException>(() => TerrainFiles.Read(file).Single());
        Assert.Contains("cut short", refused.Message, StringComparison.Ordinal);
        File.WriteAllBytes(
            file,
            [.. png[..data], .. Chunk("IDAT", pixels[..(length / 2)]), .. Chunk("IDAT", pixels[(length / 2)..]), .. Chunk("IEND", [])]
        );
        Assert.InRange(TerrainFiles.Read(file).Single().Heights[0], 50, 200);
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        byte[] content = [.. System.Text.Encoding.ASCII.GetBytes(type), .. body];
        var (length, sum) = (new byte[4], new byte[4]);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(content));
        return [.. length, .. content, .. sum];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
        }

        return ~crc;
    }
}
