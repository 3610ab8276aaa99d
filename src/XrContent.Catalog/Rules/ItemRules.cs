using System.Globalization;
using System.Text.RegularExpressions;
using XrContent.Catalog.Documents;
using Capture = XrContent.Catalog.Documents.Capture;

namespace XrContent.Catalog.Rules;

/// <summary>What one item must fulfil by itself, whatever else is in the catalogue.</summary>
public static partial class ItemRules
{
    /// <summary>Beyond it a day is a sign for "no end", not a day.</summary>
    public const int LastYear = 2200;

    /// <summary>Why redactions of a film are refused.</summary>
    public const string NoRedactedFilms = "A film cannot be redacted here: blur it before it is sent.";

    /// <summary>All that is wrong with the item; empty when nothing is.</summary>
    public static IEnumerable<Problem> Check(Item item, string? file = null)
    {
        foreach (var (field, message) in Complaints(item))
            yield return new(file, item.Id, field, message);
    }

    private static IEnumerable<(string Field, string Message)> Complaints(Item item)
    {
        var document = item.Document;
        if (!IsId(item.Id))
            yield return ("id", "Use lower-case letters, digits and single hyphens, at most 80 characters.");
        if (item.Geometry is { } geometry)
            foreach (var message in GeometryRules.Check(geometry))
                yield return ("geometry", message);

        foreach (var complaint in TextComplaints("title", document.Title, required: true))
            yield return complaint;
        foreach (var complaint in TextComplaints("summary", document.Summary))
            yield return complaint;
        foreach (var complaint in TextComplaints("text", document.Text))
            yield return complaint;
        foreach (var complaint in TextComplaints("sensitivity.notice", document.Sensitivity?.Notice))
            yield return complaint;
        foreach (var complaint in TextComplaints("position.note", document.Position?.Note))
            yield return complaint;
        foreach (var complaint in SourceComplaints(document))
            yield return complaint;
        foreach (var complaint in FootageRules.CheckOriginals(document))
            yield return complaint;

        var own = document switch
        {
            Place place => PlaceRules.Check(place, item),
            Capture capture => Check(capture, item),
            Overlay overlay => Check(overlay, item),
            Scene scene => Check(scene),
            Tour tour => Check(tour),
            Event happening => Check(happening),
            _ => [],
        };
        foreach (var complaint in own)
            yield return complaint;
    }

    internal static IEnumerable<(string, string)> TextComplaints(string field, LocalText? text, bool required = false)
    {
        if (text is null)
            yield break;
        foreach (var language in LocalText.Languages)
        {
            if (text.In(language) is not { } words)
                continue;
            if (string.IsNullOrWhiteSpace(words))
                yield return ($"{field}.{language}", "Is empty; leave the language out instead.");
            else if (!Letters.AreAll(words))
                yield return ($"{field}.{language}", "Has a sign that is no letter, such as a vertical tab; take it out.");
            else if (words.Any(IsTurning))
                yield return ($"{field}.{language}", "Has a sign that turns the direction of writing; take it out.");
            else if (required && words.AsSpan().ContainsAny('\r', '\n', '\t'))
                yield return ($"{field}.{language}", "Must stand on one line.");
        }

        if (text.Japanese is null && text.English is null)
            yield return (field, "Needs Japanese (ja) or English (en) at least.");
        else if (required && (text.Japanese is null || text.English is null))
            yield return (field, "Needs both Japanese (ja) and English (en).");
    }

