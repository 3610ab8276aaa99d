using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using XrContent.Media.Panorama;

namespace XrContent.Media.Video;

/// <summary>Reads what a film says of itself and decides whether it is a 360 degree film.</summary>
public static partial class FilmProbe
{
    private const int NarrowestSphere = 512;
    private const int WidestFrame = 16384;
    private const double LongestSeconds = 6 * 3600;

    /// <summary>Share by which a frame may miss 2:1: some cameras add a row or two.</summary>
    private const double Tolerance = 0.02;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="RefusedException">The file is no film, too large, or not a 360 degree film.</exception>
    public static async Task<FilmFacts> ReadAsync(string path, Claims claims, FilmTools tools, CancellationToken cancel)
    {
        var kind = FileKinds.Read(path);
        Spherical? spherical;
        await using (var file = File.OpenRead(path))
            spherical =
                kind == FileKind.Mp4 ? Spherical.Read(file)
                : kind == FileKind.Matroska ? MatroskaProjection.Read(file)
                : null;

        using var report = await ProbeAsync(path, kind, tools, cancel);
        var (picture, sound, unread) = StreamsOf(report.RootElement);
        if (picture is not { } video)
            throw new RefusedException("no-picture", "The file has sound, but no picture. Send the film itself.");
        if (!FilmCodecs.Pictures.Contains(CodecOf(video)))
            throw new RefusedException(
                "foreign-format",
                $"The film's picture is coded as {CodecOf(video)}, which is not read here. "
                    + "Run: ffmpeg -i FILE -c:v libx264 -crf 18 film.mp4 ."
            );
        var (width, height) = Upright(video);
        if (width is < 1 or > WidestFrame || height is < 1 or > WidestFrame)
            throw new RefusedException(
                "too-large",
                $"The film's frame is {width} x {height} pixels; at most {WidestFrame} on a side are read. Export it smaller."
            );
        var topBottom = ShapeOf(width, height, claims, spherical);
        var format = report.RootElement.GetProperty("format");
        var seconds = Number(format, "duration") ?? Number(video, "duration") ?? 0;
        if (seconds is not (> 0.1 and <= LongestSeconds))
            throw new RefusedException(
                "bad-length",
                $"The film is {seconds:0.#} seconds long; it must be longer than 0.1 seconds and at most {LongestSeconds / 3600} "
                    + $"hours. Cut it and send the parts."
            );
        var (latitude, longitude, altitude) = PositionOf(Tag(format, "com.apple.quicktime.location.ISO6709") ?? Tag(format, "location"));
        return new(
            width,
            height,
            Math.Round(seconds, 3),
            Math.Round(Rate(video), 3),
            sound is not null,
            topBottom,
            spherical?.Pitch ?? 0,
            spherical?.Roll ?? 0,
            latitude,
            longitude,
            altitude,
            TakenOf(Tag(format, "com.apple.quicktime.creationdate") ?? Tag(format, "creation_time")),
            sound is null ? unread : null
        );
    }

    /// <summary>The picture and the sound of a film that are taken.</summary>
    /// <exception cref="RefusedException">The file is damaged, or has no picture.</exception>
    internal static async Task<FilmStreams> StreamsAsync(string path, FilmTools tools, CancellationToken cancel)
    {
        using var report = await ProbeAsync(path, FileKinds.Read(path), tools, cancel);
        var (picture, sound, _) = StreamsOf(report.RootElement);
        if (picture is not { } video)
            throw new RefusedException("no-picture", "The file has sound, but no picture. Send the film itself.");
        return new(MapOf(video), sound is { } track ? MapOf(track) : null, ToneOf(video));

        static string MapOf(JsonElement stream) =>
            string.Create(CultureInfo.InvariantCulture, $"0:{stream.GetProperty("index").GetInt32()}");
    }

