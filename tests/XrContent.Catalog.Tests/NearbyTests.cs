using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Geo;

namespace XrContent.Catalog.Tests;

public class NearbyTests
{
    private static readonly LatLon Station = new(32.7525, 129.8696);

    [Fact]
    public void Answers_equal_a_brute_force_search_over_a_hundred_thousand_random_items()
    {
        var random = new Random(19450809);
        var items = Enumerable
            .Range(0, 100_000)
            .Select(i => Items.Place($"p{i}", 32.5 + random.NextDouble() * 0.5, 129.6 + random.NextDouble() * 0.5))
            .ToList();
        var catalog = Items.Published(items);
        Gen.Select(Gen.Double[32.5, 33], Gen.Double[129.6, 130.1], Gen.Double[50, 3000])
            .Sample(
                (latitude, longitude, radius) =>
                {
                    var from = new LatLon(latitude, longitude);
                    var expected = items
                        .Select(item =>
                            (
                                item.Id,
                                Distance: Geodesic.Inverse(from, new(item.Geometry!.Coordinate.Y, item.Geometry.Coordinate.X)).Distance
                            )
                        )
                        .Where(near => near.Distance <= radius)
                        .OrderBy(near => near.Distance)
                        .ThenBy(near => near.Id, StringComparer.Ordinal)
                        .ToList();
                    var answer = catalog.Nearby(from, radius, null, 500);
                    Assert.Equal(expected.Take(500).Select(near => near.Id), answer.Select(near => near.Item.Id));
                },
                iter: 40,
                threads: 1
            );
    }

    [Fact]
    public void The_edge_of_the_radius_is_right_to_a_tenth_of_a_metre_in_every_direction() =>
        Gen.Select(Gen.Double[-85, 85], Gen.Double[-180, 179.999], Gen.Double[0, 360], Gen.Double[10, 20_000])
            .Sample(
                (latitude, longitude, bearing, radius) =>
                {
                    var from = new LatLon(latitude, longitude);
                    var item = Geodesic.Direct(from, bearing, radius);
                    var catalog = Items.Published(Items.Place("edge", item.Latitude, item.Longitude));
                    Assert.Single(catalog.Nearby(from, radius + 0.1, null, 10));
                    Assert.Empty(catalog.Nearby(from, radius - 0.1, null, 10));
                },
                iter: 300
            );

    [Fact]
    public void Items_across_a_cell_border_and_across_the_antimeridian_are_found()
    {
        var cell = SlippyCell.Of(Station, 15);
        var border = new LatLon((cell.North + cell.South) / 2, cell.East);
        var catalog = Items.Published(
            Items.Place("west", border.Latitude, border.Longitude - 0.0001),
            Items.Place("east", border.Latitude, border.Longitude + 0.0001),
            Items.Place("far-east", 0, 179.9999),
            Items.Place("far-west", 0, -179.9999)
        );
        Assert.Equal(["east", "west"], catalog.Nearby(border, 100, null, 10).Select(near => near.Item.Id).Order());
        Assert.Equal(["far-east", "far-west"], catalog.Nearby(new(0, 180), 100, null, 10).Select(near => near.Item.Id).Order());
    }

    [Fact]
    public void Inside_an_area_the_distance_is_nothing_and_outside_it_is_that_to_the_nearest_edge()
    {
        var square = CatalogJson.GeometryFactory.CreatePolygon([
            new(129.86, 32.75),
            new(129.87, 32.75),
            new(129.87, 32.76),
            new(129.86, 32.76),
            new(129.86, 32.75),
        ]);
        var catalog = Items.Published(Items.Place("park", square));
        Assert.Equal(0, Assert.Single(catalog.Nearby(new(32.755, 129.865), 10, null, 1)).Distance, 1e-6);
        var outside = Assert.Single(catalog.Nearby(new(32.755, 129.875), 1000, null, 1));
        Assert.Equal(Geodesic.Inverse(new(32.755, 129.875), new(32.755, 129.87)).Distance, outside.Distance, 0.1);
        Assert.Equal(270, outside.Bearing, 0.1);
    }

    [Fact]
    public void Only_the_nearest_are_kept_and_only_the_kind_asked_for()
    {
        var catalog = Items.Published(
            Items.Place("near", 32.7526, 129.8696),
            Items.Place("far", 32.754, 129.8696),
            Items.Scene("scene", "near")
        );
        Assert.Equal(["near"], catalog.Nearby(Station, 1000, Kind.Place, 1).Select(near => near.Item.Id));
        Assert.Equal(["scene"], catalog.Nearby(Station, 1000, Kind.Scene, 5).Select(near => near.Item.Id));
    }

    [Fact]
    public void A_cell_holds_what_reaches_into_it()
    {
        var cell = SlippyCell.Of(Station, 15);
        var line = CatalogJson.GeometryFactory.CreateLineString([
            new Coordinate(cell.West - 0.01, 32.7525),
            new Coordinate(cell.East + 0.01, 32.7525),
        ]);
        var catalog = Items.Published(
            Items.Place("station", Station.Latitude, Station.Longitude),
            Items.Place("railway", line),
            Items.Place("elsewhere", 32.8, 129.8)
        );
        Assert.Equal(["railway", "station"], catalog.InCell(cell, null).Select(item => item.Id));
    }
}
