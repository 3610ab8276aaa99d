namespace XrContent.Client.Tests;

/// <summary>North is what was found most surely, and named as what it is.</summary>
public sealed class NorthTests
{
    /// <summary>
    /// The field of the earth round a phone that looks to a heading: forty microtesla north and down, in the phone's axes.
    /// </summary>
    private static ((double, double, double) Field, (double, double, double) Gravity) Phone(double heading, double elevation, double roll)
    {
        // World axes: east, north, up. The phone's z looks out of its screen, against where its camera looks.
        var (h, e, r) = (heading * Math.PI / 180, elevation * Math.PI / 180, roll * Math.PI / 180);
        var ahead = (E: Math.Sin(h) * Math.Cos(e), N: Math.Cos(h) * Math.Cos(e), U: Math.Sin(e));
        var level = (E: Math.Cos(h), N: -Math.Sin(h), U: 0.0);
        var top = (E: -Math.Sin(h) * Math.Sin(e), N: -Math.Cos(h) * Math.Sin(e), U: Math.Cos(e));
        var x = Mix(level, top, Math.Cos(r), Math.Sin(r));
        var y = Mix(level, top, -Math.Sin(r), Math.Cos(r));
        var z = (E: -ahead.E, N: -ahead.N, U: -ahead.U);
        return (In((0, 32, -36)), In((0, 0, -1)));

        (double, double, double) In((double E, double N, double U) v) => (Dot(v, x), Dot(v, y), Dot(v, z));
        static double Dot((double E, double N, double U) a, (double E, double N, double U) b) => a.E * b.E + a.N * b.N + a.U * b.U;
        static (double E, double N, double U) Mix((double E, double N, double U) a, (double E, double N, double U) b, double s, double t) =>
            (a.E * s + b.E * t, a.N * s + b.N * t, a.U * s + b.U * t);
    }

    [Fact]
    public void A_phone_knows_where_its_camera_looks_however_it_is_held() =>
        Gen.Select(Gen.Double[0, 359.99], Gen.Double[-75, 75], Gen.Double[-180, 180], Gen.Double[-10, 10])
            .Sample(
                (heading, elevation, roll, declination) =>
                {
                    var (field, gravity) = Phone(heading, elevation, roll);
                    var read = NorthFinder.Heading(field, gravity, declination);
                    Assert.Equal(0, DirectionMath.Turn(heading + declination, read!.Value), 1e-6);
                }
            );

    [Fact]
    public void Straight_down_and_without_a_field_there_is_no_heading()
    {
        var (field, gravity) = Phone(40, -89, 0);
        Assert.Null(NorthFinder.Heading(field, gravity, 0));
        Assert.Null(NorthFinder.Heading((0, 0, 0), (0, -1, 0), 0));
        Assert.Null(NorthFinder.Heading((0, 30, 0), (0, 0, 0), 0));
    }

    [Fact]
    public void The_compass_is_the_first_guess_only_and_readings_across_north_are_not_averaged_through_south()
    {
        var finder = new NorthFinder();
        foreach (var reading in new[] { 358.0, 2, 359, 1, 0 })
            finder.ReadCompass(reading, seen: 90);
        Assert.Equal((NorthMeans.Compass, NorthFinder.CompassAccuracy), (finder.Means, finder.Accuracy));
        Assert.Equal(90, finder.Offset, 1e-9);
        Assert.False(finder.ReadCompass(200, 90));
        Assert.Equal(90, finder.Offset, 1e-9);
    }

    [Fact]
    public void What_is_surer_is_taken_and_what_the_person_does_always()
    {
        var finder = new NorthFinder();
        Assert.True(finder.Offer(NorthMeans.Geospatial, 20, 6));
        Assert.False(finder.Offer(NorthMeans.Panel, 30, 8));
        Assert.True(finder.Offer(NorthMeans.Geospatial, 21, 9));
        Assert.True(finder.Offer(NorthMeans.Panel, 30, 8));
        finder.Drag(-5);
        Assert.Equal((NorthMeans.Skyline, 25), (finder.Means, finder.Offset));
        Assert.False(finder.Offer(NorthMeans.Panel, 30, 8));
        Assert.False(finder.Offer(NorthMeans.Panel, double.NaN, 0.1));
        finder.Forget();
        Assert.Equal(NorthMeans.None, finder.Means);
        Assert.Equal(double.PositiveInfinity, finder.Accuracy);
    }

    [Fact]
    public void A_measurement_that_is_none_shuts_nothing_out_and_a_poor_one_gives_way_to_the_compass()
    {
        var finder = new NorthFinder();
        Assert.False(finder.Offer(NorthMeans.Geospatial, 120, 170));
        Assert.True(finder.Offer(NorthMeans.Geospatial, 120, 40));
        for (var reading = 0; reading < 5; reading++)
            finder.ReadCompass(10, seen: 20);
        Assert.Equal((NorthMeans.Compass, 10), (finder.Means, Math.Round(finder.Offset)));
    }

    [Fact]
    public void Two_places_aimed_at_say_where_north_is_and_how_far_they_disagree()
    {
        var finder = new NorthFinder();
        Assert.Null(finder.Aim(29, seen: 49));
        // Too near the first to say anything: it takes its place.
        Assert.Null(finder.Aim(30, seen: 51));
        Assert.Equal(2, finder.Aim(120, seen: 143)!.Value, 1e-9);
        Assert.Equal((NorthMeans.Landmarks, 22, 1), (finder.Means, finder.Offset, finder.Accuracy));
    }

    [Fact]
    public void A_panel_turns_north_by_what_its_face_was_surveyed_to()
    {
        var finder = new NorthFinder();
        var (offset, accuracy) = NorthFinder.ByPanel(new() { Facing = 350, Accuracy = 1 }, seenFacing: 15, accuracy: 2);
        Assert.True(finder.Offer(NorthMeans.Panel, offset, accuracy));
        Assert.Equal((NorthMeans.Panel, 25, 3), (finder.Means, finder.Offset, finder.Accuracy));
    }
}
