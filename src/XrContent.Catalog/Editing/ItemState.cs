using System.Security.Cryptography;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Store;

namespace XrContent.Catalog.Editing;

/// <summary>An item as staff see it: its newest revision, and what visitors see.</summary>
/// <param name="Number">Of the newest revision.</param>
/// <param name="Author">Of the newest revision.</param>
/// <param name="At">When it was last written.</param>
/// <param name="Published">Number of the revision that visitors see; null when none.</param>
/// <param name="ShowFrom">When the newest revision is to be shown.</param>
/// <param name="ShowUntil">When the item is to be taken back.</param>
/// <param name="Tag">Names exactly these words: an ETag without its quotes.</param>
public sealed record ItemState(
    Item Item, int Number, RevisionState State, string Author, DateTimeOffset At, int? Published, DateTimeOffset? ShowFrom, DateTimeOffset? ShowUntil, DateTimeOffset? Deleted, string Tag)
{
    /// <param name="known">An earlier reading, whose item is taken where it says the same.</param>
    internal static ItemState Of(ItemRow row, RevisionRow head, ItemState? known = null)
    {
        var tag = TagOf(head);
        var item = known?.Tag == tag ? known.Item : Exchange.CatalogJson.FromFeature(head.Feature);
        return new(item, head.Number, head.State, head.Author, head.At, row.PublishedRevision, row.ShowFrom, row.ShowUntil, row.Deleted, tag);
    }

    internal static string TagOf(RevisionRow head) => $"{head.Number}-{Convert.ToHexStringLower(SHA256.HashData(head.Feature).AsSpan(0, 6))}";
}

/// <summary>One revision of an item.</summary>
public sealed record Revision(int Number, RevisionState State, string Author, DateTimeOffset At, Item Item);

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
}

/// <summary>What came of an edit.</summary>
/// <param name="State">The item after it, or as it stands where the edit was stale; null where there is none.</param>
public sealed record Edit(EditStatus Status, ItemState? State, IReadOnlyList<Problem> Problems)
{
    internal static readonly Edit Missing = new(EditStatus.Missing, null, []);

    internal static Edit Refused(params IReadOnlyList<Problem> problems) => new(EditStatus.Refused, null, problems);
}
