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
internal sealed record ViewAsGrant(string Place, bool Onsite, DateTimeOffset Until);

/// <summary>Reads and writes the cookie by which a browser of the staff sees what a visitor sees.</summary>
internal sealed class ViewAs(IDataProtectionProvider protection, TimeProvider clock)
{
    public const string Cookie = "xr-stand";

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly IDataProtector protector = protection.CreateProtector("XrContent.Stand.v1");

    public ViewAsGrant? Read(HttpRequest request)
    {
        if (request.Cookies[Cookie] is not { } token)
            return null;
        try
        {
            var parts = protector.Unprotect(token).Split(' ');
            var until = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[2], CultureInfo.InvariantCulture));
            return until > clock.GetUtcNow() ? new(parts[0], parts[1] == "on", until) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public ViewAsGrant Set(HttpContext context, string place, bool onsite)
    {
        var stand = new ViewAsGrant(place, onsite, clock.GetUtcNow() + Lifetime);
        var token = protector.Protect(
            string.Create(CultureInfo.InvariantCulture, $"{place} {(onsite ? "on" : "off")} {stand.Until.ToUnixTimeSeconds()}")
        );
        context.Response.Cookies.Append(
            Cookie,
            token,
            new()
            {
                HttpOnly = true,
                Secure = context.Request.IsHttps,
                SameSite = SameSiteMode.Strict,
                Expires = stand.Until,
                IsEssential = true,
            }
        );
        return stand;
    }
}

/// <summary>Stand here: staff see exactly what a visitor at a place sees, on site or not, from wherever they are.</summary>
internal static class ViewAsApi
{
    /// <param name="Place">Id of the place.</param>
    /// <param name="Onsite">Whether the visitor has a pass.</param>
    internal sealed record StandRequest(string Place, bool Onsite = true);

    public static void MapStandIn(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/stand").WithTags("On site").RequireStaff().ProducesValidationProblem();
        staff.MapPut("/", Start).WithName("StandHere").WithSummary("Lets this browser see what a visitor at a place sees; lasts an hour");
        staff.MapDelete("/", Stop).WithName("StandNowhere").WithSummary("Ends it");
    }

    private static Results<Ok<ViewAsGrant>, ProblemHttpResult> Start(HttpContext context, ViewAs viewAs, StandRequest request) =>
        context.Catalog().Find<Place>(request.Place) is null
            ? TypedResults.Problem(Problems.Parameter("place", $"No published place has the id \"{request.Place}\"."))
            : TypedResults.Ok(viewAs.Set(context, request.Place, request.Onsite));

    private static NoContent Stop(HttpContext context)
    {
        context.Response.Cookies.Delete(ViewAs.Cookie);
        return TypedResults.NoContent();
    }
}
