using System.Globalization;
using XrContent.Media.Panorama;

namespace XrContent.Media.Video;

/// <summary>
/// Makes what is served of a 360 degree film: HLS in several sizes (fragmented MP4, one file a size), poster pictures of the
/// names that stills have, and a strip of small frames. None carries metadata of the camera.
/// </summary>
public static class FilmRenderer
{
    private const int SegmentSeconds = 4;
    private const double BitsPerPixel = 0.09;
    private static readonly TimeSpan LeastTime = TimeSpan.FromMinutes(10);

    /// <summary>Seconds that a second of film may take for each size; beyond that ffmpeg hangs.</summary>
    private const double SlowestFactor = 60;

    /// <summary>Writes all into a folder; what an earlier try finished there is kept.</summary>
    /// <param name="keepAudio">False drops the sound.</param>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <exception cref="RefusedException">The film turned out to be broken.</exception>
    public static async Task RenderAsync(
        string film,
        FilmFacts facts,
        bool keepAudio,
        string folder,
        FilmTools tools,
        IProgress<double>? progress,
        CancellationToken cancel
    )
    {
        var streams = await FilmProbe.StreamsAsync(film, tools, cancel);
        var job = new Job(film, folder, facts, streams, keepAudio && facts.HasAudio ? streams.Sound : null, tools, cancel);
        var sizes = Ladder.Of(facts.SphereWidth, facts.TopBottom, tools.Av1);
        var part = Path.Combine(folder, ".part");
        // What an earlier try left half done.
        if (Directory.Exists(part))
            Directory.Delete(part, recursive: true);
        Directory.CreateDirectory(part);
        if (!File.Exists(Path.Combine(folder, "thumbnail.jpg")))
            await PosterAsync(job, part, folder);
        if (!File.Exists(Path.Combine(folder, "strip.jpg")))
            await StripAsync(job, part, folder);
        var hls = Directory.CreateDirectory(Path.Combine(folder, "hls")).FullName;
        double all = sizes.Sum(size => (double)size.Width * size.Height),
            done = 0;
        foreach (var size in sizes)
        {
            var share = size.Width * (double)size.Height / all;
            if (!File.Exists(Path.Combine(hls, $"{size.Width}.m3u8")))
                await SizeAsync(job, size, part, hls, new Scaled(progress, done, share));
            done += share;
        }

        await File.WriteAllTextAsync(Path.Combine(hls, "master.m3u8"), HlsMaster.Write(hls, sizes, job.Sound is not null), cancel);
        Directory.Delete(part, recursive: true);
        progress?.Report(1);
    }

    private static async Task PosterAsync(Job job, string part, string folder)
    {
        var frame = Path.Combine(part, "poster.png");
        var at = Math.Min(job.Facts.Seconds / 10, 5).ToString("0.###", CultureInfo.InvariantCulture);
        var width = Math.Min(PanoramaRenderer.Base, job.Facts.SphereWidth);
        await job.RunAsync(
            ["-ss", at],
            [
                "-map",
                job.Streams.Picture,
                "-frames:v",
                "1",
                "-update",
                "1",
                "-vf",
                $"{job.OneEye}scale={width}:{width / 2},setsar=1",
                frame,
            ],
            null
        );
        if (!File.Exists(frame))
            throw new RefusedException(
                "damaged",
                "No frame of the film can be read. Copy it from the camera again, or export it again from the stitcher."
            );
        await job.Tools.Stills.RenderFrameAsync(frame, folder, job.Cancel);
    }

    private static async Task StripAsync(Job job, string part, string folder)
    {
        var strip = Strip.Of(job.Facts.Seconds);
        var made = Path.Combine(part, "strip.jpg");
        // The last frame is passed on: a film shorter than half an interval would else have none.
        var interval = strip.Interval.ToString(CultureInfo.InvariantCulture);
        var filter =
            $"{job.OneEye}fps=1/{interval}:eof_action=pass,scale={Strip.Width}:{Strip.Height},setsar=1,"
            + $"tile={strip.Columns}x{strip.Rows}";
        // Keyframes are enough, and hours of film need not be decoded for them.
        await job.RunAsync(
            job.Facts.Seconds > 120 ? ["-skip_frame", "nokey"] : [],
            ["-map", job.Streams.Picture, "-an", "-frames:v", "1", "-update", "1", "-map_metadata", "-1", "-vf", filter, "-q:v", "5", made],
            null
        );
        File.Move(made, Path.Combine(folder, "strip.jpg"), overwrite: true);
    }

