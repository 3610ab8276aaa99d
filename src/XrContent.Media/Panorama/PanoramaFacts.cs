namespace XrContent.Media.Panorama;

/// <summary>What the photographer says of a picture, which wins over what the file says.</summary>
/// <param name="IsPanorama">The picture is a full equirectangular sphere although the file does not say so.</param>
/// <param name="IsTopBottom">The picture holds two eyes, left above right.</param>
public sealed record Claims(bool IsPanorama = false, bool IsTopBottom = false);

/// <summary>What a picture's file says of itself, checked.</summary>
/// <param name="Width">Pixels of the upright picture (of one eye), a sphere's a pixel off made even.</param>
/// <param name="Height">Pixels of the upright picture (of one eye).</param>
/// <param name="Sphere">Where those pixels lie on the sphere.</param>
/// <param name="TopBottom">Two eyes, left above right.</param>
/// <param name="Heading">Azimuth of the sphere's centre column in degrees from true north, 0 to 360, or null.</param>
/// <param name="Latitude">Degrees, or null.</param>
/// <param name="Longitude">Degrees, or null.</param>
/// <param name="Altitude">Metres above mean sea level, or null.</param>
/// <param name="Taken">Time of exposure with its offset; null when the file has none.</param>
/// <param name="Compass">Where the camera's compass pointed, if the stitcher says nothing of the heading.</param>
public sealed record PanoramaFacts(
    int Width,
    int Height,
    Sphere Sphere,
    bool TopBottom,
    double? Heading,
    double Pitch,
    double Roll,
    double? Latitude,
    double? Longitude,
    double? Altitude,
    DateTimeOffset? Taken,
    Compass? Compass = null
);

/// <summary>The part of a full equirectangular sphere that a picture covers, in the picture's pixels, after GPano.</summary>
public sealed record Sphere(int FullWidth, int FullHeight, int CropLeft, int CropTop, int CropWidth, int CropHeight)
{
    public static Sphere Full(int width, int height) => new(width, height, 0, 0, width, height);

    public bool IsFull => CropWidth == FullWidth && CropHeight == FullHeight;
}
