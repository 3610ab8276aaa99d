using System.Text;
using System.Xml.Linq;
using XrContent.Catalog.Documents;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Search;

/// <summary>Which pages there are, for search engines (sitemaps.org).</summary>
internal static class SitemapApi
{
    private const string MediaType = "application/xml";

    /// <summary>The protocol's own bound is 50,000.</summary>
    private const int MostPages = 10_000;

    private static readonly Kind[] Paged = [Kind.Place, Kind.Scene, Kind.Tour];
    private static readonly XNamespace Sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";

    public static void MapSitemap(this WebApplication app)
    {
        var open = app.MapOpen("").ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/robots.txt", Robots)
            .WithName("Robots")
            .WithSummary("What search engines may read")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "text/plain");
        open.MapGet("/sitemap.xml", Index)
            .WithName("Sitemap")
            .WithSummary("All pages, in parts where they are many")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: MediaType);
        open.MapGet("/sitemap-{part:int}.xml", Part)
            .WithName("SitemapPart")
            .WithSummary("A part of all pages")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: MediaType);
    }

    private static IResult Robots(HttpContext context) =>
        OpenDoors.Text(
            $"User-agent: *\nDisallow: /studio\nDisallow: /kiosk\nDisallow: /t/\nDisallow: /g/\nSitemap: {context.Root()}/sitemap.xml\n",
            "text/plain"
        );

    private static IResult Index(HttpContext context)
    {
        var (root, count) = (context.Root(), Count(context));
        if (count <= MostPages)
            return Write(new XElement(Sitemap + "urlset", Pages(context, 0).Select(page => Entry("url", page))));
        var parts = Enumerable.Range(0, (count + MostPages - 1) / MostPages);
        return Write(new XElement(Sitemap + "sitemapindex", parts.Select(part => Entry("sitemap", $"{root}/sitemap-{part}.xml"))));
    }

    private static IResult Part(HttpContext context, int part)
    {
        var pages = part < 0 || part > Count(context) / MostPages ? [] : Pages(context, part).ToList();
        return pages.Count == 0
            ? TypedResults.Problem(Problems.NoItem($"sitemap-{part}.xml", "part of the sitemap"))
            : Write(new XElement(Sitemap + "urlset", pages.Select(page => Entry("url", page))));
    }

    private static int Count(HttpContext context) => Paged.Sum(kind => context.Catalog().Of(kind).Count) + 1;

    private static IEnumerable<string> Pages(HttpContext context, int part)
    {
        var (root, catalog) = (context.Root(), context.Catalog());
        var items = Paged.SelectMany(kind => catalog.Of(kind).After(null)).Skip(part == 0 ? 0 : part * MostPages - 1);
        var pages = items.Select(item => $"{root}/{item.Kind.ToString().ToLowerInvariant()}s/{item.Id}");
        return (part == 0 ? pages.Prepend($"{root}/") : pages).Take(MostPages);
    }

    private static XElement Entry(string name, string address) => new(Sitemap + name, new XElement(Sitemap + "loc", address));

    private static IResult Write(XElement root)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").Append(root).Append('\n');
        return OpenDoors.Text(text.ToString(), MediaType);
    }
}
