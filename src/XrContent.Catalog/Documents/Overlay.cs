using System.Text.Json.Serialization;

namespace XrContent.Catalog.Documents;

/// <summary>Something laid over the view: a point in the air, rings on the ground, an area, a name, a picture, a model.</summary>
public sealed record Overlay : Document
{
    [JsonIgnore]
    public override Kind Kind => Kind.Overlay;

    public required OverlayShape Shape { get; init; }

    /// <summary>The place whose point serves where the overlay has no geometry of its own.</summary>
    public string? About { get; init; }

    /// <summary>Metres above the ground at the point; 0 lies on it.</summary>
    public double? HeightAboveGround { get; init; }

    /// <summary>For an exposure: metres from the point to which it is shown.</summary>
    public double? Reach { get; init; }

    /// <summary>When it is shown on a scene's timeline; always where this is null.</summary>
    public Span? Shown { get; init; }

    /// <summary>For a photo or a model: how it is turned, and its height where that is not given above the ground.</summary>
    public Pose? Pose { get; init; }

    /// <summary>
    /// For a photo: metres from its left edge to its right one. For a model: by how much its own metres are stretched, 1 where null.
    /// </summary>
    public double? Size { get; init; }

    /// <summary>The width of a photo through its height where nobody said it.</summary>
    public const double UsualAspect = 1.5;

    /// <summary>For a photo: its width through its height, <see cref="UsualAspect"/> where null.</summary>
    public double? Aspect { get; init; }

    /// <summary>For a photo or a model: the file it was made from. For a map: its picture tiles, as PMTiles.</summary>
    public Original? Original { get; init; }

    /// <summary>For a map: its tiles' zooms.</summary>
    public MapZooms? Zooms { get; init; }

    /// <summary>Something smaller is made of its file for visitors.</summary>
    [JsonIgnore]
    public bool HasRendition => Original is not null && Shape != OverlayShape.Map;

    /// <summary>For rings: each with its radius and what it says.</summary>
    public IReadOnlyList<Ring> Rings
    {
        get => field ?? [];
        init;
    }

    public override IEnumerable<(string Field, Original Original)> Originals() => Original is null ? [] : [("original", Original)];

    public override IEnumerable<Reference> References() => About is null ? [] : [new("about", About, Kind.Place)];
}

/// <param name="Radius">Metres along the ground from the centre.</param>
/// <param name="Sources">Ids of sources of the same document, at least one.</param>
public sealed record Ring(double Radius, LocalText Label, IReadOnlyList<string> Sources, LocalText? Text = null);

/// <summary>Zooms of the slippy-map grid, coarsest and finest.</summary>
public sealed record MapZooms(int Least, int Most);

/// <param name="From">The first moment at which it is shown.</param>
/// <param name="To">The first moment at which it no longer is; null for ever after.</param>
public sealed record Span(DateTimeOffset From, DateTimeOffset? To = null);

[JsonConverter(typeof(JsonStringEnumConverter<OverlayShape>))]
public enum OverlayShape
{
    [JsonStringEnumMemberName("marker")]
    Marker,

    [JsonStringEnumMemberName("rings")]
    Rings,

    [JsonStringEnumMemberName("area")]
    Area,

    [JsonStringEnumMemberName("label")]
    Label,

    [JsonStringEnumMemberName("photo")]
    Photo,

    [JsonStringEnumMemberName("model")]
    Model,

    [JsonStringEnumMemberName("exposure")]
    Exposure,

    /// <summary>An old map, georeferenced, laid on the ground.</summary>
    [JsonStringEnumMemberName("map")]
    Map,
}
