using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using NetVips;

namespace XrContent.Media.Panorama;

/// <summary>Reads what a still says of itself and decides whether it is a 360 degree picture.</summary>
public static class PanoramaProbe
{
    /// <summary>Pixels that are decoded at the most: a sphere of 32768 by 16384.</summary>
    private const long MostPixels = 32768L * 16384;
    private const int NarrowestSphere = 512;

    /// <summary>Pixels by which stitchers miss what they say.</summary>
    private const int Off = 2;

    /// <summary>Reads headers only; no pixel is decoded.</summary>
    /// <exception cref="RefusedException">The file is no picture, too large, or not a 360 degree picture.</exception>
    public static PanoramaFacts Read(string path, Claims claims)
    {
        var (width, height, packet) = HeaderOf(path);
        if ((long)width * height > MostPixels)
            throw new RefusedException(
                "too-large",
                $"The picture is {width} x {height} pixels; at most {MostPixels / 1_000_000} million pixels are read. Export it "
                    + $"smaller, up to 32768 x 16384."
            );

        var directories = MetadataOf(path);
        var xmp = XmpFacts.Of(directories, packet);
        var topBottom = claims.IsTopBottom;
        if (topBottom)
            height /= 2;
        var sphere = SphereOf(xmp, width, height, claims);
        var gps = directories.OfType<GpsDirectory>().FirstOrDefault();
        var (latitude, longitude) = GpsFacts.PositionOf(gps, xmp);
        var (heading, pitch, roll) = Attitude(
            xmp.Number("PoseHeadingDegrees"),
            xmp.Number("PosePitchDegrees") ?? 0,
            xmp.Number("PoseRollDegrees") ?? 0
        );
        return new(
            sphere.CropWidth,
            sphere.CropHeight,
            sphere,
            topBottom,
            heading,
            pitch,
            roll,
            latitude,
            longitude,
            GpsFacts.AltitudeOf(gps),
            ExposureTime.Of(directories, xmp, TimeProvider.System.GetUtcNow()),
            heading is null ? GpsFacts.CompassOf(gps) : null
        );
    }

    /// <returns>The size as it is shown, and its XMP as it stands.</returns>
    private static (int Width, int Height, byte[]? Xmp) HeaderOf(string path)
    {
        try
        {
            using var header = StillFile.Open(path, Enums.Access.Sequential);
            // EXIF orientations 5 to 8 lie on their side.
            var turned = header.Contains("orientation") && header.Get("orientation") is int and >= 5 and <= 8;
            var xmp = header.Contains("xmp-data") ? header.Get("xmp-data") as byte[] : null;
            return turned ? (header.Height, header.Width, xmp) : (header.Width, header.Height, xmp);
        }
        catch (VipsException error)
        {
            throw StillFaults.Of(error, "unreadable", "The beginning of the picture cannot be read");
        }
    }

    private static IReadOnlyList<MetadataExtractor.Directory> MetadataOf(string path)
    {
        try
        {
            return ImageMetadataReader.ReadMetadata(path);
        }
        catch (Exception)
        {
            // The parsers throw all sorts of exceptions on flipped bits, that of no memory too where a size was flipped.
            // Broken metadata is no reason to refuse a good picture; what is missing is asked for instead.
            return [];
        }
    }

    private static Sphere SphereOf(XmpFacts xmp, int width, int height, Claims claims)
    {
        if (width < NarrowestSphere)
            throw new RefusedException(
                "too-small",
                $"The picture is only {width} pixels wide. A 360 degree picture needs {NarrowestSphere} at least."
            );
        if (!xmp.IsThere || claims.IsTopBottom)
            return Claimed(width, height, claims, isSaid: false);
        var projection = xmp.Text("ProjectionType");
        if (projection is not null && !projection.Equals("equirectangular", StringComparison.OrdinalIgnoreCase))
            throw new RefusedException(
                "wrong-projection",
                $"The file says that its projection is \"{projection}\". Export it as equirectangular."
            );

        if (xmp.Number("FullPanoWidthPixels") is not { } fullWidth || xmp.Number("FullPanoHeightPixels") is not { } fullHeight)
            return Claimed(width, height, claims, isSaid: true);
        var cropWidth = xmp.Number("CroppedAreaImageWidthPixels") ?? width;
        var cropHeight = xmp.Number("CroppedAreaImageHeightPixels") ?? height;
        // An editor that shrank the picture leaves the old figures: scale them to the picture that is there.
        var scale = width / cropWidth;
        var sphere = new Sphere(
            Rounded(fullWidth * scale),
            Rounded(fullHeight * scale),
            Rounded((xmp.Number("CroppedAreaLeftPixels") ?? 0) * scale),
            Rounded((xmp.Number("CroppedAreaTopPixels") ?? 0) * scale),
            width,
            height
        );
        var fits =
            cropWidth > 0
            && Math.Abs(cropHeight * scale - height) <= Off
            && Math.Abs(sphere.FullWidth - 2L * sphere.FullHeight) <= Off
            && sphere.FullWidth <= 32768
            && sphere.CropLeft >= 0
            && sphere.CropTop >= 0
            && (long)sphere.CropLeft + width <= sphere.FullWidth + Off
            && (long)sphere.CropTop + height <= sphere.FullHeight + Off;
        if (!fits)
        {
            throw new RefusedException(
                "wrong-crop",
                $"The crop written in the file (full {fullWidth} x {fullHeight}, crop {cropWidth} x {cropHeight}) does not fit its "
                    + $"{width} x {height} pixels. Export it again from the stitcher."
            );
        }

        return Even(sphere);
    }

