using System.Security.Cryptography;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>An item as staff see it: its newest revision, and what visitors see.</summary>
/// <param name="Number">Of the newest revision.</param>
/// <param name="Author">Of the newest revision.</param>
/// <param name="At">When it was last written.</param>
/// <param name="Published">Number of the revision that visitors see; null when none.</param>
/// <param name="Planned">Number of the revision that is to be shown from <paramref name="ShowFrom"/> on; null when none is.</param>
/// <param name="PlannedUntil">When the planned revision, once it is shown, is to be taken back.</param>
/// <param name="ShowUntil">When what visitors see now is to be taken back.</param>
/// <param name="Tag">Names exactly these words: an ETag without its quotes.</param>
/// <param name="Submission">Names what was handed over together with this; null while it is not handed over.</param>
/// <param name="Edit">Number of the item's last edit; edits of all items are counted together.</param>
public sealed record ItemState(
    Item Item,
    int Number,
    RevisionState State,
    string Author,
    DateTimeOffset At,
    int? Published,
    int? Planned,
    DateTimeOffset? ShowFrom,
    DateTimeOffset? PlannedUntil,
    DateTimeOffset? ShowUntil,
    DateTimeOffset? Deleted,
    string Tag,
    string? Submission,
    long Edit
)
{
    internal static ItemState Of(ItemRow row, RevisionRow head) =>
        new(
            CatalogJson.FromFeature(head.Feature),
            head.Number,
            head.State,
            head.Author,
            head.At,
            row.PublishedRevision,
            row.PlannedRevision,
            row.ShowFrom,
            row.PlannedUntil,
            row.ShowUntil,
            row.Deleted,
            TagOf(row, head),
            head.Submission,
            row.Edit
        );

    /// <summary>The number of the revision that a tag names; null where it is no tag.</summary>
    public static int? NumberIn(string tag) => int.TryParse(tag.AsSpan(0, Math.Max(0, tag.IndexOf('-'))), out var number) ? number : null;

    /// <summary>Taking an item back changes its tag: who meant to publish what was there before is told.</summary>
    internal static string TagOf(ItemRow row, RevisionRow head)
    {
        var words = $"{head.Number}-{Convert.ToHexStringLower(SHA256.HashData(head.Feature).AsSpan(0, 6))}";
        return row.Withdrawals > 0 ? $"{words}-{row.Withdrawals}" : words;
    }
}

/// <summary>One revision of an item, without its words.</summary>
public sealed record Revision(int Number, RevisionState State, string Author, DateTimeOffset At);

/// <summary>An item, and where it is known the tag of the words that are meant.</summary>
public sealed record NamedItem(string Id, string? Tag = null);

/// <summary>How an edit ended.</summary>
public enum EditStatus
{
    Done,

    /// <summary>There is no such item or revision.</summary>
    Missing,

    /// <summary>Somebody else wrote meanwhile: nothing was changed, and <see cref="Edit.State"/> is what stands there now.</summary>
    Stale,

    /// <summary>It cannot be done; <see cref="Edit.Problems"/> say why.</summary>
    Refused,

    /// <summary>Pictures must be made first, of the items in <see cref="Edit.Needs"/>; nothing was changed.</summary>
    NotReady,
}

/// <summary>What came of an edit.</summary>
/// <param name="State">The item after it, or as it stands where the edit was stale; null where there is none.</param>
public sealed record Edit(EditStatus Status, ItemState? State, IReadOnlyList<Problem> Problems)
{
    internal static readonly Edit Missing = new(EditStatus.Missing, null, []);

    /// <summary>Items whose pictures must be made first.</summary>
    public IReadOnlyList<Item> Needs { get; init; } = [];

    internal static Edit Refused(params IReadOnlyList<Problem> problems) => new(EditStatus.Refused, null, problems);

    internal static Edit Stale(ItemState state) => new(EditStatus.Stale, state, []);
}

/// <summary>What an import did.</summary>
/// <param name="Version">The catalogue version after it.</param>
/// <param name="Changes">What visitors see differently; empty when nothing was published or all was the same.</param>
public sealed record Saved(long Version, IReadOnlyList<ItemChange> Changes);
