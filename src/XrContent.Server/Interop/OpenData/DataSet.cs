using System.Globalization;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.OpenData;

/// <summary>
/// A list of the standard data sets of Japan's municipalities. Columns are those of the recommended data sets of 2021, with the first
/// columns and the address block of the municipal standard open data that came after; the whole order of the later ones was not published
/// where we could read it.
/// </summary>
/// <param name="Name">As in the address of its files.</param>
/// <param name="Kind">Of the items that it lists.</param>
/// <param name="Columns">In the order in which they are written.</param>
internal sealed record DataSet(string Name, LocalText Title, LocalText About, Kind Kind, IReadOnlyList<string> Columns)
{
    private static readonly string[] Address =
    [
        "所在地_全国地方公共団体コード",
        "町字ID",
        "所在地_連結表記",
        "所在地_都道府県",
        "所在地_市区町村",
        "所在地_町字",
        "所在地_番地以下",
        "建物名等(方書)",
        "緯度",
        "経度",
    ];

    private static readonly string[] Open = ["利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項"];

    private static readonly string[] Contact = ["連絡先名称", "連絡先電話番号", "連絡先内線番号"];

    public static readonly DataSet Tourism = new(
        "tourism",
        new() { Japanese = "観光施設一覧", English = "Tourism facilities" },
        new() { Japanese = "訪れることのできる場所の一覧です。", English = "Places that one can visit." },
        Kind.Place,
        [
            .. new[] { "全国地方公共団体コード", "法人番号", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英語", "POIコード" },
            .. Address,
            .. Open,
            .. new[] { "料金(基本)", "料金(詳細)", "説明", "説明_英語", "アクセス方法", "駐車場情報", "バリアフリー情報" },
            .. Contact,
            .. new[] { "画像", "画像_ライセンス", "URL", "備考" },
        ]
    );

    public static readonly DataSet CulturalProperties = new(
        "cultural_property",
        new() { Japanese = "文化財一覧", English = "Cultural properties" },
        new()
        {
            Japanese = "文化財として指定・登録されている場所の一覧です。",
            English = "Places that are designated or registered as cultural properties.",
        },
        Kind.Place,
        [
            .. new[] { "全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_通称", "名称_英語" },
            .. new[] { "文化財分類", "種類", "場所名称" },
            .. Address,
            .. new[] { "電話番号", "内線番号", "員数(数)", "員数(単位)", "法人番号", "所有者等", "文化財指定日" },
            .. Open,
            .. new[] { "画像", "画像_ライセンス", "概要", "概要_英語", "説明", "説明_英語", "URL", "備考" },
        ]
    );

    public static readonly DataSet Events = new(
        "event",
        new() { Japanese = "イベント一覧", English = "Events" },
        new() { Japanese = "催しの日程と会場の一覧です。", English = "When and where events are held." },
        Kind.Event,
        [
            .. new[] { "全国地方公共団体コード", "ID", "地方公共団体名", "イベント名", "イベント名_カナ", "イベント名_英語" },
            .. new[] { "開始日", "終了日", "開始時間", "終了時間", "開始日時特記事項", "説明", "料金(基本)", "料金(詳細)" },
            .. Contact,
            .. new[] { "主催者", "場所名称" },
            .. Address,
            .. new[] { "アクセス方法", "駐車場情報", "定員", "参加申込終了日", "参加申込終了時間", "参加申込方法", "URL", "備考" },
        ]
    );

    public static readonly IReadOnlyList<DataSet> All = [Tourism, CulturalProperties, Events];

    /// <summary>What a row of a yearly event says in 備考.</summary>
    public const string Yearly = "毎年";

    /// <summary>All rows, in the order of ids; a cell for each column.</summary>
    public IEnumerable<IReadOnlyList<string>> Rows(CatalogSnapshot catalog, Municipality publisher, DateOnly today) =>
        catalog
            .Of(Kind)
            .After(null)
            .Select(OpenItem.Of)
            .Where(item => Lists(item, catalog, publisher))
            .SelectMany(item => Cells(item, catalog, publisher, today))
            .Select(row => (IReadOnlyList<string>)[.. Columns.Select(column => row.GetValueOrDefault(column) ?? "")]);

    /// <summary>It came from another municipality's list, which publishes it itself.</summary>
    private static bool IsForeign(string id, Municipality publisher) =>
        id.Length > 7
        && id[6] == '-'
        && id.AsSpan(0, 6).IndexOfAnyExceptInRange('0', '9') < 0
        && !id.StartsWith($"{publisher.Code}-", StringComparison.Ordinal);

    /// <summary>A building that is gone cannot be visited, but its site can where something is held on it.</summary>
    private bool Lists(OpenItem item, CatalogSnapshot catalog, Municipality publisher) =>
        Kind == Kind.Event
        || (item.IsStanding || catalog.UsersOf(item.Id, RelationRole.EventPlace).Any())
            && item.Says.Category != PlaceCategory.Summit
            && !IsForeign(item.Id, publisher)
            && this == (item.Says.Heritage is null ? Tourism : CulturalProperties);

    private static IEnumerable<Dictionary<string, string?>> Cells(
        OpenItem item,
        CatalogSnapshot catalog,
        Municipality publisher,
        DateOnly today
    )
    {
        if (item.Kind == Kind.Place)
            return [PlaceCells(item, publisher)];
        var spans = EventDays.Of(item.Says, today);
        var grounds = item.Item.Places.Select(catalog.Find).OfType<PublishedItem>().Select(OpenItem.Of).ToList();
        return grounds.SelectMany(ground => spans.Select(span => EventCells(item, ground, span, publisher)));
    }

    private static Dictionary<string, string?> PlaceCells(OpenItem item, Municipality publisher)
    {
        var says = item.Says;
        var cells = Where(item, publisher);
        cells["全国地方公共団体コード"] = publisher.Code;
        cells["ID"] = item.Id;
        cells["地方公共団体名"] = publisher.Name;
        cells["名称"] = says.Title.Japanese;
        cells["名称_カナ"] = says.Reading;
        cells["名称_英語"] = says.Title.English;
        cells["文化財分類"] = says.Heritage?.Class.Japanese;
        cells["文化財指定日"] = says.Heritage?.Since?.ToString();
        cells["利用可能日時特記事項"] = says.Hours?.Japanese;
        var (words, english) = says.Heritage is null ? ("説明", "説明_英語") : ("概要", "概要_英語");
        cells[words] = says.Summary?.Japanese;
        cells[english] = says.Summary?.English;
        cells["アクセス方法"] = says.Access?.Japanese;
        cells["URL"] = says.Website;
        return cells;
    }

    private static Dictionary<string, string?> EventCells(OpenItem item, OpenItem ground, EventDays span, Municipality publisher)
    {
        var says = item.Says;
        var cells = Where(ground, publisher);
        cells["全国地方公共団体コード"] = publisher.Code;
        cells["ID"] = item.Id;
        cells["地方公共団体名"] = publisher.Name;
        cells["イベント名"] = says.Title.Japanese;
        cells["イベント名_英語"] = says.Title.English;
        cells["開始日"] = Day(span.First);
        cells["終了日"] = Day(span.Last);
        cells["開始時間"] = span.From;
        cells["終了時間"] = span.Until;
        cells["開始日時特記事項"] = says.When?.Japanese;
        cells["説明"] = says.Summary?.Japanese;
        cells["場所名称"] = ground.Says.Title.Japanese;
        cells["備考"] = span.IsYearly ? Yearly : null;
        return cells;
    }

    private static Dictionary<string, string?> Where(OpenItem place, Municipality publisher)
    {
        var address = place.Says.Address?.Japanese;
        var isOurs = publisher.Name is { } name && address?.StartsWith(name, StringComparison.Ordinal) == true;
        return new()
        {
            ["所在地_全国地方公共団体コード"] = isOurs ? publisher.Code : null,
            ["所在地_連結表記"] = address,
            ["所在地_都道府県"] = isOurs ? publisher.Prefecture : null,
            ["所在地_市区町村"] = isOurs ? publisher.City : null,
            ["緯度"] = place.At is { } north ? Degrees(north.Latitude) : null,
            ["経度"] = place.At is { } east ? Degrees(east.Longitude) : null,
        };
    }

    private static string Degrees(double value) => Math.Round(value, 7).ToString(CultureInfo.InvariantCulture);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
