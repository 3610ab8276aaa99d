using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Geo.Views;

namespace XrContent.Drawings;

/// <summary>
/// Draws one equirectangular panorama of the land: ridges in haze one behind the other, water and its coast, the light of the moment's sun,
/// and contour lines near by.
/// </summary>
internal sealed class Drawing(TerrainMap map, View view)
{
    public const int Width = 4096;
    public const int Height = 2048;

    /// <summary>It is drawn twice as large and made smaller, so that edges are smooth.</summary>
    private const int Finer = 2;

    // The burst point: 503 m above the hypocentre (Kerr and Solomon, ORNL-TM-5139, 1976); the ground there lies at about 5 m.
    private static readonly LatLon Hypocentre = new(32.77373, 129.86322);
    private const double HypocentreGround = 5;
    private const double BurstHeight = 508;

    /// <summary>Those of the overlay.</summary>
    private static readonly double[] Rings = [1000, 2000, 4000, 8000];

    private readonly double height = EyeHeight(map, view);
    private readonly SeenGround seen = new(map, view.Eye, EyeHeight(map, view), Width * Finer, Height * Finer);
    private readonly Rgb24[] pixels = new Rgb24[Width * Finer * Height * Finer];

    private static double EyeHeight(TerrainMap map, View view) => Math.Max(view.Height, map.HeightAt(view.Eye) + 0.5);

    public Image<Rgb24> Draw()
    {
        seen.Look(Sun.From(view.Eye, view.Time));
        Parallel.For(0, seen.Height, row => DrawRow(row));
        if (view.Reach)
        {
            var drape = new Drape(view.Eye, height, Viewshed.From(map, view.Eye, height), map, HypocentreGround);
            foreach (var part in Rings.SelectMany(radius => drape.Ring(Hypocentre, radius)).Where(part => part.Visible))
                Trace(part.Points);
            MarkBurst();
        }

        var picture = Image.LoadPixelData(pixels, seen.Width, seen.Height);
        picture.Mutate(all => all.Resize(Width, Height, KnownResamplers.Box));
        return picture;
    }

    private void DrawRow(int row)
    {
        for (var column = 0; column < seen.Width; column++)
            pixels[row * seen.Width + column] = Paint.Rgb(ColourAt(row, column));
    }

    private Colour ColourAt(int row, int column)
    {
        var at = row * seen.Width + column;
        var distance = seen.Distances[at];
        if (float.IsPositiveInfinity(distance))
            return Paint.SkyAt(90 - (row + 0.5) * 180 / seen.Height);
        var (right, below) = (row * seen.Width + (column + 1) % seen.Width, Math.Min(row + 1, seen.Height - 1) * seen.Width + column);
        var ground = seen.Heights[at];
        var isWater = Paint.IsWater(ground);
        var colour = isWater ? Paint.WaterAt(distance) : Paint.LandAt(ground, seen.Lights[at]);
        if (isWater != Paint.IsWater(seen.Heights[right]) || isWater != Paint.IsWater(seen.Heights[below]))
            colour = Paint.Coast.Over(colour, 0.5);
        else if (!isWater)
            colour = Paint.Contour.Over(colour, Contours(at, right, below));
        colour = Paint.InHaze(colour, distance);
        // The edge of what stands in front of something farther away.
        var above = Math.Max(0, row - 1) * seen.Width + column;
        var gap = seen.Distances[above] / distance;
        return gap > 1.12 ? Paint.Edge.Over(colour, Math.Clamp((gap - 1.12) * 2, 0.1, 0.55)) : colour;
    }

    /// <summary>
    /// How strongly a contour line is drawn in a pixel: every 10 m near by, every 50 m farther off, and none where they crowd.
    /// </summary>
    private double Contours(int at, int right, int below)
    {
        var distance = seen.Distances[at];
        return Math.Max(Line(10, 0.4 * (1 - distance / 1800)), Line(50, 0.42 * (1 - distance / 7000)));

        double Line(double interval, double strength)
        {
            if (strength <= 0 || seen.Distances[right] > distance * 1.2 || seen.Distances[right] < distance / 1.2)
                return 0;
            var (own, next, under) = (seen.Heights[at], seen.Heights[right], seen.Heights[below]);
            var change = Math.Max(Math.Abs(own - next), Math.Abs(own - under));
            var crosses =
                Math.Floor(own / interval) != Math.Floor(next / interval) || Math.Floor(own / interval) != Math.Floor(under / interval);
            return crosses ? strength * Math.Clamp(1.6 - 5 * change / interval, 0, 1) : 0;
        }
    }

    private void Trace(IReadOnlyList<Direction> points)
    {
        for (var i = 0; i + 1 < points.Count; i++)
        {
            var (a, b) = (points[i], points[i + 1]);
            var (turn, rise) = (Angles.Normalize180(b.Azimuth - a.Azimuth), b.Elevation - a.Elevation);
            var steps = Math.Max(1, (int)(Math.Max(Math.Abs(turn), Math.Abs(rise)) * seen.Width / 360 * 2));
            for (var k = 0; k <= steps; k++)
                Dot(a.Azimuth + turn * k / steps, a.Elevation + rise * k / steps, 0, 0, Paint.Line);
        }
    }

    /// <summary>A thin cross where the bomb burst. Nothing more is drawn of it.</summary>
    private void MarkBurst()
    {
        var burst = LineOfSight.To(view.Eye, height, Hypocentre, BurstHeight);
        for (var d = -28; d <= 28; d++)
        {
            if (Math.Abs(d) < 8)
                continue;
            Dot(burst.Azimuth, burst.Elevation, d, 0, Paint.Line);
            Dot(burst.Azimuth, burst.Elevation, 0, d, Paint.Line);
        }
    }

    /// <summary>A dot of three pixels, some pixels right of and below a direction.</summary>
    private void Dot(double azimuth, double elevation, int right, int down, Colour colour)
    {
        var (x, y) = (
            (int)(Angles.Normalize360(azimuth + 180) / 360 * seen.Width) + right,
            (int)((90 - elevation) / 180 * seen.Height) + down
        );
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
                pixels[Math.Clamp(y + dy, 0, seen.Height - 1) * seen.Width + (x + dx + seen.Width) % seen.Width] = Paint.Rgb(colour);
        }
    }
}
