using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace XrContent.Server.Hosting;

/// <summary>Something that pages must know from the start, so that none is seen in an older form first.</summary>
/// <param name="Name">Id of the data block; scripts read it, nothing runs it.</param>
/// <param name="Write">JSON that is safe within HTML; null where there is nothing to say.</param>
internal sealed record PageBlock(string Name, Func<CancellationToken, Task<string?>> Write);

/// <summary>What a page's head says to those who only read it: search engines, and messages that show where a link leads.</summary>
/// <param name="Title">In the language of who asks.</param>
/// <param name="Html">Elements, escaped already.</param>
internal sealed record PageHead(string Title, string Html);

/// <summary>Writes the head of the page that a request asks for; null where it has none of its own.</summary>
internal delegate PageHead? DescribePage(HttpContext context);

/// <summary>Another server from which pages fetch films or maps by themselves.</summary>
internal sealed record PageSource(string? Origin);

/// <summary>The one document of the web part, which is every page.</summary>
internal sealed partial class WebPages(
    IWebHostEnvironment environment,
    IEnumerable<PageBlock> blocks,
    IEnumerable<PageSource> sources,
    IEnumerable<DescribePage> heads,
    ILogger<WebPages> logger
)
{
    // The map draws from a worker and sets inline styles, splats are sorted by WebAssembly; all else comes from this server alone.
    private const string Policy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{0}; "
        + "connect-src 'self' blob: ws: wss:{0}; media-src 'self' blob:{0}; worker-src 'self' blob:; "
        + "object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

    private const string HtmlType = "text/html; charset=utf-8";

    /// <summary>Escapes what HTML would read otherwise, and leaves the letters of all languages.</summary>
    public static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The Content-Security-Policy of all pages.</summary>
    public string ContentPolicy { get; } =
        Policy.Replace(
            "{0}",
            string.Concat(sources.Where(source => source.Origin is not null).Select(source => $" {source.Origin}")),
            StringComparison.Ordinal
        );

    private readonly string index = Path.Combine(environment.WebRootPath, "index.html");

    /// <summary>False: only the API is served.</summary>
    public bool AreBuilt => File.Exists(index);

    public async Task<IResult> PlainAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache";
        Protect(context.Response);
        var head = heads.Select(describe => describe(context)).FirstOrDefault(known => known is not null);
        if (head is not null)
            context.Response.Headers.Vary = "Accept-Language";
        var text = await PageAsync(head?.Html + await BlocksAsync(context), context.RequestAborted);
        if (head is not null)
            text = Title().Replace(text, $"<title>{Html.Encode(head.Title).Replace("$", "$$", StringComparison.Ordinal)}</title>", 1);
        var page = Encoding.UTF8.GetBytes(text);
        // Not sent again while it is the same.
        var mark = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(page))[..16]}\"");
        return TypedResults.Bytes(page, HtmlType, entityTag: mark);
    }

    /// <summary>The document with something that the page must know from the start; null when the web part is not built.</summary>
    /// <param name="name">Id of the data block; scripts read it, nothing runs it.</param>
    public async Task<ContentHttpResult?> WithDataAsync<T>(HttpContext context, string name, T data, JsonTypeInfo<T> type, int status)
    {
        if (!AreBuilt)
            return null;
        Protect(context.Response);
        var blocks = Block(name, JsonSerializer.Serialize(data, type)) + await BlocksAsync(context);
        return TypedResults.Content(await PageAsync(blocks, context.RequestAborted), HtmlType, statusCode: status);
    }

    private async Task<string> PageAsync(string blocks, CancellationToken cancel) =>
        (await File.ReadAllTextAsync(index, cancel)).Replace("</head>", $"{blocks}</head>", StringComparison.Ordinal);

    private async Task<string> BlocksAsync(HttpContext context)
    {
        var written = new StringBuilder();
        foreach (var block in blocks)
        {
            try
            {
                if (await block.Write(context.RequestAborted) is { } json)
                    written.Append(Block(block.Name, json));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // A page opens without what is only kept in a database that is away.
                LogLeftOut(error, block.Name);
            }
        }

        return written.ToString();
    }

    // The serializer escapes < and > by itself, so the block cannot end early.
    private static string Block(string name, string json) => $"<script type=\"application/json\" id=\"{name}\">{json}</script>\n  ";

    private void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentPolicy;
        response.Headers[HeaderNames.XFrameOptions] = "SAMEORIGIN";
    }

    [LoggerMessage(LogLevel.Warning, "A page was sent without its block {Name}")]
    private partial void LogLeftOut(Exception error, string name);

    [GeneratedRegex("<title>[^<]*</title>")]
    private static partial Regex Title();
}

/// <summary>The web part: hashed assets that may be kept for ever, and one document for every page.</summary>
internal static partial class WebPart
{
    private static readonly string[] Pages =
    [
        "/",
        "/scenes/{id}",
        "/scenes/{id}/ar",
        "/places/{id}",
        "/captures/{id}",
        "/tours/{id}",
        "/kiosk/{place}",
        "/g",
        "/g/{code}",
        "/transparency",
        "/studio",
        "/studio/{page:regex(^[a-z]+$)}",
        "/studio/{page:regex(^[a-z]+$)}/{id}",
    ];

    public static void MapWebPart(this WebApplication app)
    {
        var pages = app.Services.GetRequiredService<WebPages>();
        if (!pages.AreBuilt)
        {
            LogMissing(app.Logger);
            return;
        }

        app.UseAssets();
        foreach (var page in Pages)
            app.MapGet(page, (Delegate)(Func<HttpContext, Task<IResult>>)pages.PlainAsync).ExcludeFromDescription();
    }

    [LoggerMessage(LogLevel.Warning, "The web part is not built; only the API is served. Build with Node.js 20 or newer to have it.")]
    private static partial void LogMissing(ILogger logger);
}
