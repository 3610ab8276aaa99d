using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using XrContent.Catalog.Rules;

namespace XrContent.Server.Interop.OpenData;

/// <summary>Something to know of a cell, or of a whole file, said so that a person can mend it.</summary>
/// <param name="Row">Line of the table, the header being 1; null for the whole file.</param>
/// <param name="Column">As the file calls it.</param>
internal sealed record CellNote(int? Row, string? Column, string Message);

/// <summary>A row by the names of the standard's columns.</summary>
internal sealed class MunicipalRow(int number, IReadOnlyDictionary<string, (string Value, string Column)> cells)
{
    public int Number => number;

    /// <summary>The first of these columns that says something; null where none does.</summary>
    public string? this[params string[] columns] => columns.Select(Cell).FirstOrDefault(cell => cell is not null);

    /// <summary>Where this row's event is held, as a row of its own: what is said of the event is not said of the place.</summary>
    public MunicipalRow Named(string name)
    {
        string[] place = ["緯度", "経度", "建物名等(方書)", "地方公共団体名", "都道府県名", "市区町村名"];
        var own = cells.Where(cell => place.Contains(cell.Key) || cell.Key.StartsWith("所在地_", StringComparison.Ordinal));
        return new(number, new Dictionary<string, (string, string)>(own) { ["名称"] = (name, Column("場所名称")) });
    }

    /// <summary>What the file calls a column.</summary>
    public string Column(string name) => cells.TryGetValue(name, out var cell) ? cell.Column : name;

    private string? Cell(string column) => cells.TryGetValue(column, out var cell) ? cell.Value : null;
}

/// <summary>
/// A table as municipalities publish them: in UTF-8, UTF-16 or Shift_JIS, parted by commas or tabs, its columns called as in either of the
/// standards or in English.
/// </summary>
internal sealed class MunicipalTable
{
    private const int MostRows = 5000;
    private const int MostColumns = 500;
    private const int MostNotes = 2000;

