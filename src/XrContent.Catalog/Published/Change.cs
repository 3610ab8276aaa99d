using System.Text.Json.Serialization;
using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Published;

/// <summary>What a publication did to an item.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Change>))]
public enum Change
{
    [JsonStringEnumMemberName("added")]
    Added,

    [JsonStringEnumMemberName("changed")]
    Changed,

    [JsonStringEnumMemberName("removed")]
    Removed,
}

/// <summary>One item that changed.</summary>
public sealed record ItemChange(string Id, Kind Kind, Change Change);

/// <summary>One item that a certain catalogue version changed.</summary>
public readonly record struct VersionedChange(long Version, ItemChange Item);
