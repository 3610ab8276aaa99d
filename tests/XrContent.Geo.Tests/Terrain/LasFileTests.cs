using System.IO.Compression;
using XrContent.Geo.Buildings;
using XrContent.Geo.Terrain;
using XrContent.Geo.Terrain.Formats;
using XrContent.Geo.Views;

namespace XrContent.Geo.Tests.Terrain;

/// <summary>A made-up sheet of 300 m: a slope, a house in the open, a wood, a bird and a wire.</summary>
public sealed class LasFileTests : IDisposable
{
    private const int Ground = 2;
    private const int Unclassed = 1;
    private const int Tall = 5;
    private const double East = 34_000;
    private const double North = -27_000;
    private const double Side = 300;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<byte, byte> Versions =>
        new()
        {
            { 2, 1 },
            { 3, 1 },
            { 4, 6 },
            { 4, 1 },
        };

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_ground_is_the_mean_of_its_points_where_the_plane_lies(byte minor, byte format)
    {
        var cloud = Read(
            new LasWriter
            {
                Minor = minor,
                Format = format,
                Code = 6669,
            }.Write(Sheet())
        );

        Assert.Equal((2020, Sheet().Count, false), (cloud.Year!.Value, (int)cloud.Points, cloud.IsAssumed));
        Assert.InRange(Geodesic.Inverse(cloud.Middle, PlaneRectangular.OfEpsg(6669)!.At(East + Side / 2, North + Side / 2)).Distance, 0, 2);
        foreach (var (east, north) in new[] { (20.0, 20.0), (150, 30), (280, 150), (200, 280) })
        {
            var at = PlaneRectangular.OfEpsg(6669)!.At(East + east, North + north);
            var grid = cloud.Ground!;
            Assert.Equal(Slope(east, north), grid.At(grid.Frame.ColumnOf(at.Longitude), grid.Frame.RowOf(at.Latitude)), 0.4);
        }
    }

