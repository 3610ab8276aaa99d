using System.Text.Json.Serialization;
using NetTopologySuite.Geometries;

namespace XrContent.Catalog.Documents;

/// <summary>Somewhere a visitor can stand, or something that stood there.</summary>
public sealed record Place : Document
{
    [JsonIgnore]
    public override Kind Kind => Kind.Place;

    public required PlaceCategory Category { get; init; }

    /// <summary>Since when the thing no longer stands; null while it does.</summary>
    public PartialDate? Demolished { get; init; }

    /// <summary>Code of the showcase in the Atomic Bomb Museum that tells of this place, such as "A-3".</summary>
    public string? Exhibit { get; init; }

    /// <summary>Metres above mean sea level of the ground or deck that a visitor stands on.</summary>
    public double? Height { get; init; }

    /// <summary>Ids of the sources of that height.</summary>
    public IReadOnlyList<string> HeightSources
    {
        get => field ?? [];
        init;
    }

    /// <summary>Metres round the geometry within which a visitor counts as being on the spot.</summary>
    public double? Radius { get; init; }

    /// <summary>
    /// Where a visitor counts as being on the spot, a polygon or several, WGS84; without it the geometry and <see cref="Radius"/> say it.
    /// </summary>
    public Geometry? Geofence { get; init; }

    /// <summary>How its Japanese name is read, in katakana.</summary>
    public string? Reading { get; init; }

    /// <summary>Where letters reach it.</summary>
    public LocalText? Address { get; init; }

    /// <summary>The page of whoever keeps it.</summary>
    public string? Website { get; init; }

    /// <summary>What protects it by law; null where nothing does, or nobody looked it up.</summary>
    public Heritage? Heritage { get; init; }

    /// <summary>How to get there without a car.</summary>
    public LocalText? Access { get; init; }

    /// <summary>When it is open.</summary>
    public LocalText? Hours { get; init; }

    /// <summary>The panel on the spot whose code tells a phone which way it looks.</summary>
    public Panel? Panel { get; init; }

    /// <summary>Where relics of this place are kept or told of.</summary>
    public IReadOnlyList<string> Related
    {
        get => field ?? [];
        init;
    }

    /// <summary>Where pictures are wanted or forbidden.</summary>
    public IReadOnlyList<PictureArea> Areas
    {
        get => field ?? [];
        init;
    }

    public override IEnumerable<Reference> References() => Related.Select((id, i) => new Reference($"related[{i}]", id, Kind.Place));
}

/// <summary>That something is protected as a cultural property.</summary>
/// <param name="Class">As the authority calls it, such as "国指定史跡".</param>
/// <param name="Sources">Ids of sources of the same document, at least one.</param>
/// <param name="Since">When it was designated.</param>
public sealed record Heritage(LocalText Class, IReadOnlyList<string> Sources, PartialDate? Since = null);

/// <summary>A panel with a QR code, as a surveyor measured it.</summary>
/// <param name="Facing">Azimuth towards which the code's face looks, degrees from true north, 0 to 360.</param>
/// <param name="Tilt">Degrees by which the face looks above the level: 0 for an upright panel, 90 for one that lies flat.</param>
/// <param name="Accuracy">Degrees within which the azimuth is right.</param>
/// <param name="Sources">Ids of sources of the same document, at least one: the survey.</param>
public sealed record Panel(double Facing, double Accuracy, IReadOnlyList<string> Sources, double Tilt = 0);

[JsonConverter(typeof(JsonStringEnumConverter<PlaceCategory>))]
public enum PlaceCategory
{
    [JsonStringEnumMemberName("relic")]
    Relic,

    [JsonStringEnumMemberName("historic-site")]
    HistoricSite,

    [JsonStringEnumMemberName("memorial")]
    Memorial,

    [JsonStringEnumMemberName("museum")]
    Museum,

    [JsonStringEnumMemberName("park")]
    Park,

    [JsonStringEnumMemberName("viewpoint")]
    Viewpoint,

    [JsonStringEnumMemberName("station")]
    Station,

    [JsonStringEnumMemberName("harbour")]
    Harbour,

    [JsonStringEnumMemberName("shrine")]
    Shrine,

    [JsonStringEnumMemberName("temple")]
    Temple,

    [JsonStringEnumMemberName("street")]
    Street,

    [JsonStringEnumMemberName("bridge")]
    Bridge,

    [JsonStringEnumMemberName("summit")]
    Summit,

    /// <summary>Something else that people use: a hall, a shop, a car park.</summary>
    [JsonStringEnumMemberName("facility")]
    Facility,
}
