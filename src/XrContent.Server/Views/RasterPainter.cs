using NetTopologySuite.Geometries.Prepared;
using NetVips;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Geo.Views;
using Place = XrContent.Catalog.Documents.Place;

namespace XrContent.Server.Views;

/// <summary>Paints the ground that is seen, all round: what had a straight line to the burst point, and the areas.</summary>
internal sealed class RasterPainter(CatalogSnapshot all, Viewshed viewshed, Func<LatLon, double, Viewshed?> sweepFrom)
{
    public const int Width = 4096;
    public const int Height = 455;
    public const double Bottom = -30;
    public const double Top = 10;

    public static readonly Colour Lit = new(236, 196, 120, 96);
    public static readonly Colour Shadow = new(24, 44, 72, 120);
    private static readonly Colour Area = new(196, 92, 64, 84);

    /// <summary>Ground is looked at this high, metres, as in <see cref="Drape"/>.</summary>
    private const double Above = 1;

    /// <summary>The picture's bytes.</summary>
    /// <param name="at">Only what is shown at this moment; null for all.</param>
    /// <param name="webp">True for WebP, false for PNG; both carry alpha.</param>
    public byte[] Paint(Scene scene, DateTimeOffset? at, bool webp)
    {
        var tints = scene
            .Overlays.Select(all.Find)
            .OfType<PublishedItem>()
            .Where(item => Shown((Overlay)item.Document, at))
            .Select(TintOf)
            .OfType<Func<LatLon, double, Colour?>>()
            .ToList();
        var pixels = new byte[Width * Height * 4];
        Parallel.For(0, Width, column => PaintColumn(column, tints, pixels));
        using var image = Image
            .NewFromMemory(pixels, Width, Height, 4, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
        return webp ? image.WebpsaveBuffer(q: 80, alphaQ: 90, effort: 2) : image.PngsaveBuffer(compression: 6);
    }

    private void PaintColumn(int column, List<Func<LatLon, double, Colour?>> tints, byte[] pixels)
    {
        var ray = Viewshed.RayOf((column + 0.5) * 360 / Width);
        var seen = viewshed.SeenAlong(ray);
        var distances = seen.Distances;
        var slopes = seen.Slopes;
        // What lies below the first ground that is known stays clear.
        var below = RowOf(Viewshed.ElevationOf(slopes[0]));
        for (var i = 1; i < distances.Length && below > 0; i++)
        {
            var row = RowOf(Viewshed.ElevationOf(slopes[i]));
            if (row >= below)
                continue;
            var point = viewshed.PointAlong(ray, distances[i]);
            var ground = viewshed.Map.HeightAt(point);
            var colour = default(Colour);
            foreach (var tint in tints)
                if (tint(point, float.IsNaN(ground) ? 0 : ground) is { } own)
                    colour = own.Over(colour);
            for (var y = row; y < below; y++)
            {
                var at = (y * Width + column) * 4;
                (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (colour.Red, colour.Green, colour.Blue, colour.Alpha);
            }

            below = row;
        }
    }

    private static bool Shown(Overlay overlay, DateTimeOffset? at) =>
        at is null || overlay.Shown is not { } span || (span.From <= at && !(span.To <= at));

    private static int RowOf(double elevation) => Math.Clamp((int)Math.Round((Top - elevation) / (Top - Bottom) * Height), 0, Height);

    /// <summary>Whether an overlay colours ground; an area of which only lines are known does not.</summary>
    public static bool Tints(PublishedItem item) =>
        item.Document is Overlay { Shape: var shape }
        && (shape == OverlayShape.Exposure || shape == OverlayShape.Area && item.Where is NetTopologySuite.Geometries.IPolygonal);

    private Func<LatLon, double, Colour?>? TintOf(PublishedItem item)
    {
        if (!Tints(item))
            return null;
        var overlay = (Overlay)item.Document;
        if (overlay.Shape == OverlayShape.Area)
        {
            var area = PreparedGeometryFactory.Prepare(item.Where);
            return (point, _) =>
                area.Contains(
                    CatalogJson.GeometryFactory.CreatePoint(new NetTopologySuite.Geometries.Coordinate(point.Longitude, point.Latitude))
                )
                    ? Area
                    : null;
        }

        var centre = item.Where!.Centroid;
        var burst = new LatLon(centre.Y, centre.X);
        var foot = overlay.About is { } about ? all.Find<Place>(about)?.Height : null;
        var height = (foot ?? Eye.GroundAt(viewshed.Map, burst) ?? 0) + (overlay.HeightAboveGround ?? 0);
        if (sweepFrom(burst, height) is not { } light)
            return null;
        return (point, ground) =>
        {
            var seen = LineOfSight.To(burst, height, point, ground + Above);
            return seen.Distance > overlay.Reach ? null
                : light.Shows(seen) ? Lit
                : Shadow;
        };
    }

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
