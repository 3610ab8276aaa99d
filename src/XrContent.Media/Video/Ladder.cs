namespace XrContent.Media.Video;

/// <summary>One size in which a film is served.</summary>
/// <param name="Width">Pixels of the frame, even.</param>
/// <param name="Height">Pixels of the frame, even: half the width, or the width where two eyes stand one above the other.</param>
public sealed record FilmSize(int Width, int Height);

/// <summary>The sizes in which a film is served, large to small: two to four, each at most 0.7 times as wide as the one before.</summary>
public static class Ladder
{
    private const double Step = 0.7;
    private const int Most = 4;

    /// <summary>H.264 level 5.2 ends at 36864 macroblocks a frame; phones decode no more.</summary>
    private const int WidestH264 = 3840;
    private const int WidestH264Stereo = 2880;
    private const int WidestAv1 = 7680;
    private const int WidestAv1Stereo = 5760;
    private static readonly int[] Widths = [7680, 5760, 3840, 2880, 1920, 1280, 960, 640, 480, 320];

    /// <param name="sphereWidth">Pixels across the sphere, 512 or more.</param>
    public static IReadOnlyList<FilmSize> Of(int sphereWidth, bool topBottom, bool av1)
    {
        var widest = (av1, topBottom) switch
        {
            (true, false) => WidestAv1,
            (true, true) => WidestAv1Stereo,
            (false, false) => WidestH264,
            _ => WidestH264Stereo,
        };
        var width = Math.Min(sphereWidth / 4 * 4, widest);
        var sizes = new List<FilmSize>();
        while (width > 0 && sizes.Count < Most)
        {
            sizes.Add(new(width, topBottom ? width : width / 2));
            width = Widths.FirstOrDefault(next => next <= width * Step);
        }

        return sizes;
    }
}

/// <summary>The strip of small frames that a player shows while one looks for a moment.</summary>
/// <param name="Columns">Frames in a row of the picture.</param>
/// <param name="Rows">Rows of the picture.</param>
/// <param name="Interval">Seconds from one frame to the next.</param>
public sealed record Strip(int Columns, int Rows, double Interval)
{
    /// <summary>Pixels of one frame.</summary>
    public const int Width = 240;

    /// <summary>Pixels of one frame.</summary>
    public const int Height = 120;
    private const int MostFrames = 100;

    /// <summary>A frame a second for a short film, a hundred over a long one.</summary>
    public static Strip Of(double seconds)
    {
        var interval = Math.Max(1, Math.Ceiling(seconds / MostFrames));
        var frames = Math.Max(1, (int)Math.Ceiling(seconds / interval));
        return new(Math.Min(10, frames), (frames + 9) / 10, interval);
    }
}
