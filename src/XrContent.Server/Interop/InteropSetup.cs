using XrContent.Server.Hosting;
using XrContent.Server.Interop.Calendars;
using XrContent.Server.Interop.Discovery;
using XrContent.Server.Interop.Features;
using XrContent.Server.Interop.GeoPoses;
using XrContent.Server.Interop.Iiif;
using XrContent.Server.Interop.Ngsi;
using XrContent.Server.Interop.OpenData;
using XrContent.Server.Interop.Search;
using XrContent.Server.Interop.Stac;
using XrContent.Server.Interop.Tiles;
using XrContent.Server.Interop.Ways;

namespace XrContent.Server.Interop;

/// <summary>The formats that others already speak. Facts about places are open data; media are not: the gate holds here too.</summary>
internal static class InteropSetup
{
    public static IServiceCollection AddInterop(this IServiceCollection services) =>
        services
            .AddOpenDoors()
            .AddJson(InteropJson.Default)
            .AddSingleton<FeatureMatches>()
            .AddSingleton<KnownTiles>()
            .AddSingleton<MunicipalImport>()
            .AddSingleton<DescribePage>(PageMarkup.Of);

    public static void MapInterop(this WebApplication app)
    {
        app.UseCors();
        app.MapFeatures();
        app.MapTiles();
        app.MapGeoPoses();
        app.MapStac();
        app.MapContentDiscovery();
        app.MapIiif();
        app.MapNgsi();
        app.MapOpenData();
        app.MapCalendars();
        app.MapGpx();
        app.MapKml();
        app.MapSitemap();
    }
}
