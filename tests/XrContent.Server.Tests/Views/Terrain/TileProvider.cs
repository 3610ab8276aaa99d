using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using XrContent.Geo;

namespace XrContent.Server.Tests.Views.Terrain;

/// <summary>A provider of elevation tiles on this machine, with the paths, the holes, the moods and the faults of a real one.</summary>
internal sealed class TileProvider : IAsyncDisposable
{
    private readonly WebApplication app;

    private TileProvider(WebApplication app) => this.app = app;

    /// <summary>All that was asked for, in order: "layer/z/x/y".</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The height of a layer at a place, metres: NaN is a void. A layer without an entry has no tiles.</summary>
    public Dictionary<string, Func<LatLon, float>> Layers { get; } = [];

    /// <summary>What it does instead of answering, for a while; true when it has answered.</summary>
    public Func<string, HttpContext, Task<bool>> Mood { get; set; } = (_, _) => Task.FromResult(false);

    public string Address => $"{app.Urls.Single()}/xyz/{{layer}}/{{z}}/{{x}}/{{y}}.png";

    public static async Task<TileProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new TileProvider(builder.Build());
        provider.app.MapGet(
            "/xyz/{layer}/{z:int}/{x:int}/{y:int}.png",
            async (HttpContext context, string layer, int z, int x, int y) =>
            {
                var name = $"{layer}/{z}/{x}/{y}";
                provider.Asked.Enqueue(name);
                if (await provider.Mood(name, context))
                    return;
                if (!provider.Layers.TryGetValue(layer, out var height) || Tile(new(z, x, y), height) is not { } tile)
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                else
                    await context.Response.Body.WriteAsync(tile);
            }
        );
        await provider.app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    /// <summary>A tile as GSI writes it; null where all of it is void.</summary>
    private static byte[]? Tile(SlippyCell cell, Func<LatLon, float> height)
    {
        using var png = new Image<Rgb24>(256, 256);
        var any = false;
        for (var row = 0; row < 256; row++)
        {
            for (var column = 0; column < 256; column++)
            {
                var (x, y) = ((cell.X + (column + 0.5) / 256) / (1 << cell.Zoom), (cell.Y + (row + 0.5) / 256) / (1 << cell.Zoom));
                var metres = height(new(Angles.ToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - 2 * y)))), x * 360 - 180));
                any |= !float.IsNaN(metres);
                var code = float.IsNaN(metres) ? 1 << 23 : ((int)Math.Round(metres * 100) + (1 << 24)) % (1 << 24);
                png[column, row] = new((byte)(code >> 16), (byte)(code >> 8), (byte)code);
            }
        }

        using var bytes = new MemoryStream();
        png.SaveAsPng(bytes);
        return any ? bytes.ToArray() : null;
    }
}
