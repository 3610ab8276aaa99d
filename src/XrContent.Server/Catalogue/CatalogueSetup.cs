using Microsoft.Extensions.Diagnostics.HealthChecks;
using XrContent.Catalog.Published;
using XrContent.Catalog.Workflow;
using XrContent.Server.Hosting;

namespace XrContent.Server.Catalogue;

internal static class CatalogueSetup
{
    public static IServiceCollection AddCatalogue(this IServiceCollection services)
    {
        services.AddCurrentCatalog().AddSingleton<CatalogMetrics>().AddHostedService<CatalogFeed>();
        services.AddHealthChecks().AddCheck<CatalogHealth>("catalog", tags: ["ready"]);
        return services;
    }

    /// <summary>What reads the snapshot, without what keeps it new.</summary>
    public static IServiceCollection AddCurrentCatalog(this IServiceCollection services) =>
        services.AddJson(CatalogueJson.Default).AddSingleton<CurrentCatalog>();

    /// <summary>The snapshot of this request: the same whoever asks for it, and how often.</summary>
    public static CatalogSnapshot Catalog(this HttpContext context) =>
        context.Features.Get<CatalogSnapshot>() ?? context.Take(context.RequestServices.GetRequiredService<CurrentCatalog>());

    /// <summary>Takes the snapshot that is served now for the whole of a request, unless it has one.</summary>
    public static CatalogSnapshot Take(this HttpContext context, CurrentCatalog current)
    {
        if (context.Features.Get<CatalogSnapshot>() is { } known)
            return known;
        var catalog = current.Snapshot;
        context.Features.Set(catalog);
        return catalog;
    }
}

/// <summary>Ready once a snapshot of the catalogue is served, and only while the database can be read.</summary>
internal sealed class CatalogHealth(CurrentCatalog current, PublishedReader reader) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await reader.VersionAsync(cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"The database cannot be read: {error.Message}");
        }

        return current.Known is { } snapshot
            ? HealthCheckResult.Healthy($"version {snapshot.Version}, {snapshot.Count} items")
            : HealthCheckResult.Unhealthy("No snapshot yet.");
    }
}
