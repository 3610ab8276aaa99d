using System.Diagnostics.Metrics;
using XrContent.Server.Hosting;

namespace XrContent.Server.Catalogue;

/// <summary>What this node serves, and since when it is known to be the newest.</summary>
internal sealed class CatalogMetrics
{
    private readonly TimeProvider clock;
    private long compared;

    public CatalogMetrics(IMeterFactory meters, CurrentCatalog current, TimeProvider clock)
    {
        this.clock = clock;
        compared = clock.GetTimestamp();
        var meter = meters.Create(Telemetry.Name);
        meter.CreateObservableGauge("xrcontent.catalog.version", () => current.Known?.Version ?? 0, description: "Version that is served");
        meter.CreateObservableGauge("xrcontent.catalog.items", () => current.Known?.Count ?? 0, "{item}", "Published items");
        meter.CreateObservableGauge(
            "xrcontent.catalog.age",
            () => clock.GetElapsedTime(Volatile.Read(ref compared)).TotalSeconds,
            "s",
            "Since the snapshot was last found to be the newest"
        );
    }

    /// <summary>The snapshot is the database's newest at this moment.</summary>
    public void IsNewest() => Volatile.Write(ref compared, clock.GetTimestamp());
}
