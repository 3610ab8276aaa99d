using System.Globalization;
using System.Text.RegularExpressions;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using static XrContent.Media.Panorama.ExifValues;

namespace XrContent.Media.Panorama;

/// <summary>What a compass said: degrees clockwise from true north or from where the needle points.</summary>
public sealed record Compass(double Degrees, bool IsMagnetic);

/// <summary>Where a picture was taken and which way the camera looked, from EXIF's GPS directory, or from XMP where it has none.</summary>
internal static partial class GpsFacts
{
    /// <summary>Datums that differ from WGS 84 by less than a position does.</summary>
    private static readonly string[] Same = ["WGS84", "JGD2000", "JGD2011", "ITRF", "GRS80"];

    /// <returns>Nulls where nothing is said, or in a datum that lies hundreds of metres off, as Tokyo does.</returns>
    public static (double? Latitude, double? Longitude) PositionOf(GpsDirectory? gps, XmpFacts xmp)
    {
        if (Said(() => gps?.GetGeoLocation()) is { IsZero: false } position)
        {
            var datum = gps!.GetString(GpsDirectory.TagMapDatum) ?? "";
            var name = new string([.. datum.Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant();
            return name.Length == 0 || Same.Any(same => name.StartsWith(same, StringComparison.Ordinal))
                ? Checked(position.Latitude, position.Longitude)
                : (null, null);
        }

        return Checked(Degrees(xmp.Text("GPSLatitude")), Degrees(xmp.Text("GPSLongitude")));
    }

    /// <summary>Metres above mean sea level; null where they count from the ellipsoid (EXIF 3.0), 30 m lower at Nagasaki.</summary>
    public static double? AltitudeOf(GpsDirectory? gps) => Said(() => AltitudeIn(gps));

    public static Compass? CompassOf(GpsDirectory? gps) => Said(() => CompassIn(gps));

    private static double? AltitudeIn(GpsDirectory? gps)
    {
        if (gps is null || !gps.TryGetRational(GpsDirectory.TagAltitude, out var metres) || metres.Denominator == 0)
            return null;
        var reference = gps.TryGetByte(GpsDirectory.TagAltitudeRef, out var said) ? said : 0;
        var altitude = reference == 1 ? -metres.ToDouble() : metres.ToDouble();
        return reference <= 1 && altitude is > -500 and < 9000 ? altitude : null;
    }

    private static Compass? CompassIn(GpsDirectory? gps)
    {
        if (gps is null || !gps.TryGetRational(GpsDirectory.TagImgDirection, out var direction) || direction.Denominator == 0)
            return null;
        var degrees = direction.ToDouble();
        return degrees is >= 0 and <= 360
            ? new(degrees % 360, gps.GetString(GpsDirectory.TagImgDirectionRef)?.Trim('\0', ' ') is "M" or "m")
            : null;
    }

    private static (double?, double?) Checked(double? latitude, double? longitude) =>
        Math.Abs(latitude ?? 91) <= 90 && Math.Abs(longitude ?? 181) <= 180 && (latitude, longitude) is not (0, 0)
            ? (latitude, longitude)
            : (null, null);

    /// <summary>XMP's GPSCoordinate: "32,44.658N" or "32,44,39.48N".</summary>
    private static double? Degrees(string? text)
    {
        if (text is null || Coordinate().Match(text) is not { Success: true } match)
            return null;
        double Part(int group) =>
            match.Groups[group].Success ? double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var degrees = Part(1) + Part(2) / 60 + Part(3) / 3600;
        return match.Groups[4].ValueSpan is "S" or "W" ? -degrees : degrees;
    }

    [GeneratedRegex(@"^(\d{1,3}),(\d{1,2}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?([NSEW])$", RegexOptions.NonBacktracking)]
    private static partial Regex Coordinate();
}
