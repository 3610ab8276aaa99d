using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace XrContent.Server.Media;

/// <summary>
/// A tile or another small file, read at once into the memory from which it is sent: for these the framework's own way, made for files of
/// any length, takes longer than all the rest of the answer.
/// </summary>
internal sealed class SmallFile(string path, string type, EntityTagHeaderValue tag) : IResult
{
    /// <summary>Bytes; what is longer is sent as it is read.</summary>
    private const int Most = 256 << 10;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length > Most || !HttpMethods.IsGet(request.Method) || IsConditional(request.Headers))
        {
            await TypedResults.PhysicalFile(path, type, entityTag: tag, enableRangeProcessing: true).ExecuteAsync(httpContext);
            return;
        }

        response.ContentType = type;
        response.ContentLength = length;
        response.Headers.ETag = tag.ToString();
        response.Headers.AcceptRanges = "bytes";
        var memory = response.BodyWriter.GetMemory((int)length)[..(int)length];
        var at = 0;
        while (at < length)
        {
            var read = RandomAccess.Read(file, memory.Span[at..], at);
            if (read == 0)
                throw new EndOfStreamException($"{path} became shorter while it was read.");
            at += read;
        }

        response.BodyWriter.Advance((int)length);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private static bool IsConditional(IHeaderDictionary headers) =>
        !StringValues.IsNullOrEmpty(headers.Range)
        || !StringValues.IsNullOrEmpty(headers.IfNoneMatch)
        || !StringValues.IsNullOrEmpty(headers.IfMatch)
        || !StringValues.IsNullOrEmpty(headers.IfModifiedSince)
        || !StringValues.IsNullOrEmpty(headers.IfUnmodifiedSince);
}
