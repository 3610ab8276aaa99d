using System.Text.Json.Serialization;

namespace XrContent.Catalog.Documents;

/// <summary>One picture of a place: where, when and which way it was taken, and which file it is.</summary>
public sealed record Capture : Document
{
    [JsonIgnore]
    public override Kind Kind => Kind.Capture;

    public required string Place { get; init; }

    public required CaptureNature Nature { get; init; }

    /// <summary>The moment it was taken, or for a drawing when it was made.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>The moment it shows, where that is another one: a drawing of 1945 that was made later.</summary>
    public DateTimeOffset? Depicts { get; init; }

    /// <summary>Where it stands on a timeline.</summary>
    [JsonIgnore]
    public DateTimeOffset Shows => Depicts ?? Taken;

    public required Pose Pose { get; init; }

    public required Panorama Panorama { get; init; }

    public required Original Original { get; init; }

    /// <summary>What moves; null for a still.</summary>
    public Film? Film { get; init; }

    /// <summary>For a film: its words in writing, WebVTT, at most one file a language.</summary>
    public IReadOnlyList<LanguageFile> Captions
    {
        get => field ?? [];
        init;
    }

    /// <summary>What one can walk in where the picture was taken; null where there is none.</summary>
    public WalkIn? WalkIn { get; init; }

    /// <summary>The record that is served: none where something is hidden, which it would show.</summary>
    [JsonIgnore]
    public WalkIn? ShownWalkIn => Redactions.Count == 0 ? WalkIn : null;

    /// <summary>Parts that are made unrecognisable in everything that is served.</summary>
    public IReadOnlyList<Redaction> Redactions
    {
        get => field ?? [];
        init;
    }

    /// <summary>Whether people can be recognised in it; null while nobody has looked.</summary>
    public PeopleShown? People { get; init; }

    public override IEnumerable<(string Field, Original Original)> Originals() =>
        [
            ("original", Original),
            .. LanguageFile.Originals("captions", Captions),
            .. WalkIn is null ? [] : new[] { ("walkIn.original", WalkIn.Original) },
        ];

    public override IEnumerable<Reference> References() => [new("place", Place, Kind.Place)];
}

/// <summary>Orientation and height; with the item's point it makes an OGC GeoPose.</summary>
/// <param name="Heading">Azimuth of the full sphere's centre column, degrees from true north, 0 to 360; null when unknown.</param>
/// <param name="Pitch">Degrees, -90 to 90.</param>
/// <param name="Roll">Degrees, -180 to 180.</param>
/// <param name="Height">Metres above mean sea level of the lens; null when unknown.</param>
/// <param name="HeadingAccuracy">Degrees by which the heading may be off, where a compass gave it; null where somebody set it.</param>
public sealed record Pose(double? Heading = null, double Pitch = 0, double Roll = 0, double? Height = null, double? HeadingAccuracy = null);

/// <summary>Where the picture's pixels lie on the equirectangular sphere, all in pixels, named after GPano.</summary>
public sealed record Panorama(
    int FullWidth,
    int FullHeight,
    int CropLeft,
    int CropTop,
    int CropWidth,
    int CropHeight,
    Stereo Stereo = Stereo.Mono
);

/// <summary>What a 360 degree film has beyond a still.</summary>
/// <param name="Seconds">Length.</param>
/// <param name="FramesPerSecond">On average.</param>
/// <param name="Width">Pixels of the file's frame, both eyes where it has two.</param>
/// <param name="Height">Pixels of the file's frame.</param>
/// <param name="Audio">Whether its sound is served.</param>
public sealed record Film(double Seconds, double FramesPerSecond, int Width, int Height, bool Audio);

/// <summary>
/// A record of the place itself, splats or a mesh, round the lens of its capture: for when the place is gone.
/// </summary>
/// <param name="Pieces">Files in which splats are served; 0 for a mesh.</param>
/// <param name="Reach">Metres from the lens within which one may walk.</param>
/// <param name="Heading">Azimuth to which its own axis ahead (-z) looks, degrees from true north, 0 to 360.</param>
/// <param name="Pitch">Degrees, -90 to 90: up is positive.</param>
/// <param name="Roll">Degrees, -180 to 180.</param>
/// <param name="East">Metres from the lens to its origin.</param>
/// <param name="North">Metres from the lens to its origin.</param>
/// <param name="Up">Metres from the lens to its origin.</param>
/// <param name="Scale">Metres for each of its units.</param>
public sealed record WalkIn(
    Original Original,
    int Pieces,
    double Reach,
    double Heading = 0,
    double Pitch = 0,
    double Roll = 0,
    double East = 0,
    double North = 0,
    double Up = 0,
    double Scale = 1
);

/// <summary>
/// A rectangle on the sphere of the picture as it came from the camera, so that a corrected pose does not move it. Degrees.
/// </summary>
/// <param name="Left">From the picture's centre column, -180 to 180; beyond <paramref name="Right"/> it runs over the seam.</param>
/// <param name="Right">-180 to 180.</param>
/// <param name="Top">Above the picture's middle row, -90 to 90.</param>
/// <param name="Bottom">Below <paramref name="Top"/>.</param>
public sealed record Redaction(double Left, double Right, double Top, double Bottom);

/// <summary>A file in one language, such as captions or a narration.</summary>
/// <param name="Language">One of <see cref="LocalText.Languages"/>.</param>
public sealed record LanguageFile(string Language, Original Original)
{
    internal static IEnumerable<(string Field, Original Original)> Originals(string list, IReadOnlyList<LanguageFile> files) =>
        files.Select((file, i) => ($"{list}[{i}].original", file.Original));
}

/// <summary>The file as it came from the camera.</summary>
/// <param name="File">Path below the folder the catalogue is exported to, with forward slashes.</param>
/// <param name="Sha256">Of the file's bytes, 64 lower-case hexadecimal digits.</param>
public sealed record Original(string File, string Sha256, long Bytes);

[JsonConverter(typeof(JsonStringEnumConverter<CaptureNature>))]
public enum CaptureNature
{
    [JsonStringEnumMemberName("photograph")]
    Photograph,

    [JsonStringEnumMemberName("drawing")]
    Drawing,
}

/// <summary>What was done about people in a picture.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PeopleShown>))]
public enum PeopleShown
{
    /// <summary>Nobody can be recognised.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>They were made unrecognisable: here by redactions, or before the file was sent.</summary>
    [JsonStringEnumMemberName("redacted")]
    Redacted,

    /// <summary>They agreed to be shown.</summary>
    [JsonStringEnumMemberName("agreed")]
    Agreed,
}

[JsonConverter(typeof(JsonStringEnumConverter<Stereo>))]
public enum Stereo
{
    [JsonStringEnumMemberName("mono")]
    Mono,

    /// <summary>Left eye above right eye.</summary>
    [JsonStringEnumMemberName("top-bottom")]
    TopBottom,
}
