using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace XrContent.Media.WalkIns;

/// <summary>
/// Reads binary PLY: splats as training programs write them (B. Kerbl and others, "3D Gaussian splatting", 2023: x right, y down, z ahead),
/// and point clouds as surveys do (x east, y north, z up), of which each point becomes a small round splat.
/// </summary>
internal static class PlyFile
{
    private const int MostHeadBytes = 16 << 10;
    private const int MostProperties = 256;

    /// <summary>The first coefficient of a colour is kept in steps about the middle (SPZ).</summary>
    private const double ColourScale = 0.15 * 255;

    /// <summary>Of the constant spherical harmonic: 1 / (2 sqrt(pi)).</summary>
    private const double Constant = 0.28209479177387814;

    private const byte Solid = 230;

    private static readonly string[] SplatProperties =
    [
        "x",
        "y",
        "z",
        "opacity",
        "f_dc_0",
        "f_dc_1",
        "f_dc_2",
        "scale_0",
        "scale_1",
        "scale_2",
        "rot_0",
        "rot_1",
        "rot_2",
        "rot_3",
    ];

    private static readonly string[] PointProperties = ["x", "y", "z", "red", "green", "blue"];

    /// <exception cref="RefusedException">It is damaged, or of a form that is not read.</exception>
    public static SplatCloud Read(Stream stream)
    {
        var (count, properties) = ReadHead(stream);
        var isSplats = SplatProperties.All(properties.ContainsKey);
        var wanted = isSplats ? SplatProperties : PointProperties;
        if (wanted.FirstOrDefault(name => !properties.ContainsKey(name)) is { } missing)
            throw new RefusedException(
                "no-colours",
                $"The points have no \"{missing}\": splats, or points with red, green and blue, are read."
            );
        var (fields, length) = (wanted.Select(name => properties[name]).ToArray(), properties.Values.Sum(field => field.Bytes));
        var values = ReadValues(stream, count, length, fields);
        return isSplats ? OfSplats(values, count) : OfPoints(values, count);
    }

    private static (int Count, Dictionary<string, Field> Properties) ReadHead(Stream stream)
    {
        var lines = Lines(stream);
        var properties = new Dictionary<string, Field>();
        var (count, element, offset) = (0L, "", 0);
        foreach (var words in lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            switch (words)
            {
                case ["format", "binary_little_endian", ..]:
                    break;
                case ["format", var other, ..]:
                    throw new RefusedException("unknown-format", $"The PLY is {other}; binary_little_endian is read. Export it so.");
                case ["element", var name, var number]:
                    if (name == "vertex" && element.Length > 0)
                        throw new RefusedException("unknown-format", "The PLY has something before its points. Export the points alone.");
                    element = name;
                    if (name == "vertex" && !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out count))
                        count = -1;
                    break;
                case ["property", "list", ..] when element == "vertex":
                    throw new RefusedException("unknown-format", "The PLY's points have lists. Export them with plain properties.");
                case ["property", var type, var name] when element == "vertex":
                    var field = new Field(offset, type);
                    if (field.Bytes == 0 || properties.Count == MostProperties || !properties.TryAdd(name, field))
                        throw new RefusedException("damaged", $"The PLY's property \"{name}\" of type {type} cannot be read.");
                    offset += field.Bytes;
                    break;
            }
        }

