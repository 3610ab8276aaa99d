using XrContent.Server.Hosting;
using XrContent.Server.Ingest.Corrections;
using XrContent.Server.Ingest.Jobs;
using XrContent.Server.Ingest.Uploads;

namespace XrContent.Server.Ingest;

internal static class IngestSetup
{
    public static IServiceCollection AddIngest(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<UploadOptions>()
            .Bind(configuration.GetSection("Uploads"))
            .Known("Uploads")
            .Validate(
                options => options.MostBytes > 0 && options.MostBytesPerPerson >= options.MostBytes,
                "Uploads:MostBytes must be more than 0, and Uploads:MostBytesPerPerson no less."
            )
            .Validate(
                options => options.DeadAfter > TimeSpan.Zero && options.KeepUnfinished > TimeSpan.Zero,
                "Uploads:DeadAfter and Uploads:KeepUnfinished must be more than 0."
            )
            .ValidateOnStart();
        services
            .AddOptions<IngestOptions>()
            .Bind(configuration.GetSection("Ingest"))
            .Known("Ingest")
            .Validate(options => options.Lease >= TimeSpan.FromMilliseconds(300), "Ingest:Lease must be 0.3 seconds at least.")
            .ValidateOnStart();
        services.AddJson(IngestJson.Default);
        services
            .AddSingleton<UploadFiles>()
            .AddSingleton<UploadLocks>()
            .AddSingleton<UploadHolds>()
            .AddSingleton<TusUploads>()
            .AddSingleton<DetailRules>();
        services
            .AddSingleton<JobStore>()
            .AddSingleton<JobReader>()
            .AddSingleton<JobDocuments>()
            .AddSingleton<IngestSteps>()
            .AddSingleton<IngestSweep>()
            .AddSingleton<IngestMetrics>();
        services.AddSingleton<CaptureImport>().AddSingleton<CaptureCorrections>().AddSingleton<ItemFiles>().AddSingleton<Orphans>();
        return services.AddHostedService<IngestWorker>();
    }

    public static void MapIngest(this WebApplication app)
    {
        app.MapUploads();
        app.MapJobs();
        app.MapCorrections();
    }
}
