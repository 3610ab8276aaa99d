using System.Security.Cryptography;
using System.Text;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Workflow;
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
internal sealed class MunicipalImport(CatalogReader reader, Imports imports)
{
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
    /// <param name="save">False for a look.</param>
    public async Task<ImportReport> RunAsync(string file, byte[] bytes, string person, bool save, CancellationToken cancel)
    {
        var table = MunicipalTable.Read(bytes);
        var set = SetOf(table);
        if (set is null)
        {
            var missing = new CellNote(1, null, "No column is called 名称 or イベント名, so this is none of the standard's lists.");
            return new(null, table.Encoding, 0, 0, 0, 0, [], table.Rows.Count > 0 ? [.. table.Notes, missing] : table.Notes, [], false);
        }

        var known = (await reader.EditedSinceAsync(0, cancel)).ToDictionary(state => state.Item.Id);
        var rows = set == DataSet.Events ? new MunicipalEvents(known).Read(table, file) : Places(table, file, known);
        var (fates, changed) = (new List<RowFate>(), new Dictionary<string, (Item Item, string? Expected)>());
        foreach (var row in rows)
        {
            var before = row.Item is null ? null : known.GetValueOrDefault(row.Item.Id);
            var fate = FateOf(row, before, changed);
            if (fate is "new" or "changed")
                changed[row.Item!.Id] = (row.Item, before?.Tag);
            fates.Add(new(row.Number, fate, row.Item?.Id, row.Name, [.. row.Notes, .. table.Notes.Where(note => note.Row == row.Number)]));
        }

        var notes = table.Notes.Where(note => note.Row is null or 1).ToList();
        var isDone = false;
        if (save && changed.Count > 0)
        {
            var edit = await imports.SaveDraftsAsync(changed.Values, person, cancel);
            isDone = edit.Status == EditStatus.Done;
            notes.AddRange(edit.Problems.Select(problem => new CellNote(null, null, $"{problem.Item}: {problem.Message}")));
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

    /// <summary>An id that stays the same each time the list is read: the row's own, else one made from it.</summary>
    public static string IdOf(MunicipalRow row, string name, ICollection<CellNote> notes)
    {
        var (code, own) = (row["全国地方公共団体コード"], row["ID"]);
        if (own is not null && ItemRules.IsId(own) && own.Any(char.IsAsciiLetter))
            return own;
        if (own is null)
            notes.Add(new(row.Number, row.Column("ID"), "Is empty; the item gets an id made from its name."));
        var tail = own is null ? null : NewIds.Slug(own);
        if (string.IsNullOrEmpty(tail))
            tail = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name} {row["所在地_連結表記"]}")).AsSpan(0, 5));
        var head = code is null ? "list" : NewIds.Slug(code);
        return $"{(head.Length == 0 ? "list" : head)}-{tail}";
    }

    private static DataSet? SetOf(MunicipalTable table) =>
        table.Columns.Contains("イベント名") ? DataSet.Events
        : !table.Columns.Contains("名称") ? null
        : table.Columns.Contains("文化財分類") ? DataSet.CulturalProperties
        : DataSet.Tourism;

    private static IEnumerable<ReadRow> Places(MunicipalTable table, string file, Dictionary<string, ItemState> known)
    {
        foreach (var row in table.Rows)
        {
            var notes = new List<CellNote>();
            if (row["名称"] is not { } name)
            {
                notes.Add(new(row.Number, row.Column("名称"), "Is empty: a place needs a name."));
                yield return new(row.Number, null, null, notes);
                continue;
            }

            var id = IdOf(row, name, notes);
            yield return new(row.Number, MunicipalTable.OneLine(name), MunicipalPlaces.Of(id, row, PlaceAt(id)?.Item, file, notes), notes);
        }

        ItemState? PlaceAt(string id) => known.GetValueOrDefault(id) is { Item.Kind: Kind.Place } state ? state : null;
    }

    private static string FateOf(ReadRow row, ItemState? before, Dictionary<string, (Item Item, string? Expected)> changed)
    {
        if (row.Item is not { } item)
            return "refused";
        if (changed.ContainsKey(item.Id))
            return Refused("Has the id of a row above.");
        if (before is null)
            return "new";
        if (before.Deleted is not null)
            return Refused($"{item.Id} was put away in the studio; restore it there first.");
        if (before.Item.Kind != item.Kind)
            return Refused($"{item.Id} is an item of another kind.");
        return CatalogJson.ToFeature(before.Item).AsSpan().SequenceEqual(CatalogJson.ToFeature(item)) ? "same" : "changed";

        string Refused(string why)
        {
            row.Notes.Add(new(row.Number, null, why));
            return "refused";
        }
    }
}

/// <summary>A row as it was read.</summary>
/// <param name="Item">Null where the row makes none.</param>
internal sealed record ReadRow(int Number, string? Name, Item? Item, List<CellNote> Notes);
