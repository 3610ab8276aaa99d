using System.Security.Cryptography;
using System.Text;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;

namespace XrContent.Catalog.Tests;

/// <summary>Folders as editors, GIS programs and other machines leave them.</summary>
public sealed class ContentFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-folder-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("places.geojson")]
    [InlineData("PLACES.GEOJSON")]
    public async Task A_byte_order_mark_and_an_ending_in_capitals_change_nothing(string name)
    {
        Write(name, Place(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var (items, problems) = await ReadAsync();
        Assert.Empty(problems);
        Assert.Equal("a-place", Assert.Single(items).Id);
    }

    [Fact]
    public async Task UTF_16_is_named_as_what_it_is()
    {
        Write("places.geojson", Place(), Encoding.Unicode);
        Assert.Contains("UTF-16", Assert.Single((await ReadAsync()).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_named_by_their_line()
    {
        Write("places.geojson", $"\n\n{Place()}".Replace("a-place", "a-pl\u00e5ce", StringComparison.Ordinal), Encoding.Latin1);
        var problem = Assert.Single((await ReadAsync()).Problems);
        Assert.Equal("line 3", problem.Field);
        Assert.Contains("UTF-8", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_with_half_a_letter_is_none()
    {
        Write("places.geojson", Place().Replace("a-place", "\\ud800", StringComparison.Ordinal), Encoding.UTF8);
        Assert.Equal("id", Assert.Single((await ReadAsync()).Problems).Field);
    }

    [Theory]
    [InlineData("urn:ogc:def:crs:OGC:1.3:CRS84", true)]
    [InlineData("urn:ogc:def:crs:EPSG::6668", true)]
    [InlineData("EPSG:4326", true)]
    [InlineData("urn:ogc:def:crs:EPSG::4301", false)]
    [InlineData("urn:ogc:def:crs:EPSG::6669", false)]
    public async Task Coordinates_of_another_system_are_not_taken_for_longitude_and_latitude(string system, bool isTaken)
    {
        Write("places.geojson", Place("\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"" + system + "\"}},"), Encoding.UTF8);
        var (items, problems) = await ReadAsync();
        Assert.Equal(isTaken, items.Count == 1);
        if (!isTaken)
            Assert.Contains(system, Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_Mac_writes_beside_each_file_is_passed_over()
    {
        Write("places.geojson", Place(), Encoding.UTF8);
        Write("._places.geojson", "\0\u0005\u0016\u0007", Encoding.Latin1);
        var (items, problems) = await ReadAsync();
        Assert.Empty(problems);
        Assert.Single(items);
    }

    [Fact]
    public async Task A_folder_without_a_file_is_a_mistake()
    {
        Write("places.json", Place(), Encoding.UTF8);
        Assert.Contains("no .geojson file", Assert.Single((await ReadAsync()).Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    // が and ド in two characters each, as a Mac writes them; a folder named as Windows does.
    [InlineData("ガイド.jpg", "カ\u3099イト\u3099.jpg")]
    [InlineData("pictures\\a.jpg", "pictures/a.jpg")]
    public async Task A_file_whose_name_is_written_otherwise_is_found_by_its_bytes(string named, string written)
    {
        byte[] bytes = [1, 2, 3, 4];
        var path = Path.Combine(folder, written);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(Path.Combine(folder, "as-long.jpg"), [4, 3, 2, 1], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        var original = new Original(named, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
        Assert.Equal(path, await ContentFolder.FindByBytesAsync(folder, original, TestContext.Current.CancellationToken));
        var other = original with { Sha256 = new('0', 64) };
        Assert.Null(await ContentFolder.FindByBytesAsync(folder, other, TestContext.Current.CancellationToken));
    }

    private Task<(IReadOnlyList<Item> Items, IReadOnlyList<Problem> Problems)> ReadAsync() =>
        ContentFolder.ReadAsync(folder, TestContext.Current.CancellationToken);

    private void Write(string name, string text, Encoding encoding) => File.WriteAllText(Path.Combine(folder, name), text, encoding);

    private static string Place(string before = "") =>
        $$$"""
            {"type":"FeatureCollection",{{{before}}}"features":[{"type":"Feature","id":"a-place",
            "geometry":{"type":"Point","coordinates":[129.87,32.75]},
            "properties":{"kind":"place","title":{"ja":"場所"},"category":"relic","sources":[{"id":"s","title":"A source"}]}}]}
            """;
}
