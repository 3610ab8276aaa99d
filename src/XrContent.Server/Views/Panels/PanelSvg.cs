using System.Globalization;
using System.Security;
using System.Text;

namespace XrContent.Server.Views.Panels;

/// <summary>Writes a panel as SVG 1.1 in millimetres.</summary>
internal static class PanelSvg
{
    public static string Write(OrientationPanel panel, string language)
    {
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{panel.Width:F1}mm" height="{panel.Height:F1}mm"
              viewBox="0 0 {panel.Width:F1} {panel.Height:F1}" lang="{language}"
              font-family="'Hiragino Sans','Noto Sans CJK JP','Noto Sans JP',sans-serif">
            <title>{SecurityElement.Escape(panel.Title)}</title>
            <rect width="100%" height="100%" fill="#fff"/>
            <g fill="none" stroke="#222" stroke-linejoin="round" stroke-linecap="round">

            """
        );
        foreach (var stroke in panel.Strokes)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path stroke-width=\"{stroke.Width}\"{If(stroke.Dashed, "stroke-dasharray=\"0.8 0.8\"")}"
                    + $"{If(!stroke.Strong, "stroke=\"#666\"")} d=\"M"
            );
            svg.AppendJoin(' ', stroke.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:F2} {point.Y:F2}")))
                .Append("\"/>\n");
        }

        svg.Append("</g>\n<g fill=\"#111\">\n");
        foreach (var words in panel.Texts)
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{words.X:F2}\" y=\"{words.Y:F2}\" "
                    + $"font-size=\"{words.Size}\"{If(words.Middle, "text-anchor=\"middle\"")}{If(words.Bold, "font-weight=\"bold\"")}"
                    + $"{If(words.Boxed, "paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"1.4\"")}"
                    + $">{SecurityElement.Escape(words.Text)}</text>\n"
            );
        return svg.Append("</g>\n</svg>\n").ToString();
    }

    private static string If(bool isSo, string attributes) => isSo ? $" {attributes}" : "";
}
