using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
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
        services.AddOptions<OnsiteOptions>().Bind(configuration.GetSection("Onsite"))
            .Validate(options => options.PassLifetime > TimeSpan.Zero && options.PassLifetime <= TimeSpan.FromDays(7), "Onsite:PassLifetime must be more than 0 and at most 7 days.")
            .Validate(options => options is { TriesPerAddress: > 0, TriesPerTag: > 0 }, "Onsite:TriesPerAddress and Onsite:TriesPerTag must be more than 0.")
            .ValidateOnStart();
        services.AddDbContextFactory<OnsiteDb>((provider, options) =>
            options.UseSqlite(Storage.ConnectionOf(provider), sqlite => sqlite.MigrationsHistoryTable(OnsiteDb.History)));
        // Before the keys are first read, which is as the server starts.
        services.AddHostedService<OnsiteTables>();
        services.AddDataProtection().SetApplicationName("XrContent").PersistKeysToDbContext<OnsiteDb>();
        return services.AddSingleton<TagStore>().AddSingleton<TagCodes>()
            .AddSingleton<PassKeys>().AddSingleton<PassLimits>().AddSingleton<PassDesk>()
            .AddSingleton<StandIn>().AddSingleton<Belonging>().AddSingleton<OnsiteGate>();
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

/// <summary>Creates the tables or brings them to the newest form.</summary>
internal sealed class OnsiteTables(IDbContextFactory<OnsiteDb> databases) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
