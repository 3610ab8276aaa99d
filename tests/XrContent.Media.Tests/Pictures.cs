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
            if (gpano is not null)
                image.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes(gpano));
            metadata?.Invoke(image);
        });
        var path = Path.Combine(Folder, name);
        tagged.WriteToFile(path);
        return path;
    }

    /// <summary>
    /// What a leaning camera takes of a world whose red and blue say the azimuth and whose green says the elevation: each pixel's direction
    /// is turned into the world by the axes of the camera, as GPano defines pitch and roll.
    /// </summary>
    public string Leaning(int width, double pitch, double roll, string name = "leaning.png")
    {
        var height = width / 2;
        var (right, up, ahead) = Axes(pitch, roll);
        var pixels = new byte[width * height * 3];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (longitude, latitude) = (
                    double.DegreesToRadians((column + 0.5) * 360 / width - 180),
                    double.DegreesToRadians(90 - (row + 0.5) * 180 / height)
                );
                var seen =
                    right * (Math.Cos(latitude) * Math.Sin(longitude))
                    + up * Math.Sin(latitude)
                    + ahead * (Math.Cos(latitude) * Math.Cos(longitude));
                World(Math.Atan2(seen.X, seen.Z), Math.Asin(Math.Clamp(seen.Y, -1, 1))).CopyTo(pixels, (row * width + column) * 3);
            }
        }

        var path = Path.Combine(Folder, name);
        using var image = Image
            .NewFromMemoryCopy(pixels, width, height, 3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
        image.WriteToFile(path);
        return path;
    }

    /// <summary>A direction of the world, radians from the heading and above the horizon, along a leaning camera's own axes.</summary>
    public static Vector3D InCamera(double azimuth, double elevation, double pitch, double roll)
    {
        var (right, up, ahead) = Axes(pitch, roll);
        var flat = Math.Cos(elevation);
        var direction = new Vector3D(flat * Math.Sin(azimuth), Math.Sin(elevation), flat * Math.Cos(azimuth));
        return new(direction.Dot(right), direction.Dot(up), direction.Dot(ahead));
    }

    /// <summary>A picture of one colour.</summary>
    public static Image Plain(int width, int height, byte[] colour)
    {
        using var black = Image.Black(width, height, bands: colour.Length);
        using var coloured = black + colour.Select(band => (double)band).ToArray();
        return coloured.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>A leaning camera's axes in the world.</summary>
    private static (Vector3D Right, Vector3D Up, Vector3D Ahead) Axes(double pitch, double roll)
    {
        var (p, r) = (double.DegreesToRadians(pitch), double.DegreesToRadians(roll));
        Vector3D ahead = new(0, Math.Sin(p), Math.Cos(p)),
            level = new(0, Math.Cos(p), -Math.Sin(p)),
            side = new(1, 0, 0);
        return (side * Math.Cos(r) + level * -Math.Sin(r), level * Math.Cos(r) + side * Math.Sin(r), ahead);
    }

    /// <summary>The colour of the world in a direction, radians from the heading and above the horizon.</summary>
    public static byte[] World(double azimuth, double elevation) =>
        [
            (byte)Math.Round(127 + 100 * Math.Cos(azimuth)),
            (byte)Math.Round(127 + 80 * elevation),
            (byte)Math.Round(127 + 100 * Math.Sin(azimuth)),
        ];

    public readonly record struct Vector3D(double X, double Y, double Z)
    {
        public double Dot(Vector3D other) => X * other.X + Y * other.Y + Z * other.Z;

        public static Vector3D operator +(Vector3D a, Vector3D b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

        public static Vector3D operator *(Vector3D a, double b) => new(a.X * b, a.Y * b, a.Z * b);
    }

    /// <summary>An XMP packet with GPano fields.</summary>
    public static string GPano(params (string Name, object Value)[] fields) =>
        $"""
            <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" {string.Join(
                ' ',
                fields.Select(field => string.Create(CultureInfo.InvariantCulture, $"GPano:{field.Name}=\"{field.Value}\""))
            )}/>
            </rdf:RDF></x:xmpmeta><?xpacket end="w"?>
            """;

    public static string FullSphere(int width, double pitch = 0, double roll = 0) =>
        GPano(
            ("ProjectionType", "equirectangular"),
            ("FullPanoWidthPixels", width),
            ("FullPanoHeightPixels", width / 2),
            ("CroppedAreaImageWidthPixels", width),
            ("CroppedAreaImageHeightPixels", width / 2),
            ("CroppedAreaLeftPixels", 0),
            ("CroppedAreaTopPixels", 0),
            ("PoseHeadingDegrees", 123.4),
            ("PosePitchDegrees", pitch),
            ("PoseRollDegrees", roll)
        );
}
