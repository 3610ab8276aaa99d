using System.Runtime.InteropServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using XrContent.Media.Panorama;
using XrContent.Media.Sandbox;
using XrContent.Server.Hosting;

namespace XrContent.Server.Media;

/// <summary>How pictures of strangers are read: in a process apart.</summary>
internal sealed class StillOptions
{
    /// <summary>How long one picture may take.</summary>
    public TimeSpan StillTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Memory for reading one picture, MiB; enough for 100 megapixels.</summary>
    public int StillMemoryMiB { get; set; } = 512;
}

internal static class MediaSetup
{
    public static IServiceCollection AddMedia(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<VideoOptions>()
            .Bind(configuration.GetSection("Video"))
            .Known("Video")
            .Validate(options => options.MemoryMiB >= 512, "Video:MemoryMiB must be 512 at least.")
            .Validate(
                options => VideoOptions.Presets.Contains(options.Preset),
                $"Video:Preset must be {string.Join(", ", VideoOptions.Presets)}."
            )
            .Validate(options => VideoOptions.IsThere(options.Ffmpeg), "Video:Ffmpeg names a file that is not there.")
            .Validate(options => VideoOptions.IsThere(options.Ffprobe), "Video:Ffprobe names a file that is not there.")
            .ValidateOnStart();
        services
            .AddOptions<StillOptions>()
            .Bind(configuration.GetSection("Ingest"))
            .Known("Ingest")
            .Validate(
                options => options.StillTime > TimeSpan.Zero && options.StillMemoryMiB > 0,
                "Ingest:StillTime must be more than 0, and Ingest:StillMemoryMiB 1 at least."
            )
            .ValidateOnStart();
        services.AddSingleton<FfmpegTools>().AddSingleton<Renditions>().AddSingleton<RenditionRemover>();
        services.AddHostedService(provider => provider.GetRequiredService<RenditionRemover>());
        services.AddSingleton(Again());
        services.AddSingleton(provider =>
        {
            var still = provider.GetRequiredService<IOptions<StillOptions>>().Value;
            return new StillWorker(provider.GetRequiredService<ProcessSandbox>(), new(still.StillTime, still.StillMemoryMiB));
        });
        services.AddHealthChecks().AddCheck<FilmHealth>("films", tags: ["ready"]);
        return services;
    }

    /// <summary>This program again, as the launcher and the reader of strangers' files.</summary>
    private static ProcessSandbox Again()
    {
        var program = typeof(MediaSetup).Assembly.Location;
        // Where the runtime is shared its host runs this program's own file; where it is not, this program is the host.
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", name));
        return File.Exists(host) && program.Length > 0 ? new(host, [program]) : new(Environment.ProcessPath!, []);
    }
}

/// <summary>Without ffmpeg the server serves and takes pictures, but no films.</summary>
internal sealed class FilmHealth(FfmpegTools films) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            films.IsThere
                ? HealthCheckResult.Healthy("ffmpeg is here")
                : HealthCheckResult.Degraded(
                    "There is no ffmpeg: pictures are taken in, films and narrations are refused. Install ffmpeg and start again."
                )
        );
}
