using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Server.Data;

namespace XrContent.Server.Commands;

/// <summary>
/// `export --readable`: the published catalogue as one page a language, to be read through or printed. No scripts, no pictures.
/// </summary>
internal sealed class ReadablePages(IServiceProvider services)
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    private static readonly Dictionary<string, Words> Language = new()
    {
        ["ja"] = new(
            "長崎の目録",
            ["場所", "行事", "めぐり", "場面", "重ねて見るもの", "画像"],
            "位置",
            "誤差",
            "行き方",
            "開館・利用時間",
            "展示されているケース",
            "現存しない",
            "標高",
            "所要時間（分）",
            "作られた日",
            "出典"
        ),
        ["en"] = new(
            "The catalogue of Nagasaki",
            ["Places", "Events", "Tours", "Scenes", "Overlays", "Pictures"],
            "Position",
            "to",
            "How to get there",
            "Opening hours",
            "Kept in showcase",
            "Not standing since",
            "Height above the sea",
            "Minutes",
            "Made",
            "Sources"
        ),
        ["zh-Hans"] = new(
            "长崎目录",
            ["地点", "活动", "路线", "场景", "叠加内容", "图像"],
            "位置",
            "误差",
            "交通",
            "开放时间",
            "收藏于展区",
            "已不存",
            "海拔",
            "所需分钟",
            "制作日期",
            "来源"
        ),
        ["ko"] = new(
            "나가사키 목록",
            ["장소", "행사", "둘러보기", "장면", "겹쳐 보기", "그림"],
            "위치",
            "오차",
            "가는 길",
            "이용 시간",
            "보관된 전시장",
            "남아 있지 않음",
            "해발",
            "걸리는 시간(분)",
            "만든 날",
            "출처"
        ),
    };

    public async Task<int> WriteAsync(string folder, CancellationToken cancel)
    {
        await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
        var items = await services.GetRequiredService<PublishedReader>().ItemsAsync(cancel);
        Directory.CreateDirectory(folder);
        foreach (var (language, words) in Language)
        {
            var path = Path.Combine(folder, $"catalogue.{language}.html");
            await File.WriteAllTextAsync(path, Page(items, language, words), cancel);
            Console.WriteLine(path);
        }

        return 0;
    }

    private static string Page(IReadOnlyList<Item> items, string language, Words words)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{words.Title}</title><style>{Style}</style><h1>{words.Title}</h1>");
        foreach (var (kind, heading) in words.Kinds)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{heading}</h2>");
            foreach (var item in items.Where(item => item.Kind == kind).OrderBy(item => item.Id, StringComparer.Ordinal))
                Append(page, item, language, words);
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, Item item, string language, Words words)
    {
        var document = item.Document;
        page.Append(CultureInfo.InvariantCulture, $"<article id=\"{item.Id}\"><h3>{Say(document.Title, language)}</h3>");
        Paragraphs(document.Sensitivity?.Notice, "notice");
        Paragraphs(document.Summary, "summary");
        Paragraphs(document.Text, "");
        if (document is Event happening)
            Paragraphs(happening.When, "");
        if (document is Overlay overlay)
            foreach (var ring in overlay.Rings)
            {
                Paragraphs(ring.Label, "summary");
                Paragraphs(ring.Text, "");
            }

        if (document is Tour tour)
            foreach (var stop in tour.Stops)
                Paragraphs(stop.Note, "");
        page.Append("<dl>");
        if (document is Place place)
        {
            Entry(words.Exhibit, Html.Encode(place.Exhibit ?? ""));
            Entry(words.Until, place.Demolished?.ToString() ?? "");
            Entry(words.Height, Html.Encode(Metres(place.Height, place.HeightSources)));
            Entry(words.Access, Say(place.Access, language));
            Entry(words.Hours, Say(place.Hours, language));
        }

        if (document is Tour { Minutes: { } minutes } way)
            Entry(words.Minutes, Html.Encode($"{minutes} ({string.Join(", ", way.MinutesSources)})"));
        if (document is Capture capture)
            Entry(words.Made, $"{capture.Taken:yyyy-MM-dd}{(capture.Depicts is { } shown ? $" → {shown:yyyy-MM-dd HH:mm}" : "")}");
        foreach (var fact in document.Facts)
            Entry(Say(fact.Label, language), Html.Encode(Figure(fact)));
        if (document.Position is { } position && item.Geometry is { } geometry)
        {
            var at = geometry.Centroid;
            var note = Say(position.Note, language);
            var where = string.Create(
                CultureInfo.InvariantCulture,
                $"{at.Y:0.#####} N, {at.X:0.#####} E, {words.Within} {position.Accuracy:0} m"
            );
            Entry(words.Position, note.Length == 0 ? where : $"{where}. {note}");
        }

        page.Append("</dl>");
        if (document.Sources.Count > 0)
        {
            var sources = document.Sources.Select(source => $"<li>{Written(source)}</li>");
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"sources\">{words.Sources}</p><ul>{string.Concat(sources)}</ul>");
        }

        page.Append("</article>");

        void Paragraphs(LocalText? text, string style)
        {
            foreach (var paragraph in ParagraphsOf(text, language))
                page.Append(CultureInfo.InvariantCulture, $"<p class=\"{style}\">{paragraph}</p>");
        }

        void Entry(string label, string value)
        {
            if (value.Length > 0)
                page.Append(CultureInfo.InvariantCulture, $"<dt>{label}</dt><dd>{value}</dd>");
        }
    }

    /// <summary>The words of a language, or what a visitor would read in their place, marked as such; ready for HTML.</summary>
    private static IEnumerable<string> ParagraphsOf(LocalText? text, string language)
    {
        var own = text?.In(language);
        var words = own ?? text?.English ?? text?.Japanese ?? "";
        var foreign =
            own is not null ? null
            : text?.English is not null ? "en"
            : "ja";
        foreach (var paragraph in words.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            yield return foreign is null ? Html.Encode(paragraph) : $"<mark lang=\"{foreign}\">{Html.Encode(paragraph)}</mark>";
    }

    private static string Say(LocalText? text, string language) => string.Join(" ", ParagraphsOf(text, language));

    private static string Metres(double? height, IReadOnlyList<string> sources) =>
        height is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{height:0.#} m ({string.Join(", ", sources)})");

    private static string Figure(Fact fact) =>
        string.Create(CultureInfo.InvariantCulture, $"{(fact.About == true ? "≈ " : "")}{fact.Value:#,0.####}")
        + (fact.PlusMinus is { } off ? string.Create(CultureInfo.InvariantCulture, $" ± {off}") : "")
        + (fact.Unit is { } unit ? $" {unit}" : "")
        + $" ({string.Join(", ", fact.Sources)})";

    private static string Written(Source source)
    {
        string?[] parts = [source.Title, source.Publisher, source.Date?.ToString(), source.Locator, source.Url];
        return Html.Encode($"{source.Id}: {string.Join(", ", parts.OfType<string>())}");
    }

    private const string Style =
        "body{font:1rem/1.6 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}article{margin:0 0 2rem;break-inside:avoid}"
        + "dt{color:#555}dd{margin:0 0 .4rem}.notice{border-left:3px solid #999;padding-left:.6rem}.summary{font-weight:bold}"
        + ".sources{margin-bottom:0;color:#555}ul{margin-top:0;font-size:.85rem;overflow-wrap:anywhere}";

    /// <param name="Headings">Of places, events, tours, scenes, overlays and pictures.</param>
    private sealed record Words(
        string Title,
        string[] Headings,
        string Position,
        string Within,
        string Access,
        string Hours,
        string Exhibit,
        string Until,
        string Height,
        string Minutes,
        string Made,
        string Sources
    )
    {
        public IEnumerable<(Kind Kind, string Heading)> Kinds =>
            new[] { Kind.Place, Kind.Event, Kind.Tour, Kind.Scene, Kind.Overlay, Kind.Capture }.Zip(Headings);
    }
}
