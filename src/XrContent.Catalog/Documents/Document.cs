using System.Text.Json.Serialization;
using NetTopologySuite.Geometries;

namespace XrContent.Catalog.Documents;

/// <summary>The six kinds of the catalogue.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Kind>))]
public enum Kind
{
    [JsonStringEnumMemberName("place")]
    Place,

    [JsonStringEnumMemberName("capture")]
    Capture,

    [JsonStringEnumMemberName("overlay")]
    Overlay,

    [JsonStringEnumMemberName("scene")]
    Scene,

    [JsonStringEnumMemberName("tour")]
    Tour,

    [JsonStringEnumMemberName("event")]
    Event,
}

/// <summary>The envelope of every document: what it is called, where it is, what it says.</summary>
/// <param name="Id">Lower-case letters, digits and hyphens; unique over all kinds, never reused.</param>
/// <param name="Geometry">WGS84, longitude before latitude as in GeoJSON; null where the place it refers to says it.</param>
public sealed record Item(string Id, Geometry? Geometry, Document Document)
{
    public Kind Kind => Document.Kind;
}

/// <summary>
/// What all six kinds say. Lists are never null: generated JSON code sets what is missing to null whatever the initialiser
/// says, so the getters stand in.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Place), "place")]
[JsonDerivedType(typeof(Capture), "capture")]
[JsonDerivedType(typeof(Overlay), "overlay")]
[JsonDerivedType(typeof(Scene), "scene")]
[JsonDerivedType(typeof(Tour), "tour")]
[JsonDerivedType(typeof(Event), "event")]
public abstract record Document
{
    [JsonIgnore]
    public abstract Kind Kind { get; }

    [JsonPropertyOrder(-9)]
    public required LocalText Title { get; init; }

    /// <summary>One or two sentences; shown in lists and off site.</summary>
    [JsonPropertyOrder(-8)]
    public LocalText? Summary { get; init; }

    /// <summary>The whole text, paragraphs parted by an empty line.</summary>
    [JsonPropertyOrder(-7)]
    public LocalText? Text { get; init; }

    [JsonPropertyOrder(-6)]
    public Sensitivity? Sensitivity { get; init; }

    /// <summary>How well the geometry is known, and from where.</summary>
    [JsonPropertyOrder(5)]
    public PositionBasis? Position { get; init; }

    [JsonPropertyOrder(6)]
    public IReadOnlyList<Fact> Facts
    {
        get => field ?? [];
        init;
    }

    [JsonPropertyOrder(7)]
    public IReadOnlyList<Source> Sources
    {
        get => field ?? [];
        init;
    }

    [JsonPropertyOrder(8)]
    public Rights? Rights { get; init; }

    /// <summary>The files that this document was made from, each with the field that names it.</summary>
    public virtual IEnumerable<(string Field, Original Original)> Originals() => [];

    /// <summary>Every other item this one names, with the field that names it and the kind that must stand there (null: any).</summary>
    public abstract IEnumerable<Reference> References();
}

/// <param name="Field">Where the reference stands in the document, such as "hotspots[2].to".</param>
/// <param name="Kinds">What it may point at; empty for any kind.</param>
public readonly record struct Reference(string Field, string Id, params Kind[] Kinds);

/// <summary>Where a claim comes from.</summary>
/// <param name="Id">Short name by which facts of the same document cite it.</param>
/// <param name="Title">The work's own title, in its own language.</param>
/// <param name="Date">Year or date of the work, or of the day it was read.</param>
/// <param name="Locator">Page, table or section.</param>
/// <param name="Language">What the work is written in, such as "ja" (BCP 47); null where nobody said.</param>
public sealed record Source(
    string Id,
    string Title,
    string? Publisher = null,
    PartialDate? Date = null,
    string? Url = null,
    string? Locator = null,
    string? Language = null
);

/// <summary>A figure with its uncertainty and its sources.</summary>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">SI symbol or a plain word, such as "m", "km", "kt", "people"; null for a bare number.</param>
/// <param name="PlusMinus">Uncertainty in the same unit, when a source gives one.</param>
/// <param name="About">The sources give a round figure.</param>
/// <param name="Sources">Ids of sources of the same document, at least one.</param>
public sealed record Fact(
    string Id,
    LocalText Label,
    double Value,
    IReadOnlyList<string> Sources,
    string? Unit = null,
    double? PlusMinus = null,
    bool? About = null
);

/// <param name="Accuracy">Metres within which the true position lies.</param>
/// <param name="Sources">Ids of sources of the same document, at least one.</param>
/// <param name="Note">What the reader should know of the position, such as that estimates differ.</param>
public sealed record PositionBasis(double Accuracy, IReadOnlyList<string> Sources, LocalText? Note = null);

/// <param name="License">SPDX identifier, such as "CC-BY-4.0", or "all-rights-reserved".</param>
public sealed record Rights(string License, string Holder, LocalText? Credit = null);

/// <summary>Asks for a notice before the material opens.</summary>
/// <param name="Notice">What the visitor is about to see, and that it may be skipped.</param>
public sealed record Sensitivity(SensitivityLevel Level, LocalText Notice);

[JsonConverter(typeof(JsonStringEnumConverter<SensitivityLevel>))]
public enum SensitivityLevel
{
    [JsonStringEnumMemberName("grave")]
    Grave,

    [JsonStringEnumMemberName("distressing")]
    Distressing,
}
