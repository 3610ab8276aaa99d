using XrContent.Catalog.Documents;
using XrContent.Media.Panorama;
using XrContent.Media.Video;

namespace XrContent.Server.Media;

/// <summary>What the renderers must know of a capture, from its document alone.</summary>
internal static class CaptureFacts
{
    public static PanoramaFacts OfStill(Capture capture)
    {
        var panorama = capture.Panorama;
        return new(
            panorama.CropWidth,
            panorama.CropHeight,
            new(panorama.FullWidth, panorama.FullHeight, panorama.CropLeft, panorama.CropTop, panorama.CropWidth, panorama.CropHeight),
            panorama.Stereo == Stereo.TopBottom,
            capture.Pose.Heading,
            capture.Pose.Pitch,
            capture.Pose.Roll,
            null,
            null,
            null,
            null
        );
    }

    public static IReadOnlyList<XrContent.Media.Panorama.Redaction> RedactionsOf(Capture capture) =>
        [.. capture.Redactions.Select(part => new XrContent.Media.Panorama.Redaction(part.Left, part.Right, part.Top, part.Bottom))];

    public static FilmFacts OfFilm(Capture capture) =>
        new(
            capture.Film!.Width,
            capture.Film.Height,
            capture.Film.Seconds,
            capture.Film.FramesPerSecond,
            capture.Film.Audio,
            capture.Panorama.Stereo == Stereo.TopBottom,
            capture.Pose.Pitch,
            capture.Pose.Roll,
            null,
            null,
            null,
            null
        );
}
