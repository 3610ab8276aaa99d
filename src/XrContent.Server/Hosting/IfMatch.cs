namespace XrContent.Server.Hosting;

/// <summary>Over which words something is written (RFC 9110, If-Match).</summary>
internal static class IfMatch
{
    /// <summary>The tag that the request names; null where it names none, or any.</summary>
    public static string? TagOf(HttpContext context) =>
        context.Request.GetTypedHeaders().IfMatch is [{ Tag: { Length: > 2 } tag }, ..]
            ? tag.Subsegment(1, tag.Length - 2).ToString()
            : null;
}
