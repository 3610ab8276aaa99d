using System.Buffers.Binary;
using System.Text;
using XrContent.Media.Video;

namespace XrContent.Media.Tests;

public sealed class SphericalTests : IDisposable
{
    private static readonly string[] FastStart = ["-movflags", "+faststart"];
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true, "mono")]
    [InlineData(true, "top-bottom")]
    [InlineData(false, "mono")]
    public async Task What_is_written_into_a_film_is_read_back_and_its_frames_stay_as_they_are(bool indexFirst, string stereo)
    {
        var film = Films.Make(folder, options: indexFirst ? FastStart : []);
        var spherical = new Spherical("equirectangular", stereo, 0, 4.5, -7.25);
        var written = await WriteAsync(film, spherical, "written.mp4");
        Assert.Equal(spherical, Read(written));
        Assert.Equal(Films.Packets(film), Films.Packets(written));
        // Written once more, nothing is added.
        Assert.Equal(new FileInfo(written).Length, new FileInfo(await WriteAsync(written, spherical, "again.mp4")).Length);
    }

    [Fact]
    public void A_film_that_says_nothing_is_a_film_that_says_nothing() => Assert.Null(Read(Films.Make(folder)));

    [Fact]
    public async Task The_first_version_is_read_where_the_second_is_missing()
    {
        var bytes = await File.ReadAllBytesAsync(await WriteAsync(Films.Make(folder), new("equirectangular", "top-bottom"), "written.mp4"));
        // Without the second version's boxes, whose types are no longer known.
        foreach (var type in new[] { "st3d", "sv3d" })
            Encoding.ASCII.GetBytes("free").CopyTo(bytes, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(type)));
        Assert.Equal(new("equirectangular", "top-bottom"), Spherical.Read(new MemoryStream(bytes)));
    }

    [Fact]
    public async Task A_Matroska_film_says_its_lean_to_the_fraction_of_a_degree()
    {
        var spherical = new Spherical("equirectangular", "mono", 0, 4.5, -7.25);
        var film = Films.Remux(await WriteAsync(Films.Make(folder), spherical, "written.mp4"), folder, "film.mkv");
        await using (var file = File.OpenRead(film))
            Assert.Equal(spherical, MatroskaProjection.Read(file));
        var facts = await FilmProbe.ReadAsync(film, new(), Films.Tools, TestContext.Current.CancellationToken);
        Assert.Equal((4.5, -7.25), (facts.Pitch, facts.Roll));
        await using var plain = File.OpenRead(Films.Make(folder, name: "plain.mkv"));
        Assert.Null(MatroskaProjection.Read(plain));
    }

    [Fact]
    public async Task Whatever_bytes_change_in_a_Matroska_film_it_is_read_or_says_nothing()
    {
        var written = await WriteAsync(Films.Make(folder, seconds: 0.5), new("equirectangular", "top-bottom"), "written.mp4");
        var whole = await File.ReadAllBytesAsync(Films.Remux(written, folder, "film.mkv"));
        var read = 0;
        Gen.Select(Gen.Int[0, 1500], Gen.Byte, Gen.Int[1, 9], Gen.Int[0, 1500])
            .Sample(
                (at, value, length, end) =>
                {
                    var bytes = (byte[])whole.Clone();
                    bytes.AsSpan(at, length).Fill(value);
                    if (MatroskaProjection.Read(new MemoryStream(bytes)) is { StereoMode: "top-bottom" })
                        Interlocked.Increment(ref read);
                    MatroskaProjection.Read(new MemoryStream(bytes, 0, end));
                },
                iter: 3000
            );
        Assert.InRange(read, 1000, 3000);
    }

    [Fact]
    public void A_part_of_a_sphere_is_told_from_a_whole_one_in_both_versions()
    {
        const string Names =
            "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:G=\"http://ns.google.com/videos/1.0/spherical/\"";
        SpherePart? First(int width, int left) =>
            Spherical
                .Read(
                    Movie(
                        Box(
                            "uuid",
                            [
                                .. Convert.FromHexString("ffcc8263f8554a938814587a02521fdd"),
                                .. Encoding.UTF8.GetBytes(
                                    $"<rdf:SphericalVideo {Names}><G:Spherical>true</G:Spherical>"
                                        + $"<G:CroppedAreaImageWidthPixels>{width}</G:CroppedAreaImageWidthPixels>"
                                        + "<G:CroppedAreaImageHeightPixels>1920</G:CroppedAreaImageHeightPixels>"
                                        + "<G:FullPanoWidthPixels>3840</G:FullPanoWidthPixels>"
                                        + "<G:FullPanoHeightPixels>1920</G:FullPanoHeightPixels>"
                                        + $"<G:CroppedAreaLeftPixels>{left}</G:CroppedAreaLeftPixels>"
                                        + "<G:CroppedAreaTopPixels>0</G:CroppedAreaTopPixels></rdf:SphericalVideo>"
                                ),
                            ]
                        )
                    )
                )!
                .Part;
        Assert.Null(First(3840, 0));
        Assert.Equal(new(0.25, 0.25, 0, 0), First(1920, 960));
        Assert.Contains("pad=3840:1920:960:0 ", First(1920, 960)!.Cure(1920, 1920), StringComparison.Ordinal);
        byte[] bounds = [0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x20, 0, 0, 0];
        Assert.Equal(new(0.5, 0.125, 0.25, 0), SpherePart.InBox(bounds));
        Assert.Null(SpherePart.InBox(new byte[20]));
    }

    [Fact]
    public async Task A_film_of_a_part_of_the_sphere_is_refused_with_the_command_that_makes_it_whole()
    {
        var bytes = await File.ReadAllBytesAsync(
            await WriteAsync(Films.Make(folder, "640x320"), new("equirectangular", "mono"), "whole.mp4")
        );
        // Half of the sphere's height is missing, the same above and below.
        var bounds = bytes.AsSpan(bytes.AsSpan().IndexOf("equi"u8) + 4);
        (bounds[4], bounds[8]) = (0x40, 0x40);
        var film = Path.Combine(folder, "part.mp4");
        await File.WriteAllBytesAsync(film, bytes);
        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default)
        );
        Assert.Equal("wrong-projection", refused.Code);
        Assert.Contains("pad=640:640:0:160 ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entity_bomb_in_the_first_version_s_text_is_nothing_said()
    {
        var bomb =
            "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;"
            + "&b;&b;&b;&b;&b;&b;\">]><r>&c;</r>";
        var uuid = Box("uuid", [.. Convert.FromHexString("ffcc8263f8554a938814587a02521fdd"), .. Encoding.UTF8.GetBytes(bomb)]);
        Assert.Null(Spherical.Read(Movie(uuid)));
    }

    [Theory]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(3u)]
    public void A_size_that_cannot_be_is_refused_without_being_believed(uint size)
    {
        var bytes = Movie(Box("uuid", new byte[32])).ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.AsSpan().IndexOf("uuid"u8) - 4), size);
        Assert.Equal("damaged", Assert.Throws<RefusedException>(() => Spherical.Read(new MemoryStream(bytes))).Code);
    }

    [Fact]
    public void A_file_without_an_index_is_refused_with_the_cure() =>
        Assert.Equal(
            "no-index",
            Assert
                .Throws<RefusedException>(() =>
                    Spherical.Read(new MemoryStream([.. Box("ftyp", "isom\0\0\0\0"u8.ToArray()), .. Box("mdat", new byte[100])]))
                )
                .Code
        );

    [Fact]
    public async Task Whatever_bytes_change_in_the_index_it_is_read_or_refused()
    {
        var whole = await File.ReadAllBytesAsync(
            await WriteAsync(Films.Make(folder, options: FastStart), new("equirectangular", "mono"), "written.mp4")
        );
        var end = whole.AsSpan().IndexOf("mdat"u8);
        Gen.Select(Gen.Int[0, end], Gen.Byte, Gen.Int[1, 4])
            .Sample(
                (at, value, length) =>
                {
                    var bytes = (byte[])whole.Clone();
                    bytes.AsSpan(at, Math.Min(length, bytes.Length - at)).Fill(value);
                    try
                    {
                        Spherical.Read(new MemoryStream(bytes));
                        SphericalWriter
                            .WriteAsync(new MemoryStream(bytes), new("equirectangular", "mono"), new MemoryStream(), default)
                            .GetAwaiter()
                            .GetResult();
                    }
                    catch (RefusedException) { }
                },
                iter: 2000
            );
    }

    private static Spherical? Read(string film)
    {
        using var file = File.OpenRead(film);
        return Spherical.Read(file);
    }

    private async Task<string> WriteAsync(string film, Spherical spherical, string name)
    {
        var path = Path.Combine(folder, name);
        await using var from = File.OpenRead(film);
        await using var to = File.Create(path);
        Assert.True(await SphericalWriter.WriteAsync(from, spherical, to, default));
        return path;
    }

    /// <summary>A movie of one video track with a box in it.</summary>
    private static MemoryStream Movie(byte[] box)
    {
        var handler = Box("hdlr", [0, 0, 0, 0, 0, 0, 0, 0, .. "vide"u8, .. new byte[12]]);
        return new([.. Box("ftyp", "isom\0\0\0\0"u8.ToArray()), .. Box("moov", Box("trak", [.. Box("mdia", handler), .. box]))]);
    }

    private static byte[] Box(string type, byte[] body)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, body.Length + 8);
        return [.. size, .. Encoding.ASCII.GetBytes(type), .. body];
    }
}
