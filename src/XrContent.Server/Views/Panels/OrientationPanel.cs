using System.Globalization;
using XrContent.Catalog.Documents;
using XrContent.Geo;

namespace XrContent.Server.Views.Panels;

/// <summary>A stroke on the panel, millimetres from the left top.</summary>
internal sealed record Stroke(IReadOnlyList<(double X, double Y)> Points, double Width, bool Dashed = false, bool Strong = false);

/// <summary>Words on the panel, millimetres from the left top to the start or middle of their base line.</summary>
/// <param name="Boxed">On white, so that lines behind do not cross it.</param>
internal sealed record TextRun(double X, double Y, double Size, string Text, bool Middle = false, bool Bold = false, bool Boxed = false);

/// <summary>An orientation panel in millimetres: skyline, names, distances and the reach, to be printed at its true size.</summary>
internal sealed record OrientationPanel(
    double Width,
    double Height,
    string Title,
    IReadOnlyList<Stroke> Strokes,
    IReadOnlyList<TextRun> Texts
)
{
    private const double Margin = 12;
    private const double NameSize = 3.4;
    private const double SmallSize = 2.6;
    private const double Row = 5.2;
    private const double MostBelow = 20;
    private const double LeastAbove = 6;

    /// <summary>What stands higher than this cannot be drawn on a strip and is left out.</summary>
    private const double MostAbove = 30;

    /// <summary>Heights are drawn this many times as tall as they are wide, as on engraved panels; the panel says so.</summary>
    private const double Exaggeration = 2;

    /// <param name="middle">Azimuth in the middle of the panel.</param>
    /// <param name="span">Degrees from edge to edge.</param>
    /// <param name="width">Millimetres of the whole panel.</param>
    public static OrientationPanel Of(
        ViewAnswer view,
        LocalText title,
        string language,
        double middle,
        double span,
        double width,
        IReadOnlyList<string> sources
    )
    {
        var scale = (width - 2 * Margin) / span;
        var (from, words) = (middle - span / 2, PanelText.In(language));
        double X(double azimuth) => Margin + scale * (Angles.Normalize180(azimuth - middle) + span / 2);
        var labels = Labels(view, language, from, span).ToList();
        double Across(PanelLabel label) => Math.Clamp(X(label.Azimuth), Margin + Half(label), width - Margin - Half(label));
        var rows = Stack(labels, Across);
        var top = Margin + 12 + (rows.DefaultIfEmpty(0).Max() + 1) * Row;
        var above = Math.Max(LeastAbove, labels.Select(label => label.Elevation).DefaultIfEmpty(0).Max() + 1);
        double Y(double elevation) => top + scale * Exaggeration * (above - Math.Max(elevation, -MostBelow));

        var strokes = new List<Stroke>();
        var texts = new List<TextRun> { new(Margin, Margin + 5, 6, title.In(language) ?? title.English ?? title.Japanese!, Bold: true) };
        if (view.Skyline is { } line)
            strokes.AddRange(
                Cut(line.Elevation.Select((elevation, i) => (i * line.Step, elevation)).Append((360, line.Elevation[0])), middle, span)
                    .Select(run => new Stroke([.. run.Select(p => (X(p.Azimuth), Y(p.Elevation)))], 0.5, Strong: true))
            );
        foreach (
            var part in view
                .Overlays.Where(overlay => overlay.Kind is "rings" or "area")
                .SelectMany(overlay => overlay.Lines!)
                .SelectMany(lines => lines.Parts)
        )
            strokes.AddRange(
                Cut(part.Points.Select(point => (point[0], point[1])), middle, span)
                    .Select(run => new Stroke([.. run.Select(p => (X(p.Azimuth), Y(p.Elevation)))], 0.3, Dashed: !part.Visible))
            );
        for (var i = 0; i < labels.Count; i++)
        {
            var (x, y, labelY) = (X(labels[i].Azimuth), Y(labels[i].Elevation), Margin + 12 + rows[i] * Row);
            strokes.Add(new([(x, labelY + 1.2), (x, y)], 0.15, Dashed: labels[i].Hidden));
            if (labels[i].Mark)
                strokes.AddRange(Cross(x, y));
            texts.Add(new(Across(labels[i]), labelY, NameSize, labels[i].Text, Middle: true, Bold: labels[i].Mark, Boxed: true));
        }

        texts.AddRange(
            LineNames(view, language, middle, span)
                .Select(name => new TextRun(X(name.Azimuth), Y(name.Elevation) + 1, SmallSize, name.Text, Middle: true, Boxed: true))
        );
        var foot = Y(-MostBelow) + 2;
        Scale(strokes, texts, from, span, X, foot, words);
        var notes = Notes(view, words, sources).SelectMany(note => Wrapped(note, (width - 2 * Margin) / SmallSize)).ToList();
        texts.AddRange(notes.Select((note, i) => new TextRun(Margin, foot + 13 + i * 3.6, SmallSize, note)));
        return new(width, foot + 13 + notes.Count * 3.6 + Margin - 4, texts[0].Text, strokes, texts);
    }

    private sealed record PanelLabel(double Azimuth, double Elevation, string Text, bool Mark, bool Hidden);

    private static IEnumerable<PanelLabel> Labels(ViewAnswer view, string language, double from, double span)
    {
        string Say(LocalText text) => text.In(language) ?? text.English ?? text.Japanese!;
        var points = view
            .Overlays.Where(overlay => overlay.Kind is "marker" or "label")
            .Concat(view.Labels)
            .Select(overlay => new PanelLabel(
                overlay.Az!.Value,
                overlay.El!.Value,
                $"{Say(overlay.Label)} {Away(overlay.Distance!.Value)}",
                overlay.Kind == "marker",
                overlay.Visible == false
            ));
        var summits = view
            .Summits.Where(summit => summit.Visible)
            .Select(summit => new PanelLabel(
                summit.Az,
                summit.El,
                string.Create(CultureInfo.InvariantCulture, $"{Say(summit.Name)} ▲{summit.Height:F0} m {Away(summit.Distance)}"),
                false,
                false
            ));
        return points
            .Concat(summits)
            // A mark and the place it stands on need one name.
            .DistinctBy(label => (Math.Round(label.Azimuth * 5), Math.Round(label.Elevation * 5)))
            .Where(label => Angles.Normalize360(label.Azimuth - from) <= span && label.Elevation <= MostAbove)
            .OrderBy(label => Angles.Normalize360(label.Azimuth - from));
    }

    private static string Away(double metres) =>
        metres < 950
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(metres / 10) * 10:F0} m")
            : string.Create(CultureInfo.InvariantCulture, $"{metres / 1000:F1} km");

    private static double Half(PanelLabel label) => TextWidth(label.Text) * NameSize / 2;

    /// <summary>The row of each label, 0 at the top, so that none covers another; further left ones go first.</summary>
    private static List<int> Stack(List<PanelLabel> labels, Func<PanelLabel, double> across)
    {
        var ends = new List<double>();
        return
        [
            .. labels.Select(label =>
            {
                var row = ends.FindIndex(end => end <= across(label) - Half(label));
                if (row < 0)
                {
                    row = ends.Count;
                    ends.Add(0);
                }

                ends[row] = across(label) + Half(label) + 2;
                return row;
            }),
        ];
    }

    /// <summary>What each line on the ground says, where the panel shows it.</summary>
    private static IEnumerable<(double Azimuth, double Elevation, string Text)> LineNames(
        ViewAnswer view,
        string language,
        double middle,
        double span
    )
    {
        foreach (var overlay in view.Overlays.Where(overlay => overlay.Lines is not null))
        {
            foreach (var line in overlay.Lines!)
            {
                var seen = line
                    .Parts.Where(part => part.Visible)
                    .SelectMany(part => part.Points)
                    .Where(point => Math.Abs(Angles.Normalize180(point[0] - middle)) < span / 2 - 3 && point[1] > -MostBelow)
                    .ToList();
                var label = line.Label ?? overlay.Label;
                // Rings are named at their part nearest to the eye, areas at their left end, where fewer rings pass.
                var at = line.Radius is null ? seen.MinBy(point => Angles.Normalize180(point[0] - middle)) : seen.MinBy(point => point[1]);
                if (at is not null)
                    yield return (at[0], at[1], label.In(language) ?? label.English ?? label.Japanese!);
            }
        }
    }

    /// <summary>About how wide words are, in times their size.</summary>
    public static double TextWidth(string text) => text.Sum(c => c < 0x2000 ? 0.54 : 1.0);

    private static IEnumerable<Stroke> Cross(double x, double y) =>
        new[] { (1.0, 0.0), (-1, 0), (0, 1), (0, -1) }.Select(way => new Stroke(
            [(x + 0.8 * way.Item1, y + 0.8 * way.Item2), (x + 2.6 * way.Item1, y + 2.6 * way.Item2)],
            0.4,
            Strong: true
        ));

    /// <summary>The stretches of a line that lie on the panel.</summary>
    private static IEnumerable<List<(double Azimuth, double Elevation)>> Cut(
        IEnumerable<(double Azimuth, double Elevation)> points,
        double middle,
        double span
    )
    {
        var run = new List<(double Azimuth, double Elevation)>();
        foreach (var point in points)
        {
            var inside = Math.Abs(Angles.Normalize180(point.Azimuth - middle)) <= span / 2;
            if (inside)
                run.Add(point);
            if (inside || run.Count == 0)
                continue;
            if (run.Count > 1)
                yield return run;
            run = [];
        }

        if (run.Count > 1)
            yield return run;
    }

    private static void Scale(
        List<Stroke> strokes,
        List<TextRun> texts,
        double from,
        double span,
        Func<double, double> x,
        double y,
        PanelText words
    )
    {
        strokes.Add(new([(x(from + 1e-6), y), (x(from + span - 1e-6), y)], 0.25));
        for (var azimuth = Math.Ceiling(from / 5) * 5; azimuth < from + span; azimuth += 5)
        {
            var named = Math.Abs(Angles.Normalize180(azimuth * 8) / 8) < 1e-6 && azimuth % 45 == 0;
            strokes.Add(new([(x(azimuth), y), (x(azimuth), y + (azimuth % 10 == 0 ? 2.2 : 1.2))], 0.2));
            if (azimuth % 10 == 0)
                texts.Add(
                    new(
                        x(azimuth),
                        y + 5.2,
                        SmallSize,
                        string.Create(CultureInfo.InvariantCulture, $"{Angles.Normalize360(azimuth):F0}°"),
                        Middle: true
                    )
                );
            if (named)
                texts.Add(
                    new(
                        x(azimuth),
                        y + 9,
                        NameSize,
                        words.Points[(int)Math.Round(Angles.Normalize360(azimuth) / 45) % 8],
                        Middle: true,
                        Bold: true
                    )
                );
        }
    }

    private static IEnumerable<string> Notes(ViewAnswer view, PanelText words, IReadOnlyList<string> sources)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{words.Eye}: {view.Eye.Lat:F5}, {view.Eye.Lon:F5}, {view.Eye.Height:F0} m. {words.Tall} {words.Summit}"
        );
        if (view.Terrain != "surveyed")
            yield return words.Coarse;
        yield return words.Hidden;
        if (sources.Count > 0)
            yield return $"{words.Sources}: {string.Join("; ", sources)}";
        if (view.Credits.Count > 0)
            yield return $"{words.Heights}: {string.Join("; ", view.Credits)}";
    }

    private static IEnumerable<string> Wrapped(string text, double most)
    {
        var (start, wide, gap) = (0, 0.0, -1);
        for (var i = 0; i < text.Length; i++)
        {
            wide += TextWidth(text[i].ToString());
            if (text[i] is ' ' or '、' or '。' or '，')
                gap = i;
            if (wide <= most)
                continue;
            var end = gap > start ? gap + 1 : i;
            yield return text[start..end].TrimEnd();
            (start, gap, wide) = (end, -1, TextWidth(text[end..(i + 1)]));
        }

        if (start < text.Length)
            yield return text[start..];
    }
}

