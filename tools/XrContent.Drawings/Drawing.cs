using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Geo.Views;

namespace XrContent.Drawings;

/// <summary>Draws one equirectangular relief from the sweep of an eye: the same directions that the server answers with.</summary>
public sealed class Drawing(TerrainMap map, View view)
{
    public const int Width = 4096;
    public const int Height = 2048;

    // The burst point: 503 m above the hypocentre (Kerr and Solomon, ORNL-TM-5139, 1976); the ground there lies at about 5 m.
    private static readonly LatLon Hypocentre = new(32.77373, 129.86322);
    private const double HypocentreGround = 5;
    private const double BurstHeight = 508;
    private static readonly double[] Rings = [1000, 2000, 4000];

    private static readonly Colour SkyTop = new(52, 66, 82);
    private static readonly Colour SkyLow = new(150, 163, 172);
    private static readonly Colour Near = new(44, 54, 46);
    private static readonly Colour Far = new(128, 142, 150);
    private static readonly Colour Water = new(66, 88, 104);
    private static readonly Colour Line = new(226, 214, 178);

    private readonly byte[] pixels = new byte[Width * Height * 3];
    private readonly double height = Math.Max(view.Height, map.HeightAt(view.Eye) + 0.5);

    /// <summary>The pixels, three bytes each, row by row; the middle column looks north.</summary>
    public byte[] Draw()
    {
        var sweep = Viewshed.From(map, view.Eye, height);
        Parallel.For(0, Width, column => DrawColumn(sweep, column));
        if (!view.Reach)
            return pixels;
        var drape = new Drape(view.Eye, height, sweep, map, HypocentreGround);
        foreach (var part in Rings.SelectMany(radius => drape.Ring(Hypocentre, radius)).Where(part => part.Visible))
            Trace(part.Points);
        MarkBurst();
        return pixels;
    }

    private void DrawColumn(Viewshed sweep, int column)
    {
        for (var row = 0; row < Height; row++)
            Put(column, row, Colour.Mix(SkyTop, SkyLow, Math.Clamp(row / (Height / 2.0), 0, 1)));
        var ray = Viewshed.RayOf((column + 0.5) / Width * 360 - 180);
        var seen = sweep.SeenAlong(ray);
        var distances = seen.Distances;
        var filled = Height;
        for (var i = 0; i < distances.Length; i++)
        {
            var row = (int)Math.Round((90 - Viewshed.ElevationOf(seen.Slopes[i])) / 180 * Height);
            if (row >= filled)
                continue;
            var ground = map.HeightAt(sweep.PointAlong(ray, distances[i]));
            var haze = 1 - Math.Exp(-distances[i] / 6500);
            var colour =
                ground > 0 ? Colour.Mix(Near, Far, haze * (0.85 + 0.15 * Math.Min(1, ground / 300))) : Colour.Mix(Water, Far, haze * 0.7);
            for (var y = Math.Max(row, 0); y < filled; y++)
                Put(column, y, colour);
            filled = row;
        }
    }

    private void Trace(IReadOnlyList<Direction> points)
    {
        for (var i = 0; i + 1 < points.Count; i++)
        {
            var (a, b) = (points[i], points[i + 1]);
            var (turn, rise) = (Angles.Normalize180(b.Azimuth - a.Azimuth), b.Elevation - a.Elevation);
            var steps = Math.Max(1, (int)(Math.Max(Math.Abs(turn), Math.Abs(rise)) * Width / 360 * 2));
            for (var k = 0; k <= steps; k++)
            {
                var (x, y) = Pixel(a.Azimuth + turn * k / steps, a.Elevation + rise * k / steps);
                Put(x, y, Line);
                Put(x, Math.Min(y + 1, Height - 1), Line);
            }
        }
    }

    /// <summary>A thin cross where the bomb burst. Nothing more is drawn of it.</summary>
    private void MarkBurst()
    {
        var seen = LineOfSight.To(view.Eye, height, Hypocentre, BurstHeight);
        var (x, y) = Pixel(seen.Azimuth, seen.Elevation);
        for (var d = -14; d <= 14; d++)
        {
            if (Math.Abs(d) < 4)
                continue;
            for (var thick = 0; thick < 2; thick++)
            {
                Put((x + d + Width) % Width, Math.Clamp(y + thick, 0, Height - 1), Line);
                Put((x + thick) % Width, Math.Clamp(y + d, 0, Height - 1), Line);
            }
        }
    }

    private static (int Column, int Row) Pixel(double azimuth, double elevation) =>
        (
            (int)(Angles.Normalize360(azimuth + 180) / 360 * Width) % Width,
            Math.Clamp((int)((90 - elevation) / 180 * Height), 0, Height - 1)
        );

    private void Put(int column, int row, Colour colour)
    {
        var at = (row * Width + column) * 3;
        (pixels[at], pixels[at + 1], pixels[at + 2]) = (colour.Red, colour.Green, colour.Blue);
    }

    private readonly record struct Colour(byte Red, byte Green, byte Blue)
    {
        public static Colour Mix(Colour a, Colour b, double share) =>
            new(
                (byte)(a.Red + (b.Red - a.Red) * share),
                (byte)(a.Green + (b.Green - a.Green) * share),
                (byte)(a.Blue + (b.Blue - a.Blue) * share)
            );
    }
}
