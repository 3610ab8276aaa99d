using XrContent.Catalog.Documents;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Views;

/// <summary>A scene with all that a player needs.</summary>
/// <param name="Captures">Paired by hand, in the order of the time they show.</param>
/// <param name="AlsoHere">Other captures of the same place, newest first.</param>
/// <param name="Narration">The scene's text read aloud: an address for each language that has one.</param>
/// <param name="Tours">Tours that lead through this scene.</param>
/// <param name="Cities">Years that the captures show, in whose cities the view can be asked for; null where no buildings are known.</param>
internal sealed record SceneAnswer(
    string Id,
    LocalText Title,
    LocalText? Summary,
    LocalText? Text,
    Sensitivity? Sensitivity,
    ScenePlace Place,
    IReadOnlyList<SceneCapture> Captures,
    IReadOnlyList<SceneCapture> AlsoHere,
    IReadOnlyList<SceneOverlay> Overlays,
    IReadOnlyList<SceneHotspot> Hotspots,
    Gaze? Gaze,
    IReadOnlyDictionary<string, string>? Narration,
    IReadOnlyList<Fact> Facts,
    IReadOnlyList<Source> Sources,
    Rights? Rights,
    IReadOnlyList<string> Tours,
    IReadOnlyList<int>? Cities
);

/// <param name="Longitude">Degrees of the place's centre.</param>
/// <param name="Latitude">Degrees of the place's centre.</param>
internal sealed record ScenePlace(
    string Id,
    LocalText Title,
    LocalText? Text,
    double Longitude,
    double Latitude,
    string? Exhibit,
    PartialDate? Demolished,
    IReadOnlyList<Fact> Facts,
    IReadOnlyList<Source> Sources
);

/// <param name="Depicts">The moment it shows, where it was made at another one.</param>
internal sealed record SceneCapture(
    string Id,
    LocalText Title,
    LocalText? Summary,
    CaptureNature Nature,
    DateTimeOffset Taken,
    DateTimeOffset? Depicts,
    double Longitude,
    double Latitude,
    Pose Pose,
    MediaLinks Media,
    IReadOnlyList<Source> Sources,
    Rights? Rights
);

internal sealed record SceneOverlay(
    string Id,
    OverlayShape Shape,
    LocalText Title,
    LocalText? Summary,
    LocalText? Text,
    double? Longitude,
    double? Latitude,
    double? HeightAboveGround,
    IReadOnlyList<Ring> Rings,
    IReadOnlyList<Fact> Facts,
    IReadOnlyList<Source> Sources
);

/// <param name="Scene">The scene to go to, when what it points at has one.</param>
/// <param name="Azimuth">Degrees clockwise from true north.</param>
/// <param name="Elevation">Degrees above the level of the eye.</param>
/// <param name="Distance">Metres; null where the direction was given by hand.</param>
internal sealed record SceneHotspot(
    string To,
    Kind Kind,
    LocalText Title,
    LocalText? Summary,
    string? Scene,
    double Azimuth,
    double Elevation,
    double? Distance
);
