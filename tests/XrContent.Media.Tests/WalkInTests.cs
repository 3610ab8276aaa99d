using System.IO.Compression;
using System.Text;
using XrContent.Media.WalkIns;

namespace XrContent.Media.Tests;

/// <summary>Records that one can walk in are read apart, and served in pieces that draw what matters first.</summary>
public sealed class WalkInTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-walkin-").FullName;

    [Fact]
    public async Task Splats_of_a_training_program_stand_upright_and_keep_place_size_and_colour()
    {
        var file = Write("a.ply", Records.SplatPly([new(1.5f, 2, -3.25f, 0.1f, 0.8f, 0.75f, 0.5f, 0.25f)]));

        Assert.Equal(new WalkInFacts(false, 1, 0, ".ply"), await Apart.Stills.ProbeWalkInAsync(file, Cancel));
        var (head, splats) = Assert.Single(await RenderAsync(file));
        Assert.Equal([(byte)'N', (byte)'G', (byte)'S', (byte)'P', 2, 0, 0, 0], head[..8]);
        var (x, y, z, alpha, red, scale) = Assert.Single(splats);
        Assert.Equal((1.5, 2, -3.25), (Math.Round(x, 3), Math.Round(y, 3), Math.Round(z, 3)));
        Assert.Equal((Math.Round(0.8 * 255), Math.Round((Math.Log(0.1) + 10) * 16)), (alpha, scale));
        Assert.Equal(0.75, 0.5 + (red - 127.5) / 255 / 0.15 * 0.28209479, 0.01);
    }

    [Fact]
    public async Task Points_of_a_survey_have_up_above_and_north_ahead()
    {
        var file = Write("p.ply", Records.PointPly([(10, 20, 3), (12, 20, 3), (10, 26, 3)]));

        Assert.Equal(3, (await Apart.Stills.ProbeWalkInAsync(file, Cancel)).Reach, 1.0);
        var splats = Assert.Single(await RenderAsync(file)).Splats;
        Assert.Contains(splats, splat => (Math.Round(splat.X), Math.Round(splat.Y), Math.Round(splat.Z)) == (10, 3, -26));
        Assert.All(splats, splat => Assert.Equal(200 / 255.0, 0.5 + (splat.Red - 127.5) / 255 / 0.15 * 0.28209479, 0.02));
    }

    [Fact]
    public async Task The_first_piece_has_what_fills_most_of_the_picture_and_all_pieces_have_all()
    {
        var random = new Random(3);
        var many = Enumerable
            .Range(0, WalkInFile.PieceSplats + 1_000)
            .Select(i => new MadeSplat(i % 300, random.NextSingle(), i / 300, i % 81 == 0 ? 0.5f : 0.01f, 0.8f, 0.5f, 0.5f, 0.5f))
            .ToList();
        var pieces = await RenderAsync(Write("m.ply", Records.SplatPly(many)));

        Assert.Equal([WalkInFile.PieceSplats, 1_000], pieces.Select(piece => piece.Splats.Count));
        var large = pieces[0].Splats.Take(1_000).Select(splat => splat.Scale).ToList();
        Assert.All(large, scale => Assert.Equal(Math.Round((Math.Log(0.5) + 10) * 16), scale));
        Assert.Equal(
            many.Count,
            pieces.SelectMany(piece => piece.Splats).Select(splat => (Math.Round(splat.X), Math.Round(splat.Z))).Distinct().Count()
        );
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task SPZ_goes_through_byte_for_byte_but_for_its_shine(int version)
    {
        var file = Write("v.spz", Spz(version, degree: 1, splats: 2));

        Assert.Equal(
            (1, ".spz"),
            ((await Apart.Stills.ProbeWalkInAsync(file, Cancel)).Pieces, (await Apart.Stills.ProbeWalkInAsync(file, Cancel)).Ending)
        );
        var target = Directory.CreateDirectory(Path.Combine(folder, $"out{version}")).FullName;
        await Apart.Stills.RenderWalkInAsync(file, target, Cancel);
        using var unpacked = new GZipStream(File.OpenRead(Path.Combine(target, "0.spz")), CompressionMode.Decompress);
        using var all = new MemoryStream();
        await unpacked.CopyToAsync(all, Cancel);
        var columns = 2 * (9 + 1 + 3 + 3 + (version == 2 ? 3 : 4));
        Assert.Equal(16 + columns, all.Length);
        Assert.Equal((version, 0, 12), (all.ToArray()[4], all.ToArray()[12], all.ToArray()[13]));
    }

    [Fact]
    public async Task A_mesh_is_served_whole_and_reaches_as_far_as_its_bounds()
    {
        var file = Write("m.glb", Records.Mesh(7));

        Assert.Equal(new WalkInFacts(true, 0, 7, ".glb"), await Apart.Stills.ProbeWalkInAsync(file, Cancel));
        var target = Directory.CreateDirectory(Path.Combine(folder, "mesh")).FullName;
        await Apart.Stills.RenderWalkInAsync(file, target, Cancel);
        Assert.Equal(await File.ReadAllBytesAsync(file, Cancel), await File.ReadAllBytesAsync(Path.Combine(target, "model.glb"), Cancel));
    }

    public static TheoryData<string, Func<byte[]>, string> Wrong =>
        new()
        {
            { "cut PLY", () => Good()[..^9], "cut short" },
            { "text PLY", () => Records.SplatPly([Splat], "ascii"), "binary_little_endian is read" },
            { "PLY without an end", () => "ply\nformat binary_little_endian 1.0\n"u8.ToArray(), "header has no end" },
            { "PLY of many", () => Changed("vertex 1", "vertex 2500001"), "2,500,000 are read" },
            { "PLY of less than none", () => Changed("vertex 1", "vertex -1"), "2,500,000 are read" },
            { "PLY without colours", () => Changed("f_dc_0", "f_xx_0"), "has no \"red\"|have no \"red\"" },
            { "PLY of lists", () => Changed("property float f_rest_0", "property list uchar int a"), "lists" },
            { "PLY of another type", () => Changed("property float f_rest_0", "property quad f_rest_0"), "\"f_rest_0\" of type quad" },
            { "PLY of no numbers", () => Records.SplatPly([Splat with { X = float.NaN }]), "not numbers" },
            { "PLY far off", () => Records.SplatPly([Splat with { X = 5e6f }]), "from the origin" },
            { "cut SPZ", () => Spz(2, 0, 50)[..^20], "cut short" },
            { "SPZ of no splats", () => Packed(new byte[64]), "holds no splats" },
            { "SPZ of another version", () => Spz(9, 0, 1), "version 9" },
            { "SPZ of many", () => Spz(2, 0, 1, said: 500_000_000), "500,000,000 splats" },
            { "SPZ of less", () => Spz(2, 0, 9, said: 8), "longer than it says" },
            { "mesh that leads elsewhere", () => Replaced(Records.Mesh(1), "\"byteLength\":60", "\"uri\":\"../abcd\""), "files beside it" },
            { "SPZ far off", () => Spz(2, 0, 50, far: true), "Move its origin into it" },
            { "packed mesh", () => Records.Mesh(1, "\"extensionsRequired\":[\"KHR_draco_mesh_compression\"],"), "packed by KHR_draco" },
            { "cut mesh", () => Records.Mesh(1)[..^4], "cut short" },
            { "picture", () => [0xff, 0xd8, 0xff, 0xe0, .. new byte[40]], "no record" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_no_record_or_damaged_is_refused_and_says_why(string what, Func<byte[]> make, string said)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Apart.Stills.ProbeWalkInAsync(Write(what, make()), Cancel));

        Assert.Matches(said, refused.Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static MadeSplat Splat => new(1, 1, 1, 0.1f, 0.9f, 0.5f, 0.5f, 0.5f);

    private static byte[] Good() => Records.SplatPly([Splat]);

    private static byte[] Changed(string text, string to) => Replaced(Good(), text, to);

    private static byte[] Replaced(byte[] bytes, string text, string to)
    {
        var all = Encoding.Latin1.GetString(bytes);
        Assert.Contains(text, all, StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(all.Replace(text, to, StringComparison.Ordinal));
    }

    private static byte[] Spz(int version, int degree, int splats, int? said = null, bool far = false)
    {
        int[] shine = [0, 9, 24, 45];
        var random = new Random(5);
        var columns = new byte[splats * (9 + 1 + 3 + 3 + (version == 2 ? 3 : 4) + shine[degree])];
        random.NextBytes(columns);
        // The highest byte of each coordinate.
        for (var at = 2; at < 9 * splats; at += 3)
            columns[at] = (byte)(far ? 0x70 : 0);
        return Packed([
            .. "NGSP"u8,
            .. BitConverter.GetBytes(version),
            .. BitConverter.GetBytes(said ?? splats),
            (byte)degree,
            12,
            0,
            0,
            .. columns,
        ]);
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var packed = new GZipStream(memory, CompressionLevel.Fastest))
            packed.Write(bytes);
        return memory.ToArray();
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name.Replace(' ', '-'));
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private async Task<List<(byte[] Head, List<(double X, double Y, double Z, byte Alpha, byte Red, byte Scale)> Splats)>> RenderAsync(
        string file
    )
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "out")).FullName;
        await Apart.Stills.RenderWalkInAsync(file, target, Cancel);
        return
        [
            .. Directory
                .EnumerateFiles(target)
                .OrderBy(path => int.Parse(Path.GetFileNameWithoutExtension(path)))
                .Select(path => Records.ReadSpz(File.ReadAllBytes(path))),
        ];
    }
}
