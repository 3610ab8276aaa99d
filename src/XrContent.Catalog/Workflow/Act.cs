using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>An item that an act holds, with its newest revision.</summary>
internal sealed record Held(ItemRow Row, RevisionRow Head)
{
    public Item Item => CatalogJson.FromFeature(Head.Feature);

    /// <summary>Why nothing can be done with it, where it was put away; null where it was not.</summary>
    public Problem? Away => Row.Deleted is null ? null : new(null, Row.Id, "state", "Was put away. Restore a revision first.");
}

/// <summary>
/// One act under way: what it changes, and what it leaves in the audit log. Nothing is saved until <see cref="SaveAsync"/>.
/// </summary>
internal sealed class Act(DbContext db, string person, DateTimeOffset now, CancellationToken cancel)
{
    /// <summary>So many names stand in one question to the database.</summary>
    private const int MostNames = 500;

    private readonly List<AuditEntry> entries = [];
    private readonly List<ItemChange> changes = [];
    private readonly Dictionary<string, ItemRow> touched = [];
    private readonly Dictionary<string, Dictionary<int, Item>> written = [];
    private readonly Dictionary<string, IReadOnlyList<Item>> before = [];

    public DbContext Db => db;

    public string Person => person;

    public DateTimeOffset Now => now;

    public CancellationToken Cancel => cancel;

    /// <summary>What visitors see differently.</summary>
    public IReadOnlyList<ItemChange> Changes => changes;

    /// <summary>The item that the answer tells of.</summary>
    public Held? Subject { get; set; }

    /// <summary>Reads many items at once, so that each is at hand when it is looked for.</summary>
    public async Task FetchAsync(IReadOnlyCollection<string> ids)
    {
        foreach (var some in ids.Chunk(MostNames))
        {
            await db.Set<ItemRow>().Where(row => some.Contains(row.Id)).LoadAsync(cancel);
            await (
                from item in db.Set<ItemRow>()
                join revision in db.Set<RevisionRow>()
                    on new { ItemId = item.Id, Number = item.Head } equals new { revision.ItemId, revision.Number }
                where some.Contains(item.Id)
                select revision
            ).LoadAsync(cancel);
        }
    }

    public async Task<Held?> FindAsync(string id)
    {
        if (await db.Set<ItemRow>().FindAsync([id], cancel) is not { } row)
            return null;
        if (row.Kind is Kind.Capture or Kind.Overlay or Kind.Scene && !before.ContainsKey(id) && !written.ContainsKey(id))
            before[id] = await LiveAsync(row);
        return new(row, (await RevisionAsync(id, row.Head))!);
    }

    /// <summary>The documents of an item's live revisions as the act would leave them.</summary>
    public async Task<IReadOnlyList<Item>> LiveAsync(ItemRow row)
    {
        var live = new List<Item>();
        foreach (var number in row.Live())
            live.Add(CatalogJson.FromFeature((await RevisionAsync(row.Id, number))!.Feature));
        return live;
    }

    public async Task<RevisionRow?> RevisionAsync(string id, int number) => await db.Set<RevisionRow>().FindAsync([id, number], cancel);

    /// <summary>A new item, without a revision yet.</summary>
    public ItemRow Create(string id, Kind kind)
    {
        var row = new ItemRow { Id = id, Kind = kind };
        db.Set<ItemRow>().Add(row);
        return row;
    }

    /// <summary>The next revision of an item, which becomes its newest.</summary>
    public RevisionRow Add(ItemRow row, Item item, string author, RevisionState state = RevisionState.Draft)
    {
        row.Head++;
        var revision = new RevisionRow
        {
            ItemId = row.Id,
            Number = row.Head,
            State = state,
            Feature = FeatureOf(item),
            Author = author,
            At = now,
        };
        db.Set<RevisionRow>().Add(revision);
        Note(row.Id, revision.Number, item);
        Touch(row);
        return revision;
    }

