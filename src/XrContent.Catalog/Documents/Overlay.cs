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

    /// <summary>For rings: each with its radius and what it says.</summary>
    public IReadOnlyList<Ring> Rings { get => field ?? []; init; }

    public override IEnumerable<Reference> References() => About is null ? [] : [new("about", About, Kind.Place)];
}

/// <param name="Radius">Metres along the ground from the centre.</param>
/// <param name="Sources">Ids of sources of the same document, at least one.</param>
public sealed record Ring(double Radius, LocalText Label, IReadOnlyList<string> Sources, LocalText? Text = null);

[JsonConverter(typeof(JsonStringEnumConverter<OverlayShape>))]
public enum OverlayShape
{
    [JsonStringEnumMemberName("marker")] Marker,
    [JsonStringEnumMemberName("rings")] Rings,
    [JsonStringEnumMemberName("area")] Area,
    [JsonStringEnumMemberName("label")] Label,
    [JsonStringEnumMemberName("photo")] Photo,
    [JsonStringEnumMemberName("model")] Model,
    [JsonStringEnumMemberName("exposure")] Exposure,
}
