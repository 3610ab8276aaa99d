using System.Diagnostics.Metrics;
using XrContent.Server.Hosting;

namespace XrContent.Server.Onsite.Passes;

/// <summary>What comes of tags that are scanned and tapped: how many, not who or where.</summary>
internal sealed class PassMetrics(IMeterFactory meters)
{
    private readonly Counter<long> asked = meters
        .Create(Telemetry.Name)
        .CreateCounter<long>("xrcontent.passes", "{pass}", "Passes asked for, by what came of it");

    /// <param name="problem">Type of the refusal; null when a pass was given.</param>
    public void Asked(string? problem) => asked.Add(1, new KeyValuePair<string, object?>("outcome", problem?.Split('/')[^1] ?? "given"));
}
