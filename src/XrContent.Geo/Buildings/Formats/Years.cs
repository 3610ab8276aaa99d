using System.Globalization;
using System.Text.RegularExpressions;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Buildings.Formats;

/// <summary>Reads the year off "1945", "1945-08", "1945/8/9" and "1945.0", as programs write dates and numbers.</summary>
internal static partial class Years
{
    /// <param name="of">What is said to have the year, and in which file.</param>
    /// <returns>Null for an empty text, and for the year 1, by which PLATEAU says that it is not known.</returns>
    /// <exception cref="TerrainFileException">There is a text, and it is no year.</exception>
    public static int? Of(string text, (string File, string Thing) of)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0 || trimmed.StartsWith("0001", StringComparison.Ordinal) || trimmed == "1")
            return null;
        if (
            Form().Match(trimmed) is { Success: true } match
            && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is >= 1000 and <= 2200 and var year
        )
            return year;
        throw new TerrainFileException(of.File, $"{of.Thing}: \"{trimmed}\" is no year of 1000 to 2200. Write 1945 or 1945-08-09.");
    }

    [GeneratedRegex(@"^(\d{4})(?:\.0+|[-/]\d{1,2}(?:[-/]\d{1,2})?(?:T.*)?)?(?:Z|[+-]\d\d:\d\d)?$")]
    private static partial Regex Form();
}
