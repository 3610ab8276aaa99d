using System.ComponentModel;
using System.Text.Json;
using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Server.Footage;

namespace XrContent.Server.Visiting;

/// <summary>A GeoJSON feature collection (RFC 7946).</summary>
internal sealed record FeatureCollection(string Type, IReadOnlyList<Feature> Features);

/// <summary>A GeoJSON feature; geometry in longitude, latitude.</summary>
internal sealed record Feature(string Type, string Id, JsonElement? Geometry, FeatureProperties Properties);

/// <summary>
/// What lists show of an item. On the spot the whole document stands here, whose further members depend on the kind.
/// </summary>
internal sealed record FeatureProperties(
    Kind Kind,
    LocalText Title,
    LocalText? Summary,
    Sensitivity? Sensitivity,
    PlaceCategory? Category,
    PartialDate? Demolished,
    string? Place,
    CaptureNature? Nature,
    DateTimeOffset? Taken,
    LocalText? When,
    int? Minutes,
    [property: Description("Scenes of a place.")] IReadOnlyList<string>? Scenes,
    [property: Description("Captures of a place.")] IReadOnlyList<string>? Captures,
    string? Thumbnail,
    [property: Description("Metres from the point asked about.")] double? Distance,
    [property: Description("Degrees clockwise from true north.")] double? Bearing);

/// <summary>What changed since a version.</summary>
/// <param name="Version">The version now.</param>
/// <param name="Reset">True when the version asked about is unknown here: forget everything and load afresh.</param>
internal sealed record ChangesAnswer(long Version, bool Reset, IReadOnlyList<ItemChange> Items);

/// <summary>What the web part must know of this server.</summary>
/// <param name="GsiTiles">Whether the map shows tiles of the Geospatial Information Authority of Japan.</param>
/// <param name="Terrain">"none", "coarse" (a sketch) or "surveyed": the best that is known anywhere.</param>
internal sealed record SiteAnswer(bool GsiTiles, bool OnsiteRequired, string Terrain, string Version);

/// <summary>A scene with all that a player needs.</summary>
/// <param name="Captures">Paired by hand, in the order of the time they show.</param>
/// <param name="AlsoHere">Other captures of the same place, newest first.</param>
/// <param name="Narration">The scene's text read aloud: an address for each language that has one.</param>
/// <param name="Tours">Tours that lead through this scene.</param>
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
    IReadOnlyList<string> Tours);

/// <param name="Longitude">Degrees of the place's centre.</param>
/// <param name="Latitude">Degrees of the place's centre.</param>
internal sealed record ScenePlace(string Id, LocalText Title, LocalText? Text, double Longitude, double Latitude, string? Exhibit, PartialDate? Demolished, IReadOnlyList<Fact> Facts, IReadOnlyList<Source> Sources);

internal sealed record SceneCapture(
    string Id, LocalText Title, LocalText? Summary, CaptureNature Nature, DateTimeOffset Taken, double Longitude, double Latitude, Pose Pose, MediaLinks Media,
    IReadOnlyList<Source> Sources, Rights? Rights);

internal sealed record SceneOverlay(
    string Id, OverlayShape Shape, LocalText Title, LocalText? Summary, LocalText? Text, double? Longitude, double? Latitude, double? HeightAboveGround,
    IReadOnlyList<Ring> Rings, IReadOnlyList<Fact> Facts, IReadOnlyList<Source> Sources);

/// <param name="Scene">The scene to go to, when what it points at has one.</param>
/// <param name="Azimuth">Degrees clockwise from true north.</param>
/// <param name="Elevation">Degrees above the level of the eye.</param>
/// <param name="Distance">Metres; null where the direction was given by hand.</param>
internal sealed record SceneHotspot(string To, Kind Kind, LocalText Title, LocalText? Summary, string? Scene, double Azimuth, double Elevation, double? Distance);