/// <summary>The panel's own words.</summary>
internal sealed record PanelText(
    string[] Points,
    string Eye,
    string Tall,
    string Summit,
    string Coarse,
    string Hidden,
    string Sources,
    string Heights
)
{
    private static readonly PanelText English = new(
        ["N", "NE", "E", "SE", "S", "SW", "W", "NW"],
        "Seen from",
        "Heights are drawn twice as tall.",
        "▲ is a summit's height above the sea; the other figure is the distance.",
        "The terrain is a rough sketch, not a survey: what hills hide is a guide only.",
        "Dashed lines lie behind hills.",
        "Sources",
        "Heights"
    );

    private static readonly PanelText Japanese = new(
        ["北", "北東", "東", "南東", "南", "南西", "西", "北西"],
        "眺めた位置",
        "高さは2倍に描いています。",
        "▲は山の標高、もう一つの数字は距離です。",
        "地形はおおよそで、測量したものではありません。丘に隠れる所は目安です。",
        "破線は丘の陰です。",
        "出典",
        "標高"
    );

    private static readonly PanelText Chinese = new(
        ["北", "东北", "东", "东南", "南", "西南", "西", "西北"],
        "观看位置",
        "高度按两倍绘制。",
        "▲为山峰海拔，另一个数字为距离。",
        "地形为粗略示意，并非测量结果；山丘遮挡处仅供参考。",
        "虚线处被山丘遮挡。",
        "来源",
        "高程"
    );

    private static readonly PanelText Korean = new(
        ["북", "북동", "동", "남동", "남", "남서", "서", "북서"],
        "바라본 위치",
        "높이는 두 배로 그렸습니다.",
        "▲는 산의 높이, 다른 숫자는 거리입니다.",
        "지형은 대략적이며 측량한 것이 아닙니다. 언덕에 가리는 곳은 어림입니다.",
        "점선은 언덕 뒤입니다.",
        "출처",
        "높이"
    );

    public static PanelText In(string language) =>
        language switch
        {
            "ja" => Japanese,
            "zh-Hans" => Chinese,
            "ko" => Korean,
            _ => English,
        };
}
