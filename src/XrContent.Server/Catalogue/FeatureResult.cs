using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;

namespace XrContent.Server.Catalogue;

/// <summary>A GeoJSON feature collection (RFC 7946).</summary>
internal sealed record FeatureCollection(string Type, IReadOnlyList<Feature> Features);

/// <summary>A GeoJSON feature; geometry in longitude, latitude.</summary>
internal sealed record Feature(string Type, string Id, JsonElement? Geometry, FeatureProperties Properties);

/// <summary>
/// What lists show of an item. On the spot the whole document stands here, whose further members depend on the kind.
/// </summary>
internal sealed record FeatureProperties(
    Kind Kind,
    LocalText Title,
    LocalText? Summary,
    Sensitivity? Sensitivity,
    PlaceCategory? Category,
    PartialDate? Demolished,
    string? Place,
    CaptureNature? Nature,
    DateTimeOffset? Taken,
    [property: Description("The moment that a capture shows, where it was made at another.")] DateTimeOffset? Depicts,
    [property: Description("Code of the museum's showcase that keeps or tells of a place.")] string? Exhibit,
    [property: Description("Places where relics of a place are kept or told of.")] IReadOnlyList<string>? Related,
    [property: Description("How the Japanese name of a place is read, in katakana.")] string? Reading,
    LocalText? Address,
    [property: Description("The page of whoever keeps a place.")] string? Website,
    [property: Description("What protects a place by law.")] Heritage? Heritage,
    [property: Description("How to get there without a car.")] LocalText? Access,
    [property: Description("When it is open.")] LocalText? Hours,
    LocalText? When,
    [property: Description("The same days every year, for an event.")] YearlySpan? Yearly,
    [property: Description("Days of an event that were announced, or on which it was held.")] IReadOnlyList<DateSpan>? Dates,
    int? Minutes,
    [property: Description("Scenes of a place.")] IReadOnlyList<string>? Scenes,
    [property: Description("Captures of a place.")] IReadOnlyList<string>? Captures,
    [property: Description("Places whose relics are kept or told of at a place.")] IReadOnlyList<string>? Relics,
    string? Thumbnail,
    [property: Description("Metres from the point asked about.")] double? Distance,
    [property: Description("Degrees clockwise from true north.")] double? Bearing
);

/// <summary>Writes features by joining the JSON that was prepared when the snapshot was built, in one piece.</summary>
/// <param name="items">In the order in which they are written.</param>
/// <param name="language">One of the project's languages, or null for all.</param>
/// <param name="full">Whether an item is written whole, else its teaser; null where all are.</param>
/// <param name="measured">Whether distance and bearing are written.</param>
internal sealed class FeatureCollectionResult(IReadOnlyList<Near> items, string? language, Func<PublishedItem, bool>? full, bool measured)
    : IResult,
        IEndpointMetadataProvider
{
    public const string ContentType = "application/geo+json";

    /// <summary>More than a feature's own bytes: a comma, distance, bearing and the closing braces.</summary>
    private const int Around = 64;

    private static ReadOnlySpan<byte> Opening => "{\"type\":\"FeatureCollection\",\"features\":["u8;

    private static ReadOnlySpan<byte> Closing => "]}"u8;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var most = Opening.Length + Closing.Length;
        for (var i = 0; i < items.Count; i++)
            most += items[i].Item.Json.Length + Around;
        var response = httpContext.Response;
        var length = Write(response.BodyWriter.GetSpan(most));
        response.ContentType = ContentType;
        response.ContentLength = length;
        response.BodyWriter.Advance(length);
        return response.BodyWriter.FlushAsync(httpContext.RequestAborted).AsTask();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(FeatureCollection), [ContentType]));

    private int Write(Span<byte> target)
    {
        var (at, choice) = (Put(Opening, target), LocalizedJson.Choice(language));
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                target[at++] = (byte)',';
            at += Write(items[i], choice, target[at..]);
        }

        return at + Put(Closing, target[at..]);
    }

    private int Write(in Near near, int choice, Span<byte> target)
    {
        var item = near.Item;
        // Without its last two braces a feature is open inside its properties.
        var at = item.Json.CopyTo(target, choice, full is null || full(item) ? item.Json.Length - 2 : item.TeaserEnd);
        if (measured)
        {
            at += Put(",\"distance\":"u8, target[at..]);
            at += Hundredths.Write(near.Distance, target[at..]);
            at += Put(",\"bearing\":"u8, target[at..]);
            at += Hundredths.Write(near.Bearing, target[at..]);
        }

        return at + Put("}}"u8, target[at..]);
    }

    private static int Put(ReadOnlySpan<byte> bytes, Span<byte> target)
    {
        bytes.CopyTo(target);
        return bytes.Length;
    }
}

/// <summary>Writes one item, whole or as its teaser.</summary>
internal sealed class FeatureResult(PublishedItem item, bool full, string? language) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var output = httpContext.Response.BodyWriter;
        httpContext.Response.ContentType = FeatureCollectionResult.ContentType;
        var target = output.GetSpan(item.Json.Length + 2);
        var at = item.Json.CopyTo(target, LocalizedJson.Choice(language), full ? item.Json.Length - 2 : item.TeaserEnd);
        "}}"u8.CopyTo(target[at..]);
        output.Advance(at + 2);
        return output.FlushAsync(httpContext.RequestAborted).AsTask();
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