        if (count is <= 0 or > SplatCloud.Most)
            throw new RefusedException("too-large", $"The file says {count:N0} points; 1 to {SplatCloud.Most:N0} are read. Thin them out.");
        return ((int)count, properties);
    }

    private static List<string> Lines(Stream stream)
    {
        var (lines, line) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < MostHeadBytes; i++)
        {
            var letter = stream.ReadByte();
            if (letter < 0)
                break;
            if (letter != '\n')
            {
                line.Append((char)letter);
                continue;
            }

            if (line.ToString().Trim() == "end_header")
                return lines;
            lines.Add(line.ToString().Trim());
            line.Clear();
        }

        throw new RefusedException("damaged", "The PLY's header has no end. Export it again.");
    }

    /// <summary>The values of the fields, point by point.</summary>
    private static float[] ReadValues(Stream stream, int count, int length, Field[] fields)
    {
        const int atOnce = 1024;
        var values = new float[count * fields.Length];
        var (buffer, at) = (new byte[atOnce * length], 0);
        try
        {
            for (var left = count; left > 0; left -= atOnce)
            {
                var part = buffer.AsSpan(0, Math.Min(left, atOnce) * length);
                stream.ReadExactly(part);
                for (; part.Length > 0; part = part[length..])
                {
                    foreach (var field in fields)
                        values[at++] = field.Read(part);
                }
            }
        }
        catch (EndOfStreamException)
        {
            throw new RefusedException("damaged", "The PLY is cut short. Export it again.");
        }

        return Array.TrueForAll(values, float.IsFinite)
            ? values
            : throw new RefusedException("damaged", "Some of the PLY's points are not numbers. Export it again.");
    }

    private static SplatCloud OfSplats(float[] values, int count)
    {
        var each = SplatProperties.Length;
        var cloud = Empty(count, values, each);
        for (var i = 0; i < count; i++)
        {
            var splat = values.AsSpan(i * each, each);
            // From right, down and ahead to right, up and back: half a turn about the first axis.
            Put(cloud, i, splat[0], -splat[1], -splat[2]);
            cloud.Alphas[i] = Byte(255 / (1 + Math.Exp(-splat[3])));
            for (var k = 0; k < 3; k++)
            {
                cloud.Colours[3 * i + k] = Byte(splat[4 + k] * ColourScale + 127.5);
                cloud.Scales[3 * i + k] = Byte((splat[7 + k] + 10) * 16);
            }

            var (w, x, y, z) = (splat[10], splat[11], -splat[12], -splat[13]);
            var size = Math.Sqrt(w * w + x * x + y * y + z * z);
            var sign = (w < 0 ? -1 : 1) / (size > 0 ? size : 1);
            (cloud.Rotations[3 * i], cloud.Rotations[3 * i + 1]) = (Byte(x * sign * 127.5 + 127.5), Byte(y * sign * 127.5 + 127.5));
            cloud.Rotations[3 * i + 2] = Byte(z * sign * 127.5 + 127.5);
        }

        return cloud;
    }

    private static SplatCloud OfPoints(float[] values, int count)
    {
        var each = PointProperties.Length;
        var (width, depth) = (Extent(values, each, 0), Extent(values, each, 1));
        // Points lie on surfaces: so close to one another that they close them.
        var spacing = Math.Sqrt(Math.Max(width * depth, 1e-6) / count);
        var scale = Byte((Math.Log(Math.Clamp(spacing, 1e-3, 1)) + 10) * 16);
        var cloud = Empty(count, values, each);
        for (var i = 0; i < count; i++)
        {
            var point = values.AsSpan(i * each, each);
            Put(cloud, i, point[0], point[2], -point[1]);
            cloud.Alphas[i] = Solid;
            for (var k = 0; k < 3; k++)
            {
                cloud.Colours[3 * i + k] = Byte((point[3 + k] / 255 - 0.5) / Constant * ColourScale + 127.5);
                cloud.Scales[3 * i + k] = scale;
            }

            cloud.Rotations.AsSpan(3 * i, 3).Fill(128);
        }

        return cloud;
    }

    private static double Extent(float[] values, int each, int axis)
    {
        var (least, most) = (float.MaxValue, float.MinValue);
        for (var at = axis; at < values.Length; at += each)
            (least, most) = (Math.Min(least, values[at]), Math.Max(most, values[at]));
        return most - least;
    }

    private static SplatCloud Empty(int count, float[] values, int each)
    {
        var most = 1f;
        for (var i = 0; i < count; i++)
        {
            for (var axis = 0; axis < 3; axis++)
                most = Math.Max(most, Math.Abs(values[i * each + axis]));
        }

        // As fine as the farthest of them leaves room for: 23 bits and a sign.
        var bits = Math.Clamp(22 - (int)Math.Ceiling(Math.Log2(most)), 0, 12);
        if (most >= 1 << 22)
            throw new RefusedException("too-far", $"Points lie {most:N0} from the origin. Move the record's origin into it.");
        return new(2, bits, new byte[9 * count], new byte[count], new byte[3 * count], new byte[3 * count], new byte[3 * count]);
    }

    private static void Put(SplatCloud cloud, int splat, params ReadOnlySpan<float> position)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            var bits = (int)Math.Round(position[axis] * (double)(1 << cloud.FractionalBits));
            var at = 9 * splat + 3 * axis;
            cloud.Positions[at] = (byte)bits;
            cloud.Positions[at + 1] = (byte)(bits >> 8);
            cloud.Positions[at + 2] = (byte)(bits >> 16);
        }
    }

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);

    private readonly record struct Field(int Offset, string Type)
    {
        public int Bytes =>
            Type switch
            {
                "char" or "int8" or "uchar" or "uint8" => 1,
                "short" or "int16" or "ushort" or "uint16" => 2,
                "int" or "int32" or "uint" or "uint32" or "float" or "float32" => 4,
                "double" or "float64" => 8,
                _ => 0,
            };

        public float Read(ReadOnlySpan<byte> point)
        {
            var own = point[Offset..];
            return Type switch
            {
                "char" or "int8" => (sbyte)own[0],
                "uchar" or "uint8" => own[0],
                "short" or "int16" => BinaryPrimitives.ReadInt16LittleEndian(own),
                "ushort" or "uint16" => BinaryPrimitives.ReadUInt16LittleEndian(own),
                "int" or "int32" => BinaryPrimitives.ReadInt32LittleEndian(own),
                "uint" or "uint32" => BinaryPrimitives.ReadUInt32LittleEndian(own),
                "double" or "float64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(own),
                _ => BinaryPrimitives.ReadSingleLittleEndian(own),
            };
        }
    }
}
