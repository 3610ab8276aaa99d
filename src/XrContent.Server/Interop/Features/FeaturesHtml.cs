using System.Text;
using System.Text.Json.Nodes;
using XrContent.Catalog.Published;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Features;

/// <summary>The same for people: plain pages of links and tables.</summary>
internal static class FeaturesHtml
{
    /// <summary>Nothing runs on them.</summary>
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    private const string Style =
        "body{font:1rem/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}"
        + "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem;border-bottom:1px solid #ccc;vertical-align:top}"
        + "a{color:#0b4f8a}dt{color:#555;margin-top:.6rem}dd{margin:0;overflow-wrap:anywhere}"
        // On a phone each item is a paragraph.
        + "@media(max-width:40rem){table,tbody,tr,td{display:block}th{display:none}td{border:0;padding:.1rem 0}tr{padding:.6rem 0;"
        + "border-bottom:1px solid #ccc}}";

    public static string Landing(string root) =>
        Page(
            "XrContent: open data",
            $"<ul><li><a href=\"{root}/ogc/collections?f=html\">Collections</a></li>"
                + $"<li><a href=\"{root}/ogc/conformance?f=html\">Conformance</a></li>"
                + $"<li><a href=\"{root}/docs\">All interfaces</a></li></ul>"
        );

    public static string List(string title, IEnumerable<string> lines) =>
        Page(title, $"<ul>{string.Concat(lines.Select(line => $"<li>{Of(line)}</li>"))}</ul>");

    public static string Collections(string root, CatalogSnapshot catalog) =>
        Page(
            "Collections",
            "<table><tr><th>Collection</th><th>Items</th></tr>"
                + string.Concat(
                    Features.Collection.All.Select(one =>
                        $"<tr><td><a href=\"{root}/ogc/collections/{one.Id}/items?f=html\">{Of(one.Title.English)} {Of(one.Title.Japanese)}"
                        + $"</a></td><td>{catalog.Of(one.Kind).Count}</td></tr>"
                    )
                )
                + "</table>"
        );

    public static string Collection(Collection one, string root) =>
        Page(
            $"{one.Title.English} {one.Title.Japanese}",
            $"<p><a href=\"{root}/ogc/collections/{one.Id}/items?f=html\">Items</a></p>"
                + $"<p><a href=\"{root}/ogc/collections/{one.Id}/items\">GeoJSON</a></p>"
        );

    /// <param name="next">Address of the next page; null on the last.</param>
    public static string Items(Collection one, IReadOnlyList<OpenItem> items, string lang, string root, string? next)
    {
        var rows = new StringBuilder("<table><tr><th>Title</th><th>Summary</th><th>Position</th></tr>");
        foreach (var item in items)
        {
            var address = $"{root}/ogc/collections/{one.Id}/items/{item.Id}?f=html&amp;lang={lang}";
            rows.Append($"<tr><td><a href=\"{address}\">{Of(item.Says.Title.Best(lang))}</a></td>")
                .Append($"<td>{Of(item.Says.Summary.Best(lang))}</td>")
                .Append(FormattableString.Invariant($"<td>{item.At?.Latitude:0.#####} {item.At?.Longitude:0.#####}</td></tr>"));
        }

        rows.Append("</table>");
        if (next is not null)
            rows.Append($"<p><a href=\"{Of(next)}\">Next</a></p>");
        return Page($"{one.Title.English} {one.Title.Japanese}", Way(root, null) + rows, lang);
    }

    /// <summary>All that a feature says.</summary>
    public static string Item(Collection one, JsonObject feature, string lang, string root)
    {
        var said = feature["properties"]!.AsObject();
        var list = new StringBuilder("<dl>");
        foreach (var (name, value) in said.Where(pair => pair.Value is not null))
        {
            var text = Of(value!.ToString());
            var isAddress = name is "page" or "thumbnail" or "website";
            list.Append($"<dt>{Of(name)}</dt><dd>{(isAddress ? $"<a href=\"{text}\">{text}</a>" : text)}</dd>");
        }

        list.Append($"<dt>geometry</dt><dd>{Of(feature["geometry"]?.ToJsonString())}</dd></dl>");
        return Page(said["title"]!.GetValue<string>(), Way(root, one) + list, lang);
    }

    /// <summary>The way back up.</summary>
    private static string Way(string root, Collection? one) =>
        $"<p><a href=\"{root}/ogc?f=html\">Open data</a> / <a href=\"{root}/ogc/collections?f=html\">Collections</a>"
        + (one is null ? "" : $" / <a href=\"{root}/ogc/collections/{one.Id}/items?f=html\">{Of(one.Title.English)}</a>")
        + "</p>";

    private static string Page(string title, string body, string lang = "en") =>
        $"<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        + $"<title>{Of(title)}</title><style>{Style}</style></head><body><main><h1>{Of(title)}</h1>{body}</main></body></html>";

    private static string Of(string? text) => WebPages.Html.Encode(text ?? "");
}
