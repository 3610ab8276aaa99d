using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Server.Hosting;
using XrContent.Server.Views;

namespace XrContent.Server.Interop;

/// <summary>
/// The doors for other programs. What they say is the same for everybody, so that it may be kept on the way, and pages of others may read
/// it: no cookie is sent to them, and none is asked for.
/// </summary>
internal static class OpenDoors
{
    /// <summary>Anybody's page may read what anybody may know.</summary>
    public const string AnyPage = "anybody's page";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IServiceCollection AddOpenDoors(this IServiceCollection services) =>
        services.AddCors(options =>
            options.AddPolicy(
                AnyPage,
                policy =>
                    policy
                        .AllowAnyOrigin()
                        .WithMethods("GET", "HEAD", "POST")
                        .WithHeaders("Content-Type", "Accept")
                        .WithExposedHeaders("NGSILD-Results-Count", "Fiware-Total-Count", "Link")
            )
        );

    /// <param name="prefix">Where its addresses begin.</param>
    /// <param name="also">What tells its answers apart beside the catalogue's version.</param>
    /// <param name="vary">Headers on which they depend.</param>
    public static RouteGroupBuilder MapOpen(
        this WebApplication app,
        string prefix,
        Func<HttpContext, string>? also = null,
        string? vary = null
    )
    {
        var group = app.MapGroup(prefix).WithTags("Open formats").CacheOpenly(also, vary);
        group.RequireCors(AnyPage);
        return group;
    }

    /// <summary>For answers that are others on the next day.</summary>
    public static string ByDay(HttpContext context) => $"-{Today(context.RequestServices).DayNumber}";

    /// <summary>The clock of the places.</summary>
    public static TimeZoneInfo Zone(IServiceProvider services) =>
        TimeZoneInfo.FindSystemTimeZoneById(services.GetRequiredService<IOptions<SiteOptions>>().Value.TimeZone);

    /// <summary>A moment by the clock of the places, with its offset.</summary>
    public static DateTimeOffset At(this TimeZoneInfo zone, DateTime local) =>
        local.Year switch
        {
            // Where an offset would lead out of what can be written.
            <= 1 => DateTimeOffset.MinValue,
            >= 9999 => DateTimeOffset.MaxValue,
            _ => new(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone.GetUtcOffset(local)),
        };

    /// <summary>Today by the clock of the places.</summary>
    public static DateOnly Today(IServiceProvider services)
    {
        var zone = Zone(services);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(services.GetRequiredService<TimeProvider>().GetUtcNow(), zone).DateTime);
    }

    /// <summary>How this server is known outside, without a slash at the end.</summary>
    public static string Root(this HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<PublicOptions>>().Value.RootOf(context.Request);

    /// <summary>Writes JSON of a format's own media type.</summary>
    /// <param name="language">What its words are in; null where it says so itself.</param>
    public static IResult Json(JsonNode node, string contentType = "application/json", string? language = null) =>
        new InLanguage(TypedResults.Text(node.ToJsonString(Plain), contentType), language);

    /// <summary>Writes text of a format's own media type.</summary>
    public static IResult Text(string text, string contentType, string? language = null) =>
        new InLanguage(TypedResults.Text(text, contentType, System.Text.Encoding.UTF8), language);

    /// <summary>An address with what this request asks, but another value of one parameter: that of the next page.</summary>
    public static string With(this HttpContext context, string address, string name, string value)
    {
        var query = context.Request.Query.Where(pair => pair.Key != name).ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        query[name] = value;
        return QueryHelpers.AddQueryString(address, query);
    }

    /// <summary>All languages of a text, as a map from tag to words.</summary>
    public static JsonObject Map(this LocalText text, Func<string, JsonNode?>? each = null)
    {
        var map = new JsonObject();
        foreach (var language in LocalText.Languages)
            if (text.In(language) is { } words)
                map[language] = each is null ? words : each(words);
        return map;
    }

    /// <summary>The text in a language, or in the one that stands in for it; without what no format of XML could carry.</summary>
    public static string? Best(this LocalText? text, string language) =>
        (
            text?.In(language)
            ?? text?.English
            ?? LocalText.Languages.Select(other => text?.In(other)).FirstOrDefault(words => words is not null)
        )
            is { } best
            ? Letters.Without(best)
            : null;

    /// <summary>A word of a list as JSON has it, such as "historic-site".</summary>
    public static string? Word<T>(T? value)
        where T : struct, Enum =>
        value is null ? null : JsonSerializer.SerializeToNode(value.Value, CatalogJson.Options)!.GetValue<string>();

    private sealed class InLanguage(IResult inside, string? language) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (language is not null)
                httpContext.Response.Headers.ContentLanguage = language;
            return inside.ExecuteAsync(httpContext);
        }
    }
}
