using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;

namespace XrContent.Geo.Terrain.Formats;

/// <summary>
/// SRTM .hgt: big-endian 16-bit metres, row by row from the north-west, 1201 or 3601 square, edges shared with the neighbours; the name
/// gives the south-west corner, as in N32E129.hgt; -32768 is void.
/// </summary>
internal static partial class SrtmFile
{
    private const short Void = short.MinValue;

    public static HeightGrid Read(string name, Stream stream, long length)
    {
        if (NameForm().Match(Path.GetFileName(name)) is not { Success: true } match)
            throw new TerrainFileException(
                name,
                "An SRTM file is named after its south-west corner, such as N32E129.hgt; give it that name again."
            );
        var south = int.Parse(match.Groups["lat"].Value, CultureInfo.InvariantCulture) * (match.Groups["ns"].Value is "N" or "n" ? 1 : -1);
        var west = int.Parse(match.Groups["lon"].Value, CultureInfo.InvariantCulture) * (match.Groups["ew"].Value is "E" or "e" ? 1 : -1);
        if (south is < -90 or > 89 || west is < -180 or > 179)
            throw new TerrainFileException(name, "Its name gives a corner that is not on the earth.");
        var side = length switch
        {
            1201 * 1201 * 2 => 1201,
            3601 * 3601 * 2 => 3601,
            _ => throw new TerrainFileException(
                name,
                $"Has {length} bytes; SRTM files have 2884802 (3 arc seconds) or 25934402 (1 arc second). Download it again."
            ),
        };

        var heights = new float[side * side];
        var row = new byte[side * 2];
        for (var i = 0; i < side; i++)
        {
            stream.ReadExactly(row);
            for (var j = 0; j < side; j++)
            {
                var metres = BinaryPrimitives.ReadInt16BigEndian(row.AsSpan(2 * j));
                heights[i * side + j] = metres is Void or > 9000 or < -500 ? float.NaN : metres;
            }
        }

        var step = 1.0 / (side - 1);
        return new HeightGrid(name, new(west, south + 1, step, step, Cells: false), side, side, heights).FillHoles();
    }

    [GeneratedRegex(@"^(?<ns>[NSns])(?<lat>\d{2})(?<ew>[EWew])(?<lon>\d{3})\b.*\.hgt$")]
    private static partial Regex NameForm();
}
