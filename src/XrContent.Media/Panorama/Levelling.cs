namespace XrContent.Media.Panorama;

/// <summary>Turns a sphere back by the camera's lean, so that its horizon is level and straight up is up.</summary>
/// <remarks>
/// Pitch and roll as GPano defines them: the centre looks up by the pitch, and the horizon turns counterclockwise in the picture as the
/// roll grows (https://developers.google.com/streetview/spherical-metadata).
/// </remarks>
internal sealed unsafe class Levelling
{
    /// <summary>Degrees below which a lean is not seen.</summary>
    private const double Least = 0.05;

    /// <summary>Pixels of a row between which places are drawn as a straight line, where that is near enough.</summary>
    private const int Step = 16;

    /// <summary>Of a pixel, by which the straight line may miss in its middle.</summary>
    private const double Near = 0.02;

    private const int Bands = 3;

    private readonly int width;
    private readonly int height;
    private readonly bool isNeeded;
    private readonly double sinPitch;
    private readonly double cosPitch;
    private readonly double sinRoll;
    private readonly double cosRoll;
    private readonly (double Sin, double Cos)[] longitudes;

    /// <param name="width">Pixels of the sphere.</param>
    /// <param name="height">Half of its width.</param>
    /// <param name="pitch">Degrees.</param>
    /// <param name="roll">Degrees.</param>
    public Levelling(int width, int height, double pitch, double roll)
    {
        (this.width, this.height, isNeeded) = (width, height, IsNeeded(pitch, roll));
        (sinPitch, cosPitch) = Math.SinCos(double.DegreesToRadians(pitch));
        (sinRoll, cosRoll) = Math.SinCos(double.DegreesToRadians(roll));
        longitudes = isNeeded ? [.. Enumerable.Range(0, width + 1).Select(x => Math.SinCos((x + 0.5) / width * Math.Tau - Math.PI))] : [];
        // No place is farther from where the camera saw it than straight up is from the camera's own up.
        var tilt = Math.Acos(Math.Clamp(cosPitch * cosRoll, -1, 1));
        Reach = isNeeded ? (int)Math.Min(height, Math.Ceiling(tilt / Math.PI * height) + 2) : 0;
    }

    /// <summary>Whether a lean in degrees is seen.</summary>
    public static bool IsNeeded(double pitch, double roll) => Math.Abs(pitch) >= Least || Math.Abs(roll) >= Least;

    /// <summary>Rows above and below its own that a level row is made from.</summary>
    public int Reach { get; }

    /// <summary>Rows of the camera's sphere from which some rows of the level one are made.</summary>
    public (int From, int To) SourceOf(int top, int count) => (Math.Max(0, top - Reach), Math.Min(height, top + count + Reach) - 1);

    /// <summary>Makes one row of the level sphere.</summary>
    /// <param name="source">Holds what <see cref="SourceOf"/> says.</param>
    /// <param name="target">Three bytes a pixel.</param>
    public void Make(int row, RowWindow source, Span<byte> target)
    {
        if (!isNeeded)
        {
            source.Row(row).CopyTo(target);
            return;
        }

        var (sinLatitude, cosLatitude) = Math.SinCos(Math.PI / 2 - (row + 0.5) / height * Math.PI);
        fixed (byte* pixels = target)
        {
            var start = PlaceOf(0, sinLatitude, cosLatitude);
            for (var left = 0; left < width; left += Step)
            {
                var count = Math.Min(Step, width - left);
                var middle = PlaceOf(left + count / 2, sinLatitude, cosLatitude);
                var end = PlaceOf(left + count, sinLatitude, cosLatitude);
                var (across, down) = ((end.Column - start.Column) / count, (end.Row - start.Row) / count);
                var half = count / 2;
                // At the seam and about the camera's own poles places lie along no straight line.
                var isStraight =
                    Math.Abs(start.Column + half * across - middle.Column) < Near && Math.Abs(start.Row + half * down - middle.Row) < Near;
                for (var i = 0; i < count; i++)
                {
                    var (column, line) = isStraight
                        ? (start.Column + i * across, start.Row + i * down)
                        : PlaceOf(left + i, sinLatitude, cosLatitude);
                    Interpolate(source, column, line, pixels + (left + i) * Bands);
                }

                start = end;
            }
        }
    }

    /// <summary>Where the camera's sphere shows the direction of a pixel of the level one, counted in pixels.</summary>
    private (double Column, double Row) PlaceOf(int x, double sinLatitude, double cosLatitude)
    {
        // The direction in the level frame: right, up and ahead of the centre column.
        var (sin, cos) = longitudes[x];
        var (right, up, ahead) = (cosLatitude * sin, sinLatitude, cosLatitude * cos);
        // Its parts along the camera's own axes.
        var lifted = up * cosPitch - ahead * sinPitch;
        var (across, above, along) = (
            right * cosRoll - lifted * sinRoll,
            lifted * cosRoll + right * sinRoll,
            up * sinPitch + ahead * cosPitch
        );
        var azimuth = Math.Atan2(across, along);
        var elevation = Math.Asin(Math.Clamp(above, -1, 1));
        return ((azimuth / Math.Tau + 0.5) * width - 0.5, (0.5 - elevation / Math.PI) * height - 0.5);
    }

    /// <summary>The colour between four pixels; beyond the seam the sphere goes on, beyond a pole its last row does.</summary>
    private void Interpolate(RowWindow source, double column, double row, byte* target)
    {
        const int Whole = 256;
        var (x, y) = ((int)Math.Floor(column), (int)Math.Floor(row));
        var (fx, fy) = ((int)((column - x) * Whole), (int)((row - y) * Whole));
        var (left, right) = (Wrapped(x) * Bands, Wrapped(x + 1) * Bands);
        var above = source[Math.Clamp(y, 0, height - 1)];
        var below = source[Math.Clamp(y + 1, 0, height - 1)];
        for (var band = 0; band < Bands; band++)
        {
            var high = above[left + band] * (Whole - fx) + above[right + band] * fx;
            var low = below[left + band] * (Whole - fx) + below[right + band] * fx;
            target[band] = (byte)((high * (Whole - fy) + low * fy + Whole * Whole / 2) / (Whole * Whole));
        }
    }

    private int Wrapped(int column) =>
        column < 0 ? column + width
        : column >= width ? column - width
        : column;
}
