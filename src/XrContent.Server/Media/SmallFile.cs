using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Microsoft.Win32.SafeHandles;
using XrContent.Server.Hosting;

namespace XrContent.Server.Media;

/// <summary>
/// A tile or another small file, read at once: for these the framework's own way, made for files of any length, takes longer than all the
/// rest of the answer. What is longer, or asked for in part or on a condition, goes that way.
/// </summary>
internal sealed class SmallFile(string path, string type, EntityTagHeaderValue tag) : IResult
{
    /// <summary>Bytes; what is longer is sent as it is read.</summary>
    private const int Most = 256 << 10;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            if (!await SendWholeAsync(httpContext))
                await TypedResults.PhysicalFile(path, type, entityTag: tag, enableRangeProcessing: true).ExecuteAsync(httpContext);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException && !httpContext.Response.HasStarted)
        {
            // Redacted or replaced since it was looked for; that it is not here is nothing to keep.
            httpContext.Response.Headers.CacheControl = "no-store";
            await TypedResults.Problem(Problems.NoItem(Path.GetFileName(path), "rendition")).ExecuteAsync(httpContext);
        }
    }

    /// <returns>False where it is not one to be read at once.</returns>
    private async Task<bool> SendWholeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsGet(request.Method) || IsConditional(request.Headers))
            return false;
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        if (length > Most)
            return false;
        response.ContentType = type;
        response.ContentLength = length;
        response.Headers.ETag = tag.ToString();
        response.Headers.AcceptRanges = "bytes";
        response.Headers.LastModified = HeaderUtilities.FormatDate(File.GetLastWriteTimeUtc(file));
        Read(file, response.BodyWriter.GetMemory((int)length).Span[..(int)length]);
        response.BodyWriter.Advance((int)length);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
        return true;
    }

    private void Read(SafeFileHandle file, Span<byte> into)
    {
        var at = 0;
        while (at < into.Length)
        {
            var read = RandomAccess.Read(file, into[at..], at);
            if (read == 0)
                throw new EndOfStreamException($"{path} became shorter while it was read.");
            at += read;
        }
    }

    private static bool IsConditional(IHeaderDictionary headers) =>
        !StringValues.IsNullOrEmpty(headers.Range)
        || !StringValues.IsNullOrEmpty(headers.IfNoneMatch)
        || !StringValues.IsNullOrEmpty(headers.IfMatch)
        || !StringValues.IsNullOrEmpty(headers.IfModifiedSince)
        || !StringValues.IsNullOrEmpty(headers.IfUnmodifiedSince);
}
