using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using XrContent.Server.Hosting;

namespace XrContent.Server.Insight;

/// <summary>Figures without following anybody, and what anybody may know of who looked.</summary>
internal static class InsightSetup
{
    public static IServiceCollection AddInsight(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<InsightOptions>()
            .Bind(configuration.GetSection("Insight"))
            .Known("Insight")
            .Validate(
                options => options.IsValid(),
                "Insight:KeepYears must be 1 to 50, Insight:ActsPerAddress more than 0, Insight:WriteEvery a second to a minute."
            )
            .ValidateOnStart();
        services.AddJson(InsightJson.Default);
        return services
            .AddSingleton<Counter>()
            .AddSingleton<CountStore>()
            .AddSingleton<CountLimits>()
            .AddSingleton<CountWriter>()
            .AddHostedService(provider => provider.GetRequiredService<CountWriter>())
            .AddSingleton(CountApi.Passes)
            .AddSingleton<FigureBook>()
            .AddSingleton<PlanStore>()
            .AddSingleton<TagNames>()
            .AddSingleton<MendingList>()
            .AddSingleton<ChainEnds>()
            .AddHostedService<ChainEndClock>()
            .AddSingleton<TransparencyReader>()
            .AddSingleton(PageOf);
    }

    /// <summary>What pages must know from the start.</summary>
    private static PageBlock PageOf(IServiceProvider services)
    {
        var (plans, book) = (services.GetRequiredService<PlanStore>(), services.GetRequiredService<FigureBook>());
        var options = services.GetRequiredService<IOptions<InsightOptions>>().Value;
        return new(
            "insight",
            async cancel =>
                JsonSerializer.Serialize(
                    new PageInsight(options.Counting, await plans.QuestionAsync(book.Today.Year, cancel)),
                    InsightJson.Default.PageInsight
                )
        );
    }

    public static void MapInsight(this WebApplication app)
    {
        app.MapCounts();
        app.MapFigures();
        app.MapGoals();
        app.MapTransparency();
    }
}

/// <param name="Counting">Whether acts are counted.</param>
/// <param name="Question">What tours ask at their end.</param>
internal sealed record PageInsight(bool Counting, string? Question);

/// <summary>What this room says, known when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(CountRequest))]
[JsonSerializable(typeof(YearFigures))]
[JsonSerializable(typeof(DayFigures))]
[JsonSerializable(typeof(MendList))]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(PlanAnswer))]
[JsonSerializable(typeof(Transparency))]
[JsonSerializable(typeof(PageInsight))]
internal sealed partial class InsightJson : JsonSerializerContext;
