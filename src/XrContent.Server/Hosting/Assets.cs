using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace XrContent.Server.Hosting;

/// <summary>
/// The web part's files. The build lays beside each asset what brotli makes of it at its best, and that is handed out as it is.
/// </summary>
internal static class Assets
{
    private const string Folder = "/assets";
    private const string Compressed = ".br";

    public static void UseAssets(this WebApplication app)
    {
        var files = new PhysicalFileProvider(app.Environment.WebRootPath);
        var types = new FileExtensionContentTypeProvider();
        // What is named here is what the file beside it is.
        types.Mappings[Compressed] = "application/octet-stream";
        app.Use(
            (context, next) =>
            {
                var path = context.Request.Path;
                if (path.StartsWithSegments(Folder) && TakesBrotli(context.Request) && files.GetFileInfo(path + Compressed).Exists)
                    context.Request.Path = path + Compressed;
                return next();
            }
        );
        app.UseStaticFiles(
            new StaticFileOptions
            {
                FileProvider = files,
                ContentTypeProvider = types,
                OnPrepareResponse = answer =>
                {
                    var headers = answer.Context.Response.Headers;
                    var path = answer.Context.Request.Path;
                    headers.CacheControl = path.StartsWithSegments(Folder) ? "public, max-age=31536000, immutable" : "no-cache";
                    if (!path.StartsWithSegments(Folder))
                        return;
                    headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
                    var name = answer.File.Name;
                    if (!name.EndsWith(Compressed, StringComparison.Ordinal))
                        return;
                    headers.ContentEncoding = "br";
                    if (types.TryGetContentType(name[..^Compressed.Length], out var type))
                        headers.ContentType = type;
                },
            }
        );
    }

    private static bool TakesBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value == "br" && coding.Quality is not 0);
}
