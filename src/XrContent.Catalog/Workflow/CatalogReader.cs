using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>What staff and jobs read of items: drafts, revisions, files, and the steps that were taken.</summary>
public sealed class CatalogReader(Database database)
{
    /// <summary>The newest revision of an item; null when there is no such item.</summary>
    public Task<ItemState?> FindAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(async db =>
            await Heads(db).FirstOrDefaultAsync(pair => pair.Item.Id == id, cancel) is { } found
                ? ItemState.Of(found.Item, found.Head)
                : null
        );

    /// <summary>The newest revisions of some items, those that there are.</summary>
    public Task<IReadOnlyList<ItemState>> FindAllAsync(IReadOnlyCollection<string> ids, CancellationToken cancel) =>
        ListAsync(pair => ids.Contains(pair.Item.Id), cancel);

    /// <summary>The newest revision of every item that was edited after some edit, in the order of edits.</summary>
    /// <param name="edit">0 for all.</param>
    public Task<IReadOnlyList<ItemState>> EditedSinceAsync(long edit, CancellationToken cancel) =>
        ListAsync(pair => pair.Item.Edit > edit, cancel);

    /// <summary>The items whose newest revision is not the one that visitors see, without those that were put away.</summary>
    public Task<IReadOnlyList<ItemState>> DraftsAsync(CancellationToken cancel) =>
        ListAsync(
            pair => pair.Item.Deleted == null && (pair.Item.PublishedRevision == null || pair.Item.PublishedRevision != pair.Item.Head),
            cancel
        );

    /// <summary>What was handed over together.</summary>
    public Task<IReadOnlyList<ItemState>> InSubmissionAsync(string submission, CancellationToken cancel) =>
        ListAsync(pair => pair.Head.Submission == submission, cancel);

    /// <summary>The newest revision of every item of which some revision was made from a file.</summary>
    public Task<IReadOnlyList<ItemState>> OfFileAsync(string sha256, CancellationToken cancel) =>
        database.ReadAsync(async db =>
        {
            var ids = db.Set<OriginalRow>().Where(row => row.Sha256 == sha256).Select(row => row.ItemId).Distinct();
            return await ListAsync(Heads(db).Where(pair => ids.Contains(pair.Item.Id)), cancel);
        });

    /// <summary>Number of the newest edit of any item; 0 before the first.</summary>
    public Task<long> NewestEditAsync(CancellationToken cancel) =>
        database.ReadAsync(async db => await db.Set<ItemRow>().MaxAsync(row => (long?)row.Edit, cancel) ?? 0);

    /// <summary>Whether visitors see an item.</summary>
    public async Task<bool> IsPublishedAsync(string id, CancellationToken cancel) => (await PublishedAmongAsync([id], cancel)).Count > 0;

    /// <summary>Those of some ids that an item has or had.</summary>
    public Task<HashSet<string>> KnownAmongAsync(IReadOnlyCollection<string> ids, CancellationToken cancel) =>
        database.ReadAsync(db => db.Set<ItemRow>().Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToHashSetAsync(cancel));

    /// <summary>Those of some items that visitors see.</summary>
    public Task<HashSet<string>> PublishedAmongAsync(IReadOnlyCollection<string> ids, CancellationToken cancel) =>
        database.ReadAsync(db =>
            db.Set<ItemRow>()
                .Where(row => ids.Contains(row.Id) && row.PublishedRevision != null)
                .Select(row => row.Id)
                .ToHashSetAsync(cancel)
        );

    /// <summary>The revisions of an item that are shown, are planned, or are its newest.</summary>
    public Task<IReadOnlyList<Item>> LiveAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(db => ItemsAsync(Live(db).Where(revision => revision.ItemId == id), cancel));

    /// <summary>As <see cref="LiveAsync"/>, of all items of which some revision was made from a file.</summary>
    /// <param name="hash">The file's SHA-256, or the beginning of it.</param>
    public Task<IReadOnlyList<Item>> LiveOfFileAsync(string hash, CancellationToken cancel)
    {
        // A range, which the index answers; the digits end at f.
        var end = $"{hash}g";
        return database.ReadAsync(db =>
        {
            var files = db.Set<OriginalRow>().Where(row => string.Compare(row.Sha256, hash) >= 0 && string.Compare(row.Sha256, end) < 0);
            var ids = files.Select(row => row.ItemId).Distinct();
            return ItemsAsync(Live(db).Where(revision => ids.Contains(revision.ItemId)), cancel);
        });
    }

    /// <summary>As <see cref="LiveAsync"/>, of every item: for commands that look at all there is.</summary>
    public Task<IReadOnlyList<Item>> AllLiveAsync(CancellationToken cancel) => database.ReadAsync(db => ItemsAsync(Live(db), cancel));

    /// <summary>The documents of all revisions of an item, oldest first.</summary>
    public Task<IReadOnlyList<Item>> HistoryAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(db => ItemsAsync(db.Set<RevisionRow>().Where(row => row.ItemId == id), cancel));

