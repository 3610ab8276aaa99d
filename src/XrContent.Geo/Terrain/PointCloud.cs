using System.Globalization;
using XrContent.Geo.Buildings;

namespace XrContent.Geo.Terrain;

/// <summary>What was made of a survey from the air: the ground, and the roofs and trees that stand on it.</summary>
/// <param name="Ground">Null where no point was classed as ground.</param>
/// <param name="Cover">Rectangles of roofs and trees, drawn up from the ground below them.</param>
/// <param name="Year">In which the file was made, which is the year of the survey or the next; null where it does not say.</param>
/// <param name="Middle">Where it lies.</param>
/// <param name="IsAssumed">It names no reference system; that of Nagasaki was taken.</param>
public sealed record PointCloud(
    string Name,
    HeightGrid? Ground,
    IReadOnlyList<Building> Cover,
    int? Year,
    long Points,
    LatLon Middle,
    bool IsAssumed
);

/// <summary>
/// Collects the points of a cloud in cells of 1/6 arc second, about 5 m: the finest that the terrain keeps.
/// </summary>
internal sealed class CloudCells
{
    private const double Step = 1.0 / Resolution.TilesPerDegree / 1080;

    /// <summary>Metres that something must stand above the ground to hide anything.</summary>
    private const float LeastHeight = 2.5f;

    /// <summary>Metres by which the tops of one rectangle differ at most.</summary>
    private const float Evenness = 1.5f;

    /// <summary>Cells along the edge of a rectangle, at most.</summary>
    private const int LongestSide = 20;

    /// <summary>Cells to each side in which some ground lies open, even in a town.</summary>
    private const int OpenWithin = 6;

    /// <summary>Holes below buildings are filled up to so many cells from their edge.</summary>
    private const int HoleReach = 12;

    private readonly double north;
    private readonly double west;
    private readonly int rows;
    private readonly int columns;
    private readonly double[] groundSums;
    private readonly int[] groundCounts;
    private readonly float[] highest;
    private readonly float[] second;

    public CloudCells(double south, double north, double west, double east)
    {
        (this.north, this.west) = (Math.Ceiling(north / Step) * Step, Math.Floor(west / Step) * Step);
        (rows, columns) = ((int)Math.Ceiling((this.north - south) / Step), (int)Math.Ceiling((east - this.west) / Step));
        (groundSums, groundCounts) = (new double[rows * columns], new int[rows * columns]);
        (highest, second) = (new float[rows * columns], new float[rows * columns]);
        Array.Fill(highest, float.NaN);
        Array.Fill(second, float.NaN);
    }

    public long GroundPoints { get; private set; }

    /// <returns>False for a point outside.</returns>
    public bool Add(double latitude, double longitude, float height, bool isGround)
    {
        var (row, column) = ((int)((north - latitude) / Step), (int)((longitude - west) / Step));
        if (row < 0 || column < 0 || row >= rows || column >= columns)
            return false;
        var at = row * columns + column;
        if (isGround)
        {
            groundSums[at] += height;
            groundCounts[at]++;
            GroundPoints++;
        }

        if (!(highest[at] >= height))
            (highest[at], second[at]) = (height, highest[at]);
        else if (!(second[at] >= height))
            second[at] = height;
        return true;
    }

    /// <summary>The mean of each cell's ground; holes that ground encloses are filled.</summary>
    public HeightGrid? Ground(string name)
    {
        if (GroundPoints == 0)
            return null;
        var heights = Enumerable
            .Range(0, rows * columns)
            .Select(i => groundCounts[i] == 0 ? float.NaN : (float)(groundSums[i] / groundCounts[i]));
        return Grid(name, [.. heights]).FillHoles(HoleReach);
    }

    /// <summary>What stands above the ground, as few rectangles of one height each.</summary>
    /// <param name="name">In front of the names of the rectangles.</param>
    public List<Building> Cover(string name, HeightGrid? ground, int year)
    {
        var (top, foot) = (Tops(), OpenGround());
        for (var i = 0; i < foot.Length; i++)
            if (ground?.Heights[i] is { } own && !float.IsNaN(own))
                foot[i] = own;
        var found = new List<Building>();
        var taken = new bool[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var at = row * columns + column;
                if (taken[at] || !(top[at] - foot[at] > LeastHeight))
                    continue;
                var (down, right) = Grow(row, column, top, foot, taken);
                found.Add(Rectangle(name, row, column, down, right, top, foot, year));
            }
        }

        return found;
    }

    /// <summary>A bird or a wire is one point: where a cell has others, the second highest is its top.</summary>
    private float[] Tops() => [.. highest.Select((most, i) => float.IsNaN(second[i]) ? most : second[i])];

    /// <summary>Where nothing is classed as ground: the lowest round about, and of these the highest, so that slopes stay.</summary>
    private float[] OpenGround() => Spread(Spread(highest, MathF.Min), MathF.Max);

    private float[] Spread(float[] heights, Func<float, float, float> choose)
    {
        var along = Pass(heights, rows, columns, columns, 1);
        return Pass(along, columns, rows, 1, columns);

        float[] Pass(float[] from, int lines, int length, int lineStride, int stride)
        {
            var chosen = new float[from.Length];
            for (var line = 0; line < lines; line++)
            {
                for (var i = 0; i < length; i++)
                {
                    var most = float.NaN;
                    for (var k = Math.Max(0, i - OpenWithin); k <= Math.Min(length - 1, i + OpenWithin); k++)
                    {
                        var other = from[line * lineStride + k * stride];
                        if (!float.IsNaN(other))
                            most = float.IsNaN(most) ? other : choose(most, other);
                    }

                    chosen[line * lineStride + i * stride] = most;
                }
            }

            return chosen;
        }
    }

    /// <summary>How many rows and columns of much the same height begin at a cell; they are taken.</summary>
    private (int Down, int Right) Grow(int row, int column, float[] top, float[] foot, bool[] taken)
    {
        var first = top[row * columns + column];
        var right = 1;
        while (right < LongestSide && column + right < columns && Fits(row, column + right))
            right++;
        var down = 1;
        while (down < LongestSide && row + down < rows && Enumerable.Range(column, right).All(next => Fits(row + down, next)))
            down++;
        for (var i = 0; i < down; i++)
            taken.AsSpan((row + i) * columns + column, right).Fill(true);
        return (down, right);

        bool Fits(int r, int c)
        {
            var at = r * columns + c;
            return !taken[at] && Math.Abs(top[at] - first) <= Evenness && top[at] - foot[at] > LeastHeight;
        }
    }

    private Building Rectangle(string name, int row, int column, int down, int right, float[] top, float[] foot, int year)
    {
        var (high, low) = (0.0, double.MaxValue);
        for (var i = row; i < row + down; i++)
        {
            for (var j = column; j < column + right; j++)
                (high, low) = (high + top[i * columns + j], Math.Min(low, foot[i * columns + j]));
        }

        high /= down * right;
        LatLon At(int r, int c) => new(north - r * Step, west + c * Step);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{name}:{row}.{column}"),
            [At(row, column), At(row, column + right), At(row + down, column + right), At(row + down, column)],
            low,
            Math.Clamp(high - low, 0.1, Building.MostHeight),
            year,
            null,
            IsCover: true
        );
    }

    private HeightGrid Grid(string name, float[] heights) =>
        new(name, new(west + Step / 2, north - Step / 2, Step, Step, Cells: true), columns, rows, heights);
}
