using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using XrContent.Server.Visiting;

namespace XrContent.Server.Hosting;

internal static class HealthApi
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready"), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var lines = report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status} {entry.Value.Description}");
        return context.Response.WriteAsync($"{report.Status}\n{string.Join('\n', lines)}\n", context.RequestAborted);
    }
}

/// <summary>Ready once a snapshot of the catalogue is served, and only while the database can be read.</summary>
internal sealed class CatalogHealth(CurrentCatalog current, Catalog.Store.CatalogStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.VersionAsync(cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"The database cannot be read: {error.Message}");
        }

        return current.Snapshot is { } snapshot
            ? HealthCheckResult.Healthy($"version {snapshot.Version}, {snapshot.Count} items")
            : HealthCheckResult.Unhealthy("No snapshot yet.");
    }
}

/// <summary>Without ffmpeg the server serves and takes pictures, but no films.</summary>
internal sealed class FilmHealth(Footage.FilmToolbox films) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(films.IsThere
        ? HealthCheckResult.Healthy("ffmpeg is here")
        : HealthCheckResult.Degraded("There is no ffmpeg: pictures are taken in, films and narrations are refused. Install ffmpeg and start again."));
}
