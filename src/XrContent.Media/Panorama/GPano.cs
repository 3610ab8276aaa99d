using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MetadataExtractor.Formats.Xmp;
using XmpCore;

namespace XrContent.Media.Panorama;

/// <summary>
/// What a picture's XMP says of its sphere, its time and its position. Where the strict parser fails, as on a property that stands twice
/// or a prefix that nobody declared, the few plain values are read as they stand.
/// </summary>
/// <remarks>Names: https://developers.google.com/streetview/spherical-metadata and the XMP specification, part 2.</remarks>
internal sealed partial class GPano
{
    private const string Sphere = "http://ns.google.com/photos/1.0/panorama/";
    private const string Exif = "http://ns.adobe.com/exif/1.0/";
    private const string Basic = "http://ns.adobe.com/xap/1.0/";
    private const string Photoshop = "http://ns.adobe.com/photoshop/1.0/";
    private const int LongestPacket = 1 << 20;

    private static readonly (string Space, string Name)[] Names =
    [
        .. new[]
        {
            "ProjectionType",
            "FullPanoWidthPixels",
            "FullPanoHeightPixels",
            "CroppedAreaImageWidthPixels",
            "CroppedAreaImageHeightPixels",
            "CroppedAreaLeftPixels",
            "CroppedAreaTopPixels",
            "PoseHeadingDegrees",
            "PosePitchDegrees",
            "PoseRollDegrees",
        }.Select(name => (Sphere, name)),
        (Exif, "DateTimeOriginal"),
        (Exif, "GPSLatitude"),
        (Exif, "GPSLongitude"),
        (Basic, "CreateDate"),
        (Photoshop, "DateCreated"),
    ];

    private readonly FrozenDictionary<string, string> values;

    private GPano(Dictionary<string, string> values) => this.values = values.ToFrozenDictionary();

    /// <summary>Whether anything is said of a sphere.</summary>
    public bool IsThere => values.ContainsKey("ProjectionType") || values.ContainsKey("FullPanoWidthPixels");

    /// <param name="directories">What the strict parser made of the file.</param>
    /// <param name="packet">The file's XMP as it stands, or null.</param>
    public static GPano Of(IReadOnlyList<MetadataExtractor.Directory> directories, byte[]? packet)
    {
        var values = new Dictionary<string, string>();
        foreach (var meta in directories.OfType<XmpDirectory>().Select(directory => directory.XmpMeta).OfType<IXmpMeta>())
        {
            foreach (var (space, name) in Names)
                if (meta.GetPropertyString(space, name)?.Trim() is { Length: > 0 } value)
                    values.TryAdd(name, value);
        }

        if (packet is { Length: <= LongestPacket })
        {
            var text = Encoding.UTF8.GetString(packet);
            foreach (var (_, name) in Names)
                if (!values.ContainsKey(name) && AsItStands(text, name) is { } value)
                    values.Add(name, value);
        }

        return new(values);
    }

    public string? Text(string name) => values.GetValueOrDefault(name);

    public double? Number(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;

    /// <summary>An attribute or an element of a name, whatever its prefix; the first where there are several.</summary>
    private static string? AsItStands(string xmp, string name)
    {
        foreach (Match match in Said().Matches(xmp))
        {
            if (!match.Groups["name"].ValueSpan.SequenceEqual(name))
                continue;
            var value = WebUtility.HtmlDecode(
                match.Groups["attribute"].Success ? match.Groups["attribute"].Value : match.Groups["text"].Value
            );
            return value.Trim() is { Length: > 0 and < 100 } plain ? plain : null;
        }

        return null;
    }

    [GeneratedRegex(
        """\w+:(?<name>[A-Z]\w+)(?:\s*=\s*(?:"(?<attribute>[^"<]*)"|'(?<attribute>[^'<]*)')|\s*>(?<text>[^<]*)<)""",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Said();
}
