using System.Buffers.Binary;
using System.Text;

namespace XrContent.Geo.Tests.Terrain;

/// <summary>A point in metres of a plane.</summary>
internal readonly record struct CloudPoint(double East, double North, double Height, int Class, bool IsWithheld = false);

/// <summary>Writes LAS files, right ones and wrong ones.</summary>
internal sealed record LasWriter
{
    public byte Minor { get; init; } = 2;

    public byte Format { get; init; } = 1;

    public int Year { get; init; } = 2020;

    /// <summary>Of its geokeys; null for none.</summary>
    public int? Code { get; init; }

    /// <summary>Well-known text in place of geokeys.</summary>
    public string? Text { get; init; }

    public byte[] Write(IReadOnlyList<CloudPoint> points)
    {
        const double scale = 0.001;
        var size =
            Minor == 4 ? 375
            : Minor == 3 ? 235
            : 227;
        var length = Format >= 6 ? 30 : 28;
        var records = Record();
        var bytes = new byte[size + records.Length + points.Count * length];
        "LASF"u8.CopyTo(bytes);
        (bytes[24], bytes[25], bytes[104]) = (1, Minor, Format);
        U16(92, Year);
        U16(94, size);
        U32(96, size + records.Length);
        U32(100, records.Length == 0 ? 0 : 1);
        U16(105, length);
        if (Minor == 4)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(247), (ulong)points.Count);
        else
            U32(107, points.Count);
        double[] numbers =
        [
            scale,
            scale,
            scale,
            points[0].East,
            points[0].North,
            0,
            points.Max(at => at.East),
            points.Min(at => at.East),
            points.Max(at => at.North),
            points.Min(at => at.North),
            points.Max(at => at.Height),
            points.Min(at => at.Height),
        ];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(131 + 8 * i), numbers[i]);
        records.CopyTo(bytes, size);
        for (var i = 0; i < points.Count; i++)
        {
            var record = bytes.AsSpan(size + records.Length + i * length, length);
            BinaryPrimitives.WriteInt32LittleEndian(record, (int)Math.Round((points[i].East - points[0].East) / scale));
            BinaryPrimitives.WriteInt32LittleEndian(record[4..], (int)Math.Round((points[i].North - points[0].North) / scale));
            BinaryPrimitives.WriteInt32LittleEndian(record[8..], (int)Math.Round(points[i].Height / scale));
            if (Format >= 6)
                (record[15], record[16]) = ((byte)(points[i].IsWithheld ? 4 : 0), (byte)points[i].Class);
            else
                record[15] = (byte)(points[i].Class | (points[i].IsWithheld ? 0x80 : 0));
        }

        return bytes;

        void U16(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)value);
        void U32(int at, int value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), (uint)value);
    }

    private byte[] Record()
    {
        if (Text is null && Code is null)
            return [];
        var body = Text is { } text ? Encoding.UTF8.GetBytes(text) : Keys();
        var head = new byte[54];
        "LASF_Projection"u8.CopyTo(head.AsSpan(2));
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(18), (ushort)(Text is null ? 34735 : 2112));
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(20), (ushort)body.Length);
        return [.. head, .. body];
    }

    private byte[] Keys()
    {
        ushort[] keys = [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, (ushort)Code!.Value];
        var bytes = new byte[2 * keys.Length];
        for (var i = 0; i < keys.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), keys[i]);
        return bytes;
    }
}
