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
        if (image.Bands < 3 || image.Interpretation == Enums.Interpretation.Cmyk)
        {
            using var grey = Image.Identity(bands: image.Bands);
            using var own = grey.Copy(
                interpretation: image.Interpretation == Enums.Interpretation.Cmyk ? Enums.Interpretation.Cmyk : Enums.Interpretation.Bw
            );
            return own.Mutate(samples => samples.Set(GValue.BlobType, Profile, image.Get(Profile)));
        }

        byte[] steps = [0, 64, 128, 191, 255];
        byte[] cube = [.. steps.SelectMany(red => steps.SelectMany(green => steps.SelectMany(blue => new[] { red, green, blue })))];
        using var plain = Image.NewFromMemoryCopy(cube, cube.Length / 3, 1, 3, Enums.BandFormat.Uchar);
        using var colours = plain.Copy(interpretation: Enums.Interpretation.Srgb);
        return colours.Mutate(samples => samples.Set(GValue.BlobType, Profile, image.Get(Profile)));
    }
}
