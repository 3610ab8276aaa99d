using System.Text.Json.Serialization;
using XrContent.Server.Ingest.Jobs;

namespace XrContent.Server.Live;

internal static class LiveSetup
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services
            .AddSignalR(options => options.MaximumReceiveMessageSize = 8 * 1024)
            .AddJsonProtocol(options => options.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, LiveJson.Default))
            .AddMessagePackProtocol();
        return services
            .AddSingleton<LiveListeners>()
            .AddSingleton<StaffListeners>()
            .AddSingleton<LedGroups>()
            .AddHostedService<CatalogTeller>()
            .AddHostedService<IngestTeller>();
    }

    public static void MapLive(this WebApplication app) => app.MapHub<LiveHub>("/hubs/live");
}

/// <summary>What this room says, known when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Changed))]
[JsonSerializable(typeof(GuideStep))]
[JsonSerializable(typeof(IngestNews))]
internal sealed partial class LiveJson : JsonSerializerContext;
