using NetTopologySuite.Geometries.Prepared;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Geo.Views;
using XrContent.Server.Views.Maps;

namespace XrContent.Server.Views;

/// <summary>Paints the ground that is seen, all round: what had a straight line to the burst point, and the areas.</summary>
internal sealed class RasterPainter(Viewshed viewshed, IReadOnlyList<RasterPainter.Tint> tints, IReadOnlyList<DrapedMap> maps)
{
    /// <summary>The colour that an overlay lays on a point of the ground; null where it lays none.</summary>
    public delegate Colour? Tint(LatLon point);

    public const int Width = 4096;
    public const int Height = 455;
    public const double Bottom = -30;
    public const double Top = 10;

    /// <summary>Metres between two samples that are seen, from which on a valley lies between them.</summary>
    private const double HiddenFrom = 80;

    private static readonly WebpEncoder Webp = new()
    {
        FileFormat = WebpFileFormatType.Lossy,
        Quality = 80,
        Method = WebpEncodingMethod.Level2,
    };
    private static readonly PngEncoder Png = new() { ColorType = PngColorType.RgbWithAlpha, CompressionLevel = PngCompressionLevel.Level6 };

    public static readonly Colour Lit = new(236, 196, 120, 96);
    public static readonly Colour Shadow = new(24, 44, 72, 120);
    private static readonly Colour Area = new(196, 92, 64, 84);

    /// <summary>The picture's bytes.</summary>
    /// <param name="webp">True for WebP, false for PNG; both carry alpha.</param>
    public byte[] Paint(bool webp, TaskScheduler threads, CancellationToken cancel)
    {
        var pixels = new byte[Width * Height * 4];
        Parallel.For(
            0,
            Width,
            new ParallelOptions { TaskScheduler = threads, CancellationToken = cancel },
            column => PaintColumn(column, pixels)
        );
        using var image = Image.LoadPixelData<Rgba32>(pixels, Width, Height);
        using var written = new MemoryStream();
        image.Save(written, webp ? Webp : Png);
        return written.ToArray();
    }

    private void PaintColumn(int column, byte[] pixels)
    {
        var ray = Viewshed.RayOf((column + 0.5) * 360 / Width);
        var seen = viewshed.SeenAlong(ray);
        var distances = seen.Distances;
        var slopes = seen.Slopes;
        // What lies below the first ground that is known stays clear.
        var below = RowOf(Viewshed.ElevationOf(slopes[0]));
        var crests = viewshed.CrestsAlong(ray);
        var crest = 0;
        for (var i = 1; i < distances.Length && below > 0; i++)
        {
            // Walls are not ground: they stay clear, and so does what they hide.
            for (; crest < crests.Count && crests.Distances[crest] < distances[i]; crest++)
                below = Math.Min(below, RowOf(Viewshed.ElevationOf(crests.Slopes[crest])));
            var row = RowOf(Viewshed.ElevationOf(slopes[i]));
            if (row >= below)
                continue;
            var point = viewshed.PointAlong(ray, distances[i]);
            var colour = default(Colour);
            foreach (var tint in tints)
                if (tint(point) is { } own)
                    colour = own.Over(colour);
            for (var y = row; y < below; y++)
            {
                var (at, own) = ((y * Width + column) * 4, maps.Count == 0 ? colour : OverMaps(colour, ray, DistanceOf(y, seen, i)));
                (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (own.Red, own.Green, own.Blue, own.Alpha);
            }

            below = row;
        }
    }

    /// <summary>Maps are finer than the land: each pixel has its own point of theirs.</summary>
    private Colour OverMaps(Colour colour, int ray, double distance)
    {
        var (point, under) = (viewshed.PointAlong(ray, distance), default(Colour));
        foreach (var map in maps)
            if (map.At(point, distance) is { } own)
                under = own.Over(under);
        return colour.Alpha == 0 ? under : colour.Over(under);
    }

    /// <summary>Metres to the ground in a row, between two of its samples that are seen one behind the other.</summary>
    private static double DistanceOf(int row, SeenGround seen, int i)
    {
        var distances = seen.Distances;
        var slopes = seen.Slopes;
        var (near, far) = (Viewshed.ElevationOf(slopes[i - 1]), Viewshed.ElevationOf(slopes[i]));
        var elevation = Top - (row + 0.5) / Height * (Top - Bottom);
        // Across a stretch that is hidden nothing lies between the two.
        var step = distances[i] - distances[i - 1];
        return far > near && (step < HiddenFrom || step < 0.05 * distances[i])
            ? distances[i - 1] + Math.Clamp((elevation - near) / (far - near), 0, 1) * (distances[i] - distances[i - 1])
            : distances[i];
    }

    private static bool Shown(Overlay overlay, DateTimeOffset? at) =>
        at is null || overlay.Shown is not { } span || (span.From <= at && !(span.To <= at));

    private static int RowOf(double elevation) => Math.Clamp((int)Math.Round((Top - elevation) / (Top - Bottom) * Height), 0, Height);

    /// <summary>Whether an overlay colours ground; an area of which only lines are known does not.</summary>
    public static bool Tints(PublishedItem item) =>
        item.Document is Overlay { Shape: var shape }
        && (
            shape is OverlayShape.Exposure or OverlayShape.Map
            || shape == OverlayShape.Area && item.Where is NetTopologySuite.Geometries.IPolygonal
        );

    /// <summary>The overlays of a scene that colour ground at a moment; at any moment where none is given.</summary>
    public static List<PublishedItem> TintingAt(Scene scene, CatalogSnapshot all, DateTimeOffset? at) =>
        [.. scene.Overlays.Select(all.Find).OfType<PublishedItem>().Where(item => Tints(item) && Shown((Overlay)item.Document, at))];

    /// <summary>How an overlay that <see cref="Tints"/> colours ground.</summary>
    public static async Task<Tint> TintOfAsync(PublishedItem item, Footing footing, ViewshedCache land, CancellationToken cancel)
    {
        if (item.Document is Overlay { Shape: OverlayShape.Map })
            throw new ArgumentException("A map has colours of its own.", nameof(item));
        if (item.Document is not Overlay { Shape: OverlayShape.Exposure, Reach: { } reach })
        {
            var area = PreparedGeometryFactory.Prepare(item.Where);
            return point => area.Contains(PointOf(point)) ? Area : null;
        }

        var burst = Footing.PointOf(item);
        var light = await land.LightAsync(footing.Map, burst, footing.HeightOf(item, 0), reach, cancel);
        return point =>
            light?.IsLit(point) switch
            {
                true => Lit,
                false => Shadow,
                null => null,
            };
    }

    private static NetTopologySuite.Geometries.Point PointOf(LatLon point) =>
        CatalogJson.GeometryFactory.CreatePoint(new NetTopologySuite.Geometries.Coordinate(point.Longitude, point.Latitude));

    /// <summary>Straight alpha, 0 to 255 each.</summary>
    internal readonly record struct Colour(byte Red, byte Green, byte Blue, byte Alpha)
    {
        public Colour Over(Colour under)
        {
            if (under.Alpha == 0)
                return this;
            var (a, b) = (Alpha / 255.0, under.Alpha / 255.0 * (1 - Alpha / 255.0));
            byte Mix(byte over, byte low) => (byte)Math.Round((over * a + low * b) / (a + b));
            return new(Mix(Red, under.Red), Mix(Green, under.Green), Mix(Blue, under.Blue), (byte)Math.Round((a + b) * 255));
        }

        public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}{Alpha:x2}";
    }
}