    /// <summary>Puts other words in place of those that somebody is still writing.</summary>
    public void Rewrite(ItemRow row, RevisionRow revision, Item item)
    {
        (revision.Feature, revision.At) = (FeatureOf(item), now);
        Note(row.Id, revision.Number, item);
        Touch(row);
    }

    public void Record(string action, ItemRow row, int revision, IReadOnlyList<FieldChange>? fields = null, string? note = null)
    {
        entries.Add(new(person, action, row.Id, revision, Fields: fields, Note: note));
        Touch(row);
    }

    /// <summary>Records a step of the workflow, which the item's history shows.</summary>
    public void Step(StepKind kind, string action, ItemRow row, int revision, string? note = null)
    {
        Step(
            new()
            {
                ItemId = row.Id,
                Number = revision,
                Kind = kind,
                Person = person,
                At = now,
                Note = note,
            }
        );
        Record(action, row, revision, note: note);
    }

    public void Step(StepRow step) => db.Set<StepRow>().Add(step);

    /// <summary>Makes a revision the one that visitors see.</summary>
    public async Task ShowAsync(ItemRow row, RevisionRow revision, string? note = null)
    {
        changes.Add(new(row.Id, row.Kind, row.PublishedRevision is null ? Change.Added : Change.Changed));
        if (row.PublishedRevision is { } former && former != revision.Number && await RevisionAsync(row.Id, former) is { } shown)
            shown.State = RevisionState.Superseded;
        (revision.State, revision.IsAutosave, revision.Submission) = (RevisionState.Published, false, null);
        row.PublishedRevision = revision.Number;
        Step(StepKind.Published, AuditActions.ItemPublished, row, revision.Number, note);
    }

    /// <summary>Makes an item one that visitors do not see; what was planned for it is planned no longer.</summary>
    /// <param name="keepsPlan">The time of what was shown ended, which says nothing of what comes after it.</param>
    public async Task HideAsync(ItemRow row, string? note, bool keepsPlan = false)
    {
        if (row.PublishedRevision is not { } number)
            throw new InvalidCatalogException([new(null, row.Id, "state", "Visitors do not see it, so there is nothing to take back.")]);
        (await RevisionAsync(row.Id, number))!.State = RevisionState.Withdrawn;
        row.PublishedRevision = null;
        row.Withdrawals++;
        changes.Add(new(row.Id, row.Kind, Change.Removed));
        Step(StepKind.Withdrawn, AuditActions.ItemWithdrawn, row, number, note);
        if (!keepsPlan)
            await UnplanAsync(row);
        row.ShowUntil = null;
    }

    /// <summary>Forgets what was planned to be shown.</summary>
    public async Task UnplanAsync(ItemRow row)
    {
        if (row.PlannedRevision is { } number && await RevisionAsync(row.Id, number) is { State: RevisionState.Scheduled } planned)
            planned.State = RevisionState.Draft;
        (row.PlannedRevision, row.ShowFrom, row.PlannedUntil) = (null, null, null);
        Touch(row);
    }

    /// <summary>
    /// Saves all of it: with a new catalogue version where visitors see something else, and with its lines in the audit log.
    /// </summary>
    /// <returns>The catalogue's version.</returns>
    public async Task<long> SaveAsync()
    {
        var version = await db.Set<PublicationRow>().MaxAsync(row => (long?)row.Version, cancel) ?? 0;
        if (changes.Count > 0)
            Publish(++version);
        if (touched.Count > 0)
        {
            var edit = await db.Set<ItemRow>().MaxAsync(row => (long?)row.Edit, cancel) ?? 0;
            foreach (var row in touched.Values)
            {
                row.Edit = edit + 1;
                await IndexAsync(row);
                await ForgetRenditionsAsync(row);
            }
        }

        if (entries.Count > 0)
            await AuditLog.AppendAsync(db, entries, now, cancel);
        await db.SaveChangesAsync(cancel);
        return version;
    }

