using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>
/// Antiforgery: a browser sends its cookie whoever asks it to, so what changes something must also carry a word that only our own pages
/// know. Programs with a token need none.
/// </summary>
internal static class OwnPages
{
    public const string Header = "X-XrContent-Page";

    public static void AddStaffAntiforgery(this IServiceCollection services) =>
        services.AddAntiforgery(options =>
        {
            options.HeaderName = Header;
            options.Cookie.Name = "xr-page";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });

    /// <summary>The word for this browser and person; its other half goes into a cookie.</summary>
    public static string WordFor(HttpContext context) =>
        context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context).RequestToken!;

    public static RouteGroupBuilder RequireOwnPages(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Add(endpoint =>
        {
            var inside = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = async context =>
            {
                if (IsSafe(context) || await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
                    await inside(context);
                else
                    await RefuseAsync(context);
            };
        });
        return group;
    }

    private static bool IsSafe(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        || HttpMethods.IsHead(context.Request.Method)
        || HttpMethods.IsOptions(context.Request.Method)
        || context.User.Identity?.AuthenticationType != IdentityConstants.ApplicationScheme;

    private static Task RefuseAsync(HttpContext context) =>
        TypedResults
            .Problem(
                type: Problems.OwnPagesOnly,
                title: "The request does not come from this server's own page.",
                statusCode: StatusCodes.Status403Forbidden,
                detail: $"Ask GET /api/v1/studio/me and send its \"page\" as {Header}; or load the page again."
            )
            .ExecuteAsync(context);
}
