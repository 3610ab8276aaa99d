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
internal sealed partial class XmpFacts
{
    private const string GPano = "http://ns.google.com/photos/1.0/panorama/";
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
        }.Select(name => (GPano, name)),
        (Exif, "DateTimeOriginal"),
        (Exif, "GPSLatitude"),
        (Exif, "GPSLongitude"),
        (Basic, "CreateDate"),
        (Photoshop, "DateCreated"),
    ];

    private readonly FrozenDictionary<string, string> values;

    /// <summary>The library knows a name only once somebody named it, and throws where one asks for another.</summary>
    static XmpFacts()
    {
        foreach (var (space, prefix) in new[] { (GPano, "GPano"), (Exif, "exif"), (Basic, "xmp"), (Photoshop, "photoshop") })
            XmpMetaFactory.SchemaRegistry.RegisterNamespace(space, prefix);
    }

    private XmpFacts(Dictionary<string, string> values) => this.values = values.ToFrozenDictionary();

    /// <summary>Whether anything is said of a sphere.</summary>
    public bool IsThere => values.ContainsKey("ProjectionType") || values.ContainsKey("FullPanoWidthPixels");

    /// <param name="directories">What the strict parser made of the file.</param>
    /// <param name="packet">The file's XMP as it stands, or null.</param>
    public static XmpFacts Of(IReadOnlyList<MetadataExtractor.Directory> directories, byte[]? packet)
    {
        var parsed = directories.OfType<XmpDirectory>().Select(directory => directory.XmpMeta).OfType<IXmpMeta>().ToList();
        return new(
            parsed.Count > 0 ? Parsed(parsed)
            : packet is { Length: <= LongestPacket } ? AsItStands(Encoding.UTF8.GetString(packet))
            : []
        );
    }

    public string? Text(string name) => values.GetValueOrDefault(name);

    public double? Number(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;

    private static Dictionary<string, string> Parsed(List<IXmpMeta> parsed)
    {
        var values = new Dictionary<string, string>();
        foreach (var (space, name) in Names)
            if (
                parsed.Select(meta => meta.GetPropertyString(space, name)?.Trim()).FirstOrDefault(value => value is { Length: > 0 }) is
                { } said
            )
                values.Add(name, said);
        return values;
    }

    /// <summary>Attributes and elements of the names, whatever their prefix; the first where there are several.</summary>
    private static Dictionary<string, string> AsItStands(string xmp)
    {
        var values = new Dictionary<string, string>();
        foreach (Match match in Said().Matches(xmp))
        {
            var name = match.Groups["name"].Value;
            if (!Array.Exists(Names, known => known.Name == name))
                continue;
            var (attribute, text) = (match.Groups["attribute"], match.Groups["text"]);
            if (WebUtility.HtmlDecode(attribute.Success ? attribute.Value : text.Value).Trim() is { Length: > 0 and < 100 } value)
                values.TryAdd(name, value);
        }

        return values;
    }

    [GeneratedRegex(
        """\w+:(?<name>[A-Z]\w+)(?:\s*=\s*(?:"(?<attribute>[^"<]*)"|'(?<attribute>[^'<]*)')|\s*>(?<text>[^<]*)<)""",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Said();
}
