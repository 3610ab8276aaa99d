using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite.Tags;

namespace XrContent.Server.Onsite.Passes;

/// <summary>Asks for a pass.</summary>
/// <param name="Tag">The tag's name, or the whole address that was scanned or tapped.</param>
/// <param name="Code">What the tag shows beside its name: the digits of a screen, or what a chip signed.</param>
/// <param name="Lat">Degrees north of where the phone is; printed tags need it, and it is not kept.</param>
/// <param name="Lon">Degrees east.</param>
/// <param name="Accuracy">Metres within which the true position lies.</param>
/// <param name="Lang">Language of the scene that comes with the answer; all without it.</param>
public sealed record PassRequest(
    [property: Required, StringLength(500)] string Tag,
    [property: StringLength(100)] string? Code = null,
    [property: Range(-90.0, 90.0)] double? Lat = null,
    [property: Range(-180.0, 180.0)] double? Lon = null,
    [property: Range(0.0, 1e7)] double? Accuracy = null,
    [property: AllowedValues(null, "ja", "en", "zh-Hans", "ko")] string? Lang = null
);

/// <summary>A pass.</summary>
/// <param name="Token">To send as "Authorization: Bearer"; browsers have it as the cookie xr-pass.</param>
/// <param name="Places">All places that it opens: the tag's own, and those that its tours lead to.</param>
/// <param name="Expires">When the stay at this place ends.</param>
/// <param name="Place">The tag's own place.</param>
/// <param name="Scene">The scene to begin with; null where the place has none.</param>
/// <param name="Start">That scene whole, as /api/v1/scenes/{id} answers it, so that a slow line need not ask again.</param>
internal sealed record PassAnswer(
    string Token,
    IReadOnlyList<string> Places,
    DateTimeOffset Expires,
    string Place,
    string? Scene,
    JsonElement? Start
);

/// <summary>What a page that a tag opened must know.</summary>
/// <param name="Tag">The tag's name.</param>
/// <param name="Problem">Why there is no pass yet; "/problems/position-needed" means that the visitor has not been asked.</param>
internal sealed record Arrival(string Tag, ProblemDetails Problem);

/// <summary>How a scene is written, so that a pass brings the scene along: the room of views knows.</summary>
internal delegate LocalizedJson DescribeScene(PublishedItem scene, CatalogSnapshot catalog);

/// <summary>Tags become passes: in a browser by opening the tag's address, for programs by a call.</summary>
internal static class PassApi
{
    public static void MapPasses(this WebApplication app)
    {
        app.MapPost("/api/v1/passes", AskAsync)
            .WithName("Pass")
            .WithTags("On site")
            .WithSummary("A pass for a tag, a code, and where the tag is printed a position")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesValidationProblem();
        app.MapGet("/t/{tag}", OpenAsync)
            .WithName("Tag")
            .WithTags("On site")
            .WithSummary("What a QR code or an NFC tag opens: a pass where it may, then the place's scene")
            .Produces(StatusCodes.Status302Found)
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "text/html");
    }

    private static async Task<Results<Ok<PassAnswer>, ProblemHttpResult>> AskAsync(
        HttpContext context,
        PassIssuer issuer,
        PassLimits limits,
        DescribeScene describe,
        PassRequest request
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        if (limits.Wait(context, TagAddress.Parse(request.Tag).Id ?? "") is { } wait)
            return TooOften(context, wait);
        if (request.Lat is null != request.Lon is null)
            return TypedResults.Problem(Problems.Parameter(request.Lat is null ? "lat" : "lon", "Give both lat and lon, or neither."));
        Position? position = request is { Lat: { } lat, Lon: { } lon } ? new(lat, lon, request.Accuracy ?? 0) : null;
        var answer = await issuer.AskAsync(context, request.Tag, request.Code, position);
        if (answer is not { Place: { } place, Pass: { } pass, Token: { } token })
            return TypedResults.Problem(answer.Problem!);
        PassKeys.SetCookie(context, token, answer.Until);
        var catalog = context.Catalog();
        var scene = SceneOf(place.Id, catalog);
        JsonElement? start = scene is null ? null : describe(catalog.Find(scene)!, catalog).ToElement(request.Lang);
        return TypedResults.Ok(
            new PassAnswer(
                token,
                [.. OnsiteGate.Of(pass, catalog).Places.Order(StringComparer.Ordinal)],
                answer.Until,
                place.Id,
                scene,
                start
            )
        );
    }

    private static async Task<Results<RedirectHttpResult, ContentHttpResult, ProblemHttpResult, StatusCodeHttpResult>> OpenAsync(
        HttpContext context,
        PassIssuer issuer,
        PassLimits limits,
        WebPages pages,
        string tag,
        [FromQuery(Name = TagAddress.CodeParameter), Description("What the tag shows beside its name.")] string? code = null
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        // A browser that only guesses where its person will go must not use a tap up.
        if (context.Request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal))
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        if (limits.Wait(context, TagAddress.Parse(tag).Id ?? "") is { } wait)
            return TooOften(context, wait);
        var answer = await issuer.AskAsync(context, tag, code, position: null);
        if (answer.Token is { } token)
            PassKeys.SetCookie(context, token, answer.Until);
        if (answer.Place is { } place && (answer.Token is not null || context.Presence().Opens([place.Id])))
            return TypedResults.Redirect(SceneOf(place.Id, context.Catalog()) is { } scene ? $"/scenes/{scene}" : $"/places/{place.Id}");
        return
            await pages.WithDataAsync(
                context,
                "arrival",
                new Arrival(tag, answer.Problem!),
                OnsiteJson.Default.Arrival,
                answer.Problem!.Type == Refusals.PositionNeeded ? StatusCodes.Status200OK : answer.Problem.Status!.Value
            )
                is { } page
            ? page
            : TypedResults.Problem(answer.Problem);
    }

    private static string? SceneOf(string place, CatalogSnapshot catalog) => catalog.ScenesOf(place).FirstOrDefault();

    private static ProblemHttpResult TooOften(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return TypedResults.Problem(Refusals.TooOften());
    }
}
