using XrContent.Server.Hosting;
using XrContent.Server.Onsite.Kiosks;
using XrContent.Server.Onsite.Packs;
using XrContent.Server.Onsite.Passes;
using XrContent.Server.Onsite.Tags;

namespace XrContent.Server.Onsite;

internal static class OnsiteSetup
{
    public static IServiceCollection AddOnsite(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<OnsiteOptions>()
            .Bind(configuration.GetSection("Onsite"))
            .Known("Onsite")
            .Validate(
                options => options.PassLifetime > TimeSpan.Zero && options.PassLifetime <= TimeSpan.FromDays(7),
                "Onsite:PassLifetime must be more than 0 and at most 7 days."
            )
            .Validate(
                options => options is { TriesPerAddress: > 0, TriesPerTag: > 0 },
                "Onsite:TriesPerAddress and Onsite:TriesPerTag must be more than 0."
            )
            .ValidateOnStart();
        services.AddJson(OnsiteJson.Default);
        return services
            .AddSingleton<TagStore>()
            .AddSingleton<TagCodes>()
            .AddSingleton<TagAnswers>()
            .AddSingleton<PassKeys>()
            .AddSingleton<PassLimits>()
            .AddSingleton<PassIssuer>()
            .AddSingleton<PassMetrics>()
            .AddSingleton<KioskSessions>()
            .AddSingleton<ViewAs>()
            .AddSingleton<OnsiteGate>();
    }

    public static void MapOnsite(this WebApplication app)
    {
        app.MapPasses();
        app.MapTags();
        app.MapKiosks();
        app.MapStandIn();
        app.MapPacks();
    }
}
