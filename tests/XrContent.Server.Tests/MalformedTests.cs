using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NetVips;

namespace XrContent.Server.Tests;

/// <summary>Files as broken links, broken cards and hostile people make them.</summary>
public sealed class MalformedTests : IAsyncLifetime
{
    /// <summary>Of each way to break a file; XRCONTENT_MALFORMED asks for more of them than a quick run has time for.</summary>
    private static readonly int Times = int.Parse(
        Environment.GetEnvironmentVariable("XRCONTENT_MALFORMED") ?? "1",
        System.Globalization.CultureInfo.InvariantCulture
    );
    private static readonly int Least = 25 + 5 * 8 * Times;
    private const long MostMemory = 1L << 30;
    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    public async ValueTask InitializeAsync() => await ServerProcess.FillAsync(data);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Each_of_many_is_refused_with_a_reason_or_taken_in_and_the_server_goes_on()
    {
        Footage.SkipWithoutFfmpeg();
        using var server = await ServerProcess.StartAsync(data);
        using var memory = new PeakMemory(server.Id);
        var batch = Guid.NewGuid().ToString("N");
        var files = Files().ToList();
        Assert.True(files.Count >= Least, $"Only {files.Count} files were made.");
        foreach (var (name, bytes) in files)
            await Footage.SendAsync(server.Client, bytes, Footage.Metadata(name, ("batch", batch)));

        var all = await EndAsync(server.Client, batch, files.Count);
        var refused = all.Where(file => file.GetProperty("stage").GetString() == "refused").ToList();
        Assert.True(refused.Count > files.Count / 2, $"Only {refused.Count} of {files.Count} were refused.");
        // A reader that crashed is tried again and then refused as "failed": none of these files may get so far.
        Assert.Empty(
            refused
                .Where(file => file.GetProperty("problem").GetProperty("code").GetString() == "failed")
                .Select(file => file.GetProperty("fileName").GetString())
        );
        Assert.All(
            refused,
            file => Assert.EndsWith(".", file.GetProperty("problem").GetProperty("reason").GetString(), StringComparison.Ordinal)
        );
        Assert.True(memory.Bytes < MostMemory, $"The server used {memory.Bytes >> 20} MiB.");
        Assert.True(memory.Children > 50, $"Only {memory.Children} looks found a reader.");
        Assert.True(memory.BytesOfChildren < MostMemory, $"A reader used {memory.BytesOfChildren >> 20} MiB.");

        // A good file among them goes its way.
        var good = await Footage.EndOfAsync(
            server.Client,
            await Footage.SendAsync(server.Client, Footage.NewStill(), Footage.Metadata("good.jpg"))
        );
        Assert.Equal("ready", good.GetProperty("stage").GetString());
        var (code, said) = await ServerProcess.RunAsync(data, "check");
        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task A_document_that_pulls_in_another_s_original_by_its_name_is_refused_by_its_own()
    {
        using var server = await ServerProcess.StartAsync(data);
        var victim = await Footage.EndOfAsync(
            server.Client,
            await Footage.SendAsync(server.Client, Footage.NewStill(), Footage.Metadata("victim.jpg"))
        );
        var item = await server.Client.GetFromJsonAsync<JsonElement>($"/api/v1/studio/items/{victim.GetProperty("capture").GetString()}");
        var hash = item.GetProperty("feature").GetProperty("properties").GetProperty("original").GetProperty("sha256").GetString()!;
        foreach (var svg in Thieves(hash))
        {
            var file = await Footage.EndOfAsync(
                server.Client,
                await Footage.SendAsync(server.Client, svg, Footage.Metadata("holiday.jpg"))
            );
            Assert.Equal("refused", file.GetProperty("stage").GetString());
            Assert.Contains("SVG", file.GetProperty("problem").GetProperty("reason").GetString(), StringComparison.Ordinal);
        }
    }

    /// <summary>An SVG that shows the file beside it, written so that it comes to lie in the same folder.</summary>
    private static IEnumerable<byte[]> Thieves(string hash)
    {
        var begin = $"<svg xmlns='http://www.w3.org/2000/svg' width='4096' height='2048'><image width='4096' height='2048' href='{hash}'/>";
        foreach (var head in new[] { "", "<?xml version='1.0'?>", "\uFEFF", " \n<!-- a picture -->" })
        {
            var pad = 0;
            byte[] svg;
            do svg = Encoding.UTF8.GetBytes($"{head}{begin}<!-- {pad++} --></svg>");
            while (Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(svg))[..2] != hash[..2]);
            yield return svg;
        }
    }

