using System.Globalization;
using System.Text.RegularExpressions;
using XrContent.Catalog.Rules;
using XrContent.Geo;

namespace XrContent.Server.Interop.OpenData;

/// <summary>Values as they stand in municipal tables, with what is odd about them.</summary>
internal static partial class MunicipalValues
{
    private static readonly string[] IsoDays = ["yyyy-MM-dd", "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日"];

    /// <summary>Years before the first year of an era.</summary>
    private static readonly Dictionary<string, int> Eras = new()
    {
        ["明治"] = 1867,
        ["大正"] = 1911,
        ["昭和"] = 1925,
        ["平成"] = 1988,
        ["令和"] = 2018,
    };

    /// <summary>Where a row is; null where its cells say nothing that can be.</summary>
    public static LatLon? Position(MunicipalRow row, ICollection<CellNote> notes)
    {
        var (north, east) = (row["緯度"], row["経度"]);
        if (north is null && east is null)
            return null;
        if (Number(north) is not { } lat || Number(east) is not { } lon)
        {
            var wrong = Number(north) is null ? "緯度" : "経度";
            notes.Add(new(row.Number, row.Column(wrong), $"\"{row[wrong]}\" is not a number of degrees; left without a position."));
            return null;
        }

        if (lat == 0 && lon == 0)
        {
            notes.Add(
                new(
                    row.Number,
                    row.Column("緯度"),
                    "Is 0, 0, which lies in the Atlantic and means that nobody said; left without a position."
                )
            );
            return null;
        }

        if (IsJapan(lat, lon))
            return new(lat, lon);
        if (IsJapan(lon, lat))
        {
            notes.Add(new(row.Number, row.Column("緯度"), "Latitude and longitude stand in each other's place; put right."));
            return new(lon, lat);
        }

        notes.Add(new(row.Number, row.Column("緯度"), $"{north}, {east} is not in Japan; left without a position."));
        return null;
    }

    /// <summary>A day; null where it says none, or none that can be told.</summary>
    public static DateOnly? Day(MunicipalRow row, string column, ICollection<CellNote> notes)
    {
        if (row[column] is not { } said)
            return null;
        var text = Widths.Plain(said);
        if (
            DateOnly.TryParseExact(text, IsoDays, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year <= ItemRules.LastYear
        )
            return day;
        if (
            EraDay().Match(text) is { Success: true } era
            && Of(Eras[era.Groups[1].Value] + Year(era.Groups[2].Value), era.Groups[3].Value, era.Groups[4].Value) is { } known
        )
            return known;
        if (SlashDay().Match(text) is { Success: true } slashed)
        {
            var (first, second, year) = (slashed.Groups[1].Value, slashed.Groups[2].Value, Year(slashed.Groups[3].Value));
            if (Of(year, first, second) is { } us)
            {
                notes.Add(new(row.Number, row.Column(column), $"\"{said}\" was read as month/day/year: {us:yyyy-MM-dd}. Write it so."));
                return us;
            }

            if (Of(year, second, first) is { } british)
            {
                notes.Add(
                    new(row.Number, row.Column(column), $"\"{said}\" was read as day/month/year: {british:yyyy-MM-dd}. Write it so.")
                );
                return british;
            }
        }

        notes.Add(new(row.Number, row.Column(column), $"\"{said}\" is not a day as YYYY-MM-DD; left out."));
        return null;
    }

    /// <summary>An hour as HH:MM; null where it says none, or none that can be told.</summary>
    public static string? Hour(MunicipalRow row, string column, ICollection<CellNote> notes)
    {
        if (row[column] is not { } said)
            return null;
        var text = Widths.Plain(said);
        if (
            TimeOnly.TryParseExact(
                text,
                ["H:mm", "H:mm:ss", "H時m分", "H時"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var hour
            )
        )
            return hour.ToString("HH:mm", CultureInfo.InvariantCulture);
        notes.Add(new(row.Number, row.Column(column), $"\"{said}\" is not an hour as HH:MM; left out."));
        return null;
    }

    private static double? Number(string? text) =>
        text is not null
        && double.TryParse(Widths.Plain(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : null;

    private static bool IsJapan(double lat, double lon) => lat is > 20 and < 46 && lon is > 122 and < 155;

    private static int Year(string text) => text == "元" ? 1 : int.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly? Of(int year, string month, string day)
    {
        var (m, d) = (int.Parse(month, CultureInfo.InvariantCulture), int.Parse(day, CultureInfo.InvariantCulture));
        return year is >= 1 and <= ItemRules.LastYear && m is >= 1 and <= 12 && d >= 1 && d <= DateTime.DaysInMonth(year, m)
            ? new(year, m, d)
            : null;
    }

    [GeneratedRegex(@"^(明治|大正|昭和|平成|令和)(元|\d{1,2})年(\d{1,2})月(\d{1,2})日$")]
    private static partial Regex EraDay();

    [GeneratedRegex(@"^(\d{1,2})/(\d{1,2})/(\d{4})$")]
    private static partial Regex SlashDay();
}
