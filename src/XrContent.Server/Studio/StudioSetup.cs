using XrContent.Catalog.Audit;
using XrContent.Catalog.Editing;

namespace XrContent.Server.Studio;

/// <summary>Where staff edit, review, preview and look things up.</summary>
internal static class StudioSetup
{
    public static IServiceCollection AddStudio(this IServiceCollection services) => services
        .AddSingleton<AuditLog>().AddSingleton<CatalogEditor>().AddSingleton<EditorReader>()
        .AddSingleton<ItemListing>().AddSingleton<PreviewCatalog>().AddSingleton<OwnWords>()
        .AddHostedService<PublishingClock>();

    public static void MapStudio(this WebApplication app)
    {
        app.MapItems();
        app.MapWorkflow();
        app.MapPreviews();
        app.MapPlacements();
        app.MapHorizons();
        app.MapAudit();
        app.MapWords();
    }
}
