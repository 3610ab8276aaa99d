using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;
using XrContent.Media.Blobs;

namespace XrContent.Server.Hosting;

/// <summary>The web part: hashed assets that may be kept for ever, and one document for every page.</summary>
internal static partial class WebPart
{
    // The map draws from a worker and sets inline styles; all else comes from this server alone.
    private const string Policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https://cyberjapandata.gsi.go.jp; "
        + "connect-src 'self' blob: ws: wss: https://cyberjapandata.gsi.go.jp{0}; media-src 'self' blob:{0}; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

    public static void MapWebPart(this WebApplication app)
    {
        var root = app.Environment.WebRootPath;
        // Where films are fetched from by clients themselves.
        var elsewhere = app.Services.GetRequiredService<IBlobs>().LinkTo("film") is { } link ? $" {link.GetLeftPart(UriPartial.Authority)}" : "";
        var policy = Policy.Replace("{0}", elsewhere, StringComparison.Ordinal);
        if (!File.Exists(Path.Combine(root, "index.html")))
        {
            LogMissing(app.Logger);
            return;
        }

        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(root),
            OnPrepareResponse = context =>
                context.Context.Response.Headers.CacheControl = context.Context.Request.Path.StartsWithSegments("/assets")
                    ? "public, max-age=31536000, immutable"
                    : "no-cache",
        });
        foreach (var page in new[] { "/", "/scenes/{id}", "/scenes/{id}/ar", "/places/{id}", "/captures/{id}", "/tours/{id}", "/studio/upload" })
        {
            app.MapGet(page, (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "no-cache";
                context.Response.Headers.ContentSecurityPolicy = policy;
                context.Response.Headers[HeaderNames.XFrameOptions] = "SAMEORIGIN";
                return TypedResults.PhysicalFile(Path.Combine(root, "index.html"), "text/html; charset=utf-8");
            }).ExcludeFromDescription();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The web part is not built; only the API is served. Build with Node.js 20 or newer to have it.")]
    private static partial void LogMissing(ILogger logger);
}
