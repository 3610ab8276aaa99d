using XrContent.Geo;
using static System.Math;

namespace XrContent.Drawings;

/// <summary>Where the sun stands, to a few hundredths of a degree (Astronomical Almanac, "Low precision formulas for the Sun").</summary>
internal static class Sun
{
    /// <returns>Unit vector from a place to the sun: east, north, up.</returns>
    public static (double East, double North, double Up) From(LatLon place, DateTimeOffset time)
    {
        var days = (time.UtcDateTime - new DateTime(2000, 1, 1, 12, 0, 0, DateTimeKind.Utc)).TotalDays;
        var meanLongitude = 280.460 + 0.9856474 * days;
        var anomaly = Angles.ToRadians(357.528 + 0.9856003 * days);
        var longitude = Angles.ToRadians(meanLongitude + 1.915 * Sin(anomaly) + 0.020 * Sin(2 * anomaly));
        var obliquity = Angles.ToRadians(23.439 - 0.0000004 * days);
        var rightAscension = Atan2(Cos(obliquity) * Sin(longitude), Cos(longitude));
        var declination = Asin(Sin(obliquity) * Sin(longitude));
        var sidereal = Angles.ToRadians((18.697374558 + 24.06570982441908 * days) * 15 + place.Longitude);
        var hourAngle = sidereal - rightAscension;
        var latitude = Angles.ToRadians(place.Latitude);
        return (
            -Cos(declination) * Sin(hourAngle),
            Sin(declination) * Cos(latitude) - Cos(declination) * Cos(hourAngle) * Sin(latitude),
            Sin(declination) * Sin(latitude) + Cos(declination) * Cos(hourAngle) * Cos(latitude)
        );
    }
}
