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
}
