namespace XrContent.Catalog.Audit;

/// <summary>One line of the record, which triggers keep from being changed or removed.</summary>
internal sealed class AuditRow
{
    /// <summary>1, 2, 3, without a gap.</summary>
    public required long Number { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public required long At { get; init; }

    public required string Person { get; init; }

    public required string Action { get; init; }

    public string? Item { get; init; }

    public int? Revision { get; init; }

    public string? Concerns { get; init; }

    /// <summary>JSON.</summary>
    public string? Details { get; init; }

    /// <summary>SHA-256 over the line before and this one, lower-case hexadecimal.</summary>
    public required string Hash { get; init; }
}

/// <summary>Something to be recorded.</summary>
/// <param name="Person">Who did it.</param>
/// <param name="Action">Stable short name, such as "item-published"; see <see cref="AuditActions"/>.</param>
/// <param name="Item">The item that it was done to.</param>
/// <param name="Revision">And its revision.</param>
/// <param name="Concerns">The person whose data were looked at or changed; <see cref="AuditActions.Everybody"/> for all of the
/// staff.</param>
/// <param name="Fields">What is different, by field, before and after.</param>
/// <param name="Note">Anything else that a reader must know.</param>
public sealed record AuditEntry(
    string Person,
    string Action,
    string? Item = null,
    int? Revision = null,
    string? Concerns = null,
    IReadOnlyList<FieldChange>? Fields = null,
    string? Note = null
);

/// <summary>A recorded line.</summary>
public sealed record AuditLine(
    long Number,
    DateTimeOffset At,
    string Person,
    string Action,
    string? Item,
    int? Revision,
    string? Concerns,
    IReadOnlyList<FieldChange> Fields,
    string? Note,
    string Hash
);

/// <summary>One field that differs.</summary>
/// <param name="Field">Its path, such as "facts[height].value".</param>
/// <param name="Before">As text; null where it was not there.</param>
/// <param name="After">As text; null where it is no longer there.</param>
public sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>How often somebody did something on a day.</summary>
/// <param name="Day">Days since 1970, UTC.</param>
public sealed record DoneOften(string Person, string Action, int Day, int Count);

/// <summary>The names of what is recorded.</summary>
public static class AuditActions
{
    /// <summary>Stands for all of the staff.</summary>
    public const string Everybody = "everybody";

    public const string ItemSaved = "item-saved";
    public const string ItemSubmitted = "item-submitted";
    public const string ItemReturned = "item-returned";
    public const string ItemReviewed = "item-reviewed";
    public const string ItemScheduled = "item-scheduled";
    public const string ItemPublished = "item-published";
    public const string ItemWithdrawn = "item-withdrawn";
    public const string ItemRestored = "item-restored";
    public const string ItemDeleted = "item-deleted";
    public const string StaffSeen = "staff-seen";
    public const string StaffInvited = "staff-invited";
    public const string StaffJoined = "staff-joined";
    public const string StaffChanged = "staff-changed";
    public const string SignedIn = "signed-in";
    public const string SignInRefused = "sign-in-refused";
    public const string AuditSeen = "audit-seen";
    public const string ReviewersSeen = "reviewers-seen";
    public const string TagMade = "tag-made";
    public const string TagEnded = "tag-ended";
    public const string TagSecretSeen = "tag-secret-seen";
    public const string WordsChanged = "words-changed";

    /// <summary>The goals of a year, or what tours ask at their end.</summary>
    public const string GoalsChanged = "goals-changed";

    public const string ChipEnded = "chip-ended";

    /// <summary>Keys of a chip were shown, to be written into it.</summary>
    public const string ChipKeysSeen = "chip-keys-seen";

    /// <summary>A code was made by which a screen becomes a tag's.</summary>
    public const string PairingOffered = "pairing-offered";

    /// <summary>A screen became a tag's.</summary>
    public const string ScreenPaired = "screen-paired";

    /// <summary>A picture's heading, lean, redactions, captions or narration were corrected.</summary>
    public const string ItemCorrected = "item-corrected";
}
