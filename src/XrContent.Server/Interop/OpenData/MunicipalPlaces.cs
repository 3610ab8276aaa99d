using System.Security.Cryptography;
using System.Text;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Geo;

namespace XrContent.Server.Interop.OpenData;

/// <summary>Makes places of rows, and writes rows over places that are there.</summary>
internal static class MunicipalPlaces
{
    /// <summary>Id of the source that an imported item names.</summary>
    public const string SourceId = "open-data";

    /// <summary>Metres: a municipal table does not say how well it knows a position.</summary>
    private const double Accuracy = 100;

    /// <summary>Longer words are no summary.</summary>
    private const int LongestSummary = 300;

    private static readonly LocalText Unsaid = new()
    {
        Japanese = "位置の正確さは元の一覧に書かれていません。",
        English = "The list that it comes from does not say how exact the position is.",
    };

    /// <summary>What the last letters of a Japanese name say of what it is.</summary>
    private static readonly (string Ending, PlaceCategory Category)[] Endings =
    [
        ("公園", PlaceCategory.Park),
        ("神社", PlaceCategory.Shrine),
        ("寺", PlaceCategory.Temple),
        ("院", PlaceCategory.Temple),
        ("館", PlaceCategory.Museum),
        ("橋", PlaceCategory.Bridge),
        ("駅", PlaceCategory.Station),
        ("港", PlaceCategory.Harbour),
        ("展望台", PlaceCategory.Viewpoint),
        ("碑", PlaceCategory.Memorial),
    ];

    /// <param name="before">The place as it is; null for a new one.</param>
    public static Item Of(string id, MunicipalRow row, Item? before, string file, ICollection<CellNote> notes)
    {
        var known = before?.Document as Place;
        var name = row["名称"]!;
        if (name.Contains('\n', StringComparison.Ordinal))
            notes.Add(new(row.Number, row.Column("名称"), "Has a line break within the name; joined."));
        var position = MunicipalValues.Position(row, notes);
        var point = position is { } at ? CatalogJson.GeometryFactory.CreatePoint(new Coordinate(at.Longitude, at.Latitude)) : null;
        var geometry = Stays(before?.Geometry, position) ? before!.Geometry : point ?? before?.Geometry;
        var place = known ?? new Place { Title = new(), Category = CategoryOf(name, row) };
        var sources = WithSource(place.Sources, row, file);
        var (summary, text) = Words(place, row);
        place = place with
        {
            Title = Written(place.Title, MunicipalTable.OneLine(name), row["名称_英語"])!,
            Summary = summary,
            Text = text,
            Reading = Reading(row, notes) ?? place.Reading,
            Address = Written(place.Address, AddressOf(row), null),
            Website = Website(row, notes) ?? place.Website,
            Hours = Written(place.Hours, HoursOf(row), null),
            Access = Written(place.Access, row["アクセス方法"], null),
            Heritage = HeritageOf(place.Heritage, row, notes),
            Position =
                ReferenceEquals(geometry, before?.Geometry) && place.Position is not null
                    ? place.Position
                    : new PositionBasis(Accuracy, [SourceId], Unsaid),
            Sources = sources,
        };
        return new(id, geometry, place);
    }

    /// <summary>The place at which an event of a list is held.</summary>
    public static Item OfGround(MunicipalRow row, string name, string file, ICollection<CellNote> notes)
    {
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 5));
        return Of($"ground-{mark}", row.Named(name), null, file, notes);
    }

    /// <summary>A source that names the list.</summary>
    public static IReadOnlyList<Source> WithSource(IReadOnlyList<Source> sources, MunicipalRow row, string file) =>
        sources.Any(source => source.Id == SourceId)
            ? sources
            : [.. sources, new(SourceId, file, row["地方公共団体名"] ?? row["都道府県名"] + row["市区町村名"], Language: "ja")];

    /// <summary>A text with other Japanese and English words, where a row has some.</summary>
    public static LocalText? Written(LocalText? before, string? japanese, string? english) =>
        japanese is null && english is null
            ? before
            : (before ?? new()) with
            {
                Japanese = japanese ?? before?.Japanese,
                English = english ?? before?.English,
            };

    /// <summary>A position that differs by less than its list writes moves nothing.</summary>
    private static bool Stays(Geometry? before, LatLon? now) =>
        before is { IsEmpty: false } && now is { } at && Geodesic.Inverse(new(before.Centroid.Y, before.Centroid.X), at).Distance < 0.1;

    private static PlaceCategory CategoryOf(string name, MunicipalRow row)
    {
        var plain = MunicipalTable.OneLine(name).Trim();
        foreach (var (ending, category) in Endings)
            if (plain.EndsWith(ending, StringComparison.Ordinal))
                return category;
        return row["文化財分類"] is null ? PlaceCategory.Street : PlaceCategory.HistoricSite;
    }

    private static (LocalText? Summary, LocalText? Text) Words(Place place, MunicipalRow row)
    {
        var (japanese, english) = (row["概要", "説明"], row["概要_英語", "説明_英語"]);
        return Math.Max(japanese?.Length ?? 0, english?.Length ?? 0) <= LongestSummary
            ? (Written(place.Summary, japanese, english), place.Text)
            : (place.Summary, Written(place.Text, japanese, english));
    }

    private static string? AddressOf(MunicipalRow row)
    {
        var whole =
            row["所在地_連結表記"] ?? Joined(row["所在地_都道府県"], row["所在地_市区町村"], row["所在地_町字"], row["所在地_番地以下"]);
        return whole is null || row["建物名等(方書)"] is not { } building ? whole : $"{whole} {building}";

        static string? Joined(params string?[] parts) => string.Concat(parts) is { Length: > 0 } text ? text : null;
    }

    private static string? HoursOf(MunicipalRow row)
    {
        var span = row["開始時間"] is { } from && row["終了時間"] is { } until ? $"{from}～{until}" : null;
        var parts = new[] { row["利用可能曜日"], span, row["利用可能日時特記事項"] }.Where(part => part is not null);
        return string.Join(' ', parts) is { Length: > 0 } text ? text : null;
    }

    private static string? Reading(MunicipalRow row, ICollection<CellNote> notes)
    {
        if (row["名称_カナ"] is not { } said)
            return null;
        var reading = Widths.Katakana(Widths.Plain(MunicipalTable.OneLine(said)));
        if (PlaceRules.IsReading(reading))
            return reading;
        notes.Add(new(row.Number, row.Column("名称_カナ"), $"\"{said}\" is not katakana; left out."));
        return null;
    }

    private static string? Website(MunicipalRow row, ICollection<CellNote> notes)
    {
        if (row["URL"] is not { } said)
            return null;
        if (Uri.TryCreate(said, UriKind.Absolute, out var url) && url.Scheme is "https" or "http")
            return said;
        notes.Add(new(row.Number, row.Column("URL"), $"\"{said}\" is no whole http or https address; left out."));
        return null;
    }

    private static Heritage? HeritageOf(Heritage? before, MunicipalRow row, ICollection<CellNote> notes)
    {
        if (row["文化財分類"] is not { } name)
            return before;
        var since = row["文化財指定日"] is { } said
            ? PartialDate.TryParse(said, out var partial)
                ? partial
                : MunicipalValues.Day(row, "文化財指定日", notes) is { } day
                && PartialDate.TryParse(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), out var whole)
                    ? whole
                    : (PartialDate?)null
            : null;
        return new(Written(before?.Class, name, null)!, before?.Sources ?? [SourceId], since ?? before?.Since);
    }
}