    /// <summary>
    /// Brings light and colours of HDR films (ITU-R BT.2100: PQ and HLG) and wide colours (BT.2020) to what every screen shows. White of
    /// 203 cd/m2, as ITU-R BT.2408 has it, becomes white; what is brighter is bent into the rest.
    /// </summary>
    private static string ToneOf(JsonElement video)
    {
        var transfer = Word("color_transfer");
        var isHdr = transfer is "smpte2084" or "arib-std-b67";
        if (!isHdr && (Word("color_primaries") != "bt2020" || transfer is not ("bt709" or "bt2020-10" or "bt2020-12")))
            return "";
        // What an HDR film leaves unsaid is BT.2020.
        var (primaries, matrix) = (Known("color_primaries") ?? "bt2020", Known("color_space") ?? "bt2020nc");
        return $"setparams=color_primaries={primaries}:color_trc={transfer}:colorspace={matrix},"
            + "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,"
            + (isHdr ? "tonemap=tonemap=mobius:desat=0," : "")
            + "zscale=t=bt709:m=bt709:r=tv,format=yuv420p,";

        string? Known(string name) => Word(name) is { } word and ("bt709" or "bt2020" or "bt2020nc" or "bt2020c") ? word : null;

        string? Word(string name) => video.TryGetProperty(name, out var word) ? word.GetString() : null;
    }

    /// <summary>What keeps ffmpeg from reading anything but the one file, by the one demuxer that its bytes ask for.</summary>
    internal static string[] Input(string path, FileKind kind) =>
        ["-protocol_whitelist", "file", "-f", kind == FileKind.Matroska ? "matroska" : "mov", "-i", $"file:{path}"];

    private static async Task<JsonDocument> ProbeAsync(string path, FileKind kind, FilmTools tools, CancellationToken cancel)
    {
        if (kind is not (FileKind.Mp4 or FileKind.Matroska))
            throw new RefusedException(
                "unreadable",
                "The file is no film that can be read. Send the MP4 or MOV as the camera or stitcher wrote it."
            );
        var json = new StringBuilder();
        string[] arguments = ["-v", "error", "-of", "json", "-show_format", "-show_streams", .. Input(path, kind)];
        var ended = await tools.Sandbox.RunAsync(
            tools.Ffprobe,
            arguments,
            new(Patience, tools.MemoryMiB),
            new([path], []),
            line => json.AppendLine(line),
            cancel
        );
        ended.MustNotHaveCrashed("ffprobe");
        if (!ended.Well)
            throw new RefusedException(
                "damaged",
                $"The film cannot be read{Why(ended.Error)}. Copy it from the camera again, or export it again from the stitcher."
            );
        return JsonDocument.Parse(json.ToString());
    }

    /// <summary>ffmpeg's last words, without the path.</summary>
    internal static string Why(string error)
    {
        var last = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        last = Bracketed().Replace(last, "").Trim();
        return last.Length is 0 or > 160 || last.Contains('/') ? "" : $" ({last})";
    }

    /// <summary>
    /// The first picture that is no cover, and the first sound that can be decoded; what nobody can decode decides over nothing.
    /// </summary>
    private static (JsonElement? Picture, JsonElement? Sound, string? Unread) StreamsOf(JsonElement report)
    {
        JsonElement? picture = null,
            sound = null;
        string? unread = null;
        foreach (var stream in report.TryGetProperty("streams", out var streams) ? streams.EnumerateArray() : default)
        {
            var type = stream.TryGetProperty("codec_type", out var value) ? value.GetString() : null;
            var cover =
                stream.TryGetProperty("disposition", out var disposition)
                && disposition.TryGetProperty("attached_pic", out var attached)
                && attached.GetInt32() == 1;
            if (type == "video" && !cover)
                picture ??= stream;
            if (type != "audio" || !(Number(stream, "channels") is { } channels and > 0))
                continue;
            if (FilmCodecs.Sounds.Contains(CodecOf(stream)))
                sound ??= stream;
            else
                unread ??= CodecOf(stream);
        }

        return (picture, sound, unread);
    }

    private static string CodecOf(JsonElement stream) =>
        (stream.TryGetProperty("codec_name", out var name) ? name.GetString() : null)
        ?? (stream.TryGetProperty("codec_tag_string", out var tag) ? tag.GetString() : null)
        ?? "unknown";

