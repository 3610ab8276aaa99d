using System.Globalization;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Xmp;
using NetVips;
using XmpCore;

namespace XrContent.Media.Panorama;

/// <summary>Reads what a still says of itself and decides whether it is a 360 degree picture.</summary>
public static class PanoramaProbe
{
    /// <summary>Pixels that are decoded at the most: a sphere of 32768 by 16384.</summary>
    private const long MostPixels = 32768L * 16384;
    private const int NarrowestSphere = 512;
    private const string GPano = "http://ns.google.com/photos/1.0/panorama/";
    private const int OffsetTimeOriginal = 0x9011;

    /// <summary>Cameras that write no offset are taken to be set to the local time of Nagasaki.</summary>
    private static readonly TimeSpan LocalOffset = TimeSpan.FromHours(9);

    /// <summary>Reads headers only; no pixel is decoded.</summary>
    /// <exception cref="RefusedException">The file is no picture, too large, or not a 360 degree picture.</exception>
    public static PanoramaFacts Read(string path, Claims claims)
    {
        var (width, height) = UprightSize(path);
        if ((long)width * height > MostPixels)
            throw new RefusedException(
                "too-large",
                $"The picture is {width} x {height} pixels; at most {MostPixels / 1_000_000} million pixels are read. Export it "
                    + $"smaller, up to 32768 x 16384."
            );

        var directories = MetadataOf(path);
        var xmp = XmpOf(directories);
        var topBottom = claims.IsTopBottom;
        if (topBottom)
            height /= 2;
        var sphere = SphereOf(xmp, width, height, claims);
        var exif = directories.OfType<ExifSubIfdDirectory>().FirstOrDefault();
        var gps = directories.OfType<GpsDirectory>().FirstOrDefault();
        var position = gps?.GetGeoLocation();
        var placed = position is { IsZero: false } && Math.Abs(position.Latitude) <= 90 && Math.Abs(position.Longitude) <= 180;
        return new(
            width,
            height,
            sphere,
            topBottom,
            Number(xmp, "PoseHeadingDegrees") is { } heading ? Turned(heading) : null,
            InRange(Number(xmp, "PosePitchDegrees"), 90),
            InRange(Number(xmp, "PoseRollDegrees"), 180),
            placed ? position!.Latitude : null,
            placed ? position!.Longitude : null,
            AltitudeOf(gps),
            TakenOf(exif)
        );
    }

    private static (int Width, int Height) UprightSize(string path)
    {
        try
        {
            using var header = StillFile.Open(path, Enums.Access.Sequential);
            // EXIF orientations 5 to 8 lie on their side.
            var turned = header.Contains("orientation") && header.Get("orientation") is int and >= 5 and <= 8;
            return turned ? (header.Height, header.Width) : (header.Width, header.Height);
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
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The parsers throw all sorts of exceptions on flipped bits. Broken metadata is no reason to refuse a good
            // picture; what is missing is asked for instead.
            return [];
        }
    }

    private static IXmpMeta? XmpOf(IReadOnlyList<MetadataExtractor.Directory> directories) =>
        directories
            .OfType<XmpDirectory>()
            .Select(directory => directory.XmpMeta)
            .FirstOrDefault(meta =>
                meta?.DoesPropertyExist(GPano, "ProjectionType") == true || meta?.DoesPropertyExist(GPano, "FullPanoWidthPixels") == true
            );

