using XrContent.Catalog;

namespace XrContent.Server.Hosting;

/// <summary>Over which words something is written (RFC 9110, If-Match).</summary>
internal static class IfMatch
{
    /// <summary>The tag that the request names; null where it names none, or any.</summary>
    /// <exception cref="InvalidCatalogException">What it names is no tag: to take that for none could write over anybody.</exception>
    public static string? TagOf(HttpContext context)
    {
        if (context.Request.Headers.IfMatch.Count == 0)
            return null;
        return context.Request.GetTypedHeaders().IfMatch switch
        {
            [{ Tag: { Length: > 2 } tag }] => tag.Subsegment(1, tag.Length - 2).ToString(),
            [{ Tag.Value: "*" }] => null,
            _ => throw new InvalidCatalogException([new(null, null, "If-Match", "Must be one ETag in double quotes, as it was read.")]),
        };
    }
}
