namespace XrContent.Media.Panorama;

/// <summary>
/// A rectangle on the sphere of the picture as it came from the camera, to be made unrecognisable. Degrees.
/// </summary>
/// <param name="Left">Left edge, from the picture's centre column, -180 to 180; beyond <paramref name="Right"/> it runs over the
/// seam.</param>
/// <param name="Right">Right edge, -180 to 180.</param>
/// <param name="Top">Upper edge above the picture's middle row, -90 to 90.</param>
/// <param name="Bottom">Lower edge, below <paramref name="Top"/>.</param>
public sealed record Redaction(double Left, double Right, double Top, double Bottom);
