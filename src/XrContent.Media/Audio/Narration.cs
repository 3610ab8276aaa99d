using XrContent.Media.Video;

namespace XrContent.Media.Audio;

/// <summary>Makes what is served of a recorded narration.</summary>
public static class Narration
{
    private const int MostBytes = 256 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Writes audio.m4a: AAC at 96 kbit/s, without the file's metadata or cover.</summary>
    /// <exception cref="RefusedException">The file is no recording.</exception>
    public static async Task RenderAsync(string recording, string folder, FilmTools tools, CancellationToken cancel)
    {
        if (new FileInfo(recording).Length > MostBytes)
            throw new RefusedException("too-large", $"A narration has at most {MostBytes >> 20} MiB. Export it shorter, or as MP3 or M4A.");
        var made = Path.Combine(folder, "audio.m4a");
        string[] arguments =
        [
            "-nostdin",
            "-hide_banner",
            "-loglevel",
            "error",
            "-y",
            "-protocol_whitelist",
            "file",
            "-format_whitelist",
            "mov,mp3,wav,ogg,flac,aac,matroska",
            "-i",
            $"file:{recording}",
            "-map",
            "0:a:0",
            "-vn",
            "-sn",
            "-dn",
            "-map_metadata",
            "-1",
            "-map_chapters",
            "-1",
            "-c:a",
            "aac",
            "-b:a",
            "96k",
            "-ac",
            "2",
            "-ar",
            "48000",
            "-movflags",
            "+faststart",
            "-f",
            "mp4",
            made,
        ];
        var ended = await tools.Sandbox.RunAsync(
            tools.Ffmpeg,
            arguments,
            new(Patience, tools.MemoryMiB),
            new([recording], [folder]),
            null,
            cancel
        );
        ended.MustNotHaveCrashed("ffmpeg");
        if (!ended.Well && ended.Error.Contains("No space left", StringComparison.Ordinal))
            throw NotNowException.NoRoom;
        if (!ended.Well)
            throw new RefusedException(
                "not-audio",
                $"The file cannot be read as a recording{FilmProbe.Why(ended.Error)}. Send MP3, M4A, WAV, OGG or FLAC."
            );
    }
}
