namespace XrContent.Media.WalkIns;

/// <summary>
/// Gaussian splats as SPZ keeps them: a column for each property, one after the other for each splat. Axes are right, up and back, as in
/// glTF and WebGL.
/// </summary>
/// <param name="FractionalBits">Of the 24 bits of a coordinate, those below one.</param>
/// <param name="Positions">Nine bytes each: x, y and z in 24 bits.</param>
/// <param name="Alphas">One byte each, 255 for opaque.</param>
/// <param name="Colours">Three bytes each: the first coefficients of red, green and blue.</param>
/// <param name="Scales">Three bytes each: logarithms, in sixteenths above -10.</param>
/// <param name="Rotations">Three bytes each in version 2, four in version 3.</param>
internal sealed record SplatCloud(
    int Version,
    int FractionalBits,
    byte[] Positions,
    byte[] Alphas,
    byte[] Colours,
    byte[] Scales,
    byte[] Rotations
)
{
    public const int Coordinate = 3;

    /// <summary>More than any phone draws, and more memory than a reader may have.</summary>
    public const int Most = 2_500_000;

    public int Count => Alphas.Length;

    public int RotationBytes => Version == 2 ? 3 : 4;

    /// <summary>Coordinate 0, 1 or 2 of a splat, in its own units.</summary>
    public double At(int splat, int axis)
    {
        var at = splat * 3 * Coordinate + axis * Coordinate;
        var bits = Positions[at] | Positions[at + 1] << 8 | Positions[at + 2] << 16;
        return (double)(bits << 8 >> 8) / (1 << FractionalBits);
    }

    /// <summary>The numbers of all splats, those that fill most of the picture first.</summary>
    public int[] ByImportance()
    {
        var (order, weights) = (new int[Count], new float[Count]);
        for (var i = 0; i < Count; i++)
        {
            // Two of three scales are what is seen of it: the product of all, but for the smallest.
            var (a, b, c) = (Scales[3 * i], Scales[3 * i + 1], Scales[3 * i + 2]);
            var area = (a + b + c - Math.Min(a, Math.Min(b, c))) / 16f;
            (order[i], weights[i]) = (i, -(area + MathF.Log(Math.Max((byte)1, Alphas[i]))));
        }

        Array.Sort(weights, order);
        return order;
    }
}
