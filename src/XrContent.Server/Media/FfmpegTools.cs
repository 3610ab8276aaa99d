using Microsoft.Extensions.Options;
using XrContent.Media;
using XrContent.Media.Panorama;
using XrContent.Media.Sandbox;
using XrContent.Media.Video;

namespace XrContent.Server.Media;

/// <summary>How films are read and made.</summary>
internal sealed class VideoOptions
{
    /// <summary>Name or path of ffmpeg.</summary>
    public string Ffmpeg { get; set; } = "ffmpeg";

    /// <summary>Name or path of ffprobe.</summary>
    public string Ffprobe { get; set; } = "ffprobe";

    /// <summary>Address space that each may use, MiB.</summary>
    public int MemoryMiB { get; set; } = 6144;

    /// <summary>Renditions in AV1 instead of H.264.</summary>
    public bool Av1 { get; set; }

    /// <summary>x264's preset: slower ones make smaller files.</summary>
    public string Preset { get; set; } = "veryfast";

    public static readonly IReadOnlyList<string> Presets =
    [
        "ultrafast",
        "superfast",
        "veryfast",
        "faster",
        "fast",
        "medium",
        "slow",
        "slower",
        "veryslow",
    ];

    /// <summary>A name is looked for later, and its absence is a state of health; a path that is not there is a slip.</summary>
    public static bool IsThere(string program) => !program.Contains('/', StringComparison.Ordinal) || File.Exists(program);
}

/// <summary>ffmpeg, where this machine has it.</summary>
internal sealed class FfmpegTools(IOptions<VideoOptions> options, ProcessSandbox sandbox, StillWorker stills)
{
    private readonly FilmTools? tools =
        Find(options.Value.Ffmpeg) is { } ffmpeg && Find(options.Value.Ffprobe) is { } ffprobe
            ? new(ffmpeg, ffprobe, sandbox, stills, options.Value.MemoryMiB, options.Value.Av1, options.Value.Preset)
            : null;

    /// <summary>False: films and recordings are refused; pictures are not concerned.</summary>
    public bool IsThere => tools is not null;

    /// <exception cref="RefusedException">This server has no ffmpeg.</exception>
    public FilmTools Require() =>
        tools
        ?? throw new RefusedException(
            "no-video-tools",
            "This server cannot read films yet, because it has no ffmpeg. Ask its operator to install ffmpeg, then try again."
        );

    private static string? Find(string program)
    {
        if (Path.IsPathRooted(program))
            return File.Exists(program) ? program : null;
        var names = OperatingSystem.IsWindows() ? [$"{program}.exe"] : new[] { program };
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }
}
