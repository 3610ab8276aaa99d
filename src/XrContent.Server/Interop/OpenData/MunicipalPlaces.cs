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
    private const string SourceId = "open-data";

    /// <summary>Metres: a municipal table does not say how well it knows a position.</summary>
    private const double Accuracy = 100;

    /// <summary>Metres: what differs by less is the same point, written with fewer digits.</summary>
    private const double Least = 0.1;

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
        var geometry = Moved(before?.Geometry, position) is { } metres && metres < Least ? before!.Geometry : point ?? before?.Geometry;
        var place = known ?? new Place { Title = new(), Category = CategoryOf(name, row) };
        var (sources, source) = WithSource(place.Sources, row, file);
        place = place with
        {
            Title = Written(place.Title, MunicipalTable.OneLine(name), row["名称_英語"])!,
            Summary = Written(place.Summary, Short(row["概要", "説明"]), Short(row["概要_英語", "説明_英語"])),
            Text = Written(place.Text, Long(row["概要", "説明"]), Long(row["概要_英語", "説明_英語"])),
            Reading = Reading(row, notes) ?? place.Reading,
            Address = Written(place.Address, AddressOf(row), null),
            Website = Website(row, notes) ?? place.Website,
            Hours = Written(place.Hours, HoursOf(row), null),
            Access = Written(place.Access, row["アクセス方法"], null),
            Heritage = HeritageOf(place.Heritage, row, source, notes),
        };
        if (geometry is not null && (place.Position is null || !ReferenceEquals(geometry, before?.Geometry)))
            place = place with { Position = new PositionBasis(Accuracy, [source], Unsaid) };
        // What says nothing new is no source.
        return IsSame(before, new(id, geometry, place)) ? before! : new(id, geometry, place with { Sources = sources });
    }

    /// <summary>A row says nothing that an item does not say already.</summary>
    public static bool IsSame(Item? before, Item now) =>
        before is not null && CatalogJson.ToFeature(before).AsSpan().SequenceEqual(CatalogJson.ToFeature(now));

    /// <summary>Metres by which a row moves a place; null where there was none, or the row says no position.</summary>
    public static double? Moved(Geometry? before, LatLon? now) =>
        before is { IsEmpty: false } && now is { } at ? Geodesic.Inverse(new(before.Centroid.Y, before.Centroid.X), at).Distance : null;

    /// <summary>Id of the place of an event at a name that no place has.</summary>
    public static string GroundId(string name) =>
        $"ground-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 5))}";

    /// <summary>The list among an item's sources, and its id there.</summary>
    public static (IReadOnlyList<Source> Sources, string Id) WithSource(IReadOnlyList<Source> sources, MunicipalRow row, string file)
    {
        var number = 1;
        string id;
        while (sources.FirstOrDefault(source => source.Id == (id = number == 1 ? SourceId : $"{SourceId}-{number}")) is { } taken)
        {
            if (taken.Title == file)
                return (sources, taken.Id);
            number++;
        }

        id = number == 1 ? SourceId : $"{SourceId}-{number}";
        var publisher = row["地方公共団体名"] ?? row["都道府県名"] + row["市区町村名"];
        return ([.. sources, new(id, file, publisher.Length == 0 ? null : publisher, Language: "ja")], id);
    }

    /// <summary>A text with other Japanese and English words, where a row has some.</summary>
    public static LocalText? Written(LocalText? before, string? japanese, string? english) =>
        japanese is null && english is null
            ? before
            : (before ?? new()) with
            {
                Japanese = japanese ?? before?.Japanese,
                English = english ?? before?.English,
            };

    private static PlaceCategory CategoryOf(string name, MunicipalRow row)
    {
        var plain = MunicipalTable.OneLine(name).Trim();
        foreach (var (ending, category) in Endings)
            if (plain.EndsWith(ending, StringComparison.Ordinal))
                return category;
        return row["文化財分類"] is null ? PlaceCategory.Facility : PlaceCategory.HistoricSite;
    }

    private static string? Short(string? words) => words?.Length <= LongestSummary ? words : null;

    private static string? Long(string? words) => words?.Length > LongestSummary ? words : null;

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

    private static Heritage? HeritageOf(Heritage? before, MunicipalRow row, string source, ICollection<CellNote> notes)
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
        var (words, date) = (Written(before?.Class, name, null)!, since ?? before?.Since);
        return before is not null && words == before.Class && date == before.Since ? before : new(words, before?.Sources ?? [source], date);
    }
}
