using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Server.Hosting;

namespace XrContent.Server.Views.Terrain;

/// <summary>Heights as Terrain-RGB tiles, for hillshade and 3D in MapLibre: h = -10000 + 0.1 (65536 R + 256 G + B) metres.</summary>
internal static class TerrainApi
{
    private const int Side = 256;
    private const int MostZoom = 16;

    private static readonly PngEncoder Encoder = new() { ColorType = PngColorType.Rgb, CompressionLevel = PngCompressionLevel.Level6 };

    public static void MapTerrain(this WebApplication app) =>
        app.MapGet("/terrain/{z:int}/{x:int}/{y:int}.png", Tile)
            .WithName("Terrain")
            .WithTags("Terrain")
            .WithSummary("Heights as a Terrain-RGB tile")
            .Produces(StatusCodes.Status200OK, contentType: "image/png")
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static Results<FileContentHttpResult, ProblemHttpResult, StatusCodeHttpResult> Tile(
        CurrentTerrain current,
        HttpContext context,
        int z,
        int x,
        int y
    )
    {
        var (cell, map) = (new SlippyCell(z, x, y), current.Map);
        if (!cell.IsValid || z > MostZoom)
            return TypedResults.Problem(Problems.NoItem($"{z}/{x}/{y}", "terrain tile"));
        var tag = new EntityTagHeaderValue($"\"{map.Version}-{HostingSetup.Build}\"");
        context.Response.Headers.CacheControl = "public, max-age=300";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Tag == tag.Tag))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return TypedResults.Bytes(Png(cell, map), "image/png", entityTag: tag);
    }

    private static byte[] Png(SlippyCell cell, TerrainMap map)
    {
        var pixels = new byte[Side * Side * 3];
        var across = (double)(1L << cell.Zoom);
        for (var row = 0; row < Side; row++)
        {
            var y = (cell.Y + (row + 0.5) / Side) / across;
            var latitude = Angles.ToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - 2 * y))));
            for (var column = 0; column < Side; column++)
            {
                var height = map.HeightAt(new(latitude, (cell.X + (column + 0.5) / Side) / across * 360 - 180));
                // Beyond the map the sea is.
                var code = (int)Math.Round(((float.IsNaN(height) ? 0 : height) + 10_000) * 10);
                var at = (row * Side + column) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)(code >> 16), (byte)(code >> 8), (byte)code);
            }
        }

        using var image = Image.LoadPixelData<Rgb24>(pixels, Side, Side);
        using var written = new MemoryStream();
        image.SaveAsPng(written, Encoder);
        return written.ToArray();
    }
}