    /// <summary>What real files call columns of the standard.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["都道府県コード又は市区町村コード"] = "全国地方公共団体コード",
        ["NO"] = "ID",
        ["名称_英字"] = "名称_英語",
        ["イベント名_英字"] = "イベント名_英語",
        ["説明_英字"] = "説明_英語",
        ["概要_英字"] = "概要_英語",
        ["住所"] = "所在地_連結表記",
        ["方書"] = "建物名等(方書)",
        ["prefCode"] = "全国地方公共団体コード",
        ["#property"] = "ID",
        ["pref"] = "都道府県名",
        ["city"] = "市区町村名",
        ["name"] = "名称",
        ["fullNameInKana"] = "名称_カナ",
        ["alternativeName"] = "名称_通称",
        ["fullNameInRomaji"] = "名称_英語",
        ["classification"] = "文化財分類",
        ["category"] = "種類",
        ["placeName"] = "場所名称",
        ["address"] = "所在地_連結表記",
        ["katagaki"] = "建物名等(方書)",
        ["latitude"] = "緯度",
        ["longitude"] = "経度",
        ["culturalPropertyDate"] = "文化財指定日",
        ["availableDateNote"] = "利用可能日時特記事項",
        ["summary"] = "概要",
        ["summaryInRomaji"] = "概要_英語",
        ["description"] = "説明",
        ["descriptionEng"] = "説明_英語",
        ["referenceObject"] = "URL",
    };

    private readonly List<CellNote> notes = [];

    public IReadOnlyList<MunicipalRow> Rows { get; private set; } = [];

    public IReadOnlyList<CellNote> Notes => notes;

    /// <summary>The file's columns, as the standard calls them.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>What the file is written in, such as "utf-8" or "shift_jis".</summary>
    public string Encoding { get; private set; } = "utf-8";

    public static MunicipalTable Read(byte[] file)
    {
        var table = new MunicipalTable();
        if (table.Decode(file) is { } text)
            table.Parse(text);
        return table;
    }

    private string? Decode(byte[] file)
    {
        var (name, skip) = file switch
        {
            [0xEF, 0xBB, 0xBF, ..] => ("utf-8", 3),
            [0xFF, 0xFE, ..] => ("utf-16", 2),
            [0xFE, 0xFF, ..] => ("utf-16BE", 2),
            // A table begins with a name of Latin letters or with a comma, whose other half is nothing.
            [_, 0, ..] => ("utf-16", 0),
            [0, _, ..] => ("utf-16BE", 0),
            _ => ("utf-8", 0),
        };
        foreach (var candidate in skip == 0 && name == "utf-8" ? new[] { "utf-8", "shift_jis" } : [name])
        {
            var strict =
                CodePagesEncodingProvider.Instance.GetEncoding(
                    candidate,
                    EncoderFallback.ExceptionFallback,
                    DecoderFallback.ExceptionFallback
                ) ?? System.Text.Encoding.GetEncoding(candidate, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            try
            {
                Encoding = candidate.ToLowerInvariant();
                return strict.GetString(file, skip, file.Length - skip);
            }
            catch (DecoderFallbackException)
            {
                // The next one.
            }
        }

        notes.Add(new(null, null, "Is written neither in UTF-8 nor in Shift_JIS or UTF-16. Save it as CSV in UTF-8."));
        return null;
    }

    private void Parse(string text)
    {
        var header = text.Split('\n', 2)[0];
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = header.Contains('\t') && header.Count(c => c == '\t') >= header.Count(c => c == ',') ? "\t" : ",",
            BadDataFound = bad =>
                Note(bad.Context.Parser!.Row, null, "Has a quotation mark where none may be; double it, or quote the cell."),
            MaxFieldSize = 100_000,
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        try
        {
            if (!parser.Read() || parser.Record is not { } names)
            {
                notes.Add(new(null, null, "Is empty."));
                return;
            }

            var columns = Names(names);
            var rows = new List<MunicipalRow>();
            while (parser.Read())
            {
                if (rows.Count == MostRows)
                {
                    notes.Add(new(parser.Row, null, $"Is beyond {MostRows} rows: cut the file in two. Nothing of it is read."));
                    return;
                }

                if (parser.Record!.Any(cell => !string.IsNullOrWhiteSpace(cell)))
                    rows.Add(Row(parser.Row, parser.Record!, columns));
            }

            Rows = rows;
        }
        catch (MaxFieldSizeException)
        {
            notes.Add(
                new(
                    parser.Row,
                    null,
                    "Has a cell of more than 100,000 letters: a quotation mark may be missing before it. Nothing is read."
                )
            );
        }
    }

    /// <summary>For each column of the file its standard name and its own; null where it cannot be told.</summary>
    private (string Standard, string Own)?[] Names(string[] header)
    {
        if (header.Length > MostColumns)
            notes.Add(new(1, null, $"More than {MostColumns} columns; only those are read."));
        var seen = new HashSet<string>();
        var names = new (string, string)?[Math.Min(header.Length, MostColumns)];
        for (var i = 0; i < names.Length; i++)
        {
            var own = OneLine(header[i]).Trim();
            // Full-width brackets and letters are the same names.
            var plain = Widths.Plain(own);
            var standard = OtherNames.GetValueOrDefault(plain, plain);
            if (standard.Length == 0)
                continue;
            if (!seen.Add(standard))
                notes.Add(new(1, own, "Stands twice; where both say something, the first counts."));
            names[i] = (standard, own);
        }

        Columns = [.. seen];
        return names;
    }

    private MunicipalRow Row(int number, string[] record, (string Standard, string Own)?[] columns)
    {
        if (record.Length > columns.Length)
            Note(number, null, $"Has {record.Length} cells under {columns.Length} columns; a comma may stand where none should.");
        var cells = new Dictionary<string, (string, string)>();
        for (var i = 0; i < Math.Min(record.Length, columns.Length); i++)
        {
            if (columns[i] is not var (standard, own))
                continue;
            var plain = Letters.Without(record[i]);
            if (plain.Length < record[i].Length)
                Note(number, own, "Has signs that are no letters; taken without them.");
            if (Unguarded(plain.Trim()) is not { Length: > 0 } value)
                continue;
            if (!cells.TryAdd(standard, (value, own)) && cells[standard].Item1 != value)
                Note(number, own, $"Says \"{value}\" where the first column of this name says \"{cells[standard].Item1}\".");
        }

        return new(number, cells);
    }

    private void Note(int? row, string? column, string message)
    {
        if (notes.Count < MostNotes)
            notes.Add(new(row, column, message));
    }

    public static string OneLine(string text) => text.ReplaceLineEndings(" ");

    /// <summary>What a text was before it was kept from being read as a formula.</summary>
    private static string Unguarded(string value) =>
        value is ['\'', '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..] ? value[1..] : value;
}
