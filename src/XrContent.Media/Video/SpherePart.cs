using System.Buffers.Binary;

namespace XrContent.Media.Video;

/// <summary>The part of a sphere that a frame shows: what is cut off at each side, as shares of the whole sphere.</summary>
public sealed record SpherePart(double Left, double Right, double Top, double Bottom)
{
    internal const string Export = "Export it as a whole sphere.";

    /// <summary>Of the sphere may be missing, where a command makes it whole: beyond, the frame would grow out of all measure.</summary>
    private const double Most = 0.75;

    /// <summary>Reads the bounds of V2's equi box, which Matroska keeps too; null where the frame is the whole sphere.</summary>
    internal static SpherePart? InBox(ReadOnlySpan<byte> body)
    {
        const int Bounds = 20;
        if (body.Length < Bounds || !body[4..Bounds].ContainsAnyExcept((byte)0))
            return null;
        return new(Share(body[12..]), Share(body[16..]), Share(body[4..]), Share(body[8..]));

        static double Share(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes) / 4294967296.0;
    }

    /// <summary>The command that makes a whole sphere of frames of this part.</summary>
    public string Cure(int width, int height)
    {
        if (Left + Right > Most || Top + Bottom > Most)
            return Export;
        var (whole, high) = (Even(width / (1 - Left - Right)), Even(height / (1 - Top - Bottom)));
        return $"Run: ffmpeg -i FILE -vf pad={whole}:{high}:{Even(Left * whole)}:{Even(Top * high)} -c:a copy film.mp4 , "
            + "and say that it is a 360 degree film.";

        static int Even(double pixels) => (int)Math.Round(pixels / 2) * 2;
    }
}
