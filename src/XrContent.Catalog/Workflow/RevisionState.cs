using System.Text.Json.Serialization;

namespace XrContent.Catalog.Workflow;

/// <summary>Where a revision stands in the workflow.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RevisionState>))]
public enum RevisionState
{
    [JsonStringEnumMemberName("draft")]
    Draft,

    /// <summary>Waits for a colleague.</summary>
    [JsonStringEnumMemberName("submitted")]
    Submitted,

    /// <summary>Will be shown at a time that is set.</summary>
    [JsonStringEnumMemberName("scheduled")]
    Scheduled,

    [JsonStringEnumMemberName("published")]
    Published,

    /// <summary>Was published; a newer revision took its place.</summary>
    [JsonStringEnumMemberName("superseded")]
    Superseded,

    /// <summary>Was published and taken back.</summary>
    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,
}
