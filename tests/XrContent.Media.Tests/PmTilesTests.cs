using NetVips;
using XrContent.Media.Maps;

namespace XrContent.Media.Tests;

/// <summary>Tiles in one file: each is found again, and what is no such file is refused before it can do harm.</summary>
public sealed class PmTilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-pmtiles-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    // From the specification, section 4.1.
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(1, 0, 1, 2)]
    [InlineData(1, 1, 1, 3)]
    [InlineData(1, 1, 0, 4)]
    [InlineData(2, 0, 0, 5)]
    [InlineData(12, 3423, 1763, 19078479)]
    public void A_tile_has_the_number_of_the_specification(int zoom, int x, int y, long id)
    {
        Assert.Equal(id, TileIds.Of(zoom, x, y));
        Assert.Equal((zoom, x, y), TileIds.CellOf(id));
    }

    [Fact]
    public void Every_number_leads_back_to_its_tile() =>
        Gen.Int[0, 20]
            .SelectMany(zoom => Gen.Select(Gen.Const(zoom), Gen.Int[0, (1 << zoom) - 1], Gen.Int[0, (1 << zoom) - 1]))
            .Sample(cell => Assert.Equal(cell, TileIds.CellOf(TileIds.Of(cell.Item1, cell.Item2, cell.Item3))));

    [Fact]
    public async Task What_was_packed_is_found_again_tile_by_tile_and_beside_it_nothing()
    {
        var tiles = Path.Combine(folder, "tiles");
        var cells = new[] { (11, 1762, 826), (12, 3525, 1653), (12, 3526, 1653), (13, 7051, 3307) };
        foreach (var (zoom, x, y) in cells)
            await WriteAsync(tiles, zoom, x, y, zoom * 7 + x % 5);
        var file = Path.Combine(folder, "map.pmtiles");
        var map = await HistoricMap.PackAsync(tiles, file, TestContext.Current.CancellationToken);
        Assert.Equal((11, 13, 4), (map.MinZoom, map.MaxZoom, map.Tiles));
        Assert.Equal(129.8584, map.Bounds.West, 0.01);
        Assert.True(map.Bounds.South < map.Bounds.North && map.Bounds.West < map.Bounds.East);
        await using var stream = File.OpenRead(file);
        Assert.Equal(map, await HistoricMap.ReadAsync(stream, TestContext.Current.CancellationToken));
        var read = await PmTiles.OpenAsync(stream, TestContext.Current.CancellationToken);
        Assert.Equal(TileKind.Png, read.Kind);
        foreach (var (zoom, x, y) in cells)
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(tiles, $"{zoom}", $"{x}", $"{y}.png")),
                await read.TileAsync(zoom, x, y, TestContext.Current.CancellationToken)
            );
        foreach (var (zoom, x, y) in new[] { (11, 1763, 826), (12, 3525, 1654), (0, 0, 0), (20, 1, 1) })
            Assert.Null(await read.TileAsync(zoom, x, y, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_is_cut_or_changed_anywhere_is_read_or_refused_and_nothing_else()
    {
        var tiles = Path.Combine(folder, "tiles");
        for (var x = 0; x < 4; x++)
            await WriteAsync(tiles, 3, x, 2, 40 * x);
        var file = Path.Combine(folder, "map.pmtiles");
        await HistoricMap.PackAsync(tiles, file, TestContext.Current.CancellationToken);
        var whole = await File.ReadAllBytesAsync(file);
        var random = new Random(1945);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 400; i++)
        {
            var bytes = i % 4 == 0 ? whole[..random.Next(whole.Length)] : (byte[])whole.Clone();
            for (var flips = i % 4; flips > 0; flips--)
                bytes[random.Next(random.Next(2) == 0 ? 200 : bytes.Length)] = (byte)random.Next(256);
            using var stream = new MemoryStream(bytes);
            try
            {
                await HistoricMap.ReadAsync(stream, TestContext.Current.CancellationToken);
                read++;
            }
            catch (RefusedException reason)
            {
                Assert.EndsWith(".", reason.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(read > 0 && refused > 100, $"{read} read, {refused} refused");
    }

    [Fact]
    public async Task A_tile_of_another_size_or_kind_is_named()
    {
        var tiles = Path.Combine(folder, "tiles");
        await WriteAsync(tiles, 3, 1, 2, 40);
        await WriteAsync(tiles, 3, 2, 2, 40, side: 100);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => PackAsync(tiles));
        Assert.Contains("3/2/2 has 100 x 100 pixels", refused.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(tiles, "3", "2", "2.png"));
        File.Copy(Path.Combine(tiles, "3", "1", "2.png"), Path.Combine(tiles, "3", "1", "2.jpg"));
        refused = await Assert.ThrowsAsync<RefusedException>(() => PackAsync(tiles));
        Assert.Contains("several kinds", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<RefusedException>(() =>
            PackAsync(Directory.CreateDirectory(Path.Combine(folder, "none")).FullName)
        );
        Assert.Contains("has no tile", refused.Message, StringComparison.Ordinal);
    }

    private Task<HistoricMap> PackAsync(string tiles) =>
        HistoricMap.PackAsync(tiles, Path.Combine(folder, "x.pmtiles"), TestContext.Current.CancellationToken);

    private static async Task WriteAsync(string tiles, int zoom, int x, int y, int grey, int side = 256)
    {
        var path = Path.Combine(tiles, $"{zoom}", $"{x}", $"{y}.png");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var picture = (Image.Black(side, side, bands: 3) + grey).Cast(Enums.BandFormat.Uchar);
        await File.WriteAllBytesAsync(path, picture.PngsaveBuffer());
    }
}
