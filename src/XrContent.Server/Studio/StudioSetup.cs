using XrContent.Server.Hosting;

namespace XrContent.Server.Studio;

/// <summary>Where staff edit, review, preview and look things up.</summary>
internal static class StudioSetup
{
    public static IServiceCollection AddStudio(this IServiceCollection services) =>
        services
            .AddJson(StudioJson.Default)
            .AddSingleton<ItemAnswers>()
            .AddSingleton<PictureRules>()
            .AddSingleton<ItemListing>()
            .AddSingleton<PreviewCatalog>()
            .AddSingleton<TextOverrides>()
            .AddSingleton(provider => new PageBlock("words", provider.GetRequiredService<TextOverrides>().WriteAsync))
            .AddHostedService<PublishingClock>();

    public static void MapStudio(this WebApplication app)
    {
        app.MapMe();
        app.MapItems();
        app.MapWorkflow();
        app.MapPreviews();
        app.MapPlacements();
        app.MapHorizons();
        app.MapTextOverrides();
    }
}
