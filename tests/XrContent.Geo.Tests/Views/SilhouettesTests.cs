using XrContent.Geo.Buildings;
using XrContent.Geo.Terrain;
using XrContent.Geo.Tests.Terrain;
using XrContent.Geo.Views;

namespace XrContent.Geo.Tests.Views;

/// <summary>What buildings hide, against lines of sight that are followed past each of them.</summary>
public sealed class SilhouettesTests : IDisposable
{
    private const double Level = 10;
    private const int Today = 2026;
    private static readonly LatLon Middle = new(32.76, 129.87);

    private readonly TemporaryFolder folder = new();
    private readonly TerrainStore store;

    public SilhouettesTests()
    {
        store = new(Path.Combine(folder.Path, "terrain"));
        store.Add(MadeUp.Level("plain", Middle, 0.12, Level), TestContext.Current.CancellationToken);
    }

    public static TheoryData<double> EyesAboveGround => new(1.6, 14, 160);

    [Theory]
    [MemberData(nameof(EyesAboveGround))]
    public void In_a_town_of_50_000_houses_the_same_is_hidden_as_by_following_each_line(double above)
    {
        var town = Town(50_000);
        var map = With(town);
        var sweep = Viewshed.From(map, Middle, Level + above, Today, cancel: TestContext.Current.CancellationToken);
        var random = new Random(7);
        var targets = Enumerable
            .Range(0, 10_000)
            .Select(_ =>
                (
                    Point: Geodesic.Direct(Middle, random.NextDouble() * 360, 20 + Math.Pow(random.NextDouble(), 2) * 4_000),
                    Height: Level + 0.5 + random.NextDouble() * 60
                )
            )
            .ToArray();
        var walls = new Walls(town, Middle);
        var (differing, hidden) = (0, 0);
        Parallel.ForEach(
            targets,
            target =>
            {
                var mine = !sweep.Shows(LineOfSight.To(Middle, sweep.Height, target.Point, target.Height), isThing: true);
                var theirs = walls.Hide(sweep.Height, target.Point, target.Height);
                if (theirs)
                    Interlocked.Increment(ref hidden);
                if (mine != theirs)
                    Interlocked.Increment(ref differing);
            }
        );

        Assert.InRange(hidden, 500, 9_950);
        Assert.True(differing <= 10, $"{differing} of {targets.Length} lines differ, {hidden} are hidden.");
    }

    [Fact]
    public void A_house_hides_what_stands_behind_it_and_not_what_is_seen_over_it()
    {
        var map = With([Box("house", 90, 150, 20, 12)]);
        var sweep = Viewshed.From(map, Middle, Level + 1.6, Today, cancel: TestContext.Current.CancellationToken);
        var behind = Geodesic.Direct(Middle, 90, 300);

        Assert.False(Shows(sweep, behind, Level + 2));
        Assert.True(Shows(sweep, behind, Level + 30));
        Assert.True(Shows(sweep, Geodesic.Direct(Middle, 90, 130), Level + 2));
        Assert.True(Shows(sweep, Geodesic.Direct(Middle, 100, 300), Level + 2));
    }

    [Fact]
    public void A_thing_in_a_house_is_seen_and_the_ground_below_it_is_not()
    {
        var map = With([Box("house", 90, 150, 20, 12)]);
        var sweep = Viewshed.From(map, Middle, Level + 1.6, Today, cancel: TestContext.Current.CancellationToken);
        var seen = LineOfSight.To(Middle, sweep.Height, Geodesic.Direct(Middle, 90, 152), Level + 2);

        Assert.True(sweep.Shows(seen, isThing: true));
        Assert.False(sweep.Shows(seen));
    }

