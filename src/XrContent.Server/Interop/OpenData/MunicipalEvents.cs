using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;

namespace XrContent.Server.Interop.OpenData;

/// <summary>Makes events of rows; one that is held at several places or times has a row for each.</summary>
/// <param name="known">Events and grounds that are there, by id.</param>
/// <param name="places">Ids of places by their Japanese titles.</param>
internal sealed class MunicipalEvents(
    IReadOnlyDictionary<string, ItemState> known,
    ILookup<string, string> places,
    Func<MunicipalRow, string, ICollection<CellNote>, string> idOf
)
{
    private readonly Dictionary<string, string> made = [];

    public IEnumerable<ReadRow> Read(MunicipalTable table, string file)
    {
        var rows = table.Rows.Select(Named).ToList();
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
            foreach (var other in all.Where(row => row["イベント名"] != first.Row["イベント名"]))
                notes.Add(
                    new(
                        other.Number,
                        other.Column("イベント名"),
                        $"Has the id of row {first.Row.Number} and another name, which is left out."
                    )
                );
            foreach (var row in all)
                if (NewGround(row, file, notes) is { } ground)
                    yield return ground;
            yield return new(first.Row.Number, first.Row["イベント名"], Of(id, all, file, notes), notes);
        }
    }

    /// <summary>A place for a name that no place has.</summary>
    private ReadRow? NewGround(MunicipalRow row, string file, List<CellNote> notes)
    {
        if (row["場所名称"] is not { } name || places[name].Any() || made.ContainsKey(name))
            return null;
        var id = MunicipalPlaces.GroundId(name);
        made[name] = id;
        // It was made before, whatever it was called since.
        if (known.ContainsKey(id))
            return null;
        notes.Add(new(row.Number, row.Column("場所名称"), $"No place is called \"{name}\" yet; one is made of this row."));
        var own = new List<CellNote>();
        return new(row.Number, name, MunicipalPlaces.Of(id, row.Named(name), null, file, own), own);
    }

    private (MunicipalRow Row, string? Id, List<CellNote> Notes) Named(MunicipalRow row)
    {
        var notes = new List<CellNote>();
        if (row["イベント名"] is { } name)
            return (row, idOf(row, name, notes), notes);
        notes.Add(new(row.Number, row.Column("イベント名"), "Is empty: an event needs a name."));
        return (row, null, notes);
    }

    private Item? Of(string id, List<MunicipalRow> rows, string file, List<CellNote> notes)
    {
        var grounds = rows.SelectMany(row => GroundsOf(row, notes)).Distinct().ToList();
        if (grounds.Count == 0)
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
        var said = first["開始日時特記事項"] ?? (IsOurs(happening) ? WhenOf(dates) : null);
        happening = happening with
        {
            Title = MunicipalPlaces.Written(happening.Title, MunicipalTable.OneLine(first["イベント名"]!), first["イベント名_英語"])!,
            Summary = MunicipalPlaces.Written(happening.Summary, first["説明"], null),
            Places = happening.Places.ToHashSet().SetEquals(grounds) ? happening.Places : grounds,
            When = MunicipalPlaces.Written(happening.When, said, null)!,
            Dates = With(happening.Dates, dates),
            Yearly = yearly is [var span, ..] ? Same(happening.Yearly, span) : happening.Yearly,
        };
        // What says nothing new is no source.
        return MunicipalPlaces.IsSame(before, new(id, before?.Geometry, happening))
            ? before
            : new(id, before?.Geometry, happening with { Sources = MunicipalPlaces.WithSource(happening.Sources, first, file).Sources });
    }

    private IEnumerable<string> GroundsOf(MunicipalRow row, List<CellNote> notes)
    {
        if (row["場所名称"] is not { } name)
        {
            notes.Add(new(row.Number, row.Column("場所名称"), "Is empty: an event is held at a place."));
            return [];
        }

        var found = places[name].ToList();
        if (found.Count > 1)
            notes.Add(new(row.Number, row.Column("場所名称"), $"{found.Count} places are called so; {found[0]} is taken."));
        return [found.FirstOrDefault() ?? made[name]];
    }

    /// <summary>The days of a list, after those before it that are over by then.</summary>
    private static IReadOnlyList<DateSpan> With(IReadOnlyList<DateSpan> before, List<DateSpan> dates)
    {
        if (dates.Count == 0)
            return before;
        DateSpan[] all = [.. before.Where(span => span.Last < dates.Min(one => one.First)), .. dates];
        return before.SequenceEqual(all) ? before : all;
    }

    /// <summary>The last day of February is the 29th where it was: lists have the days of a year.</summary>
    private static YearlySpan Same(YearlySpan? before, DateSpan span)
    {
        var now = new YearlySpan($"{span.First:MM-dd}", $"{span.Last:MM-dd}");
        return before is not null && LeapDay(before.First) == LeapDay(now.First) && LeapDay(before.Last) == LeapDay(now.Last)
            ? before
            : now;
    }

    private static string LeapDay(string day) => day == "02-29" ? "02-28" : day;

    private static DateSpan? SpanOf(MunicipalRow row, List<CellNote> notes)
    {
        if (MunicipalValues.Day(row, "開始日", notes) is not { } first)
            return null;
        var last = MunicipalValues.Day(row, "終了日", notes) ?? first;
        var (from, until) = (MunicipalValues.Hour(row, "開始時間", notes), MunicipalValues.Hour(row, "終了時間", notes));
        if (from is not null && string.CompareOrdinal(until, from) < 0 && until is not null)
            notes.Add(new(row.Number, row.Column("終了時間"), "Lies before the beginning; taken as on the next day."));
        if (last >= first)
            return new(first, last, from, from is null ? null : until);
        notes.Add(new(row.Number, row.Column("終了日"), "Lies before the first day; only that one was taken."));
        return new(first, first, from, from is null ? null : until);
    }

    /// <summary>Nobody wrote when it is, or a list did.</summary>
    private static bool IsOurs(Event happening) => happening.When.Japanese is null || happening.When.Japanese == WhenOf(happening.Dates);

    private static string? WhenOf(IReadOnlyList<DateSpan> dates) =>
        dates.Count == 0 ? null : string.Join('、', dates.Select(span => $"{span.First:yyyy年M月d日}から{span.Last:yyyy年M月d日}まで"));
}
