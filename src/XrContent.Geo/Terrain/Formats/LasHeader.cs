using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace XrContent.Geo.Terrain.Formats;

/// <summary>
/// What a LAS file of version 1.2 to 1.4 says before its points (ASPRS, "LAS specification 1.4 - R15").
/// </summary>
/// <param name="Year">In which the file was made; 0 where it does not say.</param>
/// <param name="PointsAt">Bytes from the file's begin to its first point.</param>
/// <param name="Count">Points.</param>
/// <param name="Code">The EPSG code of its plane; null where it names none.</param>
internal sealed partial record LasHeader(
    int Year,
    long PointsAt,
    int Format,
    int RecordLength,
    long Count,
    (double X, double Y, double Z) Scale,
    (double X, double Y, double Z) Offset,
    (double East, double North) Least,
    (double East, double North) Most,
    int? Code
)
{
    private const int Smallest = 227;
    private const int MostRecords = 1_000;
    private const int RecordHead = 54;
    private const int Compressed = 0x80;
    private const int PlaneKey = 3072;
    private const int DegreesKey = 2048;

    /// <summary>Bytes of the formats 0 to 10.</summary>
    private static readonly int[] Lengths = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67];

    /// <summary>Reads up to the first point.</summary>
    /// <exception cref="TerrainFileException">It is no LAS file that is read here.</exception>
    public static LasHeader Read(string name, Stream stream, long length)
    {
        var head = new byte[Smallest];
        stream.ReadExactly(head);
        if (!head.AsSpan().StartsWith("LASF"u8))
            throw new TerrainFileException(name, "Is no LAS file: it does not begin with LASF.");
        if (head[24] != 1 || head[25] is < 2 or > 4)
            throw new TerrainFileException(name, $"Is LAS {head[24]}.{head[25]}; 1.2 to 1.4 are read.");
        var (size, pointsAt, records) = (U16(head, 94), U32(head, 96), U32(head, 100));
        if ((head[104] & Compressed) != 0)
            throw new TerrainFileException(name, "Is compressed (LAZ). Unpack it first: laszip -i FILE.laz -o FILE.las");
        var format = head[104] & 0x3f;
        var recordLength = U16(head, 105);
        if (format >= Lengths.Length || recordLength < Lengths[format])
            throw new TerrainFileException(name, $"Has points of format {format} in {recordLength} bytes, which is none of LAS.");
        if (size < Smallest || pointsAt < size || pointsAt > length || records > MostRecords)
            throw new TerrainFileException(name, "Is damaged: its header's lengths cannot be right.");
        var more = new byte[size - Smallest];
        stream.ReadExactly(more);
        var count = head[25] == 4 && more.Length >= 28 ? (long)BinaryPrimitives.ReadUInt64LittleEndian(more.AsSpan(20)) : U32(head, 107);
        if (count <= 0)
            throw new TerrainFileException(name, "Holds no points.");
        if (count > (length - pointsAt) / recordLength)
            throw new TerrainFileException(name, $"Is cut short: it says {count} points and holds {(length - pointsAt) / recordLength}.");
        var code = ReadCode(name, stream, records, pointsAt - size);
        var header = new LasHeader(
            U16(head, 92),
            pointsAt,
            format,
            recordLength,
            count,
            (F64(head, 131), F64(head, 139), F64(head, 147)),
            (F64(head, 155), F64(head, 163), F64(head, 171)),
            (F64(head, 187), F64(head, 203)),
            (F64(head, 179), F64(head, 195)),
            code
        );
        double[] numbers = [header.Scale.X, header.Scale.Y, header.Scale.Z, header.Offset.X, header.Offset.Y, header.Offset.Z];
        return
            Array.TrueForAll(numbers, number => double.IsFinite(number) && Math.Abs(number) < 1e9)
            && Array.TrueForAll(numbers[..3], number => number > 0)
            ? header
            : throw new TerrainFileException(name, "Is damaged: its scales and offsets are no numbers of metres.");
    }

    /// <summary>Reads the records between header and points.</summary>
    /// <param name="left">Bytes of them all.</param>
    private static int? ReadCode(string name, Stream stream, uint records, long left)
    {
        int? code = null;
        var head = new byte[RecordHead];
        for (var i = 0; i < records && left >= RecordHead; i++)
        {
            stream.ReadExactly(head);
            var body = new byte[U16(head, 20)];
            left -= RecordHead + body.Length;
            if (left < 0)
                throw new TerrainFileException(name, "Is damaged: its records reach into its points.");
            stream.ReadExactly(body);
            if (Encoding.ASCII.GetString(head, 2, 16).TrimEnd('\0') == "LASF_Projection")
                code =
                    U16(head, 18) switch
                    {
                        34735 => OfKeys(name, body),
                        2112 => OfText(name, Encoding.UTF8.GetString(body)),
                        _ => null,
                    } ?? code;
        }

        Skip(stream, left);
        return code;
    }

    private static int? OfKeys(string name, byte[] keys)
    {
        int? degrees = null;
        for (var at = 8; at + 8 <= keys.Length; at += 8)
        {
            if (U16(keys, at + 2) != 0)
                continue;
            if (U16(keys, at) == PlaneKey)
                return U16(keys, at + 6);
            if (U16(keys, at) == DegreesKey)
                degrees = U16(keys, at + 6);
        }

        return degrees is null ? null : throw Foreign(name, $"EPSG:{degrees}, which is of degrees");
    }

    /// <summary>Of well-known text the first code that is a plane's; the others are of its ellipsoid, its units and its heights.</summary>
    private static int? OfText(string name, string text)
    {
        var codes = CodeForm().Matches(text).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToList();
        if (codes.FirstOrDefault(code => PlaneRectangular.OfEpsg(code) is not null) is var found and not 0)
            return found;
        return codes.Count == 0 ? null : throw Foreign(name, $"EPSG:{codes[^1]}");
    }

    public static TerrainFileException Foreign(string name, string system) =>
        new(name, $"Is in the reference system {system}; Japan's plane rectangular zones are read (EPSG:6669 for Nagasaki).");

    private static void Skip(Stream stream, long bytes)
    {
        var buffer = new byte[Math.Min(bytes, 1 << 16)];
        while (bytes > 0)
        {
            var part = (int)Math.Min(bytes, buffer.Length);
            stream.ReadExactly(buffer, 0, part);
            bytes -= part;
        }
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static double F64(byte[] bytes, int at) => BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at));

    [GeneratedRegex("\"EPSG\"\\s*,\\s*\"?(\\d{4,6})")]
    private static partial Regex CodeForm();
}
