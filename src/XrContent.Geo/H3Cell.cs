using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace XrContent.Geo;

/// <summary>
/// A cell of H3, the globe's grid of hexagons (h3geo.org), by its 64-bit index. Points lie on the planes of an icosahedron's faces, and
/// there on a lattice of Eisenstein integers a + bω; seven cells make one of the next coarser resolution.
/// </summary>
/// <param name="Index">
/// From the highest bit: 1 reserved, 4 of the mode (1, a cell), 3 reserved, 4 of the resolution, 7 of the base cell, then 15 digits of 3,
/// which are 7 beyond the resolution.
/// </param>
public readonly record struct H3Cell(ulong Index)
{
    public const int FinestResolution = 15;

    private const int KAxis = 1;
    private const ulong CellMode = 1UL << 59;
    private const ulong NoDigits = (1UL << 45) - 1;

    /// <summary>By this a lattice is turned against the next coarser one, to the left and to the right by turns: asin(√(3/28)).</summary>
    private static readonly double Turn = Math.Asin(Math.Sqrt(3.0 / 28));

    /// <summary>The distance of two cells of resolution 0 on a face's plane, which touches a sphere of radius 1.</summary>
    private static readonly double Unit = (3 - Math.Sqrt(5)) / 2;

    /// <summary>The digits of the six directions, each 60 degrees further to the left, from the first axis on.</summary>
    private static ReadOnlySpan<int> Leftward => [4, 6, 2, 3, 1, 5];

    /// <summary>0, the coarsest, to 15.</summary>
    public int Resolution => (int)(Index >> 52) & 0xF;

    private int BaseCell => (int)(Index >> 45) & 0x7F;

    /// <summary>The cell of a resolution in which a point lies.</summary>
    public static H3Cell Of(LatLon point, int resolution)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(resolution);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resolution, FinestResolution);
        var (face, x, y) = H3Face.Project(point);
        var (cos, sin) = AxesOf(resolution);
        var at = Eisenstein.Nearest(x * cos - y * sin, x * sin + y * cos);
        var digits = NoDigits;
        for (var level = resolution; level > 0; level--)
        {
            var factor = FactorOf(level);
            var parent = at.NearestQuotient(factor);
            digits = With(digits, level, DigitOf(at - parent * factor));
            at = parent;
        }

        var (home, turns, turnsRight) = H3Face.BaseCellAt(face, at);
        var cell = new H3Cell(CellMode | (ulong)resolution << 52 | (ulong)home << 45 | digits);
        if (!H3Face.IsPentagon(home))
            return cell.Turned(turns);
        // A pentagon lacks the sixth of a hexagon in which the leading digit were that of the third axis.
        if (cell.Leading == KAxis)
            cell = cell.Turned(turnsRight ? 5 : 1);
        for (var i = 0; i < turns; i++)
        {
            cell = cell.Turned(1);
            if (cell.Leading == KAxis)
                cell = cell.Turned(1);
        }

        return cell;
    }

    /// <summary>
    /// Its middle. A base cell lies on up to five faces, each with axes of its own: it is that one of which its middle leads back to it.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is no cell.</exception>
    public LatLon Middle
    {
        get
        {
            var (cos, sin) = AxesOf(Resolution);
            var norm = cos * cos + sin * sin;
            foreach (var (face, home) in H3Face.PlacesOf(BaseCell))
            {
                for (var turns = 0; turns < Leftward.Length; turns++)
                {
                    var at = Turned(turns).From(home);
                    var (x, y) = at.Plane;
                    var middle = H3Face.Unproject(face, (x * cos + y * sin) / norm, (y * cos - x * sin) / norm);
                    if (Of(middle, Resolution) == this)
                        return middle;
                }
            }

            throw new InvalidOperationException($"{this} is no cell.");
        }
    }

    /// <summary>Metres from its middle beyond which it never reaches: the farthest corner of resolution 0 is 2,520 km away.</summary>
    public double Reach => 2_600_000 / Math.Pow(7, Resolution / 2.0);

    /// <summary>Reads an index as it is written: up to 16 hexadecimal digits.</summary>
    /// <returns>False for what is no cell.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out H3Cell cell)
    {
        cell = default;
        if (
            text is not { Length: > 0 and <= 16 }
            || !ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var index)
        )
            return false;
        cell = new(index);
        return cell.IsCell;
    }

    public override string ToString() => Index.ToString("x", CultureInfo.InvariantCulture);

    private bool IsCell
    {
        get
        {
            if (Index >> 56 != CellMode >> 56 || BaseCell >= H3Face.BaseCells)
                return false;
            for (var level = 1; level <= FinestResolution; level++)
                if ((Digit(level) == 7) != (level > Resolution))
                    return false;
            return !(H3Face.IsPentagon(BaseCell) && Leading == KAxis);
        }
    }

    /// <summary>The first digit that is not 0; 0 where all are.</summary>
    private int Leading
    {
        get
        {
            for (var level = 1; level <= Resolution; level++)
                if (Digit(level) is > 0 and var digit)
                    return digit;
            return 0;
        }
    }

    /// <summary>The lattice point to which its digits lead from that of its base cell.</summary>
    private Eisenstein From(Eisenstein home)
    {
        for (var level = 1; level <= Resolution; level++)
            home = home * FactorOf(level) + StepOf(Digit(level));
        return home;
    }

    /// <summary>What turns and stretches a face's plane into the lattice of a resolution: a multiple of cosine and sine.</summary>
    private static (double Cos, double Sin) AxesOf(int resolution)
    {
        var scale = Math.Pow(7, resolution / 2.0) / Unit;
        var (sin, cos) = Math.SinCos(resolution % 2 == 1 ? -Turn : 0);
        return (cos * scale, sin * scale);
    }

    /// <summary>By this a lattice point of the next coarser resolution becomes one of this.</summary>
    private static Eisenstein FactorOf(int resolution) => resolution % 2 == 1 ? new(2, -1) : new(3, 1);

    private int Digit(int level) => (int)(Index >> ((FinestResolution - level) * 3)) & 7;

    private static ulong With(ulong index, int level, int digit)
    {
        var shift = (FinestResolution - level) * 3;
        return index & ~(7UL << shift) | (ulong)digit << shift;
    }

    /// <summary>All digits turned to the left, by times 60 degrees.</summary>
    private H3Cell Turned(int times)
    {
        var index = Index;
        for (var level = 1; level <= Resolution; level++)
            if (Digit(level) is > 0 and var digit)
                index = With(index, level, Leftward[(Leftward.IndexOf(digit) + times) % 6]);
        return new(index);
    }

    private static Eisenstein StepOf(int digit) =>
        digit switch
        {
            0 => new(0, 0),
            KAxis => new(-1, -1),
            2 => new(0, 1),
            3 => new(-1, 0),
            4 => new(1, 0),
            5 => new(0, -1),
            _ => new(1, 1),
        };

    private static int DigitOf(Eisenstein step) =>
        (step.A, step.B) switch
        {
            (0, 0) => 0,
            (-1, -1) => KAxis,
            (0, 1) => 2,
            (-1, 0) => 3,
            (1, 0) => 4,
            (0, -1) => 5,
            (1, 1) => 6,
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Is no neighbour."),
        };
}

