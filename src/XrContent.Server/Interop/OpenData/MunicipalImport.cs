using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Workflow;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Interop.Features;
using XrContent.Server.Studio;

namespace XrContent.Server.Interop.OpenData;

/// <summary>What becomes of a row.</summary>
/// <param name="Fate">new, changed, same or refused.</param>
/// <param name="Row">Its line, the header being 1.</param>
/// <param name="Id">Of the item; null where the row makes none.</param>
internal sealed record RowFate(int Row, string Fate, string? Id, string? Name, IReadOnlyList<CellNote> Notes);

/// <summary>What a file would do to the catalogue, or did.</summary>
/// <param name="Set">tourism, cultural_property or event; null where the columns are of none.</param>
/// <param name="Encoding">As the file was read.</param>
/// <param name="Unread">Columns that say something here for which an item has no place.</param>
/// <param name="Notes">Of the whole file.</param>
/// <param name="IsDone">It was saved; false for a look beforehand.</param>
internal sealed record ImportReport(
    string? Set,
    string Encoding,
    int New,
    int Changed,
    int Same,
    int Refused,
    IReadOnlyList<string> Unread,
    IReadOnlyList<CellNote> Notes,
    IReadOnlyList<RowFate> Rows,
    bool IsDone
);

/// <summary>Brings a municipal list in as drafts: first as a look that shows each row's fate, then all of it in one act.</summary>
internal sealed class MunicipalImport(
    CatalogReader reader,
    PublishedReader versions,
    CurrentCatalog current,
    Imports imports,
    IOptions<SiteOptions> site
)
{
    /// <summary>So many names stand in one question to the database.</summary>
    private const int MostNames = 500;

    /// <summary>Metres from which on it is told how far a place moves.</summary>
    private const double Far = 50;

    private static readonly string[] Title = ["title"];

    /// <summary>Columns that an item takes up.</summary>
    private static readonly HashSet<string> Taken =
    [
        "全国地方公共団体コード",
        "ID",
        "地方公共団体名",
        "都道府県名",
        "市区町村名",
        "名称",
        "名称_カナ",
        "名称_英語",
        "文化財分類",
        "文化財指定日",
        "緯度",
        "経度",
        "利用可能曜日",
        "開始時間",
        "終了時間",
        "利用可能日時特記事項",
        "説明",
        "説明_英語",
        "概要",
        "概要_英語",
        "アクセス方法",
        "URL",
        "イベント名",
        "イベント名_英語",
        "開始日",
        "終了日",
        "開始日時特記事項",
        "場所名称",
        "所在地_全国地方公共団体コード",
        "所在地_連結表記",
        "所在地_都道府県",
        "所在地_市区町村",
        "所在地_町字",
        "所在地_番地以下",
        "建物名等(方書)",
    ];

    /// <param name="file">Its name, which the items' source bears.</param>
    /// <param name="who">Whose drafts they become.</param>
    /// <param name="save">False for a look.</param>
    public async Task<ImportReport> RunAsync(string file, byte[] bytes, Importer who, bool save, CancellationToken cancel)
    {
        var table = MunicipalTable.Read(bytes);
        if (SetOf(table) is not { } set)
            return None(table);
        // Each row is compared with what was read once: its tag is that of those words.
        var (rows, known) = set == DataSet.Events ? await EventsAsync(table, file, cancel) : await PlacesAsync(table, set, file, cancel);
        var noted = table.Notes.ToLookup(note => note.Row);
        var (fates, changed, seen) = (new List<RowFate>(), new List<(Item Item, string? Expected)>(), new HashSet<string>());
        foreach (var row in rows)
        {
            var before = row.Item is null ? null : known.GetValueOrDefault(row.Item.Id);
            var fate = FateOf(row, before, who, seen);
            if (fate is "new" or "changed")
                changed.Add((row.Item!, before?.Tag));
            fates.Add(new(row.Number, fate, row.Item?.Id, row.Name, [.. row.Notes, .. noted[row.Number]]));
        }

        // What is noted of a row without a fate of its own, such as the second one of an event, is told of the file.
        var told = fates.Select(fate => (int?)fate.Row).ToHashSet();
        var notes = table.Notes.Where(note => !told.Contains(note.Row)).ToList();
        var isDone = false;
        if (save && changed.Count > 0)
        {
            var edit = await imports.SaveDraftsAsync(changed, who.Name, who.IsCurator, cancel);
            isDone = edit.Status == EditStatus.Done;
            notes.AddRange(edit.Problems.Select(problem => new CellNote(null, problem.Item, problem.Message)));
        }

        return new(
            set.Name,
            table.Encoding,
            fates.Count(fate => fate.Fate == "new"),
            fates.Count(fate => fate.Fate == "changed"),
            fates.Count(fate => fate.Fate == "same"),
            fates.Count(fate => fate.Fate == "refused"),
            [
                .. table.Columns.Where(column =>
                    !Taken.Contains(column) && table.Rows.Any(row => row[column] is { } said && said != DataSet.Yearly)
                ),
            ],
            notes,
            fates,
            isDone
        );
    }

    private static ImportReport None(MunicipalTable table)
    {
        var missing = new CellNote(1, null, "No column is called 名称 or イベント名, so this is none of the standard's lists.");
        return new(null, table.Encoding, 0, 0, 0, 0, [], table.Columns.Count > 0 ? [.. table.Notes, missing] : table.Notes, [], false);
    }

    /// <summary>
    /// An id that stays the same each time the list is read. What this server gave out has its own id; an id of another list is one only
    /// together with whose list it is.
    /// </summary>
    private string IdOf(MunicipalRow row, string name, string set, ICollection<CellNote> notes)
    {
        var (code, own) = (row["全国地方公共団体コード"], row["ID"]);
        var isOurs = code is null || code == site.Value.Municipality.Code;
        if (isOurs && own is not null && ItemRules.IsId(own) && own.Any(char.IsAsciiLetter))
            return own;
        if (own is null)
            notes.Add(new(row.Number, row.Column("ID"), "Is empty; the item gets an id made from its name."));
        var tail = own is null ? null : NewIds.Slug(own);
        if (string.IsNullOrEmpty(tail))
            tail = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name} {row["所在地_連結表記"]}")).AsSpan(0, 5));
        var head = code is null ? "" : NewIds.Slug(code);
        return $"{(head.Length == 0 ? "list" : head)}-{set.Replace('_', '-')}-{tail}";
    }

    private static DataSet? SetOf(MunicipalTable table) =>
        table.Columns.Contains("イベント名") ? DataSet.Events
        : !table.Columns.Contains("名称") ? null
        : table.Columns.Contains("文化財分類") ? DataSet.CulturalProperties
        : DataSet.Tourism;

    private async Task<(IReadOnlyList<ReadRow> Rows, Dictionary<string, ItemState> Known)> PlacesAsync(
        MunicipalTable table,
        DataSet set,
        string file,
        CancellationToken cancel
    )
    {
        var named = table
            .Rows.Select(row =>
            {
                var notes = new List<CellNote>();
                return (Row: row, Name: row["名称"], Notes: notes, Id: row["名称"] is { } name ? IdOf(row, name, set.Name, notes) : null);
            })
            .ToList();
        var known = await KnownAsync(named.Select(one => one.Id).OfType<string>(), cancel);
        var read = new List<ReadRow>(named.Count);
        foreach (var (row, name, notes, id) in named)
        {
            if (id is null)
            {
                notes.Add(new(row.Number, row.Column("名称"), "Is empty: a place needs a name."));
                read.Add(new(row.Number, null, null, notes));
                continue;
            }

            var before = known.GetValueOrDefault(id) is { Item.Kind: Kind.Place } state ? state.Item : null;
            read.Add(new(row.Number, MunicipalTable.OneLine(name!), MunicipalPlaces.Of(id, row, before, file, notes), notes));
        }

        return (read, known);
    }

    private async Task<(IReadOnlyList<ReadRow> Rows, Dictionary<string, ItemState> Known)> EventsAsync(
        MunicipalTable table,
        string file,
        CancellationToken cancel
    )
    {
        string Id(MunicipalRow row, string name, ICollection<CellNote> notes) => IdOf(row, name, DataSet.Events.Name, notes);
        var ids = table.Rows.Where(row => row["イベント名"] is not null).Select(row => Id(row, row["イベント名"]!, []));
        var grounds = table.Rows.Select(row => row["場所名称"]).OfType<string>().Select(MunicipalPlaces.GroundId);
        var known = await KnownAsync(ids.Concat(grounds), cancel);
        // A place that somebody published a moment ago is one already.
        await current.ServesAsync((await versions.VersionAsync(cancel)).Version, cancel);
        var published = current
            .Snapshot.Of(Kind.Place)
            .After(null)
            .Select(place => (place.Id, Title: Queryables.Read(place, Title).GetValueOrDefault("title")));
        var drafts = (await reader.DraftsAsync(cancel))
            .Where(state => state.Item.Kind == Kind.Place)
            .Select(state => (state.Item.Id, Title: state.Item.Document.Title.Japanese));
        var places = published
            .Concat(drafts)
            .Distinct()
            .Where(place => place.Title is not null)
            .ToLookup(place => place.Title!, place => place.Id);
        return ([.. new MunicipalEvents(known, places, Id).Read(table, file)], known);
    }

    private async Task<Dictionary<string, ItemState>> KnownAsync(IEnumerable<string> ids, CancellationToken cancel)
    {
        var known = new Dictionary<string, ItemState>();
        foreach (var some in ids.Distinct().Chunk(MostNames))
        {
            foreach (var state in await reader.FindAllAsync(some, cancel))
                known[state.Item.Id] = state;
        }

        return known;
    }

    private static string FateOf(ReadRow row, ItemState? before, Importer who, HashSet<string> seen)
    {
        if (row.Item is not { } item)
            return "refused";
        if (!seen.Add(item.Id))
            return Refused("Has the id of a row above.");
        if (before is null)
            return "new";
        if (before.Deleted is not null)
            return Refused($"{item.Id} was put away in the studio; restore it there first.");
        if (before.Item.Kind != item.Kind)
            return Refused($"{item.Id} is an item of another kind.");
        if (MunicipalPlaces.IsSame(before.Item, item))
            return "same";
        if (before is { State: RevisionState.Submitted } && before.Author != who.Name && !who.IsCurator)
            return Refused($"{item.Id} waits for review, handed over by {before.Author}.");
        Tell(row, before, item);
        return "changed";

        string Refused(string why)
        {
            row.Notes.Add(new(row.Number, null, why));
            return "refused";
        }
    }

    /// <summary>What a row changes, and over whose words.</summary>
    private static void Tell(ReadRow row, ItemState before, Item item)
    {
        var fields = RevisionDiff
            .Between(before.Item, item)
            .Select(change => change.Field.Split('.', '[')[0])
            .Distinct()
            .Where(field => field != "sources");
        var changed = string.Join(", ", fields);
        row.Notes.Add(new(row.Number, null, $"Changes {changed}."));
        if (
            item.Geometry is { } now
            && MunicipalPlaces.Moved(before.Item.Geometry, new(now.Centroid.Y, now.Centroid.X)) is { } metres and >= Far
        )
            row.Notes.Add(new(row.Number, row.Name, $"Moves by {metres:F0} m."));
        if (before.State is RevisionState.Draft or RevisionState.Submitted && before.Published != before.Number)
            row.Notes.Add(new(row.Number, null, $"Writes over a draft by {before.Author}, which stays among its revisions."));
    }
}

/// <summary>Whose drafts an import makes.</summary>
/// <param name="IsCurator">They may write over what a colleague handed over.</param>
internal sealed record Importer(string Name, bool IsCurator);

/// <summary>A row as it was read.</summary>
/// <param name="Item">Null where the row makes none.</param>
internal sealed record ReadRow(int Number, string? Name, Item? Item, List<CellNote> Notes);