    private static async Task<IReadOnlyList<JsonElement>> EndAsync(HttpClient client, string batch, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            var files = (await client.GetFromJsonAsync<JsonElement>($"/api/v1/studio/footage?batch={batch}&limit=2000", patience.Token))
                .GetProperty("files")
                .EnumerateArray()
                .ToList();
            if (files.Count == count && files.All(file => file.GetProperty("stage").GetString() is "ready" or "refused"))
                return files;
        }

        throw new UnreachableException();
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Files()
    {
        var random = new Random(1945);
        var pictures = new[] { ".jpg", ".png", ".webp", ".tif" }.Select(ending => (Ending: ending, Bytes: Picture(ending))).ToList();
        var film = Footage.NewGlimpse();
        foreach (var (ending, whole) in pictures.Append((".mp4", film)))
        {
            // Cut short.
            for (var i = 0; i < 2 * Times; i++)
                yield return ($"cut-{i}{ending}", whole[..random.Next(1, whole.Length)]);
            // Bits flipped, most of them where the structure is.
            for (var i = 0; i < 4 * Times; i++)
            {
                var bytes = (byte[])whole.Clone();
                for (var flips = 1 << random.Next(0, 6); flips > 0; flips--)
                    bytes[random.Next(0, random.Next(2) == 0 ? Math.Min(2000, bytes.Length) : bytes.Length)] ^= (byte)(1 << random.Next(8));
                yield return ($"flipped-{i}{ending}", bytes);
            }

            // A piece missing, a piece twice, noise in the middle.
            for (var i = 0; i < Times; i++)
            {
                var (at, length) = (random.Next(20, whole.Length / 2), random.Next(1, whole.Length / 4));
                yield return ($"missing-{i}{ending}", [.. whole[..at], .. whole[(at + length)..]]);
                yield return ($"twice-{i}{ending}", [.. whole[..(at + length)], .. whole[at..]]);
            }
        }

        // Names and beginnings that lie.
        yield return ("text.jpg", "This is no picture."u8.ToArray());
        yield return ("page.mp4", "<!doctype html><title>no film</title>"u8.ToArray());
        yield return (
            "script.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' width='2000' height='1000'><image href='file:///etc/passwd'/></svg>"u8.ToArray()
        );
        yield return ("list.mp4", "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"u8.ToArray());
        yield return ("concat.mp4", "ffconcat version 1.0\nfile /etc/passwd\n"u8.ToArray());
        yield return ("picture.mp4", pictures[0].Bytes);
        yield return ("film.jpg", film);
        yield return ("zeros.jpg", new byte[100_000]);
        yield return ("begins-like-a.jpg", [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[5000]]);
        yield return ("begins-like-a.mp4", [0, 0, 0, 24, .. "ftypisom"u8, .. new byte[5000]]);
        yield return ("begins-like-a.mkv", [0x1A, 0x45, 0xDF, 0xA3, .. new byte[5000]]);
        yield return ("bomb.png", PngBomb(30_000, 15_000));
        yield return ("larger-bomb.png", PngBomb(2_000_000_000, 1_000_000_000));
        yield return ("no-pixels.png", PngBomb(0, 0));
        foreach (var size in new uint[] { 0, 1, 7, 0x7FFFFFFF, 0xFFFFFFFF })
            yield return (
                $"box-{size}.mp4",
                [.. Box("ftyp", "isom\0\0\0\0isom"u8.ToArray()), .. Sized(size), .. "moov"u8, .. new byte[200]]
            );
        yield return (
            "wide-box.mp4",
            [.. Box("ftyp", "isom\0\0\0\0isom"u8.ToArray()), 0, 0, 0, 1, .. "moov"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        );
        yield return (
            "deep.mp4",
            [
                .. Box("ftyp", "isom\0\0\0\0isom"u8.ToArray()),
                .. Enumerable.Range(0, 2000).Aggregate(Array.Empty<byte>(), (inner, _) => Box("moov", inner)),
            ]
        );
        foreach (var xmp in new[] { Bomb("GPano"), "<x:xmpmeta xmlns:x='adobe:ns:meta/'>", new string('<', 60_000), External() })
            yield return ("xmp.jpg", Tagged(pictures[0].Bytes, xmp));
    }

    private static byte[] Picture(string ending)
    {
        using var xy = Image.Xyz(1024, 512);
        using var picture = (xy[0] / 4)
            .Bandjoin(xy[1] / 2, xy[0] / 4)
            .Cast(Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
        return picture.WriteToBuffer(ending);
    }

    /// <summary>A JPEG with an XMP segment.</summary>
    private static byte[] Tagged(byte[] jpeg, string xmp)
    {
        byte[] packet = [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(xmp)];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(packet.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. packet, .. jpeg[2..]];
    }

    private static string Entity(int i) => $"<!ENTITY {(char)('b' + i)} '{string.Concat(Enumerable.Repeat($"&{(char)('a' + i)};", 10))}'>";

    private static string Bomb(string name) =>
        $"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a "
        + $"'{new string('a', 100)}'>{string.Concat(Enumerable.Range(0, 9).Select(Entity))}]>"
        + $"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
        + $"xmlns:GPano='http://ns.google.com/photos/1.0/panorama/'><{name}:ProjectionType>&j;</{name}:ProjectionType><"
        + $"/rdf:Description></rdf:RDF></x:xmpmeta>";

    private static string External() =>
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
        + "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
        + "xmlns:GPano='http://ns.google.com/photos/1.0/panorama/' GPano:ProjectionType='&a;'/></rdf:RDF></x:xmpmeta>";

    /// <summary>A PNG that claims a size and holds a few rows of it.</summary>
    private static byte[] PngBomb(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
            zlib.Write(new byte[5_000_000]);
        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        byte[] content = [.. Encoding.ASCII.GetBytes(type), .. body];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(content));
        return [.. length, .. content, .. sum];
    }

    /// <summary>CRC-32 of PNG (ISO 3309), bit by bit.</summary>
    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
        }

