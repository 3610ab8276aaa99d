using System.Diagnostics;
using System.Diagnostics.Metrics;
using XrContent.Server.Hosting;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>How long the stages of a file's way take, and how they end. Of the file nothing is said.</summary>
internal sealed class IngestMetrics(IMeterFactory meters)
{
    public const string Done = "done";
    public const string Refused = "refused";
    public const string Failed = "failed";
    public const string Waiting = "waiting";
    public const string Lost = "lost";

    private readonly Histogram<double> stages = meters
        .Create(Telemetry.Name)
        .CreateHistogram<double>("xrcontent.ingest.stage.duration", "s", "Work on one stage of one file");

    /// <summary>Begins to measure a stage, until the answer is disposed.</summary>
    public Measure Begin(Stage stage) => new(this, stage, Telemetry.Spans.StartActivity($"ingest {stage}")?.SetTag("stage", stage));

    internal sealed class Measure(IngestMetrics metrics, Stage stage, Activity? span) : IDisposable
    {
        private readonly long begin = Stopwatch.GetTimestamp();

        public string Outcome { get; set; } = Lost;

        public void Dispose()
        {
            metrics.stages.Record(
                Stopwatch.GetElapsedTime(begin).TotalSeconds,
                new("stage", stage.ToString()),
                new KeyValuePair<string, object?>("outcome", Outcome)
            );
            if (Outcome == Failed)
                span?.SetStatus(ActivityStatusCode.Error);
            span?.Dispose();
        }
    }
}