    private static (int Width, int Height) Upright(JsonElement video)
    {
        var (width, height) = ((int)(Number(video, "width") ?? 0), (int)(Number(video, "height") ?? 0));
        foreach (var data in video.TryGetProperty("side_data_list", out var list) ? list.EnumerateArray() : default)
        {
            if (Number(data, "rotation") is { } turned && Math.Abs(turned % 180) == 90)
                return (height, width);
        }

        return (width, height);
    }

    /// <returns>True when there are two eyes, one above the other.</returns>
    private static bool ShapeOf(int width, int height, Claims claims, Spherical? spherical)
    {
        if (width < NarrowestSphere)
            throw new RefusedException(
                "too-small",
                $"The film is only {width} pixels wide. A 360 degree film needs {NarrowestSphere} at least."
            );
        if (spherical is not null and not { Projection: "equirectangular" })
            throw new RefusedException(
                "wrong-projection",
                $"The film says that its projection is \"{spherical.Projection}\". Export it as equirectangular."
            );
        if (spherical?.StereoMode == "left-right")
            throw new RefusedException("wrong-stereo", "The film holds two eyes side by side. Export it as top-bottom, or as one eye.");
        if (spherical?.Part is { } part)
            throw new RefusedException(
                "wrong-projection",
                "The film shows a part of the sphere only. "
                    + (spherical.StereoMode == "mono" ? part.Cure(width, height) : SpherePart.Export)
            );
        var shape = (double)width / height;
        var one = Math.Abs(shape / 2 - 1) <= Tolerance;
        var two = Math.Abs(shape - 1) <= Tolerance;
        var topBottom = claims.IsTopBottom || spherical?.StereoMode == "top-bottom";
        // Two eyes may also come squeezed into one frame of 2:1.
        if (topBottom && (two || one))
            return true;
        if (one && (spherical is not null || claims.IsPanorama))
            return false;
        if (one)
        {
            throw new RefusedException(
                "no-panorama-metadata",
                "The film is twice as wide as high, but nothing in it says that it is a 360 degree film. If it is one, say so and "
                    + "give place and time."
            );
        }

        throw new RefusedException(
            "not-equirectangular",
            two
                ? $"The film is {width} x {height}, as high as wide. If it holds two eyes, left above right, say so; film from a "
                    + $"double fisheye must be stitched first."
                : $"The film is {width} x {height} and not twice as wide as high. Film from a 360 degree camera must be stitched to "
                    + $"equirectangular first; an ordinary film is not a 360 degree capture."
        );
    }

    private static (double?, double?, double?) PositionOf(string? iso6709)
    {
        if (iso6709 is null || Iso6709().Match(iso6709) is not { Success: true } match)
            return default;
        var (latitude, longitude) = (Parse(match.Groups[1]), Parse(match.Groups[2]));
        if (latitude is not { } lat || longitude is not { } lon || Math.Abs(lat) > 90 || Math.Abs(lon) > 180 || lat == 0 && lon == 0)
            return default;
        return (lat, lon, match.Groups[3].Success && Parse(match.Groups[3]) is > -500 and < 9000 and var altitude ? altitude : null);

        static double? Parse(Group group) =>
            double.TryParse(group.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static DateTimeOffset? TakenOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var taken) && taken.Year >= 1990
            ? taken
            : null;

    private static double Rate(JsonElement video)
    {
        var parts = (video.TryGetProperty("avg_frame_rate", out var rate) ? rate.GetString() ?? "" : "").Split('/');
        return
            parts.Length == 2
            && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var frames)
            && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var seconds)
            && frames > 0
            && seconds > 0
            ? Math.Clamp(frames / seconds, 1, 240)
            : 30;
    }

    private static string? Tag(JsonElement format, string name)
    {
        if (!format.TryGetProperty("tags", out var tags))
            return null;
        foreach (var tag in tags.EnumerateObject())
            if (tag.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return tag.Value.GetString();
        return null;
    }

    private static double? Number(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
        : null;

    [GeneratedRegex(@"^\s*([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")]
    private static partial Regex Iso6709();

    [GeneratedRegex(@"\[[^\]]*\]\s*|file:\S*:?\s*")]
    private static partial Regex Bracketed();
}