    /// <summary>Overrides, embeddings and isolates of direction (UAX #9): by them a title reads as another.</summary>
    private static bool IsTurning(char sign) => sign is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static IEnumerable<(string, string)> SourceComplaints(Document document)
    {
        var known = new HashSet<string>();
        for (var i = 0; i < document.Sources.Count; i++)
        {
            var source = document.Sources[i];
            if (!known.Add(source.Id))
                yield return ($"sources[{i}].id", $"\"{source.Id}\" stands twice.");
            if (string.IsNullOrWhiteSpace(source.Title))
                yield return ($"sources[{i}].title", "Is empty.");
            if (source.Language is { } language && !LanguageForm().IsMatch(language))
                yield return ($"sources[{i}].language", "Must be a language tag, such as \"ja\" or \"zh-Hans\".");
            if (source.Url is not null && !(Uri.TryCreate(source.Url, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
                yield return ($"sources[{i}].url", "Must be a whole http or https address.");
        }

        if (document.Position is { } position)
        {
            if (!(position.Accuracy > 0 && double.IsFinite(position.Accuracy)))
                yield return ("position.accuracy", "Must be metres, more than 0.");
            foreach (var complaint in Cited("position", position.Sources))
                yield return complaint;
        }

        for (var i = 0; i < document.Facts.Count; i++)
        {
            var fact = document.Facts[i];
            if (!double.IsFinite(fact.Value))
                yield return ($"facts[{i}].value", "Must be a number.");
            foreach (var complaint in TextComplaints($"facts[{i}].label", fact.Label, required: true))
                yield return complaint;
            foreach (var complaint in Cited($"facts[{i}]", fact.Sources))
                yield return complaint;
        }

        if (document is Place { Panel: { } panel })
            foreach (var complaint in Cited("panel", panel.Sources))
                yield return complaint;
        if (document is Place { Heritage: { } heritage })
            foreach (var complaint in Cited("heritage", heritage.Sources))
                yield return complaint;
        if (document is Place place)
            foreach (var complaint in Known("heightSources", place.HeightSources))
                yield return complaint;
        if (document is Tour tour)
            foreach (var complaint in Known("minutesSources", tour.MinutesSources))
                yield return complaint;
        if (document is Overlay overlay)
        {
            for (var i = 0; i < overlay.Rings.Count; i++)
                foreach (var complaint in Cited($"rings[{i}]", overlay.Rings[i].Sources))
                    yield return complaint;
        }

        IEnumerable<(string, string)> Cited(string field, IReadOnlyList<string> ids)
        {
            if (ids.Count == 0)
                yield return ($"{field}.sources", "Each figure and position needs a source.");
            foreach (var complaint in Known($"{field}.sources", ids))
                yield return complaint;
        }

        IEnumerable<(string, string)> Known(string field, IReadOnlyList<string> ids)
        {
            for (var i = 0; i < ids.Count; i++)
                if (!known.Contains(ids[i]))
                    yield return ($"{field}[{i}]", $"\"{ids[i]}\" is not among the item's sources.");
        }
    }

    private static IEnumerable<(string, string)> Check(Capture capture, Item item)
    {
        if (item.Geometry is not NetTopologySuite.Geometries.Point)
            yield return ("geometry", "A capture needs a point: where the lens was.");
        if (capture is { Depicts: not null, Nature: not CaptureNature.Drawing })
            yield return ("depicts", "Only a drawing shows another moment than that at which it was made.");
        var (pose, panorama) = (capture.Pose, capture.Panorama);
        if (pose.Heading is { } heading && !(heading is >= 0 and < 360))
            yield return ("pose.heading", "Must be degrees from true north, 0 to 360.");
        if (pose.HeadingAccuracy is { } accuracy && !(pose.Heading is not null && accuracy is > 0 and <= 180))
            yield return ("pose.headingAccuracy", "Must be degrees, more than 0 and at most 180, beside a heading.");
        if (!(Math.Abs(pose.Pitch) <= 90))
            yield return ("pose.pitch", "Must be degrees, -90 to 90.");
        if (!(Math.Abs(pose.Roll) <= 180))
            yield return ("pose.roll", "Must be degrees, -180 to 180.");
        if (pose.Height is { } height && !(height is > -500 and < 9000))
            yield return ("pose.height", "Must be metres above mean sea level.");
        if (panorama.FullWidth <= 0 || panorama.FullWidth != 2 * panorama.FullHeight)
            yield return ("panorama", "The full sphere is twice as wide as high.");
        if (
            panorama.CropLeft < 0
            || panorama.CropTop < 0
            || panorama.CropWidth <= 0
            || panorama.CropHeight <= 0
            || panorama.CropLeft + panorama.CropWidth > panorama.FullWidth
            || panorama.CropTop + panorama.CropHeight > panorama.FullHeight
        )
            yield return ("panorama", "The crop must lie within the full sphere.");
        foreach (var complaint in FootageRules.Check(capture))
            yield return complaint;
    }

    private static IEnumerable<(string, string)> Check(Overlay overlay, Item item)
    {
        if (item.Geometry is null && overlay.About is null)
            yield return ("geometry", "An overlay needs a geometry, or a place it is about.");
        if (overlay.Sources.Count == 0)
            yield return ("sources", "An overlay is a claim and needs its source.");
        if (overlay.Shape == OverlayShape.Rings != overlay.Rings.Count > 0)
            yield return ("rings", "Rings go with the shape \"rings\", at least one.");
        if (overlay.HeightAboveGround is { } above && !(above is >= 0 and < 9000))
            yield return ("heightAboveGround", "Must be metres, 0 to 9000.");
        if (
            overlay.Shape == OverlayShape.Area
            && item.Geometry
                is not (
                    NetTopologySuite.Geometries.IPolygonal
                    or NetTopologySuite.Geometries.LineString
                    or NetTopologySuite.Geometries.MultiLineString
                )
        )
            yield return ("geometry", "An area needs a polygon, or lines where only its ends are known.");
        if (overlay.Shape == OverlayShape.Exposure && !(overlay.Reach is > 0 and <= 30_000))
            yield return ("reach", "An exposure needs metres to which it is shown, more than 0 and at most 30000.");
        if (overlay.Shape == OverlayShape.Map && item.Geometry is not NetTopologySuite.Geometries.IPolygonal)
            yield return ("geometry", "A map needs the outline of what it shows.");
        if (overlay.Shape == OverlayShape.Map && !(overlay.Zooms is { Least: >= 0, Most: <= 20 } zooms && zooms.Least <= zooms.Most))
            yield return ("zooms", "A map needs the coarsest and the finest zoom of its tiles, 0 to 20.");
        if (overlay.Shown is { To: { } to, From: var from } && to <= from)
            yield return ("shown.to", "Must lie after shown.from.");
        if (overlay.Size is { } size && !(size is > 0 and <= 10_000))
            yield return ("size", "Must be more than 0 and at most 10000.");
        foreach (var complaint in Placed(overlay))
            yield return complaint;
        for (var i = 0; i < overlay.Rings.Count; i++)
            if (!(overlay.Rings[i].Radius is > 0 and <= 100_000))
                yield return ($"rings[{i}].radius", "Must be metres, more than 0 and at most 100000.");
    }

    /// <summary>What a picture or a model needs that others do not.</summary>
    private static IEnumerable<(string, string)> Placed(Overlay overlay)
    {
        if (overlay.Shape is not (OverlayShape.Photo or OverlayShape.Model))
        {
            if (overlay.Shape == OverlayShape.Map && overlay.Original is null)
                yield return ("original", "A map needs the file of its tiles; `map add` makes it.");
            if (overlay.Shape != OverlayShape.Map && overlay.Original is not null)
                yield return ("original", "Only a photo, a model or a map comes from a file.");
            yield break;
        }

        if (overlay.Original is null)
            yield return ("original", "A photo or a model needs its file.");
        if (overlay.Pose?.Heading is not { } heading)
            yield return ("pose.heading", "A photo or a model needs the azimuth that it faces.");
        else if (!(heading is >= 0 and < 360))
            yield return ("pose.heading", "Must be degrees from true north, 0 to 360.");
        if (overlay.Shape == OverlayShape.Photo && overlay.Size is null)
            yield return ("size", "A photo needs its width in metres.");
    }

    private static IEnumerable<(string, string)> Check(Scene scene)
    {
        for (var i = 0; i < scene.Hotspots.Count; i++)
        {
            if (scene.Hotspots[i].Azimuth is { } azimuth && !(azimuth is >= 0 and < 360))
                yield return ($"hotspots[{i}].azimuth", "Must be degrees, 0 to 360.");
            if (scene.Hotspots[i].Elevation is { } elevation && !(Math.Abs(elevation) <= 90))
                yield return ($"hotspots[{i}].elevation", "Must be degrees, -90 to 90.");
        }

        if (scene.Gaze is { } gaze && !(gaze.Azimuth is >= 0 and < 360 && Math.Abs(gaze.Elevation) <= 90))
            yield return ("gaze", "Azimuth must be 0 to 360 and elevation -90 to 90 degrees.");
        foreach (var complaint in FootageRules.CheckLanguages("narration", scene.Narration))
            yield return complaint;
    }

    private static IEnumerable<(string, string)> Check(Tour tour)
    {
        if (tour.Stops.Count == 0)
            yield return ("stops", "A tour needs at least one stop.");
        if (tour.Minutes is { } minutes && minutes is < 1 or > 10_000)
            yield return ("minutes", "Must be 1 to 10000.");
    }

    private static IEnumerable<(string, string)> Check(Event happening)
    {
        if (happening.Places.Count == 0)
            yield return ("places", "An event is held at one place at least.");
        foreach (var complaint in FootageRules.Check(happening.Areas))
            yield return complaint;
        if (happening.Yearly is { } yearly)
        {
            if (!MonthDay(yearly.First))
                yield return ("yearly.first", "Must be MM-DD.");
            if (!MonthDay(yearly.Last))
                yield return ("yearly.last", "Must be MM-DD.");
        }

        for (var i = 0; i < happening.Dates.Count; i++)
        {
            var span = happening.Dates[i];
            if (span.Last < span.First)
                yield return ($"dates[{i}].last", "Lies before the first day.");
            if (span.Last.Year > LastYear)
                yield return ($"dates[{i}].last", "Lies too far ahead; leave out days that nobody knows yet.");
            if (span.From is { } from && !HourForm().IsMatch(from))
                yield return ($"dates[{i}].from", "Must be HH:MM, 00:00 to 23:59.");
            if (span.Until is { } until && !HourForm().IsMatch(until))
                yield return ($"dates[{i}].until", "Must be HH:MM, 00:00 to 23:59.");
            else if (span is { Until: not null, From: null })
                yield return ($"dates[{i}].from", "An end needs a beginning.");
        }

        // A leap year, so that 29 February counts as a day.
        static bool MonthDay(string text) =>
            DateOnly.TryParseExact($"2000-{text}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    /// <summary>Whether a text has the form of an item's id: 80 small letters, digits and single hyphens at most.</summary>
    public static bool IsId(string text) => text.Length <= 80 && IdForm().IsMatch(text);

    /// <summary>Tags as BCP 47 has them, without extensions.</summary>
    [GeneratedRegex("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageForm();

    [GeneratedRegex("^([01][0-9]|2[0-3]):[0-5][0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex HourForm();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex IdForm();
}
