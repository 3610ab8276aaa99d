namespace XrContent.Client.Tests;

/// <summary>Of a panorama those tiles are fetched that are looked at, and of a film the size that a phone shows.</summary>
public sealed class TilePlanTests
{
    private static readonly TileLinks Links = new()
    {
        Href = "/{level}/{column}-{row}.jpg",
        Levels =
        [
            new()
            {
                Width = 2048,
                Columns = 4,
                Rows = 2,
            },
            new()
            {
                Width = 4096,
                Columns = 8,
                Rows = 4,
            },
            new()
            {
                Width = 8192,
                Columns = 16,
                Rows = 8,
            },
        ],
    };

    [Theory]
    [InlineData(5, 16384, 0)]
    [InlineData(11, 16384, 1)]
    [InlineData(40, 16384, 2)]
    [InlineData(40, 5000, 1)]
    [InlineData(40, 1000, -1)]
    public void The_level_is_the_coarsest_that_has_a_pixel_for_each_of_the_screen(double pixelsPerDegree, int widest, int level) =>
        Assert.Equal(level, TilePlan.Level(Links, pixelsPerDegree, widest));

    [Fact]
    public void Tiles_come_nearest_first_and_across_the_pictures_seam()
    {
        var near = TilePlan.Near(Links, 2, azimuth: 179, elevation: 1, within: 20);
        Assert.Equal((15, 3), near[0]);
        Assert.Contains((0, 3), near);
        Assert.DoesNotContain((8, 3), near);
        Assert.Equal("/2/15-3.jpg", Links.Tile(2, near[0].Column, near[0].Row));
    }

    [Fact]
    public void Whatever_is_in_sight_is_fetched() =>
        Gen.Select(Gen.Double[-180, 180], Gen.Double[-89, 89], Gen.Double[0, 40], Gen.Double[0, 360])
            .Sample(
                (azimuth, elevation, away, round) =>
                {
                    // A direction so many degrees away, on some side.
                    var (sin, cos) = (Math.Sin(away * Math.PI / 180), Math.Cos(away * Math.PI / 180));
                    var (a, e) = (azimuth * Math.PI / 180, elevation * Math.PI / 180);
                    var (ahead, right, up) = (
                        (Math.Cos(e) * Math.Sin(a), Math.Sin(e), Math.Cos(e) * Math.Cos(a)),
                        (Math.Cos(a), 0.0, -Math.Sin(a)),
                        (-Math.Sin(e) * Math.Sin(a), Math.Cos(e), -Math.Sin(e) * Math.Cos(a))
                    );
                    var (c, s) = (Math.Cos(round * Math.PI / 180) * sin, Math.Sin(round * Math.PI / 180) * sin);
                    var seen = DirectionMath.FromSpace(
                        ahead.Item1 * cos + right.Item1 * c + up.Item1 * s,
                        ahead.Item2 * cos + right.Item2 * c + up.Item2 * s,
                        ahead.Item3 * cos + right.Item3 * c + up.Item3 * s
                    );
                    var column = (int)(DirectionMath.Normalize(seen.Azimuth + 180) / 22.5) % 16;
                    var row = Math.Clamp((int)((90 - seen.Elevation) / 22.5), 0, 7);
                    // Half a tile's edge is between the points at which nearness is measured.
                    Assert.Contains((column, row), TilePlan.Near(Links, 2, azimuth, elevation, away + 6));
                }
            );

    [Theory]
    [InlineData(2048, "/media/x/hls/2048.m3u8")]
    [InlineData(4096, "/media/x/hls/4096.m3u8")]
    [InlineData(3000, "/media/x/hls/2048.m3u8")]
    [InlineData(100, "/media/x/hls/1024.m3u8")]
    public void Of_a_films_sizes_the_widest_that_is_asked_for_is_taken(int widest, string list)
    {
        var master = "#EXTM3U\r\n"u8.ToArray().AsEnumerable();
        foreach (var width in new[] { 4096, 1024, 2048 })
            master = master.Concat(
                System.Text.Encoding.UTF8.GetBytes(
                    $"#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION={width}x{width / 2},CODECS=\"a,b\"\n{width}.m3u8\n"
                )
            );
        Assert.Equal(list, FilmSizes.Choose([.. master], "/media/x/hls/master.m3u8", widest));
    }

    [Fact]
    public void A_films_file_is_the_one_that_its_list_names()
    {
        var list = "#EXTM3U\n#EXT-X-MAP:URI=\"2048.mp4\",BYTERANGE=\"700@0\"\n#EXTINF:6,\n2048.mp4\n"u8.ToArray();
        Assert.Equal("/media/x/hls/2048.mp4", FilmSizes.FileOf(list, "/media/x/hls/2048.m3u8"));
        Assert.Null(FilmSizes.FileOf("#EXTM3U"u8.ToArray(), "/a.m3u8"));
        Assert.Null(FilmSizes.Choose("#EXTM3U"u8.ToArray(), "/a.m3u8", 2048));
    }
}
