using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace XrContent.Server.Hosting;

/// <summary>
/// Traces and metrics for who operates a server, sent by OTLP where an address is configured and made nowhere else. None of it says where
/// somebody is or who: of a request only its route is told, never its path, query, sender or program.
/// </summary>
internal static class Telemetry
{
    /// <summary>Of all meters and spans of this program.</summary>
    public const string Name = "XrContent";

    /// <summary>The name that all programs with OpenTelemetry know; its protocol, headers and intervals are said by theirs.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Meters =
    [
        Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
    ];

    /// <summary>Spans of work that no request waits for.</summary>
    public static ActivitySource Spans { get; } = new(Name);

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[Endpoint] is not { Length: > 0 } address)
            return services;
        services
            .AddOptions<TelemetryOptions>()
            .Configure(options => options.Address = address)
            .Validate(options => options.IsValid(), $"{Endpoint} must be a whole http or https address, such as http://127.0.0.1:4317.")
            .ValidateOnStart();
        services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Name, serviceVersion: HostingSetup.Build))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter())
            .WithTracing(traces =>
                traces
                    .AddSource(Name)
                    .AddAspNetCoreInstrumentation(options => options.EnableAspNetCoreSignalRSupport = false)
                    .AddProcessor(new RoutesAlone())
                    .AddOtlpExporter()
            );
        return services;
    }

    private sealed class TelemetryOptions
    {
        public string Address { get; set; } = "";

        public bool IsValid() => Uri.TryCreate(Address, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
    }

    /// <summary>Takes from each span whatever is not named here: new versions of a library may add words that tell of a person.</summary>
    private sealed class RoutesAlone : BaseProcessor<Activity>
    {
        private static readonly HashSet<string> Kept =
        [
            "http.request.method",
            "http.response.status_code",
            "http.route",
            "url.scheme",
            "network.protocol.version",
            "error.type",
            "stage",
        ];

        public override void OnEnd(Activity data)
        {
            foreach (var (key, _) in data.TagObjects.ToList())
                if (!Kept.Contains(key))
                    data.SetTag(key, null);
            if (data.Kind == ActivityKind.Server)
                data.DisplayName = $"{data.GetTagItem("http.request.method")} {data.GetTagItem("http.route")}".TrimEnd();
        }
    }
}
