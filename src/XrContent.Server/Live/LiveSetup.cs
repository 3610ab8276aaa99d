using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using XrContent.Server.Hosting;
using XrContent.Server.Ingest.Jobs;

namespace XrContent.Server.Live;

internal static class LiveSetup
{
    private const int LongestMessage = 8 * 1024;

    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        var signalR = services
            .AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = LongestMessage;
                options.AddFilter<HubLimits>();
            })
            .AddJsonProtocol(options => options.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, LiveJson.Default))
            .AddMessagePackProtocol();
        services.AddSingleton<HubLimits>();
        services.PostConfigure<LoggerFilterOptions>(options => options.Rules.Add(new(null, HubLimits.FrameworkLog, LogLevel.None, null)));
        if (configuration.GetConnectionString("Redis") is { Length: > 0 } redis)
        {
            signalR.AddStackExchangeRedis(options =>
            {
                options.Configuration.ChannelPrefix = StackExchange.Redis.RedisChannel.Literal("xrcontent");
            });
            // One connection for all that goes over Redis.
            services
                .AddOptions<RedisOptions>()
                .Configure<RedisConnection>((options, connection) => options.ConnectionFactory = _ => connection.OpenAsync());
            services
                .AddSingleton(_ => new RedisConnection(redis))
                .AddSingleton<IGroupStore, RedisGroups>()
                .AddSingleton<HubLifetimeManager<LiveHub>, ManyNodes>()
                .AddHostedService<MissedTeller>();
            services.AddHealthChecks().AddCheck<RedisHealth>("redis", tags: ["ready"]);
        }
        else
        {
            services.AddSingleton<IGroupStore, GroupsHere>().AddSingleton<HubLifetimeManager<LiveHub>, OneNode>();
        }

        var redisAddress = configuration.GetConnectionString("Redis");
        services
            .AddOptions<LiveOptions>()
            .Bind(configuration.GetSection("Live"))
            .Known("Live")
            .Validate(
                _ => redisAddress is not { Length: > 0 } || RedisConnection.IsOne(redisAddress),
                "ConnectionStrings:Redis must be written like host:6379,password=secret."
            )
            .Validate(options => options.IsValid(), $"Live:Drain must be from 0 to {LiveOptions.LongestDrain:c}.")
            .ValidateOnStart();
        if (configuration.GetValue<TimeSpan>("Live:Drain") > TimeSpan.Zero)
        {
            services.AddSingleton<IHostLifetime, DrainingLifetime>();
            services.AddHealthChecks().AddCheck<DrainingHealth>("draining", tags: ["ready"]);
        }

        return services
            .AddSingleton<Draining>()
            .AddSingleton<LiveListeners>()
            .AddSingleton<LiveConnections>()
            .AddSingleton<LiveMetrics>()
            .AddSingleton<StaffListeners>()
            .AddSingleton<LedGroups>()
            .AddHostedService<CatalogTeller>()
            .AddHostedService<IngestTeller>();
    }

    public static void MapLive(this WebApplication app)
    {
        app.MapHub<LiveHub>("/hubs/live");
        app.MapEventStream();
    }
}

/// <summary>What this room says, known when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Changed))]
[JsonSerializable(typeof(GuideStep))]
[JsonSerializable(typeof(BegunGroup))]
[JsonSerializable(typeof(ResumedGroup))]
[JsonSerializable(typeof(Followed))]
[JsonSerializable(typeof(LedGroup))]
[JsonSerializable(typeof(IngestNews))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string))]
internal sealed partial class LiveJson : JsonSerializerContext;
