using System.Text.Json.Serialization;
using NetTopologySuite.Geometries;

namespace XrContent.Catalog.Documents;

/// <summary>Where photographers are asked to take pictures, or asked not to.</summary>
/// <param name="Title">What they are told: the name of the spot, or why no pictures are taken there.</param>
/// <param name="Outline">A polygon or several, WGS84.</param>
public sealed record PictureArea(PictureRule Rule, LocalText Title, Geometry Outline);

[JsonConverter(typeof(JsonStringEnumConverter<PictureRule>))]
public enum PictureRule
{
    [JsonStringEnumMemberName("wanted")]
    Wanted,

    [JsonStringEnumMemberName("forbidden")]
    Forbidden,
}
