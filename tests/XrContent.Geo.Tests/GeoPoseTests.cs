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
    public void Yaw_is_counter_clockwise_from_east_and_a_raised_face_pitches_down_as_the_standard_counts()
    {
        // North is a quarter turn on from east; south-west lies three eighths the other way.
        Assert.Equal((90.0, 0.0, 0.0), new GeoPose(default, 0, 0).Angles321());
        Assert.Equal((-135.0, -10.0, 5.0), new GeoPose(default, 0, 225, 10, 5).Angles321());
        // A quarter turn about up is half of it in a quaternion.
        var (x, y, z, w) = new GeoPose(default, 0, 0).Quaternion();
        Assert.Equal([0, 0, Math.Sqrt(0.5), Math.Sqrt(0.5)], new[] { x, y, z, w }, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void The_quaternion_turns_ahead_left_and_up_to_where_the_axes_point() =>
        Gen.Select(Gen.Double[0, 360], Gen.Double[-90, 90], Gen.Double[-180, 180])
            .Sample(
                (heading, pitch, roll) =>
                {
                    var pose = new GeoPose(default, 0, heading, pitch, roll);
                    var (right, up, face) = pose.Axes();
                    AssertSame(face, Turned(pose, new(1, 0, 0)));
                    AssertSame(right * -1, Turned(pose, new(0, 1, 0)));
                    AssertSame(up, Turned(pose, new(0, 0, 1)));
                }
            );

    /// <summary>v + 2 q x (q x v + w v), the textbook's rotation of a vector by a unit quaternion.</summary>
    private static Vector3D Turned(GeoPose pose, Vector3D v)
    {
        var (x, y, z, w) = pose.Quaternion();
        var q = new Vector3D(x, y, z);
        return v + Cross(q, Cross(q, v) + v * w) * 2;
    }

    private static Vector3D Cross(Vector3D a, Vector3D b) =>
        new(a.North * b.Up - a.Up * b.North, a.Up * b.East - a.East * b.Up, a.East * b.North - a.North * b.East);

    private static void AssertSame(Vector3D expected, Vector3D actual)
    {
        Assert.Equal(expected.East, actual.East, 1e-9);
        Assert.Equal(expected.North, actual.North, 1e-9);
        Assert.Equal(expected.Up, actual.Up, 1e-9);
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
