using SixLabors.ImageSharp.PixelFormats;

namespace XrContent.Drawings;

/// <summary>A colour, each part from 0 to 255.</summary>
internal readonly record struct Colour(double Red, double Green, double Blue)
{
    public Colour Over(Colour under, double share) =>
        new(under.Red + (Red - under.Red) * share, under.Green + (Green - under.Green) * share, under.Blue + (Blue - under.Blue) * share);

    public Colour Times(double factor) => new(Red * factor, Green * factor, Blue * factor);
}

/// <summary>The few colours of the drawings.</summary>
internal static class Paint
{
    public static readonly Colour Coast = new(226, 229, 222);
    public static readonly Colour Contour = new(38, 44, 36);
    public static readonly Colour Edge = new(46, 56, 60);
    public static readonly Colour Line = new(238, 214, 150);

    private static readonly Colour Zenith = new(92, 122, 152);
    private static readonly Colour Horizon = new(214, 221, 222);
    private static readonly Colour Lowland = new(148, 146, 124);
    private static readonly Colour Hills = new(104, 122, 88);
    private static readonly Colour Water = new(84, 116, 134);

    /// <summary>Metres over which half of a thing's own colour is lost to the air.</summary>
    private const double Haze = 16_000;

    public static Rgb24 Rgb(Colour colour) => new(Part(colour.Red), Part(colour.Green), Part(colour.Blue));

    /// <param name="elevation">Degrees above level.</param>
    public static Colour SkyAt(double elevation) => Zenith.Over(Horizon, Math.Sqrt(Math.Clamp(elevation / 70, 0, 1)));

    /// <summary>What lies no higher than the sea, which is 0; land is half a metre at least.</summary>
    public static bool IsWater(float height) => height < 0.2f;

    /// <param name="light">How squarely the sun meets it, 0 to 1.</param>
    public static Colour LandAt(float height, float light) =>
        Hills.Over(Lowland, Math.Clamp((height - 10) / 90, 0, 1)).Times(0.42 + 0.86 * light);

    public static Colour WaterAt(float distance) => Horizon.Over(Water, 0.5 * Math.Clamp(distance / 12_000, 0, 1));

    public static Colour InHaze(Colour colour, float distance) => Horizon.Over(colour, 0.7 * (1 - Math.Pow(0.5, distance / Haze)));

    private static byte Part(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
