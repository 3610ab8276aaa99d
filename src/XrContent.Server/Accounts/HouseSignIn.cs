using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using XrContent.Catalog.Audit;
using XrContent.Server.Data;

namespace XrContent.Server.Accounts;

/// <summary>Sign-in by the house's own accounts (OpenID Connect), where there are any.</summary>
internal sealed class HouseSignInOptions
{
    /// <summary>Address of the provider; null turns it off.</summary>
    public string? Authority { get; set; }

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>What the button says.</summary>
    public string Name { get; set; } = "OpenID Connect";

    /// <summary>False only where the provider is on this machine.</summary>
    public bool RequireHttps { get; set; } = true;

    public bool IsOn => !string.IsNullOrWhiteSpace(Authority);

    /// <summary>Off, or an address that tokens may come from, and who asks there.</summary>
    public bool IsValid() =>
        !IsOn
        || ClientId is { Length: > 0 }
            && Uri.TryCreate(Authority, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp && !RequireHttps);

    public static HouseSignInOptions Of(IConfiguration configuration) =>
        configuration.GetSection("Accounts:OpenIdConnect").Get<HouseSignInOptions>() ?? new();
}

/// <summary>Who signs in there gets no account by that alone: only whoever was invited here.</summary>
internal static class HouseSignIn
{
    private const string Scheme = "House";
    private const string Root = "/studio/house";
    private static readonly string[] Scopes = ["openid", "profile", "email"];

    public static void AddHouseSignIn(this AuthenticationBuilder authentication, IServiceCollection services, IConfiguration configuration)
    {
        var options = HouseSignInOptions.Of(configuration);
        services.AddSingleton(options);
        if (!options.IsOn)
            return;
        authentication.AddOpenIdConnect(
            Scheme,
            provider =>
            {
                (provider.Authority, provider.ClientId, provider.ClientSecret) = (
                    options.Authority,
                    options.ClientId ?? throw new InvalidOperationException("Accounts:OpenIdConnect:ClientId is missing."),
                    options.ClientSecret
                );
                provider.RequireHttpsMetadata = options.RequireHttps;
                provider.SignInScheme = IdentityConstants.ExternalScheme;
                provider.ResponseType = "code";
                provider.CallbackPath = $"{Root}/callback";
                provider.MapInboundClaims = false;
                provider.GetClaimsFromUserInfoEndpoint = true;
                // Whether an address is verified may stand in the provider's further answer alone.
                provider.ClaimActions.MapUniqueJsonKey("email_verified", "email_verified");
                provider.Scope.Clear();
                foreach (var scope in Scopes)
                    provider.Scope.Add(scope);
                // The provider comes back by a link, not by a form: cookies of the same site travel with it.
                provider.ResponseMode = "query";
                provider.CorrelationCookie.SameSite = provider.NonceCookie.SameSite = SameSiteMode.Lax;
                provider.CorrelationCookie.SecurePolicy = provider.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            }
        );
    }

    public static void MapHouseSignIn(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<HouseSignInOptions>().IsOn)
            return;
        app.MapGet(Root, () => TypedResults.Challenge(new() { RedirectUri = $"{Root}/done" }, [Scheme])).ExcludeFromDescription();
        app.MapGet($"{Root}/done", DoneAsync).ExcludeFromDescription();
    }

    private static async Task<RedirectHttpResult> DoneAsync(
        HttpContext context,
        XrContentDb db,
        StaffSignIn signIn,
        UserManager<StaffMember> people,
        Invitations invitations,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var seen = await context.AuthenticateAsync(IdentityConstants.ExternalScheme);
        await context.SignOutAsync(IdentityConstants.ExternalScheme);
        if (seen.Principal is not { } principal || principal.FindFirstValue("sub") is not { } subject)
            return Refused("house-failed");
        var login = new UserLoginInfo(Scheme, subject, Scheme);
        if (await people.FindByLoginAsync(Scheme, subject) is { } known)
            return await EnterAsync(known);
        // An address that the provider did not verify may be anybody's.
        if (principal.FindFirstValue("email") is not { } email || principal.FindFirstValue("email_verified") is not ("true" or "True"))
            return Refused("house-no-email");
        if (await people.FindByEmailAsync(email) is { } member)
        {
            await people.AddLoginAsync(member, login);
            return await EnterAsync(member);
        }

        if (await invitations.FindByEmailAsync(email, cancel) is not { } invitation)
            return Refused("house-not-invited");
        var joining = new StaffMember
        {
            UserName = StaffMember.NameFrom(principal.FindFirstValue("name") ?? email),
            Email = email,
            EmailConfirmed = true,
            Role = invitation.Role,
            Joined = clock.GetUtcNow(),
        };
        var result = await invitations.JoinAsync(
            db,
            invitation,
            joining,
            async () =>
            {
                var created = await people.CreateAsync(joining);
                return created.Succeeded ? await people.AddLoginAsync(joining, login) : created;
            },
            cancel
        );
        return result.Succeeded ? await EnterAsync(joining) : Refused("house-failed");

        async Task<RedirectHttpResult> EnterAsync(StaffMember who)
        {
            if (!await signIn.CanSignInAsync(who))
                return Refused("house-left");
            await signIn.SignInAsync(who, isPersistent: false, Scheme);
            await audit.RecordAsync(new(who.UserName!, AuditActions.SignedIn, Concerns: who.UserName, Note: Scheme), cancel);
            return TypedResults.Redirect("/studio");
        }
    }

    private static RedirectHttpResult Refused(string why) => TypedResults.Redirect($"/studio?refused={why}");
}
