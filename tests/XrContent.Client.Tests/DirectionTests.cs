using System.Runtime.CompilerServices;
using XrContent.Unity;

namespace XrContent.Client.Tests;

public class DirectionTests
{
    private static readonly double Half = Math.Sqrt(0.5);

    /// <summary>Eight azimuths at three elevations, written down by hand: +x is east, +y up, +z north.</summary>
    public static TheoryData<double, double, double, double, double> Golden()
    {
        (double X, double Z)[] compass = [(0, 1), (Half, Half), (1, 0), (Half, -Half), (0, -1), (-Half, -Half), (-1, 0), (-Half, Half)];
        var data = new TheoryData<double, double, double, double, double>();
        for (var i = 0; i < 8; i++)
        {
            data.Add(i * 45, 0, compass[i].X, 0, compass[i].Z);
            data.Add(i * 45, 45, compass[i].X * Half, Half, compass[i].Z * Half);
            data.Add(i * 45, -30, compass[i].X * 0.8660254037844386, -0.5, compass[i].Z * 0.8660254037844386);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void A_direction_becomes_a_point_of_Unitys_left_handed_space(double azimuth, double elevation, double x, double y, double z)
    {
        var point = Directions.ToUnity(azimuth, elevation);
        Assert.Equal((x, y, z), (point.x, point.y, point.z), Near);
    }

    [Fact]
    public void A_thing_that_rolls_lowers_its_right_side_as_the_servers_poses_do()
    {
        var (heading, pitch, roll) = (70.0, 20.0, 30.0);
        var pose = new XrContent.Geo.GeoPose(new(32.75, 129.85), 0, heading, pitch, roll).Axes();
        var right = Directions.Rotation(heading, pitch, roll) * new UnityEngine.Vector3(1, 0, 0);
        Assert.Equal(pose.Right.East, right.x, 4);
        Assert.Equal(pose.Right.Up, right.y, 4);
        Assert.Equal(pose.Right.North, right.z, 4);
    }

    [Fact]
    public void There_and_back_is_where_one_was() =>
        Gen.Select(Gen.Double[0, 359.999], Gen.Double[-89.9, 89.9], Gen.Double[0.1, 1e5])
            .Sample(
                (azimuth, elevation, distance) =>
                {
                    var (x, y, z) = DirectionMath.ToSpace(azimuth, elevation, distance);
                    var (a, e) = DirectionMath.FromSpace(x, y, z);
                    Assert.Equal(0, DirectionMath.Turn(azimuth, a), 1e-6);
                    Assert.Equal(elevation, e, 1e-6);
                }
            );

    [Theory]
    [InlineData(350, 10, 20)]
    [InlineData(10, 350, -20)]
    [InlineData(0, 180, -180)]
    public void The_shorter_way_round_is_taken(double from, double to, double turn) =>
        Assert.Equal(turn, DirectionMath.Turn(from, to), 1e-9);

    [Theory]
    [InlineData("https://xr.example.org/t/abc?c=12345678", "abc", "12345678")]
    [InlineData("abc", "abc", null)]
    [InlineData(" https://xr.example.org/t/abc ", "abc", null)]
    public void What_was_scanned_is_parted_into_tag_and_code(string scanned, string tag, string? code) =>
        Assert.Equal((tag, code), (TagLink.Parse(scanned).Tag, TagLink.Parse(scanned).Code));

    [Theory]
    [InlineData("https://xr.example.org/t/abc?c=1", true)]
    [InlineData("abc-DEF_9", true)]
    [InlineData("https://xr.example.org/scenes/a", false)]
    [InlineData("https://elsewhere.example/t/abc", false)]
    [InlineData("WIFI:T:WPA;S:home;P:secret;;", false)]
    [InlineData("my password", false)]
    [InlineData("", false)]
    public void What_is_no_tag_of_the_server_is_not_told_to_it(string scanned, bool isTag) =>
        Assert.Equal(isTag, TagLink.IsTag(scanned, new("https://xr.example.org")));

    [Theory]
    [InlineData("https://xr.example.org/g/NAGA1?x=1", "NAGA1")]
    [InlineData("https://xr.example.org/t/NAGA1", null)]
    [InlineData("https://xr.example.org/g/", null)]
    public void A_guides_code_is_told_from_a_tag(string scanned, string? code) => Assert.Equal(code, GroupLink.Parse(scanned));

    [Fact]
    public void A_band_of_the_sphere_is_seen_from_within()
    {
        using var world = new UnityEngine.World();
        var mesh = SphereBand.Make(0, 90, -10, 10, 5);
        // Unity draws what runs clockwise before the eye; from the centre every triangle must.
        for (var t = 0; t < mesh.triangles.Length; t += 3)
        {
            var (a, b, c) = (mesh.vertices[mesh.triangles[t]], mesh.vertices[mesh.triangles[t + 1]], mesh.vertices[mesh.triangles[t + 2]]);
            var (u, v) = ((b.x - a.x, b.y - a.y, b.z - a.z), (c.x - a.x, c.y - a.y, c.z - a.z));
            var normal = (
                X: u.Item2 * v.Item3 - u.Item3 * v.Item2,
                Y: u.Item3 * v.Item1 - u.Item1 * v.Item3,
                Z: u.Item1 * v.Item2 - u.Item2 * v.Item1
            );
            Assert.True(normal.X * a.x + normal.Y * a.y + normal.Z * a.z < 0);
        }
    }

    private static bool Near((double X, double Y, double Z) a, (double X, double Y, double Z) b) =>
        Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y) + Math.Abs(a.Z - b.Z) < 1e-5;

    /// <summary>Where the package's files lie.</summary>
    internal static string Package([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../unity-client-api"));
}
