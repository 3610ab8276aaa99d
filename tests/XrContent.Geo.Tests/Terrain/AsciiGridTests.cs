using System.IO.Compression;
using XrContent.Geo.Terrain;
using XrContent.Geo.Terrain.Formats;

namespace XrContent.Geo.Tests.Terrain;

/// <summary>ESRI ASCII grids as programs write them, and as they must not be.</summary>
public sealed class AsciiGridTests : IDisposable
{
    private const string Header = "ncols 3\nnrows 2\nxllcorner 129\nyllcorner 32\ncellsize 0.01\nNODATA_value -9999\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private HeightGrid Read(string text)
    {
        var file = Path.Combine(folder.Path, "grid.asc");
        File.WriteAllText(file, text);
        return TerrainFiles.Read(file).Single();
    }

    [Theory]
    [InlineData(Header + "1 2 3\n4 -9999 6\n")]
    [InlineData(
        "NCOLS 3\r\nNROWS 2\r\nXLLCENTER 129.005\r\nYLLCENTER 32.005\r\nCELLSIZE 0.01\r\nNODATA_VALUE -9999\r\n1 2 3\r\n4 -9999 6\r\n"
    )]
    [InlineData("ncols 3\nnrows 2\nxllcorner 129\nyllcorner 32\ndx 0.01\ndy 0.01\nNODATA_value nan\n1\t2\t3\n4\tnan\t6")]
    [InlineData(Header + "1 2\n3 4\n-9999 6\n")]
    public void Heights_lie_row_by_row_from_the_north_west(string text)
    {
        var grid = Read(text);
        Assert.Equal([1, 2, 3, 4, float.NaN, 6], grid.Heights);
        Assert.Equal((129.005, 32.015), (Math.Round(grid.Frame.LongitudeOf(0), 6), Math.Round(grid.Frame.LatitudeOf(0), 6)));
        Assert.Equal(32, grid.South, 1e-9);
    }

    [Theory]
    [InlineData(Header + "1 2 3 4 5\n", "cut short: 5 of 6")]
    [InlineData(Header + "1 2 3 4 5 6 7\n", "more heights")]
    [InlineData(Header + "1 2 x 4 5 6\n", "Height 3 is not a number")]
    [InlineData("ncols 40000\nnrows 40000\nxllcorner 129\nyllcorner 32\ncellsize 0.0001\n1\n", "cut short")]
    [InlineData("ncols 3\nnrows 2\nxllcorner 129\nyllcorner 32\ndx 100\ndy 0.01\n1 2 3 4 5 6\n", "not degrees")]
    [InlineData("ncols 3\nnrows 2\nxllcorner 179.99\nyllcorner 32\ncellsize 0.01\n1 2 3 4 5 6\n", "not degrees")]
    [InlineData("ncols 3\nnrows 2\nxllcorner 35000\nyllcorner -31000\ncellsize 5\n1 2 3 4 5 6\n", "EPSG:4326")]
    [InlineData("ncols 1.5\nnrows 2\nxllcorner 129\nyllcorner 32\ncellsize 0.01\n1 2 3\n", "ncols is not a whole number")]
    [InlineData("nrows 2\nxllcorner 129\nyllcorner 32\ncellsize 0.01\n1 2 3\n", "ncols is missing")]
    [InlineData("This is a letter to the museum.\n", "not an ESRI ASCII grid")]
    public void What_is_no_grid_is_refused_with_the_reason(string text, string why)
    {
        var refused = Assert.ThrowsAny<TerrainFileException>(() => Read(text));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

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
