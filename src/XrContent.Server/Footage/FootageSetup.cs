using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrContent.Media.Panorama;
using XrContent.Server.Footage.Ingest;
using XrContent.Server.Footage.Uploads;
using XrContent.Server.Hosting;

namespace XrContent.Server.Footage;

internal static class FootageSetup
{
    public static IServiceCollection AddFootage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<VideoOptions>().Bind(configuration.GetSection("Video"))
            .Validate(options => options.MemoryMiB >= 512, "Video:MemoryMiB must be 512 at least.").ValidateOnStart();
        services.AddOptions<UploadOptions>().Bind(configuration.GetSection("Uploads"))
            .Validate(options => options.MostBytes > 0 && options.MostBytesPerPerson >= options.MostBytes, "Uploads:MostBytes must be more than 0, and Uploads:MostBytesPerPerson no less.")
            .Validate(options => options.DeadAfter > TimeSpan.Zero && options.KeepUnfinished > TimeSpan.Zero, "Uploads:DeadAfter and Uploads:KeepUnfinished must be more than 0.")
            .ValidateOnStart();
        services.AddOptions<IngestOptions>().Bind(configuration.GetSection("Ingest"))
            .Validate(options => options.Lease >= TimeSpan.FromMilliseconds(300), "Ingest:Lease must be 0.3 seconds at least.").ValidateOnStart();
        services.AddDbContextFactory<FootageDb>((provider, options) =>
            options.UseSqlite(Storage.ConnectionOf(provider), sqlite => sqlite.MigrationsHistoryTable(FootageDb.History)));
        services.AddSingleton<FilmToolbox>().AddSingleton<ShownMedia>().AddSingleton<Renditions>().AddSingleton<CaptureImport>()
            .AddSingleton<UploadFiles>().AddSingleton<UploadHolds>().AddSingleton<FootageStore>().AddSingleton<IngestSteps>().AddSingleton<IngestSweep>().AddSingleton<Orphans>();
        services.AddSingleton(provider => Apart(provider.GetRequiredService<IOptions<IngestOptions>>().Value));
        return services.AddHostedService<IngestWorker>().AddHostedService<FootageFeed>();
    }

    /// <summary>This program again, as the reader of one picture.</summary>
    private static StillWorker Apart(IngestOptions options)
    {
        var program = typeof(FootageSetup).Assembly.Location;
        // Where the runtime is shared its host runs this program's own file; where it is not, this program is the host.
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(host) && program.Length > 0
            ? new(host, [program, StillWorker.Argument], new(options.StillTime, options.StillMemoryMiB))
            : new(Environment.ProcessPath!, [StillWorker.Argument], new(options.StillTime, options.StillMemoryMiB));
    }
}
