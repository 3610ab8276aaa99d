namespace XrContent.Geo.Tests;

public class SlippyCellTests
{
    [Fact]
    public void A_point_lies_within_the_edges_of_its_cell() =>
        Gen.Select(Gen.Double[-85, 85], Gen.Double[-180, 179.999999], Gen.Int[0, 22])
            .Sample(
                (lat, lon, zoom) =>
                {
                    var cell = SlippyCell.Of(new(lat, lon), zoom);
                    Assert.True(cell.IsValid);
                    Assert.InRange(lat, cell.South - 1e-9, cell.North + 1e-9);
                    Assert.InRange(lon, cell.West - 1e-9, cell.East + 1e-9);
                }
            );

    [Fact]
    public void Text_round_trips() =>
        Gen.Select(Gen.Int[0, 22], Gen.Int[0, 1 << 22], Gen.Int[0, 1 << 22])
            .Sample(
                (z, x, y) =>
                {
                    var cell = new SlippyCell(z, x >> (22 - z) & ((1 << z) - 1), y >> (22 - z) & ((1 << z) - 1));
                    Assert.True(SlippyCell.TryParse(cell.ToString(), out var again));
                    Assert.Equal(cell, again);
                }
            );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("15/1")]
    [InlineData("15/-1/3")]
    [InlineData("15/32768/0")]
    [InlineData("99/0/0")]
    [InlineData("15/1/2/3")]
    [InlineData(" 15/1/2")]
    public void What_names_no_cell_is_refused(string? text) => Assert.False(SlippyCell.TryParse(text, out _));

    [Fact]
    public void The_neighbourhood_wraps_at_the_antimeridian_and_ends_at_the_edge()
    {
        Assert.Equal(9, new SlippyCell(15, 0, 100).Neighbourhood().Distinct().Count());
        Assert.Contains(new SlippyCell(15, 32767, 100), new SlippyCell(15, 0, 100).Neighbourhood());
        Assert.Equal(6, new SlippyCell(15, 5, 0).Neighbourhood().Count());
    }

    [Fact]
    public void Nagasaki_station_lies_in_the_cell_that_any_map_server_gives_it() =>
        Assert.Equal(new SlippyCell(15, 28205, 13225), SlippyCell.Of(new(32.7525, 129.8696), 15));
}
