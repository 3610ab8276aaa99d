using System.Text.Json.Serialization;

namespace XrContent.Catalog.Workflow;

/// <summary>What somebody did with a revision, beside writing it.</summary>
internal sealed class StepRow
{
    public int Id { get; init; }

    public required string ItemId { get; init; }

    public required int Number { get; init; }

    public required StepKind Kind { get; init; }

    public required string Person { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Note { get; init; }

    /// <summary>Outside the staff: who looked at it.</summary>
    public string? Reviewer { get; init; }

    /// <summary>Outside the staff: the day on which they did.</summary>
    public DateOnly? ReviewedOn { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<StepKind>))]
public enum StepKind
{
    [JsonStringEnumMemberName("submitted")]
    Submitted,

    [JsonStringEnumMemberName("returned")]
    Returned,

    /// <summary>Looked at by somebody outside the staff, such as a survivor or a family.</summary>
    [JsonStringEnumMemberName("reviewed")]
    Reviewed,

    [JsonStringEnumMemberName("scheduled")]
    Scheduled,

    [JsonStringEnumMemberName("published")]
    Published,

    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,

    [JsonStringEnumMemberName("restored")]
    Restored,

    [JsonStringEnumMemberName("deleted")]
    Deleted,
}

/// <summary>A step as it is read.</summary>
/// <param name="Number">The revision that it was about.</param>
/// <param name="Note">What they said.</param>
/// <param name="Reviewer">For a review from outside: who looked at it.</param>
/// <param name="ReviewedOn">For a review from outside: when they did.</param>
public sealed record Step(
    int Number,
    StepKind Kind,
    string Person,
    DateTimeOffset At,
    string? Note,
    string? Reviewer,
    DateOnly? ReviewedOn
);