/// <summary>a + bω, where ω is the cube root of 1 at 120 degrees: a point of the hexagonal lattice.</summary>
internal readonly record struct Eisenstein(long A, long B)
{
    public static Eisenstein operator +(Eisenstein one, Eisenstein other) => new(one.A + other.A, one.B + other.B);

    public static Eisenstein operator -(Eisenstein one, Eisenstein other) => new(one.A - other.A, one.B - other.B);

    // ω² = -1 - ω
    public static Eisenstein operator *(Eisenstein one, Eisenstein other) =>
        new(one.A * other.A - one.B * other.B, one.A * other.B + one.B * other.A - one.B * other.B);

    /// <summary>On the plane, whose x runs along 1.</summary>
    public (double X, double Y) Plane => (A - B / 2.0, B * (Math.Sqrt(3) / 2));

    /// <summary>The lattice point nearest to one of the plane, whose x runs along 1.</summary>
    public static Eisenstein Nearest(double x, double y)
    {
        var b = y / (Math.Sqrt(3) / 2);
        return Nearest(x + b / 2, b, -(x - b / 2));
    }

    /// <summary>The lattice point nearest to this divided by another.</summary>
    public Eisenstein NearestQuotient(Eisenstein other)
    {
        // Times the conjugate, through the norm.
        var product = this * new Eisenstein(other.A - other.B, -other.B);
        double norm = other.A * other.A - other.A * other.B + other.B * other.B;
        var (a, b) = (product.A / norm, product.B / norm);
        return Nearest(a, b, b - a);
    }

    /// <summary>Rounds a, b and what joins them, b - a, and mends the one that was rounded by most.</summary>
    private static Eisenstein Nearest(double a, double b, double between)
    {
        var (wholeA, wholeB, wholeBetween) = (Math.Round(a), Math.Round(b), Math.Round(between));
        var (offA, offB, offBetween) = (Math.Abs(wholeA - a), Math.Abs(wholeB - b), Math.Abs(wholeBetween - between));
        if (offA >= offB && offA >= offBetween)
            wholeA = wholeB - wholeBetween;
        else if (offB >= offBetween)
            wholeB = wholeA + wholeBetween;
        return new((long)wholeA, (long)wholeB);
    }
}
