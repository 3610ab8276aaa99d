using System.Text.RegularExpressions;
using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Rules;

/// <summary>What a place must fulfil by itself.</summary>
public static partial class PlaceRules
{
    internal static IEnumerable<(string Field, string Message)> Check(Place place, Item item)
    {
        if (item.Geometry is null)
            yield return ("geometry", "A place needs a geometry.");
        if (place.Position is null)
            yield return ("position", "A place says how well its position is known and from which source.");
        if (place.Radius is { } radius && !(radius is > 0 and <= 20_000))
            yield return ("radius", "Must be metres, more than 0 and at most 20000.");
        if (place.Height is { } height && !(height is > -500 and < 9000))
            yield return ("height", "Must be metres above mean sea level.");
        if (place.Category == PlaceCategory.Summit && place.Height is null)
            yield return ("height", "A summit needs its height.");
        if (place.Reading is { } reading && !IsReading(reading))
            yield return ("reading", "Must be katakana, without kanji, hiragana or Latin letters.");
        if (place.Website is { } site && !(Uri.TryCreate(site, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
            yield return ("website", "Must be a whole http or https address.");
        var texts = new[]
        {
            ("access", place.Access),
            ("hours", place.Hours),
            ("address", place.Address),
            ("heritage.class", place.Heritage?.Class),
        };
        foreach (var complaint in texts.SelectMany(text => ItemRules.TextComplaints(text.Item1, text.Item2)))
            yield return complaint;
        foreach (var complaint in FootageRules.Check(place.Areas))
            yield return complaint;
        if (place.Geofence is not null)
            foreach (var message in GeometryRules.CheckArea(place.Geofence))
                yield return ("geofence", message);
        if (place.Panel is { } panel)
            foreach (var complaint in Check(panel))
                yield return complaint;
    }

    /// <summary>Whether a text can be how a Japanese name is read: katakana, with the marks, digits and brackets that names have.</summary>
    public static bool IsReading(string text) => Katakana().IsMatch(text);

    private static IEnumerable<(string, string)> Check(Panel panel)
    {
        if (!(panel.Facing is >= 0 and < 360))
            yield return ("panel.facing", "Must be degrees from true north, 0 to 360.");
        if (!(panel.Tilt is >= 0 and <= 90))
            yield return ("panel.tilt", "Must be degrees above the level, 0 to 90.");
        if (!(panel.Accuracy is > 0 and <= 45))
            yield return ("panel.accuracy", "Must be degrees, more than 0 and at most 45.");
    }

    [GeneratedRegex(@"^[\p{IsKatakana}\p{Nd}\s（）()「」、・･\-ー－~～]+$")]
    private static partial Regex Katakana();
}
