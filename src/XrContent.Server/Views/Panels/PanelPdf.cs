using System.Globalization;
using System.Text;

namespace XrContent.Server.Views.Panels;

/// <summary>
/// Writes a panel as one page of PDF 1.7 (ISO 32000-1) at its true size. Latin text is set in Helvetica and the rest in the
/// reader's own East Asian font by a predefined character map (section 9.7.5.2), so that no font need be on the server.
/// </summary>
internal static class PanelPdf
{
    private const double PointsPerMillimetre = 72 / 25.4;

    public static byte[] Write(OrientationPanel panel, string language)
    {
        var (font, map, ordering, supplement) = language switch
        {
            "zh-Hans" => ("STSong-Light", "UniGB-UTF16-H", "GB1", 4),
            "ko" => ("HYGoThic-Medium", "UniKS-UTF16-H", "Korea1", 1),
            _ => ("HeiseiKakuGo-W5", "UniJIS-UTF16-H", "Japan1", 4),
        };
        var page = Page(panel);
        string[] objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            string.Create(
                CultureInfo.InvariantCulture,
                $"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {panel.Width * PointsPerMillimetre:F2} "
                    + $"{panel.Height * PointsPerMillimetre:F2}]/Contents 4 0 R/Resources<</Font<</L 5 0 R/B 6 0 R/E 7 0 R>>>>>>"
            ),
            $"<</Length {page.Length}>>stream\n{page}\nendstream",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
            $"<</Type/Font/Subtype/Type0/BaseFont/{font}-{map}/Encoding/{map}/DescendantFonts[8 0 R]>>",
            $"<</Type/Font/Subtype/CIDFontType0/BaseFont/{font}/DW 1000/CIDSystemInfo<<"
                + $"/Registry(Adobe)/Ordering({ordering})/Supplement {supplement}>>/FontDescriptor 9 0 R>>",
            $"<</Type/FontDescriptor/FontName/{font}/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800/Descent "
                + $"-200/CapHeight 800/StemV 80>>",
            $"<</Title<{Hex("\uFEFF" + panel.Title)}>/Producer(XrContent)>>",
        ];
        return File(objects);
    }

    private static byte[] File(string[] objects)
    {
        var file = new StringBuilder("%PDF-1.7\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            offsets.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            file.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        file.Append(
            CultureInfo.InvariantCulture,
            $"trailer<</Size {objects.Length + 1}/Root 1 0 R/Info {objects.Length} 0 R>>\nstartxref\n{table}\n%%EOF\n"
        );
        // Everything above is Latin-1, so that characters and bytes count the same.
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    private static string Page(OrientationPanel panel)
    {
        var page = new StringBuilder("1 J 1 j\n");
        foreach (var stroke in panel.Strokes)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"{(stroke.Strong ? "0.13" : "0.4")} G {stroke.Width * PointsPerMillimetre:F2} w "
                    + $"{(stroke.Dashed ? "[2.3 2.3] 0 d" : "[] 0 d")}\n"
            );
            for (var i = 0; i < stroke.Points.Count; i++)
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"{stroke.Points[i].X * PointsPerMillimetre:F2} {(panel.Height - stroke.Points[i].Y) * PointsPerMillimetre:F2} "
                        + $"{(i == 0 ? "m" : "l")}\n"
                );
            page.Append("S\n");
        }

        foreach (var words in panel.Texts)
        {
            var start = words.X - (words.Middle ? OrientationPanel.TextWidth(words.Text) * words.Size / 2 : 0);
            if (words.Boxed)
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"1 g {(start - 0.5) * PointsPerMillimetre:F2} "
                        + $"{(panel.Height - words.Y - words.Size * 0.25) * PointsPerMillimetre:F2} "
                        + $"{(OrientationPanel.TextWidth(words.Text) * words.Size + 1) * PointsPerMillimetre:F2} "
                        + $"{words.Size * 1.15 * PointsPerMillimetre:F2} re f 0 g\n"
                );
            page.Append(
                CultureInfo.InvariantCulture,
                $"BT {start * PointsPerMillimetre:F2} {(panel.Height - words.Y) * PointsPerMillimetre:F2} Td\n"
            );
            foreach (var (text, latin) in Runs(words.Text))
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"/{(latin ? words.Bold ? "B" : "L" : "E")} {words.Size * PointsPerMillimetre:F2} Tf "
                        + $"{(latin ? $"({Escaped(text)})" : $"<{Hex(text)}>")} Tj\n"
                );
            page.Append("ET\n");
        }

        return page.ToString();
    }

    /// <summary>Stretches of Latin-1 and of all else.</summary>
    private static IEnumerable<(string Text, bool Latin)> Runs(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var latin = IsLatin(text[start]);
            var end = start;
            while (end < text.Length && IsLatin(text[end]) == latin)
                end++;
            yield return (text[start..end], latin);
            start = end;
        }

        static bool IsLatin(char c) => c is >= ' ' and <= '~' or '°' or '±' or '²' or 'é' or '’';
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("(", "\\(", StringComparison.Ordinal)
            .Replace(")", "\\)", StringComparison.Ordinal)
            .Replace("’", "\\222", StringComparison.Ordinal);

    private static string Hex(string text) => Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text));
}
