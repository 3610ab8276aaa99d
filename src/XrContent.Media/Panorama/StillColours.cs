using NetVips;

namespace XrContent.Media.Panorama;

/// <summary>Colours as a browser takes a picture that says nothing of them: sRGB, eight bits a band.</summary>
internal static class StillColours
{
    private const string Profile = "icc-profile-data";

    /// <summary>Of 255: what rounding makes of a profile that is sRGB by another name.</summary>
    private const double Rounding = 2;

    /// <summary>The picture in sRGB, by the profile that its camera or stitcher embedded, if any; alpha stays.</summary>
    public static Image ToSrgb(Image image)
    {
        using var converted = MovesColours(image) ? Convert(image) : image.Colourspace(Enums.Interpretation.Srgb);
        return converted.Cast(Enums.BandFormat.Uchar);
    }

    /// <summary>
    /// Whether a profile is there, can be gone through, and is another one than sRGB, as most are not: going through one takes long.
    /// </summary>
    private static bool MovesColours(Image image)
    {
        if (!image.Contains(Profile))
            return false;
        try
        {
            using var some = Samples(image);
            using var moved = Convert(some);
            using var expected = some.Colourspace(Enums.Interpretation.Srgb);
            using var difference = (moved - expected).Abs();
            return difference.Max() > Rounding;
        }
        catch (VipsException)
        {
            // One that is broken says nothing; the picture is still good.
            return false;
        }
    }

    private static Image Convert(Image image) =>
        image.IccTransform("srgb", embedded: true, intent: Enums.Intent.Relative, blackPointCompensation: true, depth: 8);

    /// <summary>Colours from all over, of the picture's own kind and with its profile.</summary>
    private static Image Samples(Image image)
    {
        byte[] steps = [0, 64, 128, 191, 255];
        byte[] cube = [.. steps.SelectMany(red => steps.SelectMany(green => steps.SelectMany(blue => new[] { red, green, blue })))];
        var isCmyk = image.Interpretation == Enums.Interpretation.Cmyk;
        var isColour = image.Bands >= 3 && !isCmyk;
        using var plain = isColour
            ? Image.NewFromMemoryCopy(cube, cube.Length / 3, 1, 3, Enums.BandFormat.Uchar)
            : Image.Identity(bands: image.Bands);
        using var samples = plain.Copy(
            interpretation: isColour ? Enums.Interpretation.Srgb
            : isCmyk ? Enums.Interpretation.Cmyk
            : Enums.Interpretation.Bw
        );
        return samples.Mutate(own => own.Set(GValue.BlobType, Profile, image.Get(Profile)));
    }
}
