using System.Text.RegularExpressions;
using XrContent.Catalog.Documents;
using Capture = XrContent.Catalog.Documents.Capture;

namespace XrContent.Catalog.Rules;

/// <summary>What files, films, redactions and picture areas must fulfil.</summary>
public static partial class FootageRules
{
    private const int MostRedactions = 500;

    public const string NoRedactedWalkIns =
        "A record that one walks in cannot be redacted here: redact it before it is sent, or take it out of this capture.";

    public static IEnumerable<(string, string)> CheckOriginals(Document document)
    {
        foreach (var (field, original) in document.Originals())
        {
            if (!Sha256Form().IsMatch(original.Sha256))
                yield return ($"{field}.sha256", "Must be 64 lower-case hexadecimal digits.");
            if (original.Bytes <= 0)
                yield return ($"{field}.bytes", "Must be more than 0.");
            if (original.File.Length == 0 || Path.IsPathRooted(original.File) || original.File.Split('/', '\\').Contains(".."))
                yield return ($"{field}.file", "Must be a path below the catalogue's folder.");
        }
    }

    public static IEnumerable<(string, string)> Check(Capture capture)
    {
        if (capture.Film is { } film)
        {
            if (!(film.Seconds is > 0 and < 1e6))
                yield return ("film.seconds", "Must be more than 0.");
            if (!(film.FramesPerSecond is > 0 and <= 1000))
                yield return ("film.framesPerSecond", "Must be more than 0.");
            if (film.Width <= 0 || film.Height <= 0)
                yield return ("film", "Needs the frame's width and height in pixels.");
            if (capture.Redactions.Count > 0)
                yield return ("redactions", ItemRules.NoRedactedFilms);
        }
        else if (capture.Captions.Count > 0)
        {
            yield return ("captions", "Only a film has captions.");
        }

        foreach (var complaint in CheckLanguages("captions", capture.Captions))
            yield return complaint;
        foreach (var complaint in capture.WalkIn is { } walkIn ? Check(walkIn, capture) : [])
            yield return complaint;
        if (capture.Redactions.Count > MostRedactions)
            yield return ("redactions", $"At most {MostRedactions}; make fewer and larger ones.");
        for (var i = 0; i < capture.Redactions.Count; i++)
        {
            var (left, right, top, bottom) = capture.Redactions[i];
            if (!(Math.Abs(left) <= 180 && Math.Abs(right) <= 180 && left != right))
                yield return ($"redactions[{i}]", "Left and right must be degrees from the picture's centre, -180 to 180, and differ.");
            if (!(top <= 90 && bottom >= -90 && top > bottom))
                yield return ($"redactions[{i}]", "Top must be above bottom, both -90 to 90 degrees.");
        }
    }

    private static IEnumerable<(string, string)> Check(WalkIn walkIn, Capture capture)
    {
        if (capture.Redactions.Count > 0)
            yield return ("walkIn", NoRedactedWalkIns);
        if (walkIn.Pieces is < 0 or > 1000)
            yield return ("walkIn.pieces", "Must be the number of its files.");
        if (!(walkIn.Reach is > 0 and <= 1000))
            yield return ("walkIn.reach", "Must be metres, more than 0 and at most 1000.");
        if (!(walkIn.Heading is >= 0 and < 360))
            yield return ("walkIn.heading", "Must be degrees from true north, 0 to 360.");
        if (!(Math.Abs(walkIn.Pitch) <= 90))
            yield return ("walkIn.pitch", "Must be degrees, -90 to 90.");
        if (!(Math.Abs(walkIn.Roll) <= 180))
            yield return ("walkIn.roll", "Must be degrees, -180 to 180.");
        foreach (var (axis, metres) in new[] { ("east", walkIn.East), ("north", walkIn.North), ("up", walkIn.Up) })
            if (!(Math.Abs(metres) <= 1000))
                yield return ($"walkIn.{axis}", "Must be metres from the lens, at most 1000.");
        if (!(walkIn.Scale is >= 0.001 and <= 1000))
            yield return ("walkIn.scale", "Must be metres for each of its units, 0.001 to 1000.");
    }

    public static IEnumerable<(string, string)> CheckLanguages(string list, IReadOnlyList<LanguageFile> files)
    {
        var known = new HashSet<string>();
        for (var i = 0; i < files.Count; i++)
        {
            if (!LocalText.Languages.Contains(files[i].Language))
                yield return ($"{list}[{i}].language", $"Must be one of {string.Join(", ", LocalText.Languages)}.");
            if (!known.Add(files[i].Language))
                yield return ($"{list}[{i}].language", $"\"{files[i].Language}\" stands twice.");
        }
    }

    public static IEnumerable<(string, string)> Check(IReadOnlyList<PictureArea> areas)
    {
        for (var i = 0; i < areas.Count; i++)
        {
            if (areas[i].Title.Japanese is null && areas[i].Title.English is null)
                yield return ($"areas[{i}].title", "Needs Japanese (ja) or English (en) at least.");
            foreach (var message in GeometryRules.CheckArea(areas[i].Outline))
                yield return ($"areas[{i}].outline", message);
        }
    }

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Sha256Form();
}
