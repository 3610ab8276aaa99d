using System.Globalization;
using System.Text;
using NetVips;

namespace XrContent.Media.Tests;

/// <summary>Small pictures as cameras write them, made for a test and removed with it.</summary>
public sealed class Pictures : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>A JPEG whose brightness rises to the right and whose colour turns downward.</summary>
    public string Jpeg(int width, int height, string? gpano = null, Action<MutableImage>? metadata = null, string name = "picture.jpg")
    {
        using var xy = Image.Xyz(width, height);
        using var red = xy[0] * (255.0 / width);
        using var green = xy[1] * (255.0 / height);
        using var rgb = red.Bandjoin(green, green).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        using var tagged = rgb.Mutate(image =>
        {
            if (gpano is not null) image.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes(gpano));
            metadata?.Invoke(image);
        });
        var path = Path.Combine(Folder, name);
        tagged.WriteToFile(path);
        return path;
    }

    /// <summary>An XMP packet with GPano fields.</summary>
    public static string GPano(params (string Name, object Value)[] fields) => $"""
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" {string.Join(' ', fields.Select(field => string.Create(CultureInfo.InvariantCulture, $"GPano:{field.Name}=\"{field.Value}\"")))}/>
        </rdf:RDF></x:xmpmeta><?xpacket end="w"?>
        """;

    public static string FullSphere(int width) => GPano(
        ("ProjectionType", "equirectangular"), ("FullPanoWidthPixels", width), ("FullPanoHeightPixels", width / 2),
        ("CroppedAreaImageWidthPixels", width), ("CroppedAreaImageHeightPixels", width / 2), ("CroppedAreaLeftPixels", 0), ("CroppedAreaTopPixels", 0),
        ("PoseHeadingDegrees", 123.4), ("PosePitchDegrees", 4.5), ("PoseRollDegrees", -7.25));
}
