using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using XrContent.Catalog.Documents;
using XrContent.Geo;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Media.Maps;

namespace XrContent.Server.Views.Maps;

/// <summary>The colours of an old map on the ground round an eye: fine near by, and coarser where a pixel covers more of it.</summary>
internal sealed class DrapedMap : IDisposable
{
    /// <summary>By how much of what lies below it a map lets through.</summary>
    private const double Opacity = 0.8;

    /// <summary>Metres beyond which a map is too flat to be read.</summary>
    private const double Farthest = 16_000;

    /// <summary>Metres within which the finest zoom is laid; each coarser one reaches twice as far.</summary>
    private const double FinestWithin = 2_000;

    private readonly Dictionary<SlippyCell, Image<Rgba32>> tiles;
    private readonly int finest;
    private readonly int coarsest;

    private DrapedMap(MapZooms zooms, Dictionary<SlippyCell, Image<Rgba32>> tiles) =>
        (this.tiles, finest, coarsest) = (tiles, zooms.Most, CoarsestOf(zooms));

    /// <summary>Reads what lies round an eye. What is damaged of it stays clear: light, shadow and areas are shown all the same.</summary>
    public static async Task<DrapedMap> RoundAsync(LatLon eye, Overlay map, BlobStore blobs, CancellationToken cancel)
    {
        var tiles = new Dictionary<SlippyCell, Image<Rgba32>>();
        await using var file = await blobs.OpenOriginalAsync(map.Original!.Sha256, cancel);
        if (file is null)
            return new(map.Zooms!, tiles);
        try
        {
            await ReadAsync(file, eye, map.Zooms!, tiles, cancel);
        }
        catch (RefusedException)
        {
            // `check` names the file.
        }
        catch
        {
            new DrapedMap(map.Zooms!, tiles).Dispose();
            throw;
        }

        return new(map.Zooms!, tiles);
    }

    private static async Task ReadAsync(
        Stream file,
        LatLon eye,
        MapZooms zooms,
        Dictionary<SlippyCell, Image<Rgba32>> tiles,
        CancellationToken cancel
    )
    {
        var source = await PmTiles.OpenAsync(file, cancel);
        for (var (zoom, within) = (zooms.Most, FinestWithin); zoom >= CoarsestOf(zooms); (zoom, within) = (zoom - 1, 2 * within))
        {
            foreach (var cell in Round(eye, Math.Min(zoom == CoarsestOf(zooms) ? Farthest : within, Farthest), zoom))
                if (await source.TileAsync(cell.Zoom, cell.X, cell.Y, cancel) is { } bytes && Decoded(bytes) is { } tile)
                    tiles[cell] = tile;
        }
    }

    /// <summary>The map's colour at a point; null beyond it.</summary>
    /// <param name="distance">Metres from the eye.</param>
    public RasterPainter.Colour? At(LatLon point, double distance)
    {
        if (distance > Farthest)
            return null;
        var coarser = (int)Math.Max(0, Math.Ceiling(Math.Log2(distance / FinestWithin)));
        // Some maps have their finest zoom in their middle alone.
        for (var zoom = Math.Max(coarsest, finest - coarser); zoom >= coarsest; zoom--)
            if (SlippyCell.Of(point, zoom) is var cell && tiles.TryGetValue(cell, out var tile))
                return At(point, cell, tile);
        return null;
    }

    public void Dispose()
    {
        foreach (var tile in tiles.Values)
            tile.Dispose();
    }

    private static RasterPainter.Colour? At(LatLon point, SlippyCell cell, Image<Rgba32> tile)
    {
        var (x, y) = (
            (point.Longitude - cell.West) / (cell.East - cell.West),
            (Mercator(cell.North) - Mercator(point.Latitude)) / (Mercator(cell.North) - Mercator(cell.South))
        );
        var pixel = tile[Math.Clamp((int)(x * tile.Width), 0, tile.Width - 1), Math.Clamp((int)(y * tile.Height), 0, tile.Height - 1)];
        return pixel.A == 0 ? null : new(pixel.R, pixel.G, pixel.B, (byte)(pixel.A * Opacity));
    }

    private static double Mercator(double latitude) => Math.Asinh(Math.Tan(Angles.ToRadians(latitude)));

    /// <summary>Three zooms coarser is as coarse as a picture of this size can show.</summary>
    private static int CoarsestOf(MapZooms zooms) => Math.Max(zooms.Least, zooms.Most - 3);

    private static IEnumerable<SlippyCell> Round(LatLon eye, double within, int zoom)
    {
        var (up, across) = (within / Wgs84.MetresPerDegreeLatitude(eye.Latitude), within / Wgs84.MetresPerDegreeLongitude(eye.Latitude));
        var first = SlippyCell.Of(new(eye.Latitude + up, eye.Longitude - across), zoom);
        var last = SlippyCell.Of(new(eye.Latitude - up, eye.Longitude + across), zoom);
        for (var y = first.Y; y <= last.Y; y++)
        {
            for (var x = first.X; x <= last.X; x++)
                yield return new(zoom, x, y);
        }
    }

    private static Image<Rgba32>? Decoded(byte[] bytes)
    {
        try
        {
            return Image.Load<Rgba32>(bytes);
        }
        catch (Exception broken) when (broken is UnknownImageFormatException or InvalidImageContentException)
        {
            return null;
        }
    }
}
