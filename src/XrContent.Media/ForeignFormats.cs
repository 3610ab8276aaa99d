using System.Text;

namespace XrContent.Media;

/// <summary>
/// Formats that are known and not read, so that who sends one is told its name and what to do, and not that it is damaged.
/// </summary>
internal static class ForeignFormats
{
    private const string AsPicture = "Open it in an image editor and export it as JPEG, or run: vips copy FILE picture.jpg .";
    private const string AsFilm = "Run: ffmpeg -i FILE -c copy film.mp4 .";
    private const string Unpack = "Unpack it and send what is in it.";

    /// <summary>By what a file begins with, or has at a place, read as Latin-1.</summary>
    private static readonly (string Name, string Mend, int At, string Mark)[] Known =
    [
        ("a GIF", AsPicture, 0, "GIF8"),
        ("a BMP", AsPicture, 0, "BM"),
        ("a Photoshop document", AsPicture, 0, "8BPS"),
        ("a JPEG XL", AsPicture, 0, "\u00FF\n"),
        ("a JPEG XL", AsPicture, 4, "JXL "),
        ("a JPEG 2000", AsPicture, 4, "jP  "),
        ("a picture of high dynamic range (HDR)", AsPicture, 0, "#?RADIANCE"),
        ("a picture of high dynamic range (EXR)", AsPicture, 0, "v/1\u0001"),
        ("a PDF", AsPicture, 0, "%PDF"),
        ("a zip archive", Unpack, 0, "PK\u0003\u0004"),
        ("an AVI", AsFilm, 8, "AVI "),
        ("an MPEG stream", AsFilm, 0, "\u0000\u0000\u0001\u00BA"),
        ("an MPEG stream", AsFilm, 0, "G@"),
        ("a WMV", AsFilm, 0, "0&\u00B2u"),
    ];

    /// <summary>How a document begins that would lead a reader to other files.</summary>
    private static readonly string[] Markup = ["<svg", "<?xml", "<!", "<html"];

    /// <summary>Null for whatever has no name here.</summary>
    public static string? Refusal(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head);
        foreach (var (name, mend, at, mark) in Known)
            if (text.Length > at && text[at..].StartsWith(mark, StringComparison.Ordinal))
                return Say(name, mend);
        // A byte order mark may come first, and white space.
        var words = text.TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return Markup.Any(begin => words.StartsWith(begin, StringComparison.OrdinalIgnoreCase))
            ? Say("an SVG, or another document of XML or HTML", AsPicture)
            : null;
    }

    private static string Say(string name, string mend) => $"The file is {name}, which is not read here. {mend}";
}
