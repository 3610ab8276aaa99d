using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using XrContent.Catalog.Storage;
using XrContent.Server.Data;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>Who is of the staff: people by passkey, password or the house's own sign-in, programs by the service token.</summary>
internal static class AccountsSetup
{
    /// <summary>Chooses between a program's token and a person's cookie.</summary>
    private const string Either = "Staff";

    private const int ShortestPassword = 12;

    /// <summary>How soon a change of somebody's role reaches browsers that are signed in.</summary>
    private static readonly TimeSpan Revalidation = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        var house = HouseSignInOptions.Of(configuration);
        services
            .AddOptions<StudioOptions>()
            .Bind(configuration.GetSection("Studio"))
            .Known("Studio")
            .Configure(options =>
                options.ServiceToken = string.IsNullOrWhiteSpace(options.ServiceToken) ? null : options.ServiceToken.Trim()
            )
            .Validate(
                options => options.ServiceToken is not { Length: < StudioOptions.ShortestToken },
                $"Studio:ServiceToken must have {StudioOptions.ShortestToken} characters at least."
            )
            .Validate(
                _ => house.IsValid(),
                "Accounts:OpenIdConnect:Authority must be a whole https address, with Accounts:OpenIdConnect:ClientId beside it."
            )
            .ValidateOnStart();
        services.KnowSettings("Accounts", "OpenIdConnect");
        services.KnowSettings(
            "Accounts:OpenIdConnect",
            [.. typeof(HouseSignInOptions).GetProperties().Where(one => one.CanWrite).Select(one => one.Name)]
        );
        services.AddHostedService<FirstInvitation>();
        services
            .AddIdentityCore<StaffMember>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                // People are called as they are called, in any script.
                options.User.AllowedUserNameCharacters = "";
                options.Password = new()
                {
                    RequiredLength = ShortestPassword,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                    RequiredUniqueChars = 4,
                };
                options.Lockout = new() { MaxFailedAccessAttempts = 5, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15) };
            })
            .AddEntityFrameworkStores<XrContentDb>()
            .AddSignInManager<StaffSignIn>()
            .AddClaimsPrincipalFactory<StaffClaims>();
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = Revalidation);

        var authentication = services.AddAuthentication(options =>
            (options.DefaultScheme, options.DefaultSignInScheme) = (Either, IdentityConstants.ExternalScheme)
        );
        authentication.AddPolicyScheme(
            Either,
            null,
            options =>
                options.ForwardDefaultSelector = context =>
                    ServiceTokenAuthentication.IsGiven(context.Request)
                        ? ServiceTokenAuthentication.Name
                        : IdentityConstants.ApplicationScheme
        );
        authentication.AddScheme<AuthenticationSchemeOptions, ServiceTokenAuthentication>(ServiceTokenAuthentication.Name, null);
        authentication.AddIdentityCookies();
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = "xr-staff";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
        });
        authentication.AddHouseSignIn(services, configuration);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, StaffRefusals>();
        var authorization = services.AddAuthorizationBuilder();
        foreach (var role in Enum.GetValues<Role>())
            authorization.AddPolicy(role.Name(), policy => policy.RequireAuthenticatedUser().RequireRole(role.AndAbove()));
        services.AddStaffAntiforgery();
        services.AddOpenApi(options => options.AddOperationTransformer(DescribeRole));
        services.AddJson(AccountsJson.Default);
        return services.AddScoped<OwnKeys>().AddSingleton<Invitations>();
    }

    /// <summary>Says at each staff endpoint for whom it is.</summary>
    private static Task DescribeRole(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var endpoints = context.Description.ActionDescriptor.EndpointMetadata.OfType<StaffEndpoint>().ToList();
        if (endpoints.Count == 0)
            return Task.CompletedTask;
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        operation.Extensions["x-staff-role"] = new JsonNodeExtension(endpoints.Max(endpoint => endpoint.Least).Name());
        return Task.CompletedTask;
    }

    public static void MapAccounts(this WebApplication app)
    {
        app.MapSession();
        app.MapJoining();
        app.MapOwnKeys();
        app.MapPeople();
        app.MapHouseSignIn();
        app.MapAudit();
    }

    /// <summary>Closes a group of routes to whoever is not of the staff, or not of this role.</summary>
    public static RouteGroupBuilder RequireStaff(this RouteGroupBuilder group, Role least = Role.Contributor)
    {
        group
            .RequireAuthorization(least.Name())
            .RequireOwnPages()
            .WithMetadata(new StaffEndpoint(least))
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        return group;
    }

    /// <summary>Closes one route of a group to all below a role.</summary>
    public static RouteHandlerBuilder RequireRole(this RouteHandlerBuilder route, Role least) =>
        route.RequireAuthorization(least.Name()).WithMetadata(new StaffEndpoint(least));

    /// <summary>True when the request comes from staff.</summary>
    public static bool IsStaff(this ClaimsPrincipal user) => user.Identity?.IsAuthenticated == true;

    /// <summary>True when the request comes from somebody of this role or above.</summary>
    public static bool Is(this ClaimsPrincipal user, Role least) => least.AndAbove().Any(user.IsInRole);

    /// <summary>Whom to record as having done something.</summary>
    public static string PersonName(this ClaimsPrincipal user) =>
        user.Identity?.Name ?? throw new InvalidOperationException("A staff endpoint was opened to nobody.");
}

/// <summary>Says in the API's own description for whom an endpoint is.</summary>
internal sealed record StaffEndpoint(Role Least);

/// <summary>Puts the role into the cookie's claims.</summary>
internal sealed class StaffClaims(UserManager<StaffMember> people, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<StaffMember>(people, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(StaffMember user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new(ClaimTypes.Role, user.Role.Name()));
        return identity;
    }
}

/// <summary>Lets nobody in who left.</summary>
internal sealed class StaffSignIn(
    UserManager<StaffMember> people,
    IHttpContextAccessor context,
    IUserClaimsPrincipalFactory<StaffMember> claims,
    IOptions<IdentityOptions> options,
    ILogger<StaffSignIn> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<StaffMember> confirmation
) : SignInManager<StaffMember>(people, context, claims, options, logger, schemes, confirmation)
{
    public override async Task<bool> CanSignInAsync(StaffMember user) => user.Left is null && await base.CanSignInAsync(user);
}

/// <summary>While nobody has an account, prints the link by which the first person joins.</summary>
internal sealed class FirstInvitation(Database database, Invitations invitations, IHostApplicationLifetime lifetime) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(db => db.Set<StaffMember>().AnyAsync(cancellationToken)))
            return;
        var secret = await invitations.AddFirstAsync(cancellationToken);
        // Once it listens, for only then the address is known.
        lifetime.ApplicationStarted.Register(() =>
            Console.WriteLine(
                $"Nobody has an account here yet. The first administrator joins by this link, once, within a day: "
                    + $"{invitations.LinkTo(secret)}"
            )
        );
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