    private void Note(string id, int number, Item item)
    {
        if (!written.TryGetValue(id, out var own))
            written[id] = own = [];
        own[number] = item;
    }

    private void Touch(ItemRow row) => touched[row.Id] = row;

    private void Publish(long version)
    {
        db.Set<PublicationRow>()
            .Add(
                new()
                {
                    Version = version,
                    PublicationId = Guid.NewGuid(),
                    Author = person,
                    At = now,
                }
            );
        db.Set<ChangeRow>()
            .AddRange(
                changes.Select(change => new ChangeRow
                {
                    Version = version,
                    ItemId = change.Id,
                    Kind = change.Kind,
                    Change = change.Change,
                })
            );
    }

    /// <summary>Keeps the tables of references and originals as the item's live revisions have them.</summary>
    private async Task IndexAsync(ItemRow row)
    {
        var live = row.Live().ToHashSet();
        var own = written.GetValueOrDefault(row.Id) ?? [];
        // A new item has none yet, and an import has many new items.
        var isNew = db.Entry(row).State == EntityState.Added;
        var references = isNew ? [] : await db.Set<ReferenceRow>().Where(reference => reference.ItemId == row.Id).ToListAsync(cancel);
        db.RemoveRange(references.Where(reference => !live.Contains(reference.Number) || Gone(reference.Number, reference.To)));
        foreach (var (number, item) in own.Where(entry => live.Contains(entry.Key)))
        {
            foreach (var to in TargetsOf(item).Where(to => !references.Exists(known => known.Number == number && known.To == to)))
                db.Add(
                    new ReferenceRow
                    {
                        ItemId = row.Id,
                        Number = number,
                        To = to,
                    }
                );
        }

        foreach (var (number, item) in own)
        {
            var known = isNew
                ? []
                : await db.Set<OriginalRow>().Where(file => file.ItemId == row.Id && file.Number == number).ToListAsync(cancel);
            var hashes = item.Document.Originals().Select(file => file.Original.Sha256).ToHashSet();
            db.RemoveRange(known.Where(file => !hashes.Contains(file.Sha256)));
            hashes.ExceptWith(known.Select(file => file.Sha256));
            db.AddRange(
                hashes.Select(hash => new OriginalRow
                {
                    ItemId = row.Id,
                    Number = number,
                    Sha256 = hash,
                })
            );
        }

        bool Gone(int number, string to) => own.TryGetValue(number, out var item) && !TargetsOf(item).Contains(to);
    }

    /// <summary>Notes what no live revision of the item shows any more, and forgets that of what one shows again.</summary>
    private async Task ForgetRenditionsAsync(ItemRow row)
    {
        if (!before.TryGetValue(row.Id, out var former))
            return;
        var shown = (await LiveAsync(row)).SelectMany(item => RenditionNames.Of(item.Document)).ToHashSet();
        var gone = former.SelectMany(item => RenditionNames.Of(item.Document)).Where(name => !shown.Contains(name)).ToHashSet();
        var known = await db.Set<FormerRenditionRow>()
            .Where(entry => shown.Contains(entry.Name) || gone.Contains(entry.Name))
            .ToListAsync(cancel);
        db.RemoveRange(known.Where(entry => shown.Contains(entry.Name)));
        gone.ExceptWith(known.Select(entry => entry.Name));
        gone.ExceptWith(db.Set<FormerRenditionRow>().Local.Select(entry => entry.Name));
        db.AddRange(gone.Select(name => new FormerRenditionRow { Name = name, Since = now }));
    }

    /// <summary>Ids of the items that an item names.</summary>
    internal static HashSet<string> TargetsOf(Item item) =>
        [.. item.Document.References().Select(reference => reference.Id).Where(id => id.Length > 0)];

    /// <summary>The canonical bytes of an item. What cannot be read back would stop every reader: better to stop this save.</summary>
    private static byte[] FeatureOf(Item item)
    {
        var feature = CatalogJson.ToFeature(item);
        CatalogJson.FromFeature(feature);
        return feature;
    }
}
