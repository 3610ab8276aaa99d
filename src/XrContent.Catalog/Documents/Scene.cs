using System.Text.Json.Serialization;

namespace XrContent.Catalog.Documents;

/// <summary>What a visitor sees at a place: captures paired on a time slider, overlays, and ways to elsewhere.</summary>
public sealed record Scene : Document
{
    [JsonIgnore]
    public override Kind Kind => Kind.Scene;

    public required string Place { get; init; }

    /// <summary>Captures of the same spot, paired by hand; two or more make a then-and-now, ordered by the time they show.</summary>
    public IReadOnlyList<string> Captures
    {
        get => field ?? [];
        init;
    }

    public IReadOnlyList<string> Overlays
    {
        get => field ?? [];
        init;
    }

    public IReadOnlyList<Hotspot> Hotspots
    {
        get => field ?? [];
        init;
    }

    /// <summary>Places that the view names in their directions, beside those that the hotspots lead to.</summary>
    public IReadOnlyList<string> Labels
    {
        get => field ?? [];
        init;
    }

    /// <summary>Which way the view looks when it opens.</summary>
    public Gaze? Gaze { get; init; }

    /// <summary>The scene's text read aloud, at most one recording a language.</summary>
    public IReadOnlyList<LanguageFile> Narration
    {
        get => field ?? [];
        init;
    }

    public override IEnumerable<(string Field, Original Original)> Originals() => LanguageFile.Originals("narration", Narration);

    public override IEnumerable<Reference> References() =>
        [
            new("place", Place, Kind.Place),
            .. Captures.Select((id, i) => new Reference($"captures[{i}]", id, Kind.Capture)),
            .. Overlays.Select((id, i) => new Reference($"overlays[{i}]", id, Kind.Overlay)),
            .. Labels.Select((id, i) => new Reference($"labels[{i}]", id, Kind.Place)),
            .. Hotspots.Select((spot, i) => new Reference($"hotspots[{i}].to", spot.To, Kind.Scene, Kind.Place, Kind.Overlay)),
        ];
}

/// <summary>A link in the picture. Its direction is computed from both positions unless it is given.</summary>
/// <param name="To">A scene, a place or an overlay.</param>
/// <param name="Azimuth">Degrees from true north, 0 to 360.</param>
/// <param name="Elevation">Degrees, -90 to 90.</param>
public sealed record Hotspot(string To, double? Azimuth = null, double? Elevation = null);

/// <param name="Azimuth">Degrees from true north, 0 to 360.</param>
/// <param name="Elevation">Degrees, -90 to 90.</param>
public sealed record Gaze(double Azimuth, double Elevation = 0);
