using Microsoft.Extensions.Options;
using XrContent.Geo.Terrain;
using XrContent.Server.Data;
using XrContent.Server.Hosting;

namespace XrContent.Server.Views.Terrain;

/// <summary>Where terrain is kept.</summary>
internal sealed class TerrainOptions
{
    /// <summary>Folder of the terrain; `terrain` in the data directory where this is empty.</summary>
    public string? Directory { get; set; }
}

/// <summary>The heights that all views use.</summary>
internal sealed class CurrentTerrain
{
    private volatile TerrainMap map = TerrainMap.Empty;

    public TerrainMap Map
    {
        get => map;
        set => map = value;
    }
}

internal static class TerrainOfRequest
{
    /// <summary>
    /// Takes the terrain that is used now for the whole of a request, unless it has one: what it answers and how it names the answer are
    /// of one terrain.
    /// </summary>
    public static TerrainMap Take(this HttpContext context, CurrentTerrain current)
    {
        if (context.Features.Get<TerrainMap>() is { } known)
            return known;
        var map = current.Map;
        context.Features.Set(map);
        return map;
    }
}

/// <summary>Opens the terrain, and again whenever some was added, whichever process added it.</summary>
internal sealed partial class TerrainFeed(
    TerrainStore store,
    CurrentTerrain current,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<TerrainFeed> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private bool isStarterWanted;
    private bool isWaitTold;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        isStarterWanted = configuration.GetValue("Content:Starter", true);
        AddStarter(cancellationToken);
        Refresh();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                AddStarter(stoppingToken);
                if (store.Version != current.Map.Version)
                    Refresh();
            }
            catch (Exception error) when (error is IOException or TerrainFileException or UnauthorizedAccessException)
            {
                // The map in memory goes on serving; the next tick tries again.
                LogRefreshFailed(error);
            }
        }
    }

    /// <summary>Another process may be changing terrain just now: then it is tried again at the next look.</summary>
    private void AddStarter(CancellationToken cancel)
    {
        if (!isStarterWanted)
            return;
        var content = configuration["Content:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "content");
        try
        {
            if (StarterTerrain.Add(store, Path.Combine(content, "terrain"), clock.GetUtcNow(), cancel))
                LogStarter();
            isStarterWanted = false;
        }
        catch (TerrainFileException wait)
        {
            if (!isWaitTold)
                LogStarterWaits(wait.Message);
            isWaitTold = true;
        }
    }

    private void Refresh()
    {
        current.Map = TerrainMap.Open(store);
        LogOpened(current.Map.Version.Length == 0 ? "none" : current.Map.Version);
        foreach (var fault in current.Map.Faults)
            LogLeftOut(fault);
    }

    [LoggerMessage(
        LogLevel.Information,
        "The starter relief was laid below all surveyed terrain, and is marked coarse. Get surveyed terrain with `terrain fetch`"
    )]
    private partial void LogStarter();

    [LoggerMessage(LogLevel.Warning, "The starter relief could not be laid yet: {Why}")]
    private partial void LogStarterWaits(string why);

    [LoggerMessage(LogLevel.Information, "Terrain version {Version} is being used")]
    private partial void LogOpened(string version);

    [LoggerMessage(LogLevel.Error, "Some buildings are left out: {Why}")]
    private partial void LogLeftOut(string why);

    [LoggerMessage(LogLevel.Error, "The terrain could not be read again; the last goes on being used")]
    private partial void LogRefreshFailed(Exception error);
}

internal static class TerrainSetup
{
    public static IServiceCollection AddTerrain(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TerrainOptions>().Bind(configuration.GetSection("Terrain")).Known("Terrain");
        services.AddSingleton(provider =>
        {
            var (own, data) = (
                provider.GetRequiredService<IOptions<TerrainOptions>>().Value.Directory,
                provider.GetRequiredService<IOptions<StorageOptions>>().Value.Folder
            );
            return new TerrainStore(string.IsNullOrWhiteSpace(own) ? Path.Combine(data, "terrain") : Path.GetFullPath(own));
        });
        services
            .AddOptions<ElevationOptions>()
            .Bind(configuration.GetSection("Terrain:Elevation"))
            .Known("Terrain:Elevation")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.KnowSettings("Terrain", "Elevation");
        services
            .AddHttpClient<ElevationTiles>(
                (provider, http) =>
                {
                    http.Timeout = TimeSpan.FromSeconds(provider.GetRequiredService<IOptions<ElevationOptions>>().Value.Patience);
                    http.MaxResponseContentBufferSize = ElevationTiles.MostBytes;
                    http.DefaultRequestHeaders.UserAgent.ParseAdd(
                        $"XrContent/{typeof(TerrainFetch).Assembly.GetName().Version!.ToString(3)}"
                    );
                }
            )
            .RemoveAllLoggers();
        services.AddTransient<TerrainFetch>();
        return services.AddSingleton<CurrentTerrain>().AddHostedService<TerrainFeed>();
    }
}