    private static Sphere SphereOf(IXmpMeta? xmp, int width, int height, Claims claims)
    {
        if (width < NarrowestSphere)
            throw new RefusedException(
                "too-small",
                $"The picture is only {width} pixels wide. A 360 degree picture needs {NarrowestSphere} at least."
            );
        if (xmp is null || claims.IsTopBottom)
            return Claimed(width, height, claims);
        var projection = Text(xmp, "ProjectionType");
        if (projection is not null && !projection.Equals("equirectangular", StringComparison.OrdinalIgnoreCase))
            throw new RefusedException(
                "wrong-projection",
                $"The file says that its projection is \"{projection}\". Export it as equirectangular."
            );

        if (Number(xmp, "FullPanoWidthPixels") is not { } fullWidth || Number(xmp, "FullPanoHeightPixels") is not { } fullHeight)
            return Claimed(width, height, claims with { IsPanorama = true });
        var cropWidth = Number(xmp, "CroppedAreaImageWidthPixels") ?? width;
        var cropHeight = Number(xmp, "CroppedAreaImageHeightPixels") ?? height;
        // An editor that shrank the picture leaves the old figures: scale them to the picture that is there.
        var scale = width / cropWidth;
        var sphere = new Sphere(
            Rounded(fullWidth * scale),
            Rounded(fullHeight * scale),
            Rounded((Number(xmp, "CroppedAreaLeftPixels") ?? 0) * scale),
            Rounded((Number(xmp, "CroppedAreaTopPixels") ?? 0) * scale),
            width,
            height
        );
        var fits =
            cropWidth > 0
            && Math.Abs(cropHeight * scale - height) <= 2
            && Math.Abs(sphere.FullWidth - 2L * sphere.FullHeight) <= 2
            && sphere.FullWidth <= 32768
            && sphere.CropLeft >= 0
            && sphere.CropTop >= 0
            && (long)sphere.CropLeft + width <= sphere.FullWidth
            && (long)sphere.CropTop + height <= sphere.FullHeight;
        if (!fits)
        {
            throw new RefusedException(
                "wrong-crop",
                $"The crop written in the file (full {fullWidth} x {fullHeight}, crop {cropWidth} x {cropHeight}) does not fit its "
                    + $"{width} x {height} pixels. Export it again from the stitcher."
            );
        }

        return sphere with
        {
            FullHeight = sphere.FullWidth / 2,
        };
    }

    private static Sphere Claimed(int width, int height, Claims claims)
    {
        if (width == 2 * height)
        {
            if (claims.IsPanorama || claims.IsTopBottom)
                return Sphere.Full(width, height);
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

        throw new RefusedException(
            "not-equirectangular",
            $"The picture is {width} x {height}{(claims.IsTopBottom ? " for each eye" : "")} and not twice as wide as high, and the "
                + $"file has no panorama metadata (GPano). An ordinary photo is not a 360 degree capture."
        );
    }

    private static DateTimeOffset? TakenOf(ExifSubIfdDirectory? exif)
    {
        if (exif is null || !exif.TryGetDateTime(ExifDirectoryBase.TagDateTimeOriginal, out var local))
            return null;
        var offset = exif.GetString(OffsetTimeOriginal)?.Trim('\0', ' ');
        var known = DateTimeOffset.TryParseExact(
            $"2000-01-01T00:00:00{offset}",
            "yyyy-MM-dd'T'HH:mm:sszzz",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var parsed
        );
        return new(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), known ? parsed.Offset : LocalOffset);
    }

    private static double? AltitudeOf(GpsDirectory? gps)
    {
        if (gps is null || !gps.TryGetRational(GpsDirectory.TagAltitude, out var metres) || metres.Denominator == 0)
            return null;
        var below = gps.TryGetByte(GpsDirectory.TagAltitudeRef, out var reference) && reference == 1;
        var altitude = below ? -metres.ToDouble() : metres.ToDouble();
        return altitude is > -500 and < 9000 ? altitude : null;
    }

    private static string? Text(IXmpMeta xmp, string name) => xmp.GetPropertyString(GPano, name)?.Trim();

    private static double? Number(IXmpMeta? xmp, string name) =>
        xmp is not null
        && double.TryParse(Text(xmp, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : null;

    // Adding a turn only where it is needed keeps 123.4 from becoming 123.39999999999998.
    private static double Turned(double heading) => heading % 360 is var rest && rest < 0 ? (rest + 360) % 360 : rest;

    private static double InRange(double? degrees, double most) => degrees is { } value && Math.Abs(value) <= most ? value : 0;

    private static int Rounded(double pixels) => (int)Math.Clamp(Math.Round(pixels), -1, int.MaxValue);
}
