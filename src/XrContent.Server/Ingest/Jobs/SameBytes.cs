using XrContent.Catalog.Workflow;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>A file whose bytes are here already: nothing is swallowed, what became of them is said, and what can be done.</summary>
internal static class SameBytes
{
    private const string Code = "known";

    /// <summary>The capture that has these bytes and what is to be said; null when nobody sent them before.</summary>
    /// <param name="replaces">The capture whose file these bytes were to take the place of; null where there is none.</param>
    public static async Task<(string Capture, IReadOnlyList<Note> Notes)?> FindAsync(
        CatalogReader reader,
        string sha256,
        string? replaces,
        CancellationToken cancel
    )
    {
        var known = (await reader.OfFileAsync(sha256, cancel)).Where(state => IsPicture(state, sha256)).ToList();
        // What visitors see says most, then what waits, then what was put away.
        var first = known.OrderBy(state => (state.Deleted is not null, state.Published is null)).FirstOrDefault();
        if (first is null)
            return null;
        var isFormer = first.Item.Document.Originals().All(file => file.Original.Sha256 != sha256);
        var note = isFormer ? new(Code, FormerWordsFor(first)) : NoteFor(first);
        return (first.Item.Id, replaces is null || replaces == first.Item.Id ? [note] : [note, KeepsItsOwn(replaces)]);
    }

    /// <summary>Not a record that one walks in, which is of a picture and none itself.</summary>
    private static bool IsPicture(ItemState state, string sha256) =>
        state.Item.Document is Catalog.Documents.Capture capture && capture.WalkIn?.Original.Sha256 != sha256;

    private static Note KeepsItsOwn(string replaced) =>
        new("keeps-own-file", $"\"{replaced}\" keeps its own file, because one file is one capture.");

    /// <summary>What is said of a capture that was there before.</summary>
    public static Note NoteFor(ItemState state) => new(Code, WordsFor(state));

    private static string FormerWordsFor(ItemState state) =>
        $"The same file was in the catalogue before as \"{state.Item.Id}\", which shows another file now. To show it again, restore the "
        + "revision that had it.";

    private static string WordsFor(ItemState state)
    {
        var id = state.Item.Id;
        if (state.Deleted is not null)
            return $"The same file was in the catalogue already as \"{id}\" and was put away. Restore it on its page.";
        if (state.Published is not null)
            return $"The same file was in the catalogue already: visitors see it as \"{id}\". What you said of it now was not taken "
                + $"over; change it on its page.";
        return state.State switch
        {
            RevisionState.Withdrawn =>
                $"The same file was in the catalogue already as \"{id}\" and was taken back from visitors. Publish it again on its page.",
            RevisionState.Submitted => $"The same file was in the catalogue already as \"{id}\", which waits for a colleague.",
            RevisionState.Scheduled => $"The same file was in the catalogue already as \"{id}\", which is planned to be shown.",
            _ => $"The same file was in the catalogue already as \"{id}\", a draft by {state.Author}. Go on with it on its page.",
        };
    }
}
