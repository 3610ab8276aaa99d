using System.Buffers.Binary;
using System.Text.RegularExpressions;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace XrContent.Geo.Terrain.Formats;

/// <summary>
/// A PNG elevation tile of the Geospatial Information Authority of Japan (地理院タイル, 標高タイル): 256 square, Web Mercator;
/// x = 65536 R + 256 G + B hundredths of a metre, x above 2^23 negative, 2^23 itself no data. Its path ends in z/x/y.png, or its name
/// in z-x-y.png or z_x_y.png.
/// </summary>
internal static partial class GsiTile
{
    private const int Side = 256;
    private const int HeaderLength = 33;
    private const int MostBytes = 1 << 20;

    /// <summary>The last chunk of a PNG, with its check.</summary>
    private static ReadOnlySpan<byte> End => [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82];

    /// <summary>No other decoder is reached, whatever the bytes say they are.</summary>
    private static readonly Configuration PngOnly = new(new PngConfigurationModule());

    /// <summary>Texts beside the pixels may unpack to gigabytes, and are nothing here.</summary>
    private static readonly PngDecoder PixelsOnly = new() { IgnoreMetadata = true };

    public static HeightGrid Read(string name, Stream stream, long length)
    {
        var match = PathForm().Match(name.Replace('\\', '/'));
        if (!match.Success || !SlippyCell.TryParse($"{match.Groups["z"]}/{match.Groups["x"]}/{match.Groups["y"]}", out var cell))
            throw new OtherFileException(
                name,
                "An elevation tile must be named by its cell, such as 14/14102/6612.png or 14-14102-6612.png."
            );
        if (length > MostBytes)
            throw new TerrainFileException(name, "Is larger than an elevation tile can be.");
        if (cell.Zoom is < 8 or > 18)
            throw new TerrainFileException(name, "Elevation tiles are read at zoom 8 to 18.");

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        // The size is read before anything is unpacked, so that a small file cannot ask for gigabytes.
        if (
            length < HeaderLength
            || BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)) != Side
            || BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)) != Side
        )
            throw new TerrainFileException(name, "Is not a PNG of 256 x 256 pixels.");
        // A decoder makes zeros of what was cut off, and 0 is the sea.
        if (bytes.AsSpan().IndexOf(End) < 0)
            throw new TerrainFileException(name, "Is a PNG that was cut short.");
        using var png = Image.Load<Rgb24>(PngOnly, bytes, PixelsOnly);
        var heights = new float[Side * Side];
        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
            {
                var pixel = png[column, row];
                heights[row * Side + column] = Metres(65536 * pixel.R + 256 * pixel.G + pixel.B);
            }
        }

        var across = (double)(1L << cell.Zoom);
        var step = 1 / across / Side;
        return new(
            name,
            new(cell.X / across + step / 2, cell.Y / across + step / 2, step, step, Cells: true, Mercator: true),
            Side,
            Side,
            heights
        );
    }

    private static float Metres(int x) =>
        x switch
        {
            1 << 23 => float.NaN,
            < 1 << 23 => x * 0.01f,
            _ => (x - (1 << 24)) * 0.01f,
        };

    [GeneratedRegex(@"(?:^|/)(?:[^/]*?[^0-9/])?(?<z>\d{1,2})[/_-](?<x>\d{1,6})[/_-](?<y>\d{1,6})\.png$", RegexOptions.IgnoreCase)]
    private static partial Regex PathForm();
}
