using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>How staff doors are opened.</summary>
internal sealed class StudioOptions
{
    /// <summary>A bearer token that opens all staff doors; null opens none. Never logged.</summary>
    public string? ServiceToken { get; set; }
}

/// <summary>Knows the one bearer token for programs.</summary>
internal sealed class ServiceTokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IOptions<StudioOptions> studio, IProblemDetailsService problems)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "ServiceToken";

    /// <summary>Where a browser cannot set headers, as on a WebSocket.</summary>
    private const string LiveDoor = "/hubs";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (GivenToken() is not { Length: > 0 } given) return Task.FromResult(AuthenticateResult.NoResult());
        if (studio.Value.ServiceToken is not { } token || !Equal(given, token)) return Task.FromResult(AuthenticateResult.Fail("The token is not the service token."));
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, "service"), new(ClaimTypes.Role, "administrator")], Name);
        return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Name)));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        await problems.TryWriteAsync(new()
        {
            HttpContext = Context,
            ProblemDetails = new()
            {
                Type = Problems.SignInRequired,
                Title = "This is for staff.",
                Detail = studio.Value.ServiceToken is null
                    ? "This server has no service token yet. Its operator sets Studio:ServiceToken; send it as \"Authorization: Bearer TOKEN\"."
                    : "Send the service token as \"Authorization: Bearer TOKEN\".",
                Status = StatusCodes.Status401Unauthorized,
            },
        });
    }

    private string? GivenToken()
    {
        var header = Request.Headers[HeaderNames.Authorization].ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header[7..].Trim();
        return Request.Path.StartsWithSegments(LiveDoor, StringComparison.Ordinal) ? Request.Query["access_token"].ToString() : null;
    }

    // Hashes are of one length, so that the time of comparison says nothing of the token.
    private static bool Equal(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(a)), SHA256.HashData(Encoding.UTF8.GetBytes(b)));
}

internal static class AccountsSetup
{
    private const string Staff = "staff";

    /// <summary>A token that can be guessed is worse than none.</summary>
    private const int ShortestToken = 16;

    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StudioOptions>().Bind(configuration.GetSection("Studio"))
            .Configure(options => options.ServiceToken = string.IsNullOrWhiteSpace(options.ServiceToken) ? null : options.ServiceToken.Trim())
            .Validate(options => options.ServiceToken is not { Length: < ShortestToken }, $"Studio:ServiceToken must have {ShortestToken} characters at least.")
            .ValidateOnStart();
        services.AddAuthentication(ServiceTokenAuthentication.Name).AddScheme<AuthenticationSchemeOptions, ServiceTokenAuthentication>(ServiceTokenAuthentication.Name, null);
        services.AddAuthorizationBuilder().AddPolicy(Staff, policy => policy.RequireAuthenticatedUser());
        return services;
    }

    /// <summary>Closes a group of routes to whoever is not of the staff.</summary>
    public static RouteGroupBuilder RequireStaff(this RouteGroupBuilder group)
    {
        group.RequireAuthorization(Staff).ProducesProblem(StatusCodes.Status401Unauthorized);
        return group;
    }

    /// <summary>True when the request comes from staff.</summary>
    public static bool IsStaff(this ClaimsPrincipal user) => user.Identity?.IsAuthenticated == true;

    /// <summary>Whom to record as having done something.</summary>
    public static string PersonName(this ClaimsPrincipal user) => user.Identity?.Name ?? throw new InvalidOperationException("A staff door was opened to nobody.");
}
