using XrContent.Geo;

namespace XrContent.Drawings;

/// <summary>Draws one equirectangular relief, column by column: each column is one azimuth, walked outward from the eye.</summary>
public sealed class Drawing(Relief relief, View view)
{
    public const int Width = 4096;
    public const int Height = 2048;

    private const double Farthest = 24_000;
    private const double Foreground = 900;
    private const double FirstStep = 6;
    private const double StepGrowth = 1.012;

    // The burst point: 503 m above the hypocentre (Kerr and Solomon, ORNL-TM-5139, 1976); the ground there lies at about 5 m.
    private static readonly LatLon Hypocentre = new(32.7737, 129.8633);
    private const double BurstHeight = 508;
    private static readonly double[] Rings = [1000, 2000, 3000, 4000];

    private static readonly Colour SkyTop = new(52, 66, 82);
    private static readonly Colour SkyLow = new(150, 163, 172);
    private static readonly Colour Near = new(44, 54, 46);
    private static readonly Colour Far = new(128, 142, 150);
    private static readonly Colour Water = new(66, 88, 104);
    private static readonly Colour Line = new(226, 214, 178);

    private readonly byte[] pixels = new byte[Width * Height * 3];

    /// <summary>The pixels, three bytes each, row by row; the middle column looks north.</summary>
    public byte[] Draw()
    {
        Parallel.For(0, Width, DrawColumn);
        if (view.Reach) MarkBurst();
        return pixels;
    }

    private void DrawColumn(int column)
    {
        var azimuth = (column + 0.5) / Width * 360 - 180;
        for (var row = 0; row < Height; row++) Put(column, row, Colour.Mix(SkyTop, SkyLow, Math.Clamp(row / (Height / 2.0), 0, 1)));

        var (north, east) = (Math.Cos(Angles.ToRadians(azimuth)), Math.Sin(Angles.ToRadians(azimuth)));
        var perLatitude = Wgs84.MetresPerDegreeLatitude(view.Lat);
        var perLongitude = Wgs84.MetresPerDegreeLongitude(view.Lat);
        // Ground is filled from the lowest direction upward; what is lower than something nearer is hidden.
        var filled = Height;
        var before = double.NaN;
        double step = FirstStep, distance = FirstStep;
        while (distance < Farthest)
        {
            var point = new LatLon(view.Lat + distance * north / perLatitude, view.Lon + distance * east / perLongitude);
            var height = relief.HeightAt(point);
            // Near the eye the sketch is coarser than the ground under it: below a deck on a summit the slope falls away.
            if (distance < Foreground) height = Math.Min(height, view.Height - 1.6 - distance * (view.Height > 100 ? 0.28 : 0.01));
            var elevation = Elevation(distance, Math.Max(height, 0));
            var row = (int)Math.Round((90 - elevation) / 180 * Height);
            var fromBurst = view.Reach ? Geodesic.Inverse(Hypocentre, point).Distance : double.NaN;
            var ring = Rings.Any(radius => (before - radius) * (fromBurst - radius) < 0);
            before = fromBurst;
            if (row < filled)
            {
                var haze = 1 - Math.Exp(-distance / 6500);
                var colour = height <= 0 ? Colour.Mix(Water, Far, haze * 0.7) : Colour.Mix(Near, Far, haze * (0.85 + 0.15 * Math.Min(1, height / 300)));
                for (var y = Math.Max(row, 0); y < filled; y++) Put(column, y, colour);
                // Where the near ground ends the step is tall and no place on a ring.
                if (ring && filled - row < 40)
                    for (var y = Math.Max(row, 0); y < Math.Min(row + 3, Height); y++) Put(column, y, Line);
                filled = row;
            }

            distance += step;
            step *= StepGrowth;
        }
    }

    private double Elevation(double distance, double height)
    {
        var drop = distance * distance * (1 - Sight.Refraction) / (2 * Wgs84.MeanRadius);
        return Angles.ToDegrees(Math.Atan2(height - drop - view.Height, distance));
    }

    /// <summary>A thin cross where the bomb burst. Nothing more is drawn of it.</summary>
    private void MarkBurst()
    {
        var seen = Sight.To(view.Eye, view.Height, Hypocentre, BurstHeight);
        var x = (int)((seen.Azimuth / 360 + 0.5) * Width) % Width;
        var y = (int)((90 - seen.Elevation) / 180 * Height);
        for (var d = -14; d <= 14; d++)
        {
            if (Math.Abs(d) < 4) continue;
            for (var thick = 0; thick < 2; thick++)
            {
                Put((x + d + Width) % Width, Math.Clamp(y + thick, 0, Height - 1), Line);
                Put((x + thick) % Width, Math.Clamp(y + d, 0, Height - 1), Line);
            }
        }
    }

    private void Put(int column, int row, Colour colour)
    {
        var at = (row * Width + column) * 3;
        (pixels[at], pixels[at + 1], pixels[at + 2]) = (colour.Red, colour.Green, colour.Blue);
    }

    private readonly record struct Colour(byte Red, byte Green, byte Blue)
    {
        public static Colour Mix(Colour a, Colour b, double share) => new(
            (byte)(a.Red + (b.Red - a.Red) * share), (byte)(a.Green + (b.Green - a.Green) * share), (byte)(a.Blue + (b.Blue - a.Blue) * share));
    }
}
