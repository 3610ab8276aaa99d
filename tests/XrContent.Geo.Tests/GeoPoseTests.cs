namespace XrContent.Geo.Tests;

public class GeoPoseTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 1, 0)]
    [InlineData(90, 0, 0, 1, 0, 0)]
    [InlineData(180, 45, 0, 0, -0.70710678, 0.70710678)]
    [InlineData(270, -90, 30, 0, 0, -1)]
    public void The_face_looks_along_heading_and_pitch(double heading, double pitch, double roll, double east, double north, double up)
    {
        var (_, _, face) = new GeoPose(default, 0, heading, pitch, roll).Axes();
        Assert.Equal(east, face.East, 1e-8);
        Assert.Equal(north, face.North, 1e-8);
        Assert.Equal(up, face.Up, 1e-8);
    }

    [Fact]
    public void A_positive_roll_lowers_the_right_side()
    {
        var (right, up, _) = new GeoPose(default, 0, Roll: 90).Axes();
        Assert.Equal(-1, right.Up, 1e-9);
        Assert.Equal(1, up.East, 1e-9);
    }

    [Fact]
    public void The_axes_are_a_right_handed_frame_however_it_is_turned() =>
        Gen.Select(Gen.Double[0, 360], Gen.Double[-90, 90], Gen.Double[-180, 180])
            .Sample(
                (heading, pitch, roll) =>
                {
                    var (r, u, f) = new GeoPose(default, 0, heading, pitch, roll).Axes();
                    // Right times face is up.
                    Assert.Equal(u.East, r.North * f.Up - r.Up * f.North, 1e-9);
                    Assert.Equal(u.North, r.Up * f.East - r.East * f.Up, 1e-9);
                    Assert.Equal(u.Up, r.East * f.North - r.North * f.East, 1e-9);
                }
            );
}
