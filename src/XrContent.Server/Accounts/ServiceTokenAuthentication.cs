using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using XrContent.Catalog.Audit;

namespace XrContent.Server.Accounts;

/// <summary>How programs reach staff endpoints.</summary>
internal sealed class StudioOptions
{
    /// <summary>A token that can be guessed is worse than none.</summary>
    public const int ShortestToken = 16;

    /// <summary>A bearer token that opens all staff endpoints; null opens none. Never logged.</summary>
    public string? ServiceToken { get; set; }
}

/// <summary>Knows the one bearer token for programs.</summary>
internal sealed class ServiceTokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    IOptions<StudioOptions> studio
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "ServiceToken";

    /// <summary>Where a browser cannot set headers, as on a WebSocket.</summary>
    private const string LivePath = "/hubs";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { Length: > 0 } given)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (studio.Value.ServiceToken is not { } token || !Equal(given, token))
            return Task.FromResult(AuthenticateResult.Fail("The token is not the service token."));
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.Name, ReservedNames.Service), new(ClaimTypes.Role, Role.Administrator.Name())],
            Name
        );
        return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Name)));
    }

    /// <summary>True when a request comes with a token, whether a good one or not.</summary>
    public static bool IsGiven(HttpRequest request) => TokenOf(request) is { Length: > 0 };

    private static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers[HeaderNames.Authorization].ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return header[7..].Trim();
        return request.Path.StartsWithSegments(LivePath, StringComparison.Ordinal) ? request.Query["access_token"].ToString() : null;
    }

    // Hashes are of one length, so that the time of comparison says nothing of the token.
    private static bool Equal(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(a)), SHA256.HashData(Encoding.UTF8.GetBytes(b)));
}
