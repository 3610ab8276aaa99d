using System.Collections.Frozen;

namespace XrContent.Media.Video;

/// <summary>What films are decoded from; names as ffprobe says them.</summary>
internal static class FilmCodecs
{
    public static readonly FrozenSet<string> Pictures = FrozenSet.Create("h264", "hevc", "av1", "vp8", "vp9", "prores", "mpeg4", "mjpeg");

    public static readonly FrozenSet<string> Sounds = FrozenSet.Create(
        "aac",
        "mp2",
        "mp3",
        "ac3",
        "eac3",
        "opus",
        "vorbis",
        "flac",
        "alac",
        "adpcm_ima_qt",
        "pcm_alaw",
        "pcm_mulaw",
        "pcm_s16le",
        "pcm_s16be",
        "pcm_s24le",
        "pcm_s24be",
        "pcm_s32le",
        "pcm_s32be",
        "pcm_f32le",
        "pcm_f32be",
        "pcm_f64le"
    );

    /// <summary>Decoders that have another name than what they decode.</summary>
    private static readonly string[] Others = ["libdav1d", "mp2float", "mp3float"];

    /// <summary>For -codec_whitelist of ffmpeg. ffprobe opens a decoder for every stream, and fails where it may not.</summary>
    public static string Allowed => string.Join(',', [.. Pictures, .. Sounds, .. Others]);
}
