using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Onsite;

/// <summary>Through whose eyes staff look.</summary>
/// <param name="Place">Id of the place where the visitor stands.</param>
/// <param name="Onsite">False: the visitor has no pass.</param>
/// <param name="Key">What requests say in <see cref="ViewAs.Header"/> to be answered so.</param>
internal sealed record ViewAsGrant(string Place, bool Onsite, DateTimeOffset Until, string Key);

/// <summary>
/// Reads and writes keys by which requests of the staff are answered as a visitor's. A key works for the person who asked for it, while
/// they are signed in, and in requests that carry it: what they do beside that stays staff's.
/// </summary>
internal sealed class ViewAs(IDataProtectionProvider protection, TimeProvider clock)
{
    public const string Header = "X-XrContent-Stand";

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly IDataProtector protector = protection.CreateProtector("XrContent.Stand.v2");

    public static bool IsGiven(HttpRequest request) => request.Headers.ContainsKey(Header);

    /// <summary>As whom a request asks to be answered; null where its key is not this person's, or no more.</summary>
    public ViewAsGrant? Read(HttpContext context)
    {
        if (!context.User.IsStaff())
            return null;
        var key = context.Request.Headers[Header].ToString();
        try
        {
            if (protector.Unprotect(key).Split(' ', 4) is not [var place, var how, var seconds, var person])
                return null;
            var until = DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));
            return until > clock.GetUtcNow() && person == context.User.PersonName() ? new(place, how == "on", until, key) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public ViewAsGrant Write(string person, string place, bool onsite)
    {
        var until = clock.GetUtcNow() + Lifetime;
        var key = string.Create(CultureInfo.InvariantCulture, $"{place} {(onsite ? "on" : "off")} {until.ToUnixTimeSeconds()} {person}");
        return new(place, onsite, until, protector.Protect(key));
    }
}

/// <summary>Stand here: staff see exactly what a visitor at a place sees, on site or not, from wherever they are.</summary>
internal static class ViewAsApi
{
    /// <param name="Place">Id of the place.</param>
    /// <param name="Onsite">Whether the visitor has a pass.</param>
    internal sealed record StandRequest(string Place, bool Onsite = true);

    public static void MapStandIn(this WebApplication app) =>
        app.MapGroup("/api/v1/studio/stand")
            .WithTags("On site")
            .RequireStaff()
            .ProducesValidationProblem()
            .MapPut("/", Start)
            .WithName("StandHere")
            .WithSummary($"A key for an hour: requests that carry it in {ViewAs.Header} are answered as a visitor's at a place");

    private static Results<Ok<ViewAsGrant>, ProblemHttpResult> Start(HttpContext context, ViewAs viewAs, StandRequest request) =>
        context.Catalog().Find<Place>(request.Place) is null
            ? TypedResults.Problem(Problems.Parameter("place", $"No published place has the id \"{request.Place}\"."))
            : TypedResults.Ok(viewAs.Write(context.User.PersonName(), request.Place, request.Onsite));
}
