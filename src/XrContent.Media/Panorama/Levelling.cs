using NetVips;

namespace XrContent.Media.Panorama;

/// <summary>Turns a sphere so that its horizon is level, by the pitch and roll that the camera wrote.</summary>
internal static class Levelling
{
    /// <summary>Degrees below which nobody sees a lean, and turning would only soften the picture.</summary>
    private const double Least = 0.05;

    /// <summary>Rows that are looked up at a time, so that the map of directions stays small.</summary>
    private const int Strip = 256;

    /// <summary>Of the time that a levelled sphere takes until its tiles are made.</summary>
    public const double Share = 0.7;

    public static bool IsNeeded(double pitch, double roll) => Math.Abs(pitch) >= Least || Math.Abs(roll) >= Least;

    /// <summary>
    /// The levelled sphere. Pitch and roll as GPano defines them: the centre looks up by the pitch, and the horizon turns
    /// counterclockwise in the picture as the roll grows (https://developers.google.com/streetview/spherical-metadata).
    /// </summary>
    /// <param name="sphere">The whole sphere, with pixels that can be read anywhere.</param>
    /// <returns>In memory: strips that waited to be asked would each keep all that they are made of.</returns>
    public static Image Level(Image sphere, double pitch, double roll, IProgress<double>? progress, CancellationToken cancel)
    {
        var (width, height) = (sphere.Width, sphere.Height);
        // A column from the other edge on either side, so that the seam is interpolated like any other place.
        const int Margin = 2;
        using var left = sphere.Crop(width - Margin, 0, Margin, height);
        using var right = sphere.Crop(0, 0, Margin, height);
        using var start = left.Join(sphere, Enums.Direction.Horizontal);
        using var source = start.Join(right, Enums.Direction.Horizontal);
        using var bilinear = Interpolate.NewFromName("bilinear");
        var strips = new List<Image>();
        try
        {
            for (var top = 0; top < height; top += Strip)
            {
                cancel.ThrowIfCancellationRequested();
                using var map = Directions(width, height, top, Math.Min(Strip, height - top), pitch, roll, Margin);
                using var strip = source.Mapim(map, interpolate: bilinear, extend: Enums.Extend.Copy);
                strips.Add(strip.CopyMemory());
                progress?.Report(Share * Math.Min(top + Strip, height) / height);
            }

            // The last strip is lower than the others, and filled up by the join.
            using var joined = Image.Arrayjoin([.. strips], across: 1);
            return joined.Crop(0, 0, width, height);
        }
        finally
        {
            foreach (var strip in strips)
                strip.Dispose();
        }
    }

    /// <summary>For each pixel of some rows of the level sphere, where the camera's sphere shows that direction.</summary>
    private static Image Directions(int width, int height, int top, int rows, double pitch, double roll, int margin)
    {
        var (p, r) = (double.DegreesToRadians(pitch), double.DegreesToRadians(roll));
        var (sinP, cosP, sinR, cosR) = (Math.Sin(p), Math.Cos(p), Math.Sin(r), Math.Cos(r));
        // Longitude changes along a row alone and latitude along a column alone: each sine is taken once for all pixels that share it.
        using var columns = Image.Xyz(width, 1);
        using var lines = Image.Xyz(1, rows);
        using var longitude = ((columns[0] + 0.5) * (360.0 / width) - 180).CopyMemory();
        using var latitude = (90 - (lines[1] + (top + 0.5)) * (180.0 / height)).CopyMemory();
        Image Across(Image row) => row.CopyMemory().Replicate(1, rows);
        Image Down(Image column) => column.CopyMemory().Replicate(width, 1);
        // The direction in the level frame: right, up and ahead of the centre column.
        using var cosine = Down(latitude.Cos());
        using var up = Down(latitude.Sin());
        using var right = cosine * Across(longitude.Sin());
        using var ahead = cosine * Across(longitude.Cos());
        // Its parts along the camera's own axes.
        using var lifted = up * cosP - ahead * sinP;
        using var x = right * cosR - lifted * sinR;
        using var y = lifted * cosR + right * sinR;
        using var z = up * sinP + ahead * cosP;
        using var turned = x.Atan2(z);
        // vips wraps angles to 0..360; the picture's centre column is 180.
        using var column = ((turned + 180) % 360.0) * (width / 360.0) - 0.5 + margin;
        using var flat = (y > 1).Ifthenelse(1, (y < -1).Ifthenelse(-1, y));
        using var row = (90 - flat.Asin()) * (height / 180.0) - 0.5;
        return column.Bandjoin(row);
    }
}
