using NetVips;

namespace XrContent.Media.Panorama;

/// <summary>
/// Finds the line between sky and ground in a panorama: in each column the strongest edge with calm sky above it, as one path from edge to
/// edge (dynamic programming), so that a bird does not break the line.
/// </summary>
public static class HorizonFinder
{
    /// <summary>Columns of the answer: half a degree each.</summary>
    public const int Columns = 720;

    private const int Height = Columns / 2;

    /// <summary>Degrees above and below the level between which a horizon is looked for.</summary>
    private const double Highest = 40,
        Lowest = -20;

    /// <summary>Grey levels by which sky and ground must differ.</summary>
    private const double Least = 7;

    /// <summary>What a step of one row from column to column costs, in grey levels.</summary>
    private const double StepCost = 2.5;

    private const int FarthestStep = 6;

    /// <summary>How much of the unrest above an edge counts against it: clouds less than leaves.</summary>
    private const double Unrest = 0.12;

    /// <summary>The horizon's elevation in degrees, from the left edge on; NaN where none is seen.</summary>
    /// <param name="file">Bytes of a JPEG of the whole sphere, 2:1, made by this program.</param>
    public static double[] Find(byte[] file)
    {
        using var whole = Image.JpegloadBuffer(file, access: Enums.Access.Sequential);
        using var picture = whole.ThumbnailImage(Columns, height: Height, size: Enums.Size.Force);
        using var grey = picture.Colourspace(Enums.Interpretation.Bw);
        using var plain = grey.HasAlpha() ? grey.Flatten() : grey.Copy();
        using var small = plain[0].Cast(Enums.BandFormat.Uchar);
        return FindIn(small.WriteToMemory<byte>());
    }

    /// <summary>As <see cref="Find(byte[])"/>, of grey pixels row by row.</summary>
    internal static double[] FindIn(ReadOnlySpan<byte> grey)
    {
        var (top, bottom) = (RowOf(Highest), RowOf(Lowest));
        var rows = bottom - top;
        var edges = new double[Columns, rows];
        for (var x = 0; x < Columns; x++)
        {
            var unrest = 0.0;
            for (var r = 0; r < rows; r++)
            {
                var y = top + r;
                var edge = Math.Abs(Mean(grey, x, y - 2) - Mean(grey, x, y + 1));
                edges[x, r] = edge - Unrest * unrest;
                unrest += Math.Max(0, Math.Abs(grey[(y - 1) * Columns + x] - grey[y * Columns + x]) - 2);
            }
        }

        var path = BestPath(edges, rows);
        var horizon = new double[Columns];
        for (var x = 0; x < Columns; x++)
        {
            var y = top + path[x];
            var seen = Math.Abs(Mean(grey, x, y - 2) - Mean(grey, x, y + 1)) >= Least;
            horizon[x] = seen ? 90 - y * 180.0 / Height : double.NaN;
        }

        return horizon;
    }

    /// <summary>The mean of two rows from one on.</summary>
    private static double Mean(ReadOnlySpan<byte> grey, int x, int y) => (grey[y * Columns + x] + grey[(y + 1) * Columns + x]) / 2.0;

    private static int RowOf(double elevation) => (int)Math.Round((90 - elevation) * Height / 180);

    private static int[] BestPath(double[,] edges, int rows)
    {
        var (sum, from) = (new double[rows], new int[Columns, rows]);
        for (var r = 0; r < rows; r++)
            sum[r] = edges[0, r];
        for (var x = 1; x < Columns; x++)
        {
            var next = new double[rows];
            for (var r = 0; r < rows; r++)
            {
                var (best, where) = (double.NegativeInfinity, r);
                for (var other = Math.Max(0, r - FarthestStep); other <= Math.Min(rows - 1, r + FarthestStep); other++)
                {
                    var value = sum[other] - StepCost * Math.Abs(other - r);
                    if (value > best)
                        (best, where) = (value, other);
                }

                (next[r], from[x, r]) = (best + edges[x, r], where);
            }

            sum = next;
        }

        var path = new int[Columns];
        path[^1] = Array.IndexOf(sum, sum.Max());
        for (var x = Columns - 1; x > 0; x--)
            path[x - 1] = from[x, path[x]];
        return path;
    }
}
