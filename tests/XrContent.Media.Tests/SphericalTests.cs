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
