namespace XrContent.Geo.Terrain;

/// <summary>
/// How a grid's columns and rows lie on the earth. Coordinates are degrees, or for Web Mercator shares of the whole square, x eastward from
/// 180 W and y southward from 85.0511 N.
/// </summary>
/// <param name="FirstX">Of the first column's samples.</param>
/// <param name="FirstY">Of the first row's samples, the northernmost.</param>
/// <param name="StepX">From column to column, more than 0.</param>
/// <param name="StepY">From row to row southward, more than 0; for degrees it counts down from north.</param>
/// <param name="Cells">True when each sample stands for the square round it, so that the grid reaches half a step beyond its
/// samples.</param>
public readonly record struct GridFrame(double FirstX, double FirstY, double StepX, double StepY, bool Cells, bool Mercator = false)
{
    public double ColumnOf(double longitude) => ((Mercator ? (longitude + 180) / 360 : longitude) - FirstX) / StepX;

    public double RowOf(double latitude) => Mercator ? (MercatorY(latitude) - FirstY) / StepY : (FirstY - latitude) / StepY;

    public double LongitudeOf(double column) => Mercator ? (FirstX + column * StepX) * 360 - 180 : FirstX + column * StepX;

    public double LatitudeOf(double row) =>
        Mercator ? Angles.ToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - 2 * (FirstY + row * StepY))))) : FirstY - row * StepY;

    private static double MercatorY(double latitude) => (1 - Math.Asinh(Math.Tan(Angles.ToRadians(latitude))) / Math.PI) / 2;
}

/// <summary>Heights as a file gives them, in metres above mean sea level; NaN where it knows none.</summary>
/// <param name="Name">Of the file, for messages.</param>
/// <param name="Heights">Row by row from the north-west.</param>
public sealed record HeightGrid(string Name, GridFrame Frame, int Width, int Height, float[] Heights)
{
    /// <summary>The most samples that are read at once: 512 MiB.</summary>
    public const long MostSamples = 128L << 20;

    public double West => Frame.LongitudeOf(Frame.Cells ? -0.5 : 0);

    public double East => Frame.LongitudeOf(Width - (Frame.Cells ? 0.5 : 1));

    public double North => Frame.LatitudeOf(Frame.Cells ? -0.5 : 0);

    public double South => Frame.LatitudeOf(Height - (Frame.Cells ? 0.5 : 1));

    /// <summary>Degrees of latitude from row to row at the grid's middle.</summary>
    public double Spacing => Frame.LatitudeOf(Height / 2) - Frame.LatitudeOf(Height / 2 + 1);

    /// <summary>Bilinear height at a fractional column and row; NaN outside, and where the nearest sample is void.</summary>
    public float At(double column, double row)
    {
        // A little more than half, so that what lies on the border of two grids is not lost between them by rounding.
        var reach = Frame.Cells ? 0.5 + 1e-6 : 1e-6;
        if (!(column >= -reach && row >= -reach && column <= Width - 1 + reach && row <= Height - 1 + reach))
            return float.NaN;
        column = Math.Clamp(column, 0, Width - 1);
        row = Math.Clamp(row, 0, Height - 1);
        var (i, j) = (Math.Min((int)row, Math.Max(Height - 2, 0)), Math.Min((int)column, Math.Max(Width - 2, 0)));
        var (v, u) = (row - i, column - j);
        if (float.IsNaN(Heights[(u < 0.5 ? j : j + 1) + (v < 0.5 ? i : i + 1) * Width]))
            return float.NaN;
        double sum = 0,
            weights = 0;
        Take(i, j, (1 - u) * (1 - v));
        if (u > 0)
            Take(i, j + 1, u * (1 - v));
        if (v > 0)
            Take(i + 1, j, (1 - u) * v);
        if (u > 0 && v > 0)
            Take(i + 1, j + 1, u * v);
        return (float)(sum / weights);

        void Take(int r, int c, double weight)
        {
            var height = Heights[r * Width + c];
            if (float.IsNaN(height))
                return;
            sum += weight * height;
            weights += weight;
        }
    }

    /// <summary>
    /// Fills voids that land encloses, from the nearest samples to the west, east, north and south, weighted by nearness. For
    /// sources that give the sea as 0, so that a void is a hole in the survey.
    /// </summary>
    /// <param name="reach">Holes wider than twice this many samples stay void in their middle.</param>
    public HeightGrid FillHoles(int reach = 30)
    {
        if (!Heights.Any(float.IsNaN))
            return this;
        var filled = (float[])Heights.Clone();
        for (var row = 0; row < Height; row++)
        {
            for (var column = 0; column < Width; column++)
                if (float.IsNaN(Heights[row * Width + column]))
                    filled[row * Width + column] = FromAround(row, column, reach);
        }
        return this with { Heights = filled };
    }

    private float FromAround(int row, int column, int reach)
    {
        double sum = 0,
            weights = 0;
        var sides = 0;
        foreach (var (down, right) in new[] { (0, 1), (0, -1), (1, 0), (-1, 0) })
        {
            for (var step = 1; step <= reach; step++)
            {
                var (r, c) = (row + down * step, column + right * step);
                if (r < 0 || c < 0 || r >= Height || c >= Width)
                    break;
                var height = Heights[r * Width + c];
                if (float.IsNaN(height))
                    continue;
                sum += height / step;
                weights += 1.0 / step;
                sides++;
                break;
            }
        }

        return sides >= 3 ? (float)(sum / weights) : float.NaN;
    }
}

/// <summary>A terrain file that cannot be used, with the reason and the way out.</summary>
public class TerrainFileException(string file, string reason) : Exception($"{file}: {reason}");

/// <summary>A file that is no terrain at all: a mistake where it was named, and passed over where it lies among others in a zip.</summary>
internal sealed class OtherFileException(string file, string reason) : TerrainFileException(file, reason);
