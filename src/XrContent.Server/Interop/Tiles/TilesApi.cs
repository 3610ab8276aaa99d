using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.VectorTiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;
using NetTopologySuite.Operation.OverlayNG;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Tiles;

/// <summary>Published items as vector tiles (Mapbox Vector Tile 2.1) in one layer, for any map.</summary>
internal static class TilesApi
{
    private const string MediaType = "application/vnd.mapbox-vector-tile";
    private const string Layer = "items";
    private const int MostZoom = 16;

    /// <summary>Where more stand close together, one of them stands for all: squares along a tile's side.</summary>
    private const int Squares = 64;

    /// <summary>Share of a tile that shapes reach over its edge, so that their outlines are not seen there.</summary>
    private const double Edge = 1 / 64.0;

    private static readonly string[] Members = ["id", "kind", "title", "title_en", "title_zh-Hans", "title_ko", "category"];

    public static void MapTiles(this WebApplication app)
    {
        var open = app.MapOpen("/tiles").ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/tiles.json", Describe).WithName("TileJson").WithSummary("What the tiles hold (TileJSON 3)");
        open.MapGet("/{z:int}/{x:int}/{y:int}.mvt", Tile)
            .WithName("VectorTile")
            .WithSummary("Published items in a tile of the slippy-map grid")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: MediaType);
    }

    private static IResult Describe(HttpContext context)
    {
        var fields = new JsonObject { ["more"] = "How many items this one stands for beside itself, where there are too many" };
        foreach (var name in Members)
            fields[name] = "String";
        return OpenDoors.Json(
            new JsonObject
            {
                ["tilejson"] = "3.0.0",
                ["name"] = "XrContent",
                ["scheme"] = "xyz",
                ["tiles"] = new JsonArray($"{context.Root()}/tiles/{{z}}/{{x}}/{{y}}.mvt"),
                ["minzoom"] = 0,
                ["maxzoom"] = MostZoom,
                ["vector_layers"] = new JsonArray(new JsonObject { ["id"] = Layer, ["fields"] = fields }),
            }
        );
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Tile(HttpContext context, int z, int x, int y)
    {
        var cell = new SlippyCell(z, x, y);
        if (z > MostZoom || !cell.IsValid)
            return TypedResults.Problem(Problems.NoItem($"{z}/{x}/{y}", "tile"));
        var box = new Envelope(cell.West, cell.East, cell.South, cell.North);
        var tile = new VectorTile { TileId = new NetTopologySuite.IO.VectorTiles.Tiles.Tile(x, y, z).Id };
        var layer = new Layer { Name = Layer };
        foreach (var feature in Features(context.Catalog(), box))
            layer.Features.Add(feature);
        tile.Layers.Add(layer);
        using var buffer = new MemoryStream();
        tile.Write(buffer, minLinealExtent: 1, minPolygonalExtent: 1);
        return TypedResults.Bytes(buffer.ToArray(), MediaType);
    }

    private static IEnumerable<IFeature> Features(CatalogSnapshot catalog, Envelope box)
    {
        var squares = new Dictionary<(Kind, int, int), (PublishedItem Item, int Count)>();
        foreach (var item in catalog.Within(box))
        {
            if (!item.IsPoint)
            {
                if (Clipped(item.Where!, box) is { IsEmpty: false } shape)
                    yield return Of(item, shape, 0);
                continue;
            }

            var square = (
                item.Kind,
                (int)(Squares * (item.At.Longitude - box.MinX) / box.Width),
                (int)(Squares * (item.At.Latitude - box.MinY) / box.Height)
            );
            // Whichever order they come in, the same one stands for all.
            squares[square] = squares.TryGetValue(square, out var known)
                ? (string.CompareOrdinal(known.Item.Id, item.Id) < 0 ? known.Item : item, known.Count + 1)
                : (item, 0);
        }

        foreach (var (item, more) in squares.Values.OrderBy(pair => pair.Item.Id, StringComparer.Ordinal))
            yield return Of(item, item.Where!, more);
    }

    private static Geometry Clipped(Geometry shape, Envelope box)
    {
        var around = new Envelope(box);
        around.ExpandBy(box.Width * Edge, box.Height * Edge);
        return around.Contains(shape.EnvelopeInternal)
            ? shape
            : OverlayNGRobust.Overlay(
                shape,
                CatalogJson.GeometryFactory.ToGeometry(around),
                NetTopologySuite.Operation.Overlay.SpatialFunction.Intersection
            );
    }

    private static NetTopologySuite.Features.Feature Of(PublishedItem item, Geometry shape, int more)
    {
        var says = OpenItem.Of(item).Says;
        var table = new AttributesTable { { "id", item.Id }, { "kind", item.Kind.ToString().ToLowerInvariant() } };
        Add("title", says.Title.Japanese ?? says.Title.English);
        Add("title_en", says.Title.English);
        Add("title_zh-Hans", says.Title.Chinese);
        Add("title_ko", says.Title.Korean);
        if (says.Category is { } category)
            table.Add("category", JsonSerializer.SerializeToNode(category, CatalogJson.Options)!.GetValue<string>());
        if (more > 0)
            table.Add("more", more);
        return new(shape, table);

        void Add(string name, string? value)
        {
            if (value is not null)
                table.Add(name, value);
        }
    }
}
