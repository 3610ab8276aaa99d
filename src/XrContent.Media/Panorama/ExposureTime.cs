using System.Globalization;
using System.Text.RegularExpressions;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using static XrContent.Media.Panorama.ExifValues;

namespace XrContent.Media.Panorama;

/// <summary>When a picture was taken, from every place where cameras and stitchers write it.</summary>
internal static partial class ExposureTime
{
    private const int OffsetTime = 0x9010;
    private const int OffsetTimeOriginal = 0x9011;
    private const int OffsetTimeDigitized = 0x9012;

    /// <summary>Hours; of TIFF/EP, before EXIF had offsets.</summary>
    private const int TimeZoneOffset = 0x882A;

    /// <summary>The first cameras with EXIF came after it.</summary>
    private const int EarliestYear = 1990;

    /// <summary>A day from whose end every zone can still be reckoned.</summary>
    private const int LatestYear = 9998;

    /// <summary>Cameras that write no offset are taken to be set to the local time of Nagasaki.</summary>
    private static readonly TimeSpan LocalOffset = TimeSpan.FromHours(9);

    /// <summary>By which a camera's clock and that of its satellites differ.</summary>
    private static readonly TimeSpan ClockError = TimeSpan.FromSeconds(90);

    private static readonly int[] Offsets = [OffsetTimeOriginal, OffsetTimeDigitized, OffsetTime];

    private static readonly string[] XmpDates = ["DateTimeOriginal", "CreateDate", "DateCreated"];

    private static readonly TimeSpan FarthestZone = TimeSpan.FromHours(14);

    /// <param name="now">Nothing was taken after it.</param>
    /// <returns>Null where the file does not say, or says what cannot be.</returns>
    public static DateTimeOffset? Of(IReadOnlyList<MetadataExtractor.Directory> directories, XmpFacts xmp, DateTimeOffset now)
    {
        var exif = directories.OfType<ExifSubIfdDirectory>().ToList();
        var gps = GpsTimeOf(directories);
        DateTimeOffset? Zoned(MetadataExtractor.Directory directory, int tag) =>
            Said<DateTimeOffset?>(() => directory.TryGetDateTime(tag, out var clock) ? At(clock, OffsetOf(exif, clock, gps)) : null);
        IEnumerable<DateTimeOffset?> candidates =
        [
            .. exif.Select(directory => Zoned(directory, ExifDirectoryBase.TagDateTimeOriginal)),
            .. exif.Select(directory => Zoned(directory, ExifDirectoryBase.TagDateTimeDigitized)),
            .. XmpDates.Select(name => Xmp(xmp.Text(name))),
            .. directories.OfType<ExifIfd0Directory>().Select(directory => Zoned(directory, ExifDirectoryBase.TagDateTime)),
            gps is { } utc ? new DateTimeOffset(utc).ToOffset(LocalOffset) : null,
        ];
        return candidates.FirstOrDefault(taken => taken < now.AddDays(1));
    }

    private static TimeSpan OffsetOf(List<ExifSubIfdDirectory> exif, DateTime clock, DateTime? gps) =>
        Offsets
            .SelectMany(tag => exif.Select(directory => Offset(directory.GetString(tag))))
            .Concat(exif.Select(directory => Said(() => ZoneOf(directory))))
            .Append(gps is { } utc ? OffsetBetween(clock, utc) : null)
            .FirstOrDefault(offset => offset is not null)
        ?? LocalOffset;

    private static TimeSpan? ZoneOf(ExifSubIfdDirectory directory) =>
        directory.GetInt32Array(TimeZoneOffset) is [var hours, ..] && Math.Abs(hours) <= FarthestZone.TotalHours ? TimeSpan.FromHours(hours)
        : directory.TryGetInt32(TimeZoneOffset, out var hour) && Math.Abs(hour) <= FarthestZone.TotalHours ? TimeSpan.FromHours(hour)
        : null;

    /// <summary>Zones lie whole quarters of an hour apart; anything else is a clock that is wrong, or a fix that is old.</summary>
    private static TimeSpan? OffsetBetween(DateTime clock, DateTime utc)
    {
        var quarter = TimeSpan.FromMinutes(15);
        var between = clock - utc;
        var zone = quarter * Math.Round(between / quarter);
        return (between - zone).Duration() <= ClockError && zone.Duration() <= FarthestZone ? zone : null;
    }

    /// <returns>Null where the clock shows a year in which no camera wrote it.</returns>
    private static DateTimeOffset? At(DateTime clock, TimeSpan offset) =>
        clock.Year is >= EarliestYear and <= LatestYear ? new(DateTime.SpecifyKind(clock, DateTimeKind.Unspecified), offset) : null;

    private static DateTime? GpsTimeOf(IReadOnlyList<MetadataExtractor.Directory> directories) =>
        Said<DateTime?>(() =>
            directories.OfType<GpsDirectory>().FirstOrDefault() is { } gps
            && gps.TryGetGpsDate(out var utc)
            && utc.Year is >= EarliestYear and <= LatestYear
                ? DateTime.SpecifyKind(utc, DateTimeKind.Utc)
                : null
        );

    private static TimeSpan? Offset(string? text)
    {
        text = text?.Trim('\0', ' ');
        if (text is "Z" or "z")
            return TimeSpan.Zero;
        if (text is null || Signed().Match(text) is not { Success: true } match)
            return null;
        var minutes = match.Groups[3].Success ? int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var offset = TimeSpan.FromMinutes(60 * int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) + minutes);
        return offset > FarthestZone ? null
            : match.Groups[1].ValueSpan is "-" ? -offset
            : offset;
    }

    private static DateTimeOffset? Xmp(string? text)
    {
        if (text is null || Iso().Match(text) is not { Success: true } match)
            return null;
        if (!DateTime.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
            return null;
        return At(clock, Offset(match.Groups[2].Value) ?? LocalOffset);
    }

    [GeneratedRegex(@"^([+-])(\d{1,2}):?(\d{2})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Signed();

    [GeneratedRegex(@"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)(Z|[+-]\d{2}:?\d{2})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Iso();
}
