using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;
using XrContent.Media.Blobs;

namespace XrContent.Server.Hosting;

/// <summary>The one document of the web part, which is every page.</summary>
internal sealed class WebPages(IWebHostEnvironment environment, IBlobs blobs)
{
    // The map draws from a worker and sets inline styles; all else comes from this server alone.
    private const string Policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https://cyberjapandata.gsi.go.jp; "
        + "connect-src 'self' blob: ws: wss: https://cyberjapandata.gsi.go.jp{0}; media-src 'self' blob:{0}; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

    private const string Html = "text/html; charset=utf-8";

    // Where films are fetched from by clients themselves.
    private readonly string policy = Policy.Replace("{0}", blobs.LinkTo("film") is { } link ? $" {link.GetLeftPart(UriPartial.Authority)}" : "", StringComparison.Ordinal);

    private readonly string index = Path.Combine(environment.WebRootPath, "index.html");

    /// <summary>False: only the API is served.</summary>
    public bool AreBuilt => File.Exists(index);

    public PhysicalFileHttpResult Plain(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache";
        Protect(context.Response);
        return TypedResults.PhysicalFile(index, Html);
    }

    /// <summary>The document with something that the page must know from the start; null when the web part is not built.</summary>
    /// <param name="name">Id of the data block; scripts read it, nothing runs it.</param>
    public ContentHttpResult? WithData<T>(HttpContext context, string name, T data, JsonTypeInfo<T> type, int status)
    {
        if (!AreBuilt) return null;
        Protect(context.Response);
        // The serializer escapes < and > by itself, so the block cannot end early.
        var block = $"<script type=\"application/json\" id=\"{name}\">{JsonSerializer.Serialize(data, type)}</script>\n  </head>";
        return TypedResults.Content(File.ReadAllText(index).Replace("</head>", block, StringComparison.Ordinal), Html, statusCode: status);
    }

    private void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = policy;
        response.Headers[HeaderNames.XFrameOptions] = "SAMEORIGIN";
    }
}

/// <summary>The web part: hashed assets that may be kept for ever, and one document for every page.</summary>
internal static partial class WebPart
{
    private static readonly string[] Pages =
        ["/", "/scenes/{id}", "/scenes/{id}/ar", "/places/{id}", "/captures/{id}", "/tours/{id}", "/kiosk/{place}", "/studio/upload", "/studio/tags", "/studio/tags/{id}", "/studio/stand"];

    public static void MapWebPart(this WebApplication app)
    {
        var pages = app.Services.GetRequiredService<WebPages>();
        if (!pages.AreBuilt)
        {
            LogMissing(app.Logger);
            return;
        }

        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(app.Environment.WebRootPath),
            OnPrepareResponse = context =>
                context.Context.Response.Headers.CacheControl = context.Context.Request.Path.StartsWithSegments("/assets")
                    ? "public, max-age=31536000, immutable"
                    : "no-cache",
        });
        foreach (var page in Pages) app.MapGet(page, (HttpContext context) => pages.Plain(context)).ExcludeFromDescription();
    }

    [LoggerMessage(LogLevel.Warning, "The web part is not built; only the API is served. Build with Node.js 20 or newer to have it.")]
    private static partial void LogMissing(ILogger logger);
}
