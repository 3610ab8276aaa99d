using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace XrContent.Catalog.Documents;

/// <summary>
/// Names of what is made from an item's files to be served. A name holds the original's hash and the recipe, so that a document that
/// changes what is shown changes the address as well.
/// </summary>
public static class RenditionNames
{
    private const int Recipe = 2;

    /// <summary>Digits of the original's hash at the beginning of each name.</summary>
    public const int HashDigits = 40;

    /// <summary>Name of a capture's renditions.</summary>
    public static string Of(Capture capture)
    {
        var name = new StringBuilder(capture.Original.Sha256[..HashDigits]).Append('-').Append(Recipe);
        if (capture.Panorama.Stereo == Stereo.TopBottom)
            name.Append('s');
        if (capture.Film is { } film)
            name.Append(film.Audio ? "f" : "fq");
        var (pitch, roll) = (capture.Pose.Pitch, capture.Pose.Roll);
        if (pitch == 0 && roll == 0 && capture.Redactions.Count == 0)
            return name.ToString();
        var turned = string.Create(CultureInfo.InvariantCulture, $"{pitch} {roll} {string.Join(' ', capture.Redactions)}");
        var mark = SHA256.HashData(Encoding.UTF8.GetBytes(turned)).AsSpan(0, 8);
        return name.Append('-').Append(Convert.ToHexStringLower(mark)).ToString();
    }

    /// <summary>Name of an overlay's picture or model, which it must have.</summary>
    public static string Of(Overlay overlay) =>
        $"{overlay.Original!.Sha256[..HashDigits]}-{(overlay.Shape == OverlayShape.Model ? "m" : "p")}1";

    public static string OfCaptions(LanguageFile file) => $"{file.Original.Sha256[..HashDigits]}-c1";

    public static string Of(WalkIn record) => $"{record.Original.Sha256[..HashDigits]}-w1";

    public static string OfNarration(LanguageFile file) => $"{file.Original.Sha256[..HashDigits]}-n1";

    /// <summary>Names of all renditions that a document needs.</summary>
    public static IEnumerable<string> Of(Document document) =>
        document switch
        {
            Capture capture =>
            [
                Of(capture),
                .. capture.Captions.Select(OfCaptions),
                .. capture.ShownWalkIn is null ? [] : new[] { Of(capture.ShownWalkIn) },
            ],
            Overlay { HasRendition: true } overlay => [Of(overlay)],
            Scene scene => scene.Narration.Select(OfNarration),
            _ => [],
        };
}
