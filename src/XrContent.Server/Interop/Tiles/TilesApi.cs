using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.VectorTiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;
using NetTopologySuite.Operation.OverlayNG;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Interop.Features;

namespace XrContent.Server.Interop.Tiles;

/// <summary>Published items as vector tiles (Mapbox Vector Tile 2.1) in one layer, for any map.</summary>
internal static class TilesApi
{
    private const string MediaType = "application/vnd.mapbox-vector-tile";
    private const string Layer = "items";
    private const int MostZoom = 16;

    /// <summary>Where more stand close together, one of them stands for all: squares along a tile's side.</summary>
    private const int Squares = 32;

    /// <summary>From this zoom on so many: nothing is so close to another that it could not be chosen.</summary>
    private const int NearZoom = 15;
    private const int NearSquares = 256;

    /// <summary>Share of a tile that shapes reach over its edge, so that their outlines are not seen there.</summary>
    private const double Edge = 1 / 64.0;

    private static readonly string[] Read = ["title", "title_en", "title_zh-Hans", "title_ko", "category"];

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
        foreach (var name in Read.Prepend("kind").Prepend("id"))
            fields[name] = "String";
        return OpenDoors.Json(
            new JsonObject
            {
                ["tilejson"] = "3.0.0",
                ["name"] = "XrContent",
                ["scheme"] = "xyz",
                ["attribution"] = "<a href=\"" + context.Root() + "/ogc\">XrContent</a>, CC BY 4.0",
                ["tiles"] = new JsonArray($"{context.Root()}/tiles/{{z}}/{{x}}/{{y}}.mvt"),
                ["minzoom"] = 0,
                ["maxzoom"] = MostZoom,
                ["vector_layers"] = new JsonArray(new JsonObject { ["id"] = Layer, ["fields"] = fields }),
            }
        );
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Tile(HttpContext context, KnownTiles known, int z, int x, int y)
    {
        var cell = new SlippyCell(z, x, y);
        return z <= MostZoom && cell.IsValid
            ? TypedResults.Bytes(known.Of(context.Catalog(), cell), MediaType)
            : TypedResults.Problem(Problems.NoItem($"{z}/{x}/{y}", "tile"));
    }

    /// <summary>The tile of a cell.</summary>
    public static byte[] Draw(CatalogSnapshot catalog, SlippyCell cell)
    {
        var box = new Envelope(cell.West, cell.East, cell.South, cell.North);
        var tile = new VectorTile { TileId = new NetTopologySuite.IO.VectorTiles.Tiles.Tile(cell.X, cell.Y, cell.Zoom).Id };
        var layer = new Layer { Name = Layer };
        foreach (var feature in Features(catalog, box, cell.Zoom))
            layer.Features.Add(feature);
        tile.Layers.Add(layer);
        using var buffer = new MemoryStream();
        tile.Write(buffer, minLinealExtent: 1, minPolygonalExtent: 1);
        return buffer.ToArray();
    }

    private static IEnumerable<IFeature> Features(CatalogSnapshot catalog, Envelope box, int zoom)
    {
        var side = zoom >= NearZoom ? NearSquares : Squares;
        var squares = new Dictionary<int, (PublishedItem? Item, int Count)>();
        foreach (var item in catalog.Within(box))
        {
            if (!item.IsPoint)
            {
                if (Clipped(item.Where!, box) is { IsEmpty: false } shape)
                    yield return Of(item, shape, 0);
                continue;
            }

            // The far edges belong to the last square.
            var column = Math.Min((int)(side * (item.At.Longitude - box.MinX) / box.Width), side - 1);
            var row = Math.Min((int)(side * (item.At.Latitude - box.MinY) / box.Height), side - 1);
            var place = ((int)item.Kind * side + row) * side + column;
            ref var square = ref CollectionsMarshal.GetValueRefOrAddDefault(squares, place, out _);
            // Whichever order they come in, the same one stands for all.
            var first = square.Item is { } known && string.CompareOrdinal(known.Id, item.Id) < 0 ? known : item;
            square = (first, square.Count + 1);
        }

        foreach (var (item, count) in squares.Values)
            yield return Of(item!, item!.Where!, count - 1);
    }

    private static Geometry Clipped(Geometry shape, Envelope box)
    {
        var around = new Envelope(box);
        around.ExpandBy(box.Width * Edge, box.Height * Edge);
        if (around.Contains(shape.EnvelopeInternal))
            return shape;
        var area = CatalogJson.GeometryFactory.ToGeometry(around);
        // Points and areas together, or areas one over another, are no shape that can be cut as one.
        var parts = Enumerable.Range(0, shape.NumGeometries).Select(shape.GetGeometryN).Where(part => area.Intersects(part));
        return CatalogJson.GeometryFactory.BuildGeometry([.. parts.Select(part => Cut(part, area)).Where(part => !part.IsEmpty)]);
    }

    private static Geometry Cut(Geometry part, Geometry area)
    {
        try
        {
            return part.NumGeometries > 1
                ? part
                : OverlayNGRobust.Overlay(part, area, NetTopologySuite.Operation.Overlay.SpatialFunction.Intersection);
        }
        catch (TopologyException)
        {
            // Drawn beyond the tile's edge rather than not at all.
            return part;
        }
    }

    private static NetTopologySuite.Features.Feature Of(PublishedItem item, Geometry shape, int more)
    {
        var table = new AttributesTable { { "id", item.Id }, { "kind", item.Kind.ToString().ToLowerInvariant() } };
        foreach (var (name, value) in Queryables.Read(item, Read))
            table.Add(name, value);
        if (more > 0)
            table.Add("more", more);
        return new(shape, table);
    }
}