    /// <summary>Hashes of all files that any revision was made from, old ones too: each may be restored.</summary>
    public Task<HashSet<string>> OriginalsAsync(CancellationToken cancel) =>
        database.ReadAsync(db => db.Set<OriginalRow>().Select(row => row.Sha256).Distinct().ToHashSetAsync(cancel));

    /// <summary>Which of some files some revision was made from.</summary>
    public Task<HashSet<string>> OriginalsAmongAsync(IReadOnlyCollection<string> hashes, CancellationToken cancel) =>
        database.ReadAsync(db =>
            db.Set<OriginalRow>().Where(row => hashes.Contains(row.Sha256)).Select(row => row.Sha256).Distinct().ToHashSetAsync(cancel)
        );

    /// <summary>All revisions of an item, newest first.</summary>
    public Task<List<Revision>> RevisionsAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(db =>
            db.Set<RevisionRow>()
                .Where(row => row.ItemId == id)
                .OrderByDescending(row => row.Number)
                .Select(row => new Revision(row.Number, row.State, row.Author, row.At))
                .ToListAsync(cancel)
        );

    /// <summary>One revision with its words; null when there is none of that number.</summary>
    public Task<(Revision Revision, Item Item)?> RevisionAsync(string id, int number, CancellationToken cancel) =>
        database.ReadAsync<(Revision, Item)?>(async db =>
            await db.Set<RevisionRow>().AsNoTracking().FirstOrDefaultAsync(row => row.ItemId == id && row.Number == number, cancel)
                is { } row
                ? (new Revision(row.Number, row.State, row.Author, row.At), CatalogJson.FromFeature(row.Feature))
                : null
        );

    /// <summary>What was done with an item's revisions, newest first.</summary>
    public Task<List<Step>> StepsAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(db =>
            db.Set<StepRow>()
                .Where(row => row.ItemId == id)
                .OrderByDescending(row => row.Id)
                .Select(row => new Step(row.Number, row.Kind, row.Person, row.At, row.Note, row.Reviewer, row.ReviewedOn))
                .ToListAsync(cancel)
        );

    /// <summary>Those of some items that a colleague gave back and that were not handed over again since, each with why.</summary>
    public async Task<IReadOnlyDictionary<string, Step>> ReturnsAmongAsync(IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        var found = new Dictionary<string, Step>();
        foreach (var few in ids.Chunk(MostNames))
        {
            var steps = await database.ReadAsync(db =>
                db.Set<StepRow>()
                    .Where(row => few.Contains(row.ItemId) && row.Kind != StepKind.Reviewed)
                    .GroupBy(row => row.ItemId)
                    .Select(group => group.OrderByDescending(row => row.Id).First())
                    .ToListAsync(cancel)
            );
            foreach (var row in steps.Where(row => row.Kind == StepKind.Returned))
                found[row.ItemId] = new(row.Number, row.Kind, row.Person, row.At, row.Note, row.Reviewer, row.ReviewedOn);
        }

        return found;
    }

    /// <summary>So many names stand in one question to the database.</summary>
    private const int MostNames = 500;

    private Task<IReadOnlyList<ItemState>> ListAsync(
        System.Linq.Expressions.Expression<Func<HeadRow, bool>> which,
        CancellationToken cancel
    ) => database.ReadAsync(db => ListAsync(Heads(db).Where(which), cancel));

    private static async Task<IReadOnlyList<ItemState>> ListAsync(IQueryable<HeadRow> heads, CancellationToken cancel) =>
        (await heads.OrderBy(pair => pair.Item.Edit).ThenBy(pair => pair.Item.Id).ToListAsync(cancel)).ConvertAll(pair =>
            ItemState.Of(pair.Item, pair.Head)
        );

    private static async Task<IReadOnlyList<Item>> ItemsAsync(IQueryable<RevisionRow> revisions, CancellationToken cancel)
    {
        var features = revisions.OrderBy(row => row.ItemId).ThenBy(row => row.Number).Select(row => row.Feature);
        return (await features.ToListAsync(cancel)).ConvertAll(feature => CatalogJson.FromFeature(feature));
    }

    private static IQueryable<RevisionRow> Live(DbContext db) =>
        from item in db.Set<ItemRow>()
        join revision in db.Set<RevisionRow>() on item.Id equals revision.ItemId
        where revision.Number == item.Head || revision.Number == item.PublishedRevision || revision.Number == item.PlannedRevision
        select revision;

    private static IQueryable<HeadRow> Heads(DbContext db) =>
        from item in db.Set<ItemRow>().AsNoTracking()
        join revision in db.Set<RevisionRow>().AsNoTracking()
            on new { ItemId = item.Id, Number = item.Head } equals new { revision.ItemId, revision.Number }
        select new HeadRow { Item = item, Head = revision };

    private sealed class HeadRow
    {
        public required ItemRow Item { get; init; }

        public required RevisionRow Head { get; init; }
    }
}