    [Fact]
    public void Below_a_house_the_ground_goes_on()
    {
        var grid = Read(new LasWriter().Write(Sheet())).Ground!;
        var at = PlaneRectangular.OfEpsg(6669)!.At(East + 110, North + 110);

        Assert.Equal(Slope(110, 110), grid.At(grid.Frame.ColumnOf(at.Longitude), grid.Frame.RowOf(at.Latitude)), 1.5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_house_and_a_wood_stand_in_blocks_whether_the_ground_is_classed_or_not(bool isClassed)
    {
        var points = Sheet().Select(point => isClassed ? point : point with { Class = Unclassed }).ToList();
        var cloud = Read(new LasWriter().Write(points));

        Assert.Equal(isClassed, cloud.Ground is not null);
        Assert.All(cloud.Cover, block => Assert.True(block is { IsCover: true, Since: 2020, Until: null } && block.Fault() is null));
        Assert.Equal(Slope(110, 110) + 12, TopAt(cloud, 110, 110)!.Value, 1.5);
        Assert.Equal(Slope(220, 110) + 9, TopAt(cloud, 220, 110)!.Value, 1.5);
        Assert.Null(TopAt(cloud, 60, 200));
        Assert.InRange(cloud.Cover.Count, 2, 120);
    }

    [Fact]
    public void Birds_wires_and_what_is_withheld_are_no_blocks()
    {
        var points = Sheet();
        points.Add(new(East + 60, North + 200, 300, Unclassed));
        points.AddRange(Enumerable.Range(0, 40).Select(i => new CloudPoint(East + 40 + i, North + 210, 60, 14)));
        points.AddRange(Enumerable.Range(0, 40).Select(i => new CloudPoint(East + 40 + i, North + 220, 60, 7)));
        points.AddRange(Enumerable.Range(0, 40).Select(i => new CloudPoint(East + 40 + i, North + 230, 60, Tall, IsWithheld: true)));
        foreach (
            var writer in new[]
            {
                new LasWriter { Minor = 4, Format = 6 },
                new LasWriter(),
            }
        )
        {
            var cloud = Read(writer.Write(points));
            foreach (var north in new[] { 200, 210, 220, 230 })
                Assert.Null(TopAt(cloud, 60, north));
        }
    }

    [Fact]
    public void Who_stands_below_a_tree_sees_out_and_a_wood_farther_off_hides_what_lies_behind_it()
    {
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        var cloud = Read(new LasWriter().Write(Sheet()));
        var at = PlaneRectangular.OfEpsg(6669)!;
        store.Add(MadeUp.Level("plain", at.At(East, North), 0.03, 5), TestContext.Current.CancellationToken);
        store.Add(new("sheet", "Sheet"), [(cloud.Ground!, false)], TestContext.Current.CancellationToken);
        store.AddBuildings(new("cover", "Cover"), cloud.Cover, TestContext.Current.CancellationToken);
        var map = TerrainMap.Open(store);
        bool Sees(double east, double north, double toEast, double toNorth)
        {
            var (eye, target) = (at.At(East + east, North + north), at.At(East + toEast, North + toNorth));
            var height = map.HeightAt(eye) + 1.6;
            var sweep = Viewshed.From(map, eye, height, 2026, cancel: TestContext.Current.CancellationToken);
            return sweep.Shows(LineOfSight.To(eye, height, target, map.HeightAt(target) + 3), isThing: true);
        }

        Assert.False(Sees(150, 110, 290, 110));
        Assert.True(Sees(245, 110, 290, 110));
        Assert.True(Sees(100, 170, 200, 170));
    }

    [Fact]
    public void A_zip_is_read_as_the_prefecture_gives_it()
    {
        var path = Path.Combine(folder.Path, "01ke1543_org.las.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            Put(zip, "01ke1543_org.las", new LasWriter().Write(Sheet()));
            Put(zip, "__MACOSX/._01ke1543_org.las", [1, 2, 3]);
            Put(zip, "readme.txt", [1, 2, 3]);
        }

        Assert.True(LasFile.IsPointCloud(path));
        Assert.Equal("01ke1543_org", Assert.Single(LasFile.Read(path, TestContext.Current.CancellationToken)).Name);
    }

    [Theory]
    [InlineData("PROJCS[\"JGD2011 / I\", GEOGCS[\"x\", AUTHORITY[\"EPSG\",\"6668\"]], AUTHORITY[\"EPSG\",\"6669\"]]")]
    [InlineData("PROJCRS[\"JGD2011 / I\", BASEGEOGCRS[\"x\", ID[\"EPSG\",6668]], ID[\"EPSG\",6669]]")]
    public void A_plane_may_be_named_by_well_known_text(string text) =>
        Assert.NotNull(
            Read(
                new LasWriter
                {
                    Minor = 4,
                    Format = 6,
                    Text = text,
                }.Write(Sheet())
            ).Ground
        );

    [Theory]
    [InlineData(0)]
    [InlineData(40_000)]
    [InlineData(1900)]
    public void A_year_that_cannot_be_is_not_believed(int year)
    {
        var cloud = Read(new LasWriter { Year = year }.Write(Sheet()));

        Assert.Equal((null, true), (cloud.Year, cloud.IsAssumed));
    }

    [Fact]
    public void A_file_of_zone_II_lies_in_zone_II()
    {
        var cloud = Read(new LasWriter { Code = 6670 }.Write(Sheet()));

        Assert.Equal(PlaneRectangular.OfEpsg(6670)!.At(East, North).Longitude, cloud.Ground!.West, 0.001);
    }

    public static TheoryData<string, Func<byte[]>, string> Wrong =>
        new()
        {
            { "foreign", () => new LasWriter { Code = 32652 }.Write(Sheet()), "EPSG:32652" },
            {
                "foreign text",
                () => new LasWriter { Text = "PROJCS[\"UTM\", AUTHORITY[\"EPSG\",\"32652\"]]" }.Write(Sheet()),
                "EPSG:32652"
            },
            {
                "no LAS",
                () => [.. "no LAS file at all, and longer than any header of one has to be"u8, .. new byte[400]],
                "begin with LASF"
            },
            { "compressed", () => Changed(bytes => bytes[104] |= 0x80), "laszip -i" },
            { "version", () => Changed(bytes => bytes[25] = 9), "LAS 1.9" },
            { "cut short", () => new LasWriter().Write(Sheet())[..^5000], "cut short" },
            { "header only", () => new LasWriter().Write(Sheet())[..200], "cut short" },
            { "format", () => Changed(bytes => bytes[104] = 33), "format 33" },
            { "offset", () => Changed(bytes => bytes[99] = 0x7f), "lengths cannot be right" },
            { "scale", () => Changed(bytes => BitConverter.TryWriteBytes(bytes.AsSpan(131), double.NaN)), "scales" },
            { "negative scale", () => Changed(bytes => BitConverter.TryWriteBytes(bytes.AsSpan(139), -1.0)), "scales" },
            { "size", () => Changed(bytes => BitConverter.TryWriteBytes(bytes.AsSpan(179), 1e7)), "up to 20 km" },
            { "bounds", () => Changed(bytes => BitConverter.TryWriteBytes(bytes.AsSpan(155), 90_000.0)), "lie outside" },
            {
                "another system",
                () => new LasWriter().Write([.. Sheet().Select(point => point with { East = 2e6 + point.East })]),
                "zone's origin"
            },
            {
                "degrees",
                () => new LasWriter().Write([.. Sheet().Select(point => point with { East = 129.87 + point.East / 1e8, North = 32.7 })]),
                "in degrees"
            },
            { "key of degrees", () => Changed(bytes => (bytes[297], bytes[298]) = (0, 8), 6668), "EPSG:6668, which is of degrees" },
            { "no points", () => Changed(bytes => bytes.AsSpan(107, 4).Clear()), "no points" },
            { "records into points", () => Changed(bytes => bytes[247] = 0xff, 6669), "reach into its points" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_right_is_refused_by_name_and_says_why(string what, Func<byte[]> make, string said)
    {
        var refused = Assert.Throws<TerrainFileException>(() => Read(make(), $"{what}.las"));

        Assert.Contains($"{what}.las", refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private PointCloud Read(byte[] bytes, string name = "sheet.las")
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return Assert.Single(LasFile.Read(path, TestContext.Current.CancellationToken));
    }

    private static byte[] Changed(Action<byte[]> change, int? code = null)
    {
        var bytes = new LasWriter { Code = code }.Write(Sheet());
        change(bytes);
        return bytes;
    }

    private static void Put(ZipArchive zip, string name, byte[] bytes)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(bytes);
    }

    private static double Slope(double east, double north) => 20 + 0.05 * east + 0.1 * north;

    /// <summary>A point each metre; the house is seen by its roof alone, in the wood some light comes through.</summary>
    private static List<CloudPoint> Sheet()
    {
        var points = new List<CloudPoint>();
        for (var east = 0.5; east < Side; east++)
        {
            for (var north = 0.5; north < Side; north++)
            {
                var isHouse = east is > 90 and < 130 && north is > 90 and < 130;
                var isWood = east is > 190 and < 250 && north is > 80 and < 140;
                if (isHouse)
                    points.Add(new(East + east, North + north, Slope(110, 110) + 12, Unclassed));
                else
                    points.Add(new(East + east, North + north, Slope(east, north), Ground));
                if (isWood && (int)(east + north) % 3 != 0)
                    points.Add(new(East + east, North + north, Slope(east, north) + 9, Tall));
            }
        }

        return points;
    }

    /// <summary>Metres above the sea of the block that stands somewhere; null where none does.</summary>
    private static double? TopAt(PointCloud cloud, double east, double north)
    {
        var at = PlaneRectangular.OfEpsg(6669)!.At(East + east, North + north);
        Building? block = cloud.Cover.SingleOrDefault(block =>
            block.Footprint.Min(corner => corner.Latitude) <= at.Latitude
            && at.Latitude < block.Footprint.Max(corner => corner.Latitude)
            && block.Footprint.Min(corner => corner.Longitude) <= at.Longitude
            && at.Longitude < block.Footprint.Max(corner => corner.Longitude)
        );
        return block is null ? null : block.Base + block.Height;
    }
}