        return ~crc;
    }

    private static byte[] Box(string type, byte[] body) => [.. Sized((uint)body.Length + 8), .. Encoding.ASCII.GetBytes(type), .. body];

    private static byte[] Sized(uint size)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, size);
        return bytes;
    }

    /// <summary>The most memory that a process, and that any one process below it, held at a time, as Linux counts it.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly Timer timer;

        public PeakMemory(int process) => timer = new(_ => Look(process), null, 0, 20);

        public long Bytes { get; private set; }

        /// <summary>Of any one child: each reads one file.</summary>
        public long BytesOfChildren { get; private set; }

        public int Children { get; private set; }

        public void Dispose() => timer.Dispose();

        private void Look(int root)
        {
            lock (timer)
            {
                var all = Processes().ToList();
                Bytes = Math.Max(Bytes, all.Where(one => one.Id == root).Select(one => one.Peak).FirstOrDefault());
                var below = new HashSet<int> { root };
                while (all.Where(one => below.Contains(one.Parent) && below.Add(one.Id)).Any())
                {
                    // One more generation.
                }

                below.Remove(root);
                foreach (var child in all.Where(one => below.Contains(one.Id)))
                    (BytesOfChildren, Children) = (Math.Max(BytesOfChildren, child.Peak), Children + 1);
            }
        }

        private static IEnumerable<(int Id, int Parent, long Peak)> Processes()
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[^1])))
            {
                string[] lines;
                try
                {
                    lines = File.ReadAllLines(Path.Combine(folder, "status"));
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    continue;
                }

                yield return ((int)Number(lines, "Pid:"), (int)Number(lines, "PPid:"), Number(lines, "VmHWM:") << 10);
            }
        }

        private static long Number(string[] lines, string name) =>
            lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
                ? long.Parse(
                    line[name.Length..].Replace("kB", "", StringComparison.Ordinal),
                    System.Globalization.CultureInfo.InvariantCulture
                )
                : 0;
    }
}