    /// <summary>A sphere exactly twice as wide as high, and the picture within it: what is a pixel off is stretched by it.</summary>
    private static Sphere Even(Sphere sphere)
    {
        var height = (sphere.FullWidth + 1) / 2;
        var isFull =
            sphere.CropLeft == 0
            && sphere.CropTop == 0
            && Math.Abs(sphere.CropWidth - sphere.FullWidth) <= Off
            && Math.Abs(sphere.CropHeight - height) <= Off;
        return isFull
            ? Sphere.Full(2 * height, height)
            : sphere with
            {
                FullWidth = 2 * height,
                FullHeight = height,
                CropWidth = Math.Min(sphere.CropWidth, 2 * height - sphere.CropLeft),
                CropHeight = Math.Min(sphere.CropHeight, height - sphere.CropTop),
            };
    }

    /// <param name="isSaid">The file says that it is equirectangular, though not of which part.</param>
    private static Sphere Claimed(int width, int height, Claims claims, bool isSaid)
    {
        if (Math.Abs(width - 2 * height) <= Off)
        {
            if (claims.IsPanorama || claims.IsTopBottom || isSaid)
                return Even(Sphere.Full(width, height));
            throw new RefusedException(
                "no-panorama-metadata",
                "The picture is twice as wide as high, but nothing in the file says that it is a 360 degree panorama. If it is one, "
                    + "say so and give place and time."
            );
        }

        if (width == height && !claims.IsTopBottom)
        {
            throw new RefusedException(
                "not-equirectangular",
                $"The picture is {width} x {height}, as high as wide. If it is a stereo pair with the left eye above the right, say "
                    + $"so; an ordinary photo is not a 360 degree capture."
            );
        }

        var size = $"The picture is {width} x {height}{(claims.IsTopBottom ? " for each eye" : "")} and not twice as wide as high";
        throw new RefusedException(
            "not-equirectangular",
            isSaid
                ? $"{size}; the file says that it is equirectangular, but not which part of the sphere it shows. Export it again from the "
                    + "stitcher, whole or with the size of the full panorama (GPano)."
                : $"{size}, and the file has no panorama metadata (GPano). An ordinary photo is not a 360 degree capture."
        );
    }

    /// <summary>Angles as they are written elsewhere: any number of turns, and a camera that was tipped over beyond straight up.</summary>
    private static (double? Heading, double Pitch, double Roll) Attitude(double? heading, double pitch, double roll)
    {
        pitch = Signed(pitch);
        var isOver = Math.Abs(pitch) > 90;
        return (
            heading is { } azimuth ? Turned(isOver ? azimuth + 180 : azimuth) : null,
            isOver ? Math.CopySign(180, pitch) - pitch : pitch,
            Signed(isOver ? roll + 180 : roll)
        );
    }

    // Adding a turn only where it is needed keeps 123.4 from becoming 123.39999999999998.
    private static double Turned(double heading) => heading % 360 is var rest && rest < 0 ? (rest + 360) % 360 : rest;

    private static double Signed(double degrees) =>
        Math.Abs(degrees) <= 180 ? degrees
        : Turned(degrees) is var turned and > 180 ? turned - 360
        : Turned(degrees);

    private static int Rounded(double pixels) => (int)Math.Clamp(Math.Round(pixels), -1, int.MaxValue);
}
