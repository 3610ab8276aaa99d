using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Catalog.Workflow;

namespace XrContent.Catalog.Storage;

internal sealed class ItemRow
{
    public required string Id { get; init; }

    public required Kind Kind { get; init; }

    /// <summary>Number of the newest revision.</summary>
    public int Head { get; set; }

    /// <summary>Number of the revision that visitors see; null when none.</summary>
    public int? PublishedRevision { get; set; }

    /// <summary>Number of the revision that is to be shown from <see cref="ShowFrom"/> on; null when none is planned.</summary>
    public int? PlannedRevision { get; set; }

    /// <summary>When the planned revision is to be shown.</summary>
    public DateTimeOffset? ShowFrom { get; set; }

    /// <summary>When the planned revision, once it is shown, is to be taken back; null when that is not planned.</summary>
    public DateTimeOffset? PlannedUntil { get; set; }

    /// <summary>When what visitors see now is to be taken back; null when that is not planned.</summary>
    public DateTimeOffset? ShowUntil { get; set; }

    /// <summary>Times that it was taken back from visitors: who meant to publish what was there before is told.</summary>
    public int Withdrawals { get; set; }

    /// <summary>When it was put away; lists no longer show it, and restoring a revision brings it back.</summary>
    public DateTimeOffset? Deleted { get; set; }

    /// <summary>Counts edits of all items: the number of this one's last. Whoever knows one asks for what came later.</summary>
    public long Edit { get; set; }

    /// <summary>The revisions that are shown, will be, or may be: each once, smallest first.</summary>
    public IEnumerable<int> Live() => new[] { PublishedRevision, PlannedRevision, Head }.OfType<int>().Distinct().Order();
}

internal sealed class RevisionRow
{
    public required string ItemId { get; init; }

    public required int Number { get; init; }

    public required RevisionState State { get; set; }

    /// <summary>The canonical GeoJSON feature, UTF-8.</summary>
    public required byte[] Feature { get; set; }

    public required string Author { get; init; }

    public required DateTimeOffset At { get; set; }

    /// <summary>It was kept while somebody was still writing: their next words take its place.</summary>
    public bool IsAutosave { get; set; }

    /// <summary>What was handed over, or planned, together has the same; null while it is neither.</summary>
    public string? Submission { get; set; }
}

/// <summary>That a live revision names another item.</summary>
internal sealed class ReferenceRow
{
    public required string ItemId { get; init; }

    public required int Number { get; init; }

    public required string To { get; init; }
}

/// <summary>That a revision was made from a file; old revisions too, for each may be restored.</summary>
internal sealed class OriginalRow
{
    public required string ItemId { get; init; }

    public required int Number { get; init; }

    public required string Sha256 { get; init; }
}

/// <summary>
/// Pictures or sound that no live revision shows any more: to be removed, so that nobody who knows the address finds them.
/// </summary>
internal sealed class FormerRenditionRow
{
    public required string Name { get; init; }

    public required DateTimeOffset Since { get; init; }
}

internal sealed class PublicationRow
{
    public required long Version { get; init; }

    /// <summary>Random for each publication, so that two catalogues that share a version number are told apart.</summary>
    public required Guid PublicationId { get; init; }

    public required string Author { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>A backup was restored: no list of changes leads from an earlier version to this one.</summary>
    public bool StartsOver { get; init; }
}

internal sealed class ChangeRow
{
    public required long Version { get; init; }

    public required string ItemId { get; init; }

    public required Kind Kind { get; init; }

    public required Change Change { get; init; }
}
