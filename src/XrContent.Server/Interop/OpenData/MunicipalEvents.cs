using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;

namespace XrContent.Server.Interop.OpenData;

/// <summary>Makes events of rows; one that is held at several places or times has a row for each.</summary>
internal sealed class MunicipalEvents(IReadOnlyDictionary<string, ItemState> known)
{
    private readonly ILookup<string, string> grounds = known
        .Values.Where(state => state is { Item.Document: Place, Deleted: null })
        .Where(state => state.Item.Document.Title.Japanese is not null)
        .ToLookup(state => state.Item.Document.Title.Japanese!, state => state.Item.Id);

    private readonly Dictionary<string, string> made = [];

    public IEnumerable<ReadRow> Read(MunicipalTable table, string file)
    {
        var rows = table.Rows.Select(row => Named(row)).ToList();
        foreach (var group in rows.GroupBy(row => row.Id ?? $"row {row.Row.Number}"))
        {
            var first = group.First();
            var notes = group.SelectMany(row => row.Notes).ToList();
            if (first.Id is not { } id)
            {
                yield return new(first.Row.Number, null, null, notes);
                continue;
            }

            var all = group.Select(row => row.Row).ToList();
            foreach (var row in all)
                if (NewGround(row, file, notes) is { } ground)
                    yield return ground;
            yield return new(first.Row.Number, first.Row["イベント名"], Of(id, all, file, notes), notes);
        }
    }

    /// <summary>A place for a name that no place has.</summary>
    private ReadRow? NewGround(MunicipalRow row, string file, List<CellNote> notes)
    {
        if (row["場所名称"] is not { } name || grounds[name].Any() || made.ContainsKey(name))
            return null;
        notes.Add(new(row.Number, row.Column("場所名称"), $"No place is called \"{name}\" yet; one is made of this row."));
        var own = new List<CellNote>();
        var place = MunicipalPlaces.OfGround(row, name, file, own);
        made[name] = place.Id;
        return new(row.Number, name, place, own);
    }

    private static (MunicipalRow Row, string? Id, List<CellNote> Notes) Named(MunicipalRow row)
    {
        var notes = new List<CellNote>();
        if (row["イベント名"] is { } name)
            return (row, MunicipalImport.IdOf(row, name, notes), notes);
        notes.Add(new(row.Number, row.Column("イベント名"), "Is empty: an event needs a name."));
        return (row, null, notes);
    }

    private Item? Of(string id, List<MunicipalRow> rows, string file, List<CellNote> notes)
    {
        var places = rows.SelectMany(row => PlacesOf(row, notes)).Distinct().ToList();
        if (places.Count == 0)
            return null;
        var (before, first) = (known.GetValueOrDefault(id)?.Item, rows[0]);
        var spans = rows.Select(row => (Row: row, Span: SpanOf(row, notes))).Where(pair => pair.Span is not null).ToList();
        var yearly = spans.Where(pair => pair.Row["備考"] == DataSet.Yearly).Select(pair => pair.Span!).Distinct().ToList();
        var dates = spans.Where(pair => pair.Row["備考"] != DataSet.Yearly).Select(pair => pair.Span!).Distinct().ToList();
        var written = before?.Document as Event;
        var happening =
            written
            ?? new Event
            {
                Title = new(),
                Places = [],
                When = new(),
            };
        var name = MunicipalTable.OneLine(first["イベント名"]!);
        return new(
            id,
            before?.Geometry,
            happening with
            {
                Title = MunicipalPlaces.Written(happening.Title, name, first["イベント名_英語"])!,
                Summary = MunicipalPlaces.Written(happening.Summary, first["説明"], null),
                Places = happening.Places.ToHashSet().SetEquals(places) ? happening.Places : places,
                When = MunicipalPlaces.Written(happening.When, first["開始日時特記事項"] ?? WhenOf(dates), null)!,
                Dates = dates.Count == 0 ? happening.Dates : dates,
                Yearly = yearly is [var span, ..] ? new($"{span.First:MM-dd}", $"{span.Last:MM-dd}") : happening.Yearly,
                Sources = MunicipalPlaces.WithSource(happening.Sources, first, file),
            }
        );
    }

    private IEnumerable<string> PlacesOf(MunicipalRow row, List<CellNote> notes)
    {
        var name = row["場所名称"];
        if (name is not null)
            return [grounds[name].FirstOrDefault() ?? made[name]];
        notes.Add(new(row.Number, row.Column("場所名称"), "Is empty: an event is held at a place."));
        return [];
    }

    private static DateSpan? SpanOf(MunicipalRow row, List<CellNote> notes)
    {
        if (MunicipalValues.Day(row, "開始日", notes) is not { } first)
            return null;
        var last = MunicipalValues.Day(row, "終了日", notes) ?? first;
        var (from, until) = (MunicipalValues.Hour(row, "開始時間", notes), MunicipalValues.Hour(row, "終了時間", notes));
        if (last >= first)
            return new(first, last, from, from is null ? null : until);
        notes.Add(new(row.Number, row.Column("終了日"), "Lies before the first day; only that one was taken."));
        return new(first, first);
    }

    private static string? WhenOf(List<DateSpan> dates) =>
        dates.Count == 0 ? null : string.Join('、', dates.Select(span => $"{span.First:yyyy年M月d日}から{span.Last:yyyy年M月d日}まで"));
}
