using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
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
                policy => policy.AllowAnyOrigin().WithMethods("GET", "HEAD", "POST").WithHeaders("Content-Type", "Accept")
            )
        );

    /// <param name="prefix">Where its addresses begin.</param>
    public static RouteGroupBuilder MapOpen(this WebApplication app, string prefix)
    {
        var group = app.MapGroup(prefix).WithTags("Open formats").CacheOpenly(Today);
        group.RequireCors(AnyPage);
        return group;
    }

    /// <summary>Today by the clock of the places.</summary>
    public static DateOnly Today(IServiceProvider services)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(services.GetRequiredService<IOptions<SiteOptions>>().Value.TimeZone);
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

    /// <summary>All languages of a text, as a map from tag to words.</summary>
    public static JsonObject Map(this LocalText text, Func<string, JsonNode?>? each = null)
    {
        var map = new JsonObject();
        foreach (var language in LocalText.Languages)
            if (text.In(language) is { } words)
                map[language] = each is null ? words : each(words);
        return map;
    }

    /// <summary>The text in a language, or in the one that stands in for it.</summary>
    public static string? Best(this LocalText? text, string language) =>
        text is null
            ? null
            : text.In(language) ?? text.English ?? LocalText.Languages.Select(text.In).FirstOrDefault(words => words is not null);

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
