using System.Diagnostics.Metrics;
using XrContent.Server.Hosting;

namespace XrContent.Server.Live;

/// <summary>How many listen on this node, and how news reach them.</summary>
internal sealed class LiveMetrics
{
    private readonly Counter<long> recipients;
    private readonly Counter<long> dropped;
    private readonly Histogram<double> telling;

    public LiveMetrics(IMeterFactory meters, LiveConnections connections, LiveListeners listeners)
    {
        var meter = meters.Create(Telemetry.Name);
        meter.CreateObservableGauge("xrcontent.live.connections", () => connections.Count, "{connection}", "Connections of the hub");
        meter.CreateObservableGauge("xrcontent.live.listeners", () => listeners.Count, "{listener}", "Who said a cell, by hub or stream");
        recipients = meter.CreateCounter<long>("xrcontent.live.recipients", "{listener}", "News told to listeners");
        dropped = meter.CreateCounter<long>("xrcontent.live.dropped", "{listener}", "Listeners that did not keep up");
        telling = meter.CreateHistogram<double>("xrcontent.live.telling.duration", "s", "One telling to all who are near");
    }

    public void Told(Telling told, TimeSpan duration)
    {
        recipients.Add(told.Recipients);
        dropped.Add(told.Dropped);
        telling.Record(duration.TotalSeconds);
    }
}
