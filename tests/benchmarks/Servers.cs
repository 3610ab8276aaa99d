using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Data;
using XrContent.Server.Hosting;
using XrContent.Server.Interop;
using XrContent.Server.Onsite;
using XrContent.Server.Views;
using XrContent.Server.Views.Maps;
using XrContent.Server.Views.Terrain;
using XrContent.Server.Visiting;

namespace XrContent.Benchmarks;

/// <summary>The servers that are compared; all are Kestrel on a free loopback port.</summary>
internal static class Servers
{
    /// <summary>As little as a server can do: the same bytes for each request, with the headers that ours have.</summary>
    public static WebApplication Fixed(byte[] body, bool notModified)
    {
        var app = Build(_ => { });
        app.Run(async context =>
        {
            var response = context.Response;
            response.Headers.ETag = "\"1-00000000-none-00000000-all\"";
            if (notModified)
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            response.Headers.CacheControl = "private, no-cache";
            response.Headers.Vary = "Cookie, Authorization";
            response.ContentType = "application/geo+json";
            response.ContentLength = body.Length;
            await response.BodyWriter.WriteAsync(body, context.RequestAborted);
        });
        return app;
    }

    /// <summary>The real endpoints over a snapshot made for the purpose; no database stands behind it.</summary>
    public static WebApplication Nearby(CatalogSnapshot catalog)
    {
        var app = Endpoints(catalog, new CurrentTerrain());
        app.MapVisiting();
        return app;
    }

    /// <summary>The open formats over a snapshot made for the purpose.</summary>
    public static WebApplication OpenFormats(CatalogSnapshot catalog)
    {
        var app = Endpoints(
            catalog,
            new CurrentTerrain(),
            builder =>
            {
                builder.Services.AddHosting(builder.Configuration).AddInterop();
                builder.Services.AddStorage(builder.Configuration);
            }
        );
        app.MapInterop();
        return app;
    }

    /// <summary>The real endpoints over a database in a folder, with the feed that follows it.</summary>
    public static WebApplication OverDatabase(string folder)
    {
        var app = Build(builder =>
        {
            builder.Configuration["DataDirectory"] = folder;
            builder.Configuration["Onsite:Required"] = "false";
            builder.Services.AddHosting(builder.Configuration).AddStorage(builder.Configuration).AddCatalogue().AddViews();
            builder.Services.AddOnsite(builder.Configuration).AddSingleton(new CurrentTerrain());
        });
        app.MapVisiting();
        return app;
    }

    /// <summary>The view's endpoints over a snapshot and a terrain.</summary>
    public static WebApplication Views(CatalogSnapshot catalog, CurrentTerrain terrain)
    {
        var app = Endpoints(catalog, terrain);
        app.MapViews();
        app.MapVisiting();
        app.MapHealth();
        return app;
    }

    /// <summary>
    /// Items spread evenly over a square about Nagasaki. The square grows with the count, so that a circle of 300 m holds about 28 of them
    /// whatever the size, as in a dense city.
    /// </summary>
    public static CatalogSnapshot Catalog(int count)
    {
        var texts = new FeatureText[count];
        var i = 0;
        foreach (var item in Items(count))
            texts[i++] = FeatureText.Of(item);
        return CatalogSnapshot.Of(new(1, Guid.Empty, texts, ChangeLog.StartingAt(1)), PublicItem.Describe);
    }

    public static IEnumerable<Item> Items(int count)
    {
        var side = Math.Sqrt(count / 1_000_000.0);
        var random = new Random(1);
        for (var i = 0; i < count; i++)
            yield return Place(i, 32.75 + (random.NextDouble() - 0.5) * side, 129.87 + (random.NextDouble() - 0.5) * side);
    }

    public static Item Place(int number, double latitude, double longitude, string more = "") =>
        new(
            $"place-{number}",
            CatalogJson.GeometryFactory.CreatePoint(
                new NetTopologySuite.Geometries.Coordinate(Math.Round(longitude, 7), Math.Round(latitude, 7))
            ),
            new Place
            {
                Title = new()
                {
                    Japanese = $"場所 {number}{more}",
                    English = $"Place {number}{more}",
                    Chinese = $"地点 {number}",
                    Korean = $"장소 {number}",
                },
                Summary = new() { Japanese = "短い説明文です。", English = "A short sentence about it." },
                Category = PlaceCategory.Relic,
                Position = new(10, ["s"]),
                Sources = [new("s", "A source")],
            }
        );

    private static WebApplication Endpoints(CatalogSnapshot catalog, CurrentTerrain terrain, Action<WebApplicationBuilder>? more = null) =>
        Build(
            builder =>
            {
                // What is measured is the answer, not the way to it.
                builder.Configuration["Onsite:Required"] = "false";
                builder
                    .Services.AddCurrentCatalog()
                    .AddSingleton(terrain)
                    .AddSingleton(TimeProvider.System)
                    .AddMaps(builder.Configuration)
                    .AddViews()
                    .AddOnsite(builder.Configuration);
                builder.Services.AddHealthChecks();
                builder.Services.AddDataProtection();
                builder.Services.AddProblemDetails().AddValidation().AddExceptionHandler<BadParameterHandler>();
                more?.Invoke(builder);
            },
            app =>
            {
                app.Services.GetRequiredService<CurrentCatalog>().Swap(catalog);
                app.UseExceptionHandler();
            }
        );

    private static WebApplication Build(Action<WebApplicationBuilder> configure, Action<WebApplication>? prepare = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure(builder);
        var app = builder.Build();
        prepare?.Invoke(app);
        return app;
    }
}
