using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;

namespace XrContent.Server.Onsite.Passes;

/// <summary>Where a phone says it is.</summary>
/// <param name="Accuracy">Metres within which the true position lies, as the phone reports it.</param>
internal readonly record struct Position(double Latitude, double Longitude, double Accuracy);

internal enum Standing
{
    Inside,
    Outside,

    /// <summary>The phone knows too roughly where it is.</summary>
    TooVague,
}

/// <summary>Whether a position is on the spot.</summary>
internal static class Geofence
{
    /// <summary>Metres round a place that names no radius.</summary>
    public const double UsualRadius = 100;

    /// <summary>Metres of inaccuracy that are forgiven: between houses and under trees phones err so much.</summary>
    public const double MostForgiven = 100;

    /// <summary>
    /// Metres of inaccuracy from which a position says nothing of a place, as when a phone shares only its rough position.
    /// </summary>
    public const double Vague = 500;

    /// <summary>How a position stands to a place, and how many metres it is from the place itself.</summary>
    /// <param name="place">Item of a <see cref="Place"/>.</param>
    public static (Standing Standing, double Distance) Check(Item place, Position position)
    {
        var document = (Place)place.Document;
        var from = new LatLon(position.Latitude, position.Longitude);
        var distance = Nearness.To(from, place.Geometry!).Distance;
        var outside = document.Geofence is { } fence
            ? Nearness.To(from, fence).Distance
            : Math.Max(0, distance - (document.Radius ?? UsualRadius));
        var accuracy = Math.Max(0, position.Accuracy);
        if (accuracy > Vague)
            return (outside <= accuracy ? Standing.TooVague : Standing.Outside, distance);
        return (outside <= Math.Min(accuracy, MostForgiven) ? Standing.Inside : Standing.Outside, distance);
    }
}
