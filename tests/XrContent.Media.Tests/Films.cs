using System.Buffers.Binary;
using System.Diagnostics;
using XrContent.Media.Video;

namespace XrContent.Media.Tests;

/// <summary>Short films made by ffmpeg for a test.</summary>
internal static class Films
{
    public static readonly FilmTools Tools = new("ffmpeg", "ffprobe", Apart.Sandbox, Apart.Stills, Preset: "ultrafast");

    private static readonly Lazy<bool> IsThere = new(() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "ffmpeg")))
    );

    /// <summary>Moving colours, with sound.</summary>
    /// <param name="options">Further options for the output.</param>
    public static string Make(
        string folder,
        string size = "640x320",
        double seconds = 2,
        string name = "film.mp4",
        params string[] options
    ) =>
        Run(
            folder,
            name,
            [
                "-f",
                "lavfi",
                "-i",
                $"testsrc2=s={size}:r=15:d={seconds}",
                "-f",
                "lavfi",
                "-i",
                $"sine=440:d={seconds}",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "aac",
                "-shortest",
                .. options,
            ]
        );

    /// <summary>Puts a cover into a film before its tracks (moov/udta/meta/ilst/covr), as taggers do: it becomes stream 0.</summary>
    /// <param name="film">With its index at the end, so that nothing else moves.</param>
    public static void CoverFirst(string film)
    {
        using var red = Pictures.Plain(64, 64, [200, 30, 30]);
        var data = Box("data", [0, 0, 0, 13, 0, 0, 0, 0, .. red.JpegsaveBuffer()]);
        var handler = Box("hdlr", [.. new byte[8], .. "mdirappl"u8, .. new byte[9]]);
        var cover = Box("udta", Box("meta", [.. new byte[4], .. handler, .. Box("ilst", Box("covr", data))]));
        var bytes = File.ReadAllBytes(film);
        var index = bytes.AsSpan().LastIndexOf("moov"u8) - 4;
        var (size, header) = (
            BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(index)),
            BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(index + 8))
        );
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(index), size + cover.Length);
        var tracks = index + 8 + header;
        File.WriteAllBytes(film, [.. bytes[..tracks], .. cover, .. bytes[tracks..]]);
    }

    private static byte[] Box(string type, byte[] content)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, 8 + content.Length);
        return [.. size, .. System.Text.Encoding.ASCII.GetBytes(type), .. content];
    }

    /// <summary>A film that shows one picture.</summary>
    public static string Of(string picture, string folder, string name = "still.mp4") =>
        Run(
            folder,
            name,
            [
                "-loop",
                "1",
                "-i",
                picture,
                "-t",
                "1",
                "-r",
                "10",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-crf",
                "10",
                "-pix_fmt",
                "yuv444p",
                "-vf",
                "scale=out_color_matrix=bt709",
                "-colorspace",
                "bt709",
            ]
        );

    /// <summary>The same frames and what is said of them in another container, by the name's ending.</summary>
    public static string Remux(string film, string folder, string name) =>
        Run(folder, name, ["-i", film, "-c", "copy", "-strict", "unofficial"]);

    /// <summary>A grey of 58 percent of the signal, which PQ means for white paper (ITU-R BT.2408).</summary>
    /// <param name="transfer">As ffmpeg names it.</param>
    public static string Grey(string folder, string transfer, string primaries, string matrix) =>
        Run(
            folder,
            $"{transfer}.mp4",
            [
                "-f",
                "lavfi",
                "-i",
                "color=c=0x949494:s=640x320:r=5:d=1",
                "-c:v",
                "libx264",
                "-pix_fmt",
                "yuv420p10le",
                "-color_trc",
                transfer,
                "-color_primaries",
                primaries,
                "-colorspace",
                matrix,
            ]
        );

    /// <summary>A hash of all packets of a film: the same as long as its frames and sounds are.</summary>
    public static string Packets(string film)
    {
        var info = new ProcessStartInfo("ffmpeg", ["-v", "error", "-f", "mov", "-i", film, "-map", "0", "-c", "copy", "-f", "md5", "-"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(info)!;
        return process.StandardOutput.ReadToEnd();
    }

    public static void SkipWithoutFfmpeg() => Assert.SkipUnless(IsThere.Value, "ffmpeg is not installed.");

    private static string Run(string folder, string name, IEnumerable<string> arguments)
    {
        SkipWithoutFfmpeg();
        var path = Path.Combine(folder, name);
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-v", "error", "-y", .. arguments, path]))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }
}
