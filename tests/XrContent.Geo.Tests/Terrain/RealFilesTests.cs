using System.IO.Compression;
using System.Text;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Tests.Terrain;

/// <summary>Files as offices, archives and programs write them, each in its own way.</summary>
public sealed class RealFilesTests : IDisposable
{
    private static readonly LatLon Middle = new(32.755, 129.855);
    private readonly TemporaryFolder folder = new();
    private readonly List<string> said = [];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Shift_JIS", 932)]
    [InlineData("Windows-31J", 932)]
    [InlineData("EUC-JP", 51932)]
    [InlineData("UTF-16", 1200)]
    public void A_GSI_mesh_is_read_in_the_encoding_that_it_names(string name, int page)
    {
        // The sea is told by its Japanese name alone.
        var path = MadeUp.GsiGml(folder.Path, 32.75, 129.85, (_, _) => 8000, leaveOut: 0, sea: true);
        var sea = File.ReadAllText(path).Replace("地表面,8000.00", "海水面,-9999.", StringComparison.Ordinal);
        Write(path, sea.Replace("UTF-8", name, StringComparison.Ordinal), page);
        Assert.Equal(0, Added(path).HeightAt(new(32.7541, 129.8561)));
    }

    [Fact]
    public void An_encoding_that_nobody_knows_is_said_to_be_one()
    {
        var path = MadeUp.GsiGml(folder.Path, 32.75, 129.85, MadeUp.Slope);
        File.WriteAllText(path, File.ReadAllText(path).Replace("UTF-8", "x-nobody", StringComparison.Ordinal));
        Assert.Contains("encoding that is not known", Refused(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1, 0, 1500)]
    [InlineData(0.01, 0, 15000)]
    [InlineData(1, 100, 50)]
    public void Heights_that_are_stored_with_a_scale_or_an_offset_are_metres_again(double scale, double offset, double stored)
    {
        var metadata = FormattableString.Invariant(
            $"""
            <GDALMetadata><Item name="SCALE" sample="0" role="scale">{scale}</Item>
            <Item name="OFFSET" sample="0" role="offset">{offset}</Item></GDALMetadata>
            """
        );
        var map = Added((Square() with { Metadata = metadata }).Write(NewPath(), (_, _) => stored));
        Assert.Equal(150, map.HeightAt(Middle), 0.1);
    }

    [Fact]
    public void Feet_are_not_metres()
    {
        Assert.Equal(30.48, Added((Square() with { VerticalUnit = 9002 }).Write(NewPath(), (_, _) => 100)).HeightAt(Middle), 0.1);
        Assert.Contains("9005", Refused((Square() with { VerticalUnit = 9005 }).Write(NewPath(), (_, _) => 100)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 0, false)]
    [InlineData(null, 0, true)]
    [InlineData(null, 16, false)]
    [InlineData("-9999", 0, false)]
    [InlineData("-9999", 16, true)]
    public void What_a_sparse_file_leaves_out_is_the_sea_or_unknown_and_the_rest_is_there(string? noData, int tile, bool deflate)
    {
        var square = Square() with { NoData = noData, Tile = tile, Deflate = deflate, IsLeftOut = block => block == 1 };
        var map = Added(square.Write(NewPath(), (_, _) => 150));
        Assert.InRange(map.HeightAt(new(32.784, 129.8384)), 0, noData is null ? 0.1 : 150);
        Assert.Equal(150, map.HeightAt(Middle), 0.1);
    }

    [Theory]
    [InlineData(4301, 9102, null, "EPSG:4301")]
    [InlineData(4326, 9105, null, "EPSG:9105")]
    [InlineData(4326, 9102, 34887, "LERC")]
    [InlineData(4326, 9102, 50000, "ZSTD")]
    [InlineData(4326, 9102, 34925, "LZMA")]
    public void What_is_not_read_is_named_and_so_is_what_converts_it(int crs, int angles, int? compression, string named)
    {
        var square = Square() with { GeographicCrs = crs, AngularUnit = angles, Compression = compression };
        var reason = Refused(square.Write(NewPath(), (_, _) => 150));
        Assert.Contains(named, reason, StringComparison.Ordinal);
        Assert.Contains("gdal", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_nothing_usable_in_it_is_not_added() =>
        Assert.Contains(
            "Holds no height",
            Refused((Square() with { NoData = "-9999" }).Write(NewPath(), (_, _) => -9999)),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("__MACOSX/dem/._good.tif")]
    [InlineData("dem/._good.tif")]
    [InlineData("good.tif.aux.xml")]
    [InlineData("preview.png")]
    [InlineData("metadata.xml")]
    public void What_lies_beside_the_heights_in_a_zip_is_passed_over(string beside)
    {
        var good = Square().Write(NewPath(), (_, _) => 150);
        var path = Path.Combine(folder.Path, "heights.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using (var writer = new StreamWriter(zip.CreateEntry(beside).Open()))
                writer.Write("<PAMDataset/>");
            zip.CreateEntryFromFile(good, "dem/good.tif");
        }

        Assert.Equal(150, Added(path).HeightAt(Middle), 0.1);
        var isStrange = beside is "preview.png" or "metadata.xml";
        Assert.Equal(isStrange, said.Exists(line => line.Contains("left out", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_zip_with_nothing_but_such_files_is_refused()
    {
        var path = Path.Combine(folder.Path, "empty.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        using (var writer = new StreamWriter(zip.CreateEntry("preview.png").Open()))
            writer.Write("?");
        Assert.Contains("Holds no terrain file", Refused(path), StringComparison.Ordinal);
    }

    private static TiffWriter Square() => new(64, 64, 129.80, 32.80, 0.0016) { Float = true };

    private string NewPath() => Path.Combine(folder.Path, $"{Path.GetRandomFileName()}.tif");

    private TerrainMap Added(string file)
    {
        var store = new TerrainStore(Path.Combine(folder.Path, Path.GetRandomFileName()));
        store.Add([file], said.Add, TestContext.Current.CancellationToken);
        return TerrainMap.Open(store);
    }

    private string Refused(string file) => Assert.ThrowsAny<TerrainFileException>(() => Added(file)).Message;

    private static void Write(string path, string text, int page) =>
        File.WriteAllText(path, text, CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page));
}
