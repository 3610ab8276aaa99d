using XrContent.Media.Panorama;
using XrContent.Media.Sandbox;

namespace XrContent.Media.Video;

/// <summary>What a film's file says of itself, checked.</summary>
/// <param name="Width">Pixels of the whole frame, both eyes where it has two.</param>
/// <param name="Height">Pixels of the whole frame.</param>
/// <param name="Seconds">Length.</param>
/// <param name="FramesPerSecond">On average.</param>
/// <param name="HasAudio">It has a sound track.</param>
/// <param name="TopBottom">Two eyes, left above right.</param>
/// <param name="Pitch">Degrees above the horizon of the frame's centre.</param>
/// <param name="Roll">Degrees, counterclockwise in the frame.</param>
/// <param name="Latitude">Degrees, or null.</param>
/// <param name="Longitude">Degrees, or null.</param>
/// <param name="Altitude">Metres above mean sea level, or null.</param>
/// <param name="Taken">When the recording began; null when the file does not say.</param>
/// <param name="UnreadSound">The codec of a sound track that cannot be decoded, where there is no other.</param>
public sealed record FilmFacts(
    int Width,
    int Height,
    double Seconds,
    double FramesPerSecond,
    bool HasAudio,
    bool TopBottom,
    double Pitch,
    double Roll,
    double? Latitude,
    double? Longitude,
    double? Altitude,
    DateTimeOffset? Taken,
    string? UnreadSound = null
)
{
    /// <summary>Pixels across the full sphere. Cameras crop or pad a row or two; the sphere is twice as wide as high.</summary>
    public int SphereWidth => Width / 2 * 2;
}

/// <summary>What of a film is shown and heard.</summary>
/// <param name="Picture">As -map of ffmpeg takes it.</param>
/// <param name="Sound">As -map of ffmpeg takes it; null where no sound can be read.</param>
/// <param name="Tone">Filters of ffmpeg, with a comma behind, that bring its light and colours to BT.709; empty where they are.</param>
internal sealed record FilmStreams(string Picture, string? Sound, string Tone);

/// <summary>Where ffmpeg is, and what it may use.</summary>
/// <param name="Ffmpeg">Name or path of ffmpeg.</param>
/// <param name="Ffprobe">Name or path of ffprobe.</param>
/// <param name="Sandbox">Where they run.</param>
/// <param name="Stills">Reads their frames.</param>
/// <param name="MemoryMiB">Memory of each.</param>
/// <param name="Av1">Renditions in AV1 instead of H.264: smaller, slower to make, unknown to older phones.</param>
/// <param name="Preset">x264's preset.</param>
public sealed record FilmTools(
    string Ffmpeg,
    string Ffprobe,
    ProcessSandbox Sandbox,
    StillWorker Stills,
    int MemoryMiB = 4096,
    bool Av1 = false,
    string Preset = "veryfast"
);
