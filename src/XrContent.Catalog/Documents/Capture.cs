using System.Text.Json.Serialization;

namespace XrContent.Catalog.Documents;

/// <summary>One picture of a place: where, when and which way it was taken, and which file it is.</summary>
public sealed record Capture : Document
{
    [JsonIgnore]
    public override Kind Kind => Kind.Capture;

    public required string Place { get; init; }

    public required CaptureNature Nature { get; init; }

    /// <summary>The moment it was taken, or for a drawing the moment it shows.</summary>
    public required DateTimeOffset Taken { get; init; }

    public required Pose Pose { get; init; }

    public required Panorama Panorama { get; init; }

    public required Original Original { get; init; }

    public override IEnumerable<Reference> References() => [new("place", Place, Kind.Place)];
}

/// <summary>Orientation and height; with the item's point it makes an OGC GeoPose.</summary>
/// <param name="Heading">Azimuth of the full sphere's centre column, degrees from true north, 0 to 360; null when unknown.</param>
/// <param name="Pitch">Degrees, -90 to 90.</param>
/// <param name="Roll">Degrees, -180 to 180.</param>
/// <param name="Height">Metres above mean sea level of the lens; null when unknown.</param>
public sealed record Pose(double? Heading = null, double Pitch = 0, double Roll = 0, double? Height = null);

/// <summary>Where the picture's pixels lie on the equirectangular sphere, all in pixels, named after GPano.</summary>
public sealed record Panorama(int FullWidth, int FullHeight, int CropLeft, int CropTop, int CropWidth, int CropHeight, Stereo Stereo = Stereo.Mono);

/// <summary>The file as it came from the camera.</summary>
/// <param name="File">Path below the folder the catalogue is exported to, with forward slashes.</param>
/// <param name="Sha256">Of the file's bytes, 64 lower-case hexadecimal digits.</param>
public sealed record Original(string File, string Sha256, long Bytes);

[JsonConverter(typeof(JsonStringEnumConverter<CaptureNature>))]
public enum CaptureNature
{
    [JsonStringEnumMemberName("photograph")] Photograph,
    [JsonStringEnumMemberName("drawing")] Drawing,
}

[JsonConverter(typeof(JsonStringEnumConverter<Stereo>))]
public enum Stereo
{
    [JsonStringEnumMemberName("mono")] Mono,
    /// <summary>Left eye above right eye.</summary>
    [JsonStringEnumMemberName("top-bottom")] TopBottom,
}
