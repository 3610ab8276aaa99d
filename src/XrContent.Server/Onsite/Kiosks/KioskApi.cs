using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite.Passes;
using XrContent.Server.Onsite.Tags;

namespace XrContent.Server.Onsite.Kiosks;

/// <param name="Code">Eight digits that the studio shows.</param>
public sealed record PairRequest([property: Required, RegularExpression("^[0-9]{8}$", ErrorMessage = "Is eight digits.")] string Code);

/// <summary>
/// Screens that stand at a place: a kiosk, a ticket desk's tablet. Staff pair one once; from then on it is on the spot by itself and shows
/// the rotating code, which it computes without the network.
/// </summary>
internal static class KioskApi
{
    private const string Cookie = "xr-kiosk";
    private const string Root = "/api/v1/kiosk";

    /// <summary>Browsers keep no cookie longer.</summary>
    private static readonly TimeSpan CookieLife = TimeSpan.FromDays(400);

    /// <summary>What a screen must keep to show codes by itself.</summary>
    /// <param name="Secret">Of the codes (RFC 6238, SHA-1), base64; told only now.</param>
    internal sealed record PairAnswer(string Secret, KioskAnswer Kiosk);

    /// <summary>What a screen shows.</summary>
    /// <param name="Address">Of the tag; the code is added as ?c=.</param>
    /// <param name="Period">Seconds that a code is shown.</param>
    /// <param name="Now">The server's clock, by which the screen sets its codes.</param>
    /// <param name="Until">When the screen must have asked again.</param>
    internal sealed record KioskAnswer(
        string Place,
        LocalText Title,
        IReadOnlyList<string> Scenes,
        string Name,
        string Address,
        int Period,
        int Digits,
        DateTimeOffset Now,
        DateTimeOffset Until
    );

    public static void MapKiosks(this WebApplication app)
    {
        var kiosk = app.MapGroup(Root).WithTags("On site").ProducesProblem(StatusCodes.Status401Unauthorized);
        kiosk
            .MapPost("/pairing", PairAsync)
            .WithName("PairKiosk")
            .WithSummary("Makes this browser the screen of a rotating tag, by a code from the studio")
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesValidationProblem();
        kiosk
            .MapPost("/session", SessionAsync)
            .WithName("KioskSession")
            .WithSummary("Keeps a paired screen on the spot for some minutes more");
    }

    private static async Task<Results<Ok<PairAnswer>, ProblemHttpResult>> PairAsync(
        HttpContext context,
        TagStore tags,
        PassLimits limits,
        KioskSessions sessions,
        PairRequest request
    )
    {
        if (limits.Wait(context, "pairing") is not null)
            return TypedResults.Problem(Refusals.TooOften());
        if (await tags.PairAsync(request.Code, context.RequestAborted) is not var (tag, key))
            return TypedResults.Problem(
                Problems.Parameter("code", "No screen waits for this code. Make a new one in the studio; it works for 15 minutes, once.")
            );
        context.Response.Cookies.Append(
            Cookie,
            key,
            new()
            {
                HttpOnly = true,
                Secure = context.Request.IsHttps,
                SameSite = SameSiteMode.Strict,
                Path = Root,
                MaxAge = CookieLife,
                IsEssential = true,
            }
        );
        return sessions.Begin(context, tag) is { } answer
            ? TypedResults.Ok(new PairAnswer(Convert.ToBase64String(tags.SecretOf(tag)), answer))
            : TypedResults.Problem(Refusals.NoKiosk());
    }

    private static async Task<Results<Ok<KioskAnswer>, ProblemHttpResult>> SessionAsync(
        HttpContext context,
        TagStore tags,
        KioskSessions sessions
    ) =>
        context.Request.Cookies[Cookie] is { } key
        && await tags.FindByDeviceAsync(key, context.RequestAborted) is { } tag
        && sessions.Begin(context, tag) is { } answer
            ? TypedResults.Ok(answer)
            : TypedResults.Problem(Refusals.NoKiosk());
}

/// <summary>Keeps a paired screen on the spot.</summary>
internal sealed class KioskSessions(PassKeys keys, IOptions<PublicOptions> address, TimeProvider clock)
{
    /// <summary>How long a screen whose pairing ended may go on: it asks anew well before.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>Gives the screen a pass for its own place and no other; null when the place is no longer published.</summary>
    public KioskApi.KioskAnswer? Begin(HttpContext context, TagRow tag)
    {
        var catalog = context.Catalog();
        if (catalog.Find<Place>(tag.Place) is not { } place)
            return null;
        var now = clock.GetUtcNow();
        var until = now + Life;
        PassKeys.SetCookie(context, keys.Write(new([new(tag.Place, until, Walk: false)])), until);
        context.Response.Headers.CacheControl = "no-store";
        var root = address.Value.RootOf(context.Request);
        return new(
            tag.Place,
            place.Title,
            [.. catalog.ScenesOf(tag.Place)],
            tag.Name,
            TagAddress.Of(root, tag.Id),
            tag.Period,
            TagCodes.RotatingDigits,
            now,
            until
        );
    }
}
