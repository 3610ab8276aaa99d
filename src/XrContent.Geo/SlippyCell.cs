using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace XrContent.Geo;

/// <summary>
/// A cell of the slippy-map grid: Web Mercator (EPSG:3857) cut into 2^zoom by 2^zoom squares, x eastward from 180 W, y southward from
/// 85.0511 N. At zoom 15 a cell over Nagasaki is about 1.03 km wide.
/// </summary>
public readonly record struct SlippyCell(int Zoom, int X, int Y)
{
    public const int MostZoom = 30;

    /// <summary>Latitude of the grid's northern and southern edge, degrees.</summary>
    public static readonly double EdgeLatitude = Angles.ToDegrees(Math.Atan(Math.Sinh(Math.PI)));

    /// <summary>The cell that a point lies in; points beyond the grid's edge fall into the outermost row.</summary>
    public static SlippyCell Of(LatLon point, int zoom)
    {
        var across = 1 << zoom;
        var phi = Angles.ToRadians(Math.Clamp(point.Latitude, -EdgeLatitude, EdgeLatitude));
        var x = (point.Longitude + 180) / 360 * across;
        var y = (1 - Math.Asinh(Math.Tan(phi)) / Math.PI) / 2 * across;
        return new(zoom, Math.Clamp((int)Math.Floor(x), 0, across - 1), Math.Clamp((int)Math.Floor(y), 0, across - 1));
    }

    /// <summary>True when zoom, x and y name a cell that exists.</summary>
    public bool IsValid => Zoom is >= 0 and <= MostZoom && X >= 0 && Y >= 0 && X < 1L << Zoom && Y < 1L << Zoom;

    public double West => X * 360.0 / (1L << Zoom) - 180;

    public double East => (X + 1) * 360.0 / (1L << Zoom) - 180;

    public double North => LatitudeOfRow(Y);

    public double South => LatitudeOfRow(Y + 1);

    /// <summary>This cell and the up to eight around it; columns wrap at the antimeridian, rows end at the grid's edge.</summary>
    public IEnumerable<SlippyCell> Neighbourhood()
    {
        var across = 1 << Zoom;
        for (var y = Math.Max(0, Y - 1); y <= Math.Min(across - 1, Y + 1); y++)
        {
            for (var dx = -1; dx <= 1; dx++)
                yield return new(Zoom, (X + dx + across) % across, y);
        }
    }

    /// <summary>Reads "z/x/y"; false when it is not three whole numbers that name a cell.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SlippyCell cell)
    {
        cell = default;
        var parts = text?.Split('/');
        if (parts is not [var z, var x, var y])
            return false;
        if (!Whole(z, out var zoom) || !Whole(x, out var column) || !Whole(y, out var row))
            return false;
        cell = new(zoom, column, row);
        return cell.IsValid;

        static bool Whole(string digits, out int value) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Zoom}/{X}/{Y}");

    private double LatitudeOfRow(int row) => Angles.ToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - 2.0 * row / (1L << Zoom)))));
}