    private static async Task SizeAsync(Job job, FilmSize size, string part, string hls, IProgress<double> progress)
    {
        var (width, rate) = (
            size.Width,
            (int)(size.Width * (double)size.Height * Math.Min(job.Facts.FramesPerSecond, 60) * BitsPerPixel / 1000)
        );
        string[] picture = job.Tools.Av1
            ? ["-c:v", "libsvtav1", "-preset", "9", "-crf", "36", "-g", $"{(int)Math.Ceiling(job.Facts.FramesPerSecond * SegmentSeconds)}"]
            :
            [
                "-c:v",
                "libx264",
                "-preset",
                job.Tools.Preset,
                "-crf",
                "23",
                "-maxrate",
                $"{rate}k",
                "-bufsize",
                $"{rate * 2}k",
                "-profile:v",
                "high",
                "-force_key_frames",
                $"expr:gte(t,n_forced*{SegmentSeconds})",
                "-sc_threshold",
                "0",
            ];
        string[] sound = job.Sound is { } track ? ["-map", track, "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"] : [];
        await job.RunAsync(
            [],
            [
                "-map",
                job.Streams.Picture,
                .. picture,
                "-vf",
                $"{job.Level}scale={size.Width}:{size.Height},setsar=1",
                "-fpsmax",
                "60",
                "-pix_fmt",
                "yuv420p",
                .. sound,
                "-map_metadata",
                "-1",
                "-map_chapters",
                "-1",
                "-sn",
                "-dn",
                "-fflags",
                "+bitexact",
                "-f",
                "hls",
                "-hls_time",
                $"{SegmentSeconds}",
                "-hls_playlist_type",
                "vod",
                "-hls_segment_type",
                "fmp4",
                "-hls_flags",
                "single_file",
                Path.Combine(part, $"{width}.m3u8"),
            ],
            progress
        );
        // ffmpeg names the one file of all segments itself; the playlist goes last, because it says that the size is done.
        var media = Directory.GetFiles(part, $"{width}*").Single(file => !file.EndsWith(".m3u8", StringComparison.Ordinal));
        var playlist = await File.ReadAllTextAsync(Path.Combine(part, $"{width}.m3u8"), job.Cancel);
        File.Move(media, Path.Combine(hls, $"{width}.mp4"), overwrite: true);
        await File.WriteAllTextAsync(
            Path.Combine(part, "playlist"),
            playlist.Replace(Path.GetFileName(media), $"{width}.mp4", StringComparison.Ordinal),
            job.Cancel
        );
        File.Move(Path.Combine(part, "playlist"), Path.Combine(hls, $"{width}.m3u8"), overwrite: true);
    }

    /// <summary>One film and the program that reads it.</summary>
    /// <param name="Sound">For -map; null where it is silent.</param>
    private sealed record Job(
        string Film,
        string Folder,
        FilmFacts Facts,
        FilmStreams Streams,
        string? Sound,
        FilmTools Tools,
        CancellationToken Cancel
    )
    {
        private readonly FileKind kind = FileKinds.Read(Film);

        /// <summary>In colours that every screen shows, and level, as the tiles of a still are.</summary>
        public string Level => Streams.Tone + Turn;

        private string Turn
        {
            get
            {
                if (!Levelling.IsNeeded(Facts.Pitch, Facts.Roll))
                    return "";
                var eyes = Facts.TopBottom ? ":in_stereo=tb:out_stereo=tb" : "";
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"v360=equirect:equirect{eyes}:pitch={-Facts.Pitch}:roll={-Facts.Roll}:rorder=yrp,"
                );
            }
        }

        /// <summary>Levelled, and the left eye alone.</summary>
        public string OneEye => Level + (Facts.TopBottom ? "crop=iw:ih/2:0:0," : "");

        public async Task RunAsync(IEnumerable<string> before, IEnumerable<string> after, IProgress<double>? progress)
        {
            var time = TimeSpan.FromSeconds(Math.Max(LeastTime.TotalSeconds, Facts.Seconds * SlowestFactor));
            string[] arguments =
            [
                "-nostdin",
                "-hide_banner",
                "-loglevel",
                "error",
                "-y",
                .. before,
                "-codec_whitelist",
                FilmCodecs.Allowed,
                .. FilmProbe.Input(Film, kind),
                "-progress",
                "pipe:1",
                .. after,
            ];
            var ended = await Tools.Sandbox.RunAsync(
                Tools.Ffmpeg,
                arguments,
                new(time, Tools.MemoryMiB),
                new([Film], [Folder]),
                line =>
                {
                    if (
                        line.StartsWith("out_time_us=", StringComparison.Ordinal)
                        && long.TryParse(line.AsSpan(12), CultureInfo.InvariantCulture, out var microseconds)
                    )
                        progress?.Report(Math.Clamp(microseconds / 1e6 / Facts.Seconds, 0, 1));
                },
                Cancel
            );
            if (ended.TimedOut)
                throw new RefusedException(
                    "too-slow",
                    "The film takes too long to read. Export it again from the stitcher, smaller or in shorter parts."
                );
            // The machine's fault, not the film's: worth another try.
            ended.MustNotHaveCrashed("ffmpeg");
            if (!ended.Well && ended.Error.Contains("No space left", StringComparison.Ordinal))
                throw NotNowException.NoRoom;
            if (!ended.Well && ended.Error.Contains("No such filter", StringComparison.Ordinal))
                throw new NotNowException(
                    "The server's ffmpeg was built without a filter that films in HDR need (zscale). The film waits; tell the operator."
                );
            if (!ended.Well && ended.Error.Contains("Cannot allocate memory", StringComparison.Ordinal))
                throw new RefusedException("too-large", "The film needs more memory than one film may have. Export it smaller.");
            if (!ended.Well)
                throw new RefusedException(
                    "damaged",
                    $"The film is damaged{FilmProbe.Why(ended.Error)}. Copy it from the camera again, or export it again from the stitcher."
                );
        }
    }

    private sealed class Scaled(IProgress<double>? whole, double from, double share) : IProgress<double>
    {
        public void Report(double value) => whole?.Report(from + value * share);
    }
}
