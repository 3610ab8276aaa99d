using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace XrContent.Media.Video;

/// <summary>What a film says of its sphere, in the words of google/spatial-media's Spherical Video RFCs, V1 and V2.</summary>
/// <param name="Projection">"equirectangular", or the name of another one.</param>
/// <param name="StereoMode">"mono", "top-bottom" or "left-right".</param>
/// <param name="Heading">Degrees by which the centre is turned right of the film's own north; 0 when nothing is said.</param>
/// <param name="Pitch">Degrees above the horizon of the centre.</param>
/// <param name="Roll">Degrees, counterclockwise in the picture.</param>
/// <param name="Part">Null where the frame is the whole sphere.</param>
public sealed record Spherical(
    string Projection,
    string StereoMode,
    double Heading = 0,
    double Pitch = 0,
    double Roll = 0,
    SpherePart? Part = null
)
{
    private const int LongestXml = 64 << 10;

    /// <summary>Marks the box that holds V1's XML.</summary>
    internal static readonly byte[] Version1 = Convert.FromHexString("ffcc8263f8554a938814587a02521fdd");

    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace GSpherical = "http://ns.google.com/videos/1.0/spherical/";

    /// <summary>Reads the boxes of either version; the second wins, as its specification says. Null when there are none.</summary>
    /// <exception cref="RefusedException">A box has a size that cannot be.</exception>
    public static Spherical? Read(Stream file)
    {
        var index = MovieIndex.Read(file);
        if (index.VideoTrack() is not { } track)
            return null;
        return (index.SampleEntry(track) is { } entry ? Second(index, entry) : null) ?? First(index, track);
    }

    private static Spherical? Second(MovieIndex index, Box entry)
    {
        var bytes = index.Bytes;
        var parts = index.PartsOf(entry);
        string? stereo = null;
        foreach (var part in parts)
        {
            if (part.Type == "st3d" && part.End - part.Body >= 5)
                stereo = bytes[part.Body + 4] switch
                {
                    1 => "top-bottom",
                    2 => "left-right",
                    _ => "mono",
                };
        }

        foreach (var part in parts)
        {
            if (part.Type != "sv3d" || part.Find(bytes, "proj") is not { } projection)
                continue;
            var found = new Spherical("unknown", stereo ?? "mono");
            foreach (var box in projection.Children(bytes))
            {
                found = box.Type switch
                {
                    "prhd" when box.End - box.Body >= 16 => found with
                    {
                        Heading = Fixed(box.Body + 4),
                        Pitch = Fixed(box.Body + 8),
                        Roll = Fixed(box.Body + 12),
                    },
                    "equi" => found with
                    {
                        Projection = "equirectangular",
                        Part = SpherePart.InBox(bytes.AsSpan(box.Body, box.End - box.Body)),
                    },
                    "cbmp" => found with { Projection = "cubemap" },
                    "mshp" => found with { Projection = "mesh" },
                    _ => found,
                };
            }

            return found with
            {
                Pitch = Math.Clamp(found.Pitch, -90, 90),
                Roll = Math.Clamp(found.Roll, -180, 180),
            };
        }

        return null;

        double Fixed(int at) => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at)) / 65536.0;
    }

    private static Spherical? First(MovieIndex index, Box track)
    {
        foreach (var box in track.Children(index.Bytes))
        {
            if (
                box.Type != "uuid"
                || box.End - box.Body is < 16 or > LongestXml
                || !index.Bytes.AsSpan(box.Body, 16).SequenceEqual(Version1)
            )
                continue;
            try
            {
                using var xml = XmlReader.Create(
                    new MemoryStream(index.Bytes, box.Body + 16, box.End - box.Body - 16),
                    new XmlReaderSettings
                    {
                        DtdProcessing = DtdProcessing.Prohibit,
                        XmlResolver = null,
                        MaxCharactersInDocument = LongestXml,
                    }
                );
                var root = XElement.Load(xml);
                string? Say(string name) => root.Element(GSpherical + name)?.Value.Trim().ToLowerInvariant();
                if (Say("Spherical") != "true")
                    return null;
                var heading =
                    double.TryParse(Say("InitialViewHeadingDegrees"), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees)
                    && Math.Abs(degrees) <= 360
                        ? degrees
                        : 0;
                return new(
                    Say("ProjectionType") ?? "equirectangular",
                    Say("StereoMode") ?? "mono",
                    heading,
                    Part: PartOf(name => int.TryParse(Say(name), CultureInfo.InvariantCulture, out var pixels) ? pixels : null)
                );
            }
            catch (XmlException)
            {
                // A film whose V1 text is broken is a film that says nothing.
                return null;
            }
        }

        return null;
    }

    /// <summary>V1's crop, in pixels of the whole sphere; null where it is none, or cannot be.</summary>
    private static SpherePart? PartOf(Func<string, int?> say)
    {
        if (
            say("FullPanoWidthPixels") is not (> 0 and var width)
            || say("FullPanoHeightPixels") is not (> 0 and var height)
            || say("CroppedAreaImageWidthPixels") is not (> 0 and var shown)
            || say("CroppedAreaImageHeightPixels") is not (> 0 and var high)
            || say("CroppedAreaLeftPixels") is not (>= 0 and var left)
            || say("CroppedAreaTopPixels") is not (>= 0 and var top)
            || left + (long)shown > width
            || top + (long)high > height
            // Cameras miss the whole by a row or two.
            || width - shown <= 2 && height - high <= 2
        )
            return null;
        return new(
            (double)left / width,
            (double)(width - left - shown) / width,
            (double)top / height,
            (double)(height - top - high) / height
        );
    }

    /// <summary>The st3d and sv3d boxes of V2.</summary>
    internal byte[] SecondBoxes()
    {
        byte[] stereo =
        [
            0,
            0,
            0,
            0,
            StereoMode switch
            {
                "top-bottom" => 1,
                "left-right" => 2,
                _ => 0,
            },
        ];
        var source = Encoding.ASCII.GetBytes("\0\0\0\0XrContent\0");
        var pose = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(pose.AsSpan(4), (int)Math.Round(Heading * 65536));
        BinaryPrimitives.WriteInt32BigEndian(pose.AsSpan(8), (int)Math.Round(Pitch * 65536));
        BinaryPrimitives.WriteInt32BigEndian(pose.AsSpan(12), (int)Math.Round(Roll * 65536));
        return
        [
            .. Make("st3d", stereo),
            .. Make("sv3d", [.. Make("svhd", source), .. Make("proj", [.. Make("prhd", pose), .. Make("equi", new byte[20])])]),
        ];
    }

    /// <summary>The uuid box of V1.</summary>
    internal byte[] FirstBox()
    {
        var xml = new XElement(
            Rdf + "SphericalVideo",
            new XAttribute(XNamespace.Xmlns + "rdf", Rdf),
            new XAttribute(XNamespace.Xmlns + "GSpherical", GSpherical),
            new XElement(GSpherical + "Spherical", "true"),
            new XElement(GSpherical + "Stitched", "true"),
            new XElement(GSpherical + "StitchingSoftware", "XrContent"),
            new XElement(GSpherical + "ProjectionType", "equirectangular"),
            new XElement(GSpherical + "StereoMode", StereoMode)
        );
        return Make(
            "uuid",
            [.. Version1, .. Encoding.UTF8.GetBytes($"<?xml version=\"1.0\"?>{xml.ToString(SaveOptions.DisableFormatting)}")]
        );
    }

    internal static byte[] Make(string type, ReadOnlySpan<byte> body)
    {
        var box = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        Encoding.Latin1.GetBytes(type, box.AsSpan(4));
        body.CopyTo(box.AsSpan(8));
        return box;
    }
}
