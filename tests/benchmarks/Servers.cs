using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite;
using XrContent.Server.Terrain;
using XrContent.Server.Visiting;
using XrContent.Server.Visiting.View;

namespace XrContent.Benchmarks;

/// <summary>The servers that are compared; both are Kestrel on a free loopback port.</summary>
internal static class Servers
{
    public static WebApplication Hello()
    {
        var app = Build(_ => { });
        app.MapGet("/", () => "hello");
        return app;
    }

    /// <summary>The real doors over a snapshot made for the purpose; no database stands behind it.</summary>
    public static WebApplication Nearby(PublishedCatalog catalog)
    {
        var app = Doors(catalog, new CurrentTerrain());
        app.MapVisiting();
        return app;
    }

    /// <summary>The view's doors over a snapshot and a terrain.</summary>
    public static WebApplication Views(PublishedCatalog catalog, CurrentTerrain terrain)
    {
        var app = Doors(catalog, terrain);
        app.MapViews();
        return app;
    }

    private static WebApplication Doors(PublishedCatalog catalog, CurrentTerrain terrain)
    {
        var current = new CurrentCatalog();
        current.Swap(catalog);
        return Build(builder =>
        {
            // What is measured is the answer, not the way to it.
            builder.Configuration["Onsite:Required"] = "false";
            builder.Services.AddSingleton(current).AddSingleton(terrain).AddSingleton(TimeProvider.System).AddViews().AddOnsite(builder.Configuration);
            builder.Services.AddProblemDetails().AddValidation();
            builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, AnswerJson.Default));
        });
    }

    /// <summary>
    /// Items spread evenly over a square about Nagasaki. The square grows with the count, so that a circle of 300 m holds
    /// about 28 of them whatever the size, as in a dense city.
    /// </summary>
    public static PublishedCatalog Catalog(int count)
    {
        var side = Math.Sqrt(count / 1_000_000.0);
        var random = new Random(1);
        var items = Enumerable.Range(0, count).Select(i => new Item($"place-{i}",
            CatalogJson.GeometryFactory.CreatePoint(new NetTopologySuite.Geometries.Coordinate(
                129.87 + (random.NextDouble() - 0.5) * side, 32.75 + (random.NextDouble() - 0.5) * side)),
            new Place
            {
                Title = new() { Japanese = $"場所 {i}", English = $"Place {i}", Chinese = $"地点 {i}", Korean = $"장소 {i}" },
                Summary = new() { Japanese = "短い説明文です。", English = "A short sentence about it." },
                Category = PlaceCategory.Relic,
                Position = new(10, ["s"]),
                Sources = [new("s", "A source")],
            })).ToList();
        return new(new(1, Guid.Empty, items, []), PublicItem.Describe);
    }

    private static WebApplication Build(Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure(builder);
        return builder.Build();
    }
}