    [Fact]
    public void Below_a_roof_no_ground_is_seen_from_above_and_beyond_it_some_is()
    {
        var map = With([Box("hall", 90, 1_050, 100, 10)]);
        var sweep = Viewshed.From(map, Middle, Level + 300, Today, cancel: TestContext.Current.CancellationToken);
        bool Sees(double away) => sweep.Shows(LineOfSight.To(Middle, sweep.Height, Geodesic.Direct(Middle, 90, away), Level + 0.1));

        Assert.Equal([true, false, false, false, false, true], new double[] { 980, 1_010, 1_050, 1_095, 1_115, 1_160 }.Select(Sees));
        var crests = sweep.CrestsAlong(Viewshed.RayOf(90));
        var middle = crests.Distances.ToArray().Count(distance => distance is > 1_005 and < 1_095);
        Assert.InRange(middle, 20, 100);
        Assert.All(crests.Slopes.ToArray().Zip(crests.Slopes.ToArray().Skip(1)), pair => Assert.True(pair.First < pair.Second));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.4)]
    [InlineData(3)]
    public void Who_stands_before_a_wall_sees_nothing_through_the_house(double before)
    {
        var map = With([Box("house", 90, 10 + before, 20, 12)]);
        var sweep = Viewshed.From(map, Middle, Level + 1.6, Today, cancel: TestContext.Current.CancellationToken);

        Assert.False(Shows(sweep, Geodesic.Direct(Middle, 90, 300), Level + 2));
    }

    [Fact]
    public void What_a_survey_saw_from_the_air_hides_from_afar_and_neither_overhead_nor_beside_a_thing()
    {
        Building Cover(string name, double away, double side) => Box(name, 90, away, side, 8) with { IsCover = true };
        (bool Near, bool Behind, bool Beside) Seen(Building block)
        {
            var sweep = Viewshed.From(With([block]), Middle, Level + 1.6, Today, cancel: TestContext.Current.CancellationToken);
            return (
                Shows(sweep, Geodesic.Direct(Middle, 90, 8), Level + 1),
                Shows(sweep, Geodesic.Direct(Middle, 90, 400), Level + 2),
                Shows(sweep, Geodesic.Direct(Middle, 90, 112), Level + 2)
            );
        }

        Assert.Equal((true, true, true), Seen(Cover("tree", 15, 10)));
        Assert.Equal((true, false, true), Seen(Cover("tree", 100, 10)));
        // A wood is as far off as its edge, however large it is.
        Assert.Equal((true, false, false), Seen(Cover("tree", 80, 60)));
    }

    [Fact]
    public void A_tree_before_a_house_does_not_make_the_house_transparent()
    {
        var tree = Box("tree", 90, 105, 10, 12) with { IsCover = true };
        var sweep = Viewshed.From(
            With([tree, Box("house", 90, 115.2, 3, 4)]),
            Middle,
            Level + 1.6,
            Today,
            cancel: TestContext.Current.CancellationToken
        );

        Assert.False(Shows(sweep, Geodesic.Direct(Middle, 90, 118.5), Level + 1));
    }

    [Fact]
    public void What_is_left_out_because_it_is_hidden_would_hide_nothing_more()
    {
        var random = new Random(11);
        for (var round = 0; round < 4; round++)
        {
            var town = Enumerable
                .Range(0, 60)
                .Select(i =>
                    // Walls as wide as a quadrant, and outlines that turn in again.
                    Star(
                        $"{i}",
                        random.NextDouble() * 360,
                        15 + random.NextDouble() * 400,
                        5 + random.NextDouble() * 40,
                        3 + random.NextDouble() * 30,
                        random
                    )
                )
                .ToList();
            var height = Level + new[] { 1.6, 9, 40, 160 }[round];
            var all = Viewshed.From(With(town), Middle, height, Today, cancel: TestContext.Current.CancellationToken);
            var each = town.Select(one =>
                {
                    store.RemoveBuildings("town", TestContext.Current.CancellationToken);
                    return Viewshed.From(With([one]), Middle, height, Today, cancel: TestContext.Current.CancellationToken);
                })
                .ToList();
            for (var i = 0; i < 3_000; i++)
            {
                var target = Geodesic.Direct(Middle, random.NextDouble() * 360, 5 + random.NextDouble() * 700);
                var at = Level + 0.5 + random.NextDouble() * 40;
                Assert.Equal(each.All(one => Shows(one, target, at)), Shows(all, target, at));
            }

            store.RemoveBuildings("town", TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Who_stands_in_a_house_or_on_its_roof_sees_out_of_it()
    {
        var map = With([Box("deck", 0, 0, 30, 12), Box("house", 90, 150, 20, 12)]);
        foreach (var above in new[] { 1.6, 13.6 })
        {
            var sweep = Viewshed.From(map, Middle, Level + above, Today, cancel: TestContext.Current.CancellationToken);
            Assert.True(Shows(sweep, Geodesic.Direct(Middle, 45, 300), Level + 2));
            Assert.False(Shows(sweep, Geodesic.Direct(Middle, 90, 163), Level + 2));
        }
    }

    [Fact]
    public void The_city_of_a_year_hides_what_it_hid_and_not_what_was_built_since()
    {
        var map = With([Box("old", 0, 150, 20, 12) with { Since = 1910, Until = 1945 }, Box("new", 90, 150, 20, 12) with { Since = 1998 }]);
        (bool Old, bool New) HiddenIn(int? year)
        {
            var sweep = Viewshed.From(map, Middle, Level + 1.6, year, cancel: TestContext.Current.CancellationToken);
            return (!Shows(sweep, Geodesic.Direct(Middle, 0, 300), Level + 2), !Shows(sweep, Geodesic.Direct(Middle, 90, 300), Level + 2));
        }

        Assert.Equal((true, false), HiddenIn(1945));
        Assert.Equal((false, true), HiddenIn(2026));
        Assert.Equal((false, false), HiddenIn(1960));
        Assert.Equal((false, false), HiddenIn(null));
    }

    [Fact]
    public void A_house_behind_a_hill_hides_nothing_that_the_hill_does_not_and_makes_no_skyline()
    {
        store.Add(MadeUp.Ridge("ridge", Middle, 0.02, 300, Level + 60), TestContext.Current.CancellationToken);
        var map = With([Box("low", 90, 900, 40, 10), Box("tower", 90, 1200, 40, 300)]);
        var bare = Viewshed.From(map, Middle, Level + 1.6, null, cancel: TestContext.Current.CancellationToken);
        var sweep = Viewshed.From(map, Middle, Level + 1.6, Today, cancel: TestContext.Current.CancellationToken);
        var ray = Viewshed.RayOf(90);

        var over = Geodesic.Direct(Middle, 90, 1_000);
        for (var height = Level + 1; height < Level + 280; height += 3)
            Assert.Equal(Shows(bare, over, height), Shows(sweep, over, height));
        Assert.Equal(
            LineOfSight.To(Middle, sweep.Height, Geodesic.Direct(Middle, 90, 1180), Level + 300).Elevation,
            sweep.SkylineAt(ray).Elevation,
            0.05
        );
        Assert.Equal(1180, sweep.SkylineAt(ray).Distance, 2.0);
        Assert.Equal(bare.SkylineAt(ray - 100), sweep.SkylineAt(ray - 100));
    }

    [Fact]
    public void A_house_on_either_side_of_north_hides_on_both()
    {
        var map = With([Box("house", 0, 200, 60, 12)]);
        var sweep = Viewshed.From(map, Middle, Level + 1.6, Today, cancel: TestContext.Current.CancellationToken);

        foreach (var azimuth in new[] { 352.0, 355, 359.9, 0, 0.04, 5, 8 })
            Assert.False(Shows(sweep, Geodesic.Direct(Middle, azimuth, 600), Level + 2), $"at {azimuth}");
        foreach (var azimuth in new[] { 335.0, 25, 180 })
            Assert.True(Shows(sweep, Geodesic.Direct(Middle, azimuth, 600), Level + 2), $"at {azimuth}");
    }

    public void Dispose() => folder.Dispose();

    private static bool Shows(Viewshed sweep, LatLon point, double height) =>
        sweep.Shows(LineOfSight.To(sweep.Eye, sweep.Height, point, height), isThing: true);

    private TerrainMap With(IReadOnlyList<Building> buildings)
    {
        store.AddBuildings(new("town", "Town"), buildings, TestContext.Current.CancellationToken);
        return TerrainMap.Open(store);
    }

    /// <summary>A square house whose middle lies in a direction from the eye.</summary>
    private static Building Box(string name, double azimuth, double distance, double side, double height)
    {
        var middle = Geodesic.Direct(Middle, azimuth, distance);
        double[] towards = [45, 135, 225, 315];
        return new(name, [.. towards.Select(turn => Geodesic.Direct(middle, turn, side / Math.Sqrt(2)))], null, height, 2000, null);
    }

    /// <summary>An outline of ten corners that turns in at every second.</summary>
    private static Building Star(string name, double azimuth, double distance, double size, double height, Random random)
    {
        var (middle, turn) = (Geodesic.Direct(Middle, azimuth, distance + size), random.NextDouble() * 360);
        var outline = Enumerable.Range(0, 10).Select(k => Geodesic.Direct(middle, turn + 36 * k, k % 2 == 0 ? size : size * 0.4));
        return new(name, [.. outline], null, height, 2000, null);
    }

    private static List<Building> Town(int count)
    {
        var random = new Random(1945);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var middle = Geodesic.Direct(Middle, random.NextDouble() * 360, 12 + Math.Sqrt(random.NextDouble()) * 3_500);
                    var (turn, size, corners) = (random.NextDouble() * 360, 3 + random.NextDouble() * 6, random.Next(3, 8));
                    var outline = Enumerable.Range(0, corners).Select(k => Geodesic.Direct(middle, turn + 360.0 * k / corners, size));
                    return new Building($"{i}", [.. outline], null, 3 + Math.Pow(random.NextDouble(), 4) * 40, 2000, null);
                }),
        ];
    }

    /// <summary>Every wall of a town; a line of sight is followed past each of them.</summary>
    private sealed class Walls
    {
        private readonly LatLon eye;
        private readonly (double East, double North)[][] outlines;
        private readonly double[] tops;
        private readonly (double East, double North, double Radius)[] rounds;

        public Walls(IReadOnlyList<Building> town, LatLon eye)
        {
            this.eye = eye;
            outlines = [.. town.Select(house => house.Footprint.Select(Flat).ToArray())];
            tops = [.. town.Select(house => Level + house.Height)];
            rounds =
            [
                .. outlines.Select(outline =>
                {
                    var (east, north) = (outline.Average(at => at.East), outline.Average(at => at.North));
                    return (east, north, outline.Max(at => Math.Sqrt(Math.Pow(at.East - east, 2) + Math.Pow(at.North - north, 2))));
                }),
            ];
        }

        public bool Hide(double eyeHeight, LatLon target, double height)
        {
            var (east, north) = Flat(target);
            var length = Math.Sqrt(east * east + north * north);
            var end = length - Math.Clamp(length / 400, 0.5, 60);
            for (var i = 0; i < outlines.Length; i++)
            {
                var round = rounds[i];
                var along = (round.East * east + round.North * north) / length;
                if (along < -round.Radius || along > length + round.Radius)
                    continue;
                if (Math.Abs(round.East * north - round.North * east) / length > round.Radius)
                    continue;
                if (Holds(outlines[i], 0, 0) || Holds(outlines[i], east, north))
                    continue;
                for (var k = 0; k < outlines[i].Length; k++)
                {
                    var (a, b) = (outlines[i][k], outlines[i][(k + 1) % outlines[i].Length]);
                    var (sideA, sideB) = (a.East * north - a.North * east, b.East * north - b.North * east);
                    if (sideA > 0 == sideB > 0)
                        continue;
                    var share = sideA / (sideA - sideB);
                    var away = ((a.East + share * (b.East - a.East)) * east + (a.North + share * (b.North - a.North)) * north) / length;
                    if (away <= 0.5 || away >= end)
                        continue;
                    var part = away / length;
                    // The earth and the bent ray bulge up between the two ends.
                    var bulge = part * (1 - part) * length * length * (1 - LineOfSight.Refraction) / (2 * Wgs84.MeanRadius);
                    if (eyeHeight + part * (height - eyeHeight) - bulge < tops[i])
                        return true;
                }
            }

            return false;
        }

        private (double East, double North) Flat(LatLon point) =>
            (
                (point.Longitude - eye.Longitude) * Wgs84.MetresPerDegreeLongitude((point.Latitude + eye.Latitude) / 2),
                (point.Latitude - eye.Latitude) * Wgs84.MetresPerDegreeLatitude((point.Latitude + eye.Latitude) / 2)
            );

        private static bool Holds((double East, double North)[] outline, double east, double north)
        {
            var holds = false;
            for (var i = 0; i < outline.Length; i++)
            {
                var (a, b) = (outline[i], outline[(i + 1) % outline.Length]);
                if (a.North > north != b.North > north && east < a.East + (north - a.North) / (b.North - a.North) * (b.East - a.East))
                    holds = !holds;
            }

            return holds;
        }
    }
}
