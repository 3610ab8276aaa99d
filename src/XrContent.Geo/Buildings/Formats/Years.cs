using System.Globalization;

namespace XrContent.Geo.Buildings.Formats;

/// <summary>Reads the year off "1945", "1945-08" and "1945-08-09".</summary>
internal static class Years
{
    public static int? Of(string text)
    {
        var digits = text.Trim();
        var dash = digits.IndexOf('-');
        return
            int.TryParse(dash < 0 ? digits : digits[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && year is >= 1000 and <= 9998
            ? year
            : null;
    }
}
