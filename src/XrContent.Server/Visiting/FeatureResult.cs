using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using XrContent.Catalog;

namespace XrContent.Server.Visiting;

/// <summary>Writes features by joining the JSON that was prepared when the snapshot was built.</summary>
/// <param name="items">In the order in which they are written.</param>
/// <param name="language">One of the project's languages, or null for all.</param>
/// <param name="full">Whether an item, by its id, is written whole; else its teaser.</param>
/// <param name="measured">Whether distance and bearing are written.</param>
internal sealed class FeatureCollectionResult(IReadOnlyList<Near> items, string? language, Func<string, bool> full, bool measured)
    : IResult, IEndpointMetadataProvider
{
    public const string ContentType = "application/geo+json";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ContentType;
        var output = httpContext.Response.BodyWriter;
        output.Write("{\"type\":\"FeatureCollection\",\"features\":["u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) output.Write(","u8);
            var near = items[i];
            var json = full(near.Item.Item.Id) ? near.Item.Full : near.Item.Teaser;
            // Without its last two braces a feature is open inside its properties.
            json.WriteTo(output, language, open: measured ? 2 : 0);
            if (!measured) continue;
            output.Write(",\"distance\":"u8);
            Write(output, near.Distance);
            output.Write(",\"bearing\":"u8);
            Write(output, near.Bearing);
            output.Write("}}"u8);
        }

        output.Write("]}"u8);
        return output.FlushAsync(httpContext.RequestAborted).AsTask();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(FeatureCollection), [ContentType]));

    private static void Write(PipeWriter output, double value)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(32), out var written, new StandardFormat('F', 2));
        output.Advance(written);
    }
}

/// <summary>Writes one piece of prepared JSON.</summary>
internal sealed class LocalizedResult(LocalizedJson json, string? language, string contentType) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = contentType;
        json.WriteTo(httpContext.Response.BodyWriter, language);
        return httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted).AsTask();
    }
}
