using Microsoft.Extensions.Options;
using XrContent.Server.Accounts;
using XrContent.Server.Hosting;

namespace XrContent.Server.Onsite;

/// <summary>Whether media and AR open only for people on the spot.</summary>
internal sealed class OnsiteOptions
{
    /// <summary>False: everything is open everywhere.</summary>
    public bool Required { get; set; }
}

/// <summary>The one place that decides whether a request comes from somebody on the spot.</summary>
internal sealed class OnsiteGate(IOptions<OnsiteOptions> options)
{
    /// <summary>True when the request may see what is for visitors on the spot; staff may, wherever they are.</summary>
    public bool Opens(HttpContext context) => !options.Value.Required || context.User.IsStaff();
}

internal static class OnsiteSetup
{
    public static IServiceCollection AddOnsite(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OnsiteOptions>().Bind(configuration.GetSection("Onsite"));
        return services.AddSingleton<OnsiteGate>();
    }

    /// <summary>Closes a group of routes to whoever is not on the spot.</summary>
    public static RouteGroupBuilder RequirePresence(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(async (context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<OnsiteGate>().Opens(context.HttpContext)
                ? await next(context)
                : TypedResults.Problem(
                    type: Problems.PassRequired,
                    title: "This opens on the spot only.",
                    detail: "Tap the tag or scan the QR code on the site's panel to get a pass.",
                    statusCode: StatusCodes.Status403Forbidden));
        return group;
    }
}
