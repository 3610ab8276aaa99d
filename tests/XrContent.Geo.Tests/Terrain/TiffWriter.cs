using System.Buffers.Binary;
using System.IO.Compression;

namespace XrContent.Geo.Tests.Terrain;

/// <summary>
/// Writes small GeoTIFF files byte by byte, so that the reader is held against the format and not against its own library.
/// </summary>
internal sealed record TiffWriter(int Width, int Height, double West, double North, double Step)
{
    public bool Float { get; init; }

    public bool Deflate { get; init; }

    /// <summary>Side of square tiles, a multiple of 16; 0 for strips of seven rows.</summary>
    public int Tile { get; init; }

    public bool PointRaster { get; init; }

    public string? NoData { get; init; }

    public int ModelType { get; init; } = 2;

    public int GeographicCrs { get; init; } = 4326;

    /// <summary>EPSG code of the unit of angles.</summary>
    public int AngularUnit { get; init; } = 9102;

    /// <summary>GDAL's metadata, or null.</summary>
    public string? Metadata { get; init; }

    /// <summary>EPSG code of the unit of heights.</summary>
    public int VerticalUnit { get; init; } = 9001;

    /// <summary>The number that stands for how blocks are compressed, where it is not how they are.</summary>
    public int? Compression { get; init; }

    /// <summary>Blocks that are never written.</summary>
    public Func<int, bool> IsLeftOut { get; init; } = _ => false;

    public string Write(string path, Func<int, int, double> sample)
    {
        var (blockWidth, blockHeight) = Tile > 0 ? (Tile, Tile) : (Width, 7);
        var (across, down) = ((Width + blockWidth - 1) / blockWidth, (Height + blockHeight - 1) / blockHeight);
        var blocks = new List<byte[]>();
        for (var by = 0; by < down; by++)
        {
            for (var bx = 0; bx < across; bx++)
                blocks.Add(
                    Block(
                        sample,
                        bx * blockWidth,
                        by * blockHeight,
                        blockWidth,
                        Tile > 0 ? blockHeight : Math.Min(blockHeight, Height - by * blockHeight)
                    )
                );
        }

        var entries = new SortedDictionary<int, (int Type, object Values)>
        {
            [256] = (4, new[] { Width }),
            [257] = (4, new[] { Height }),
            [258] = (3, new[] { Float ? 32 : 16 }),
            [259] = (3, new[] { Compression ?? (Deflate ? 8 : 1) }),
            [262] = (3, new[] { 1 }),
            [277] = (3, new[] { 1 }),
            [339] = (3, new[] { Float ? 3 : 2 }),
            [33550] = (12, new[] { Step, Step, 0 }),
            [33922] = (12, new[] { 0, 0, 0, West, North, 0 }),
            [34735] = (
                3,
                new[]
                {
                    1,
                    1,
                    0,
                    5,
                    1024,
                    0,
                    1,
                    ModelType,
                    1025,
                    0,
                    1,
                    PointRaster ? 2 : 1,
                    ModelType == 1 ? 3072 : 2048,
                    0,
                    1,
                    ModelType == 1 ? 32652 : GeographicCrs,
                    2054,
                    0,
                    1,
                    AngularUnit,
                    4099,
                    0,
                    1,
                    VerticalUnit,
                }
            ),
        };
        if (Metadata is not null)
            entries[42112] = (2, System.Text.Encoding.ASCII.GetBytes(Metadata + '\0'));
        if (NoData is not null)
            entries[42113] = (2, System.Text.Encoding.ASCII.GetBytes(NoData + '\0'));
        if (Tile > 0)
            (entries[322], entries[323]) = ((4, new[] { Tile }), (4, new[] { Tile }));
        else
            entries[278] = (4, new[] { blockHeight });
        var (offsets, counts) = (Tile > 0 ? 324 : 273, Tile > 0 ? 325 : 279);
        for (var i = 0; i < blocks.Count; i++)
            if (IsLeftOut(i))
                blocks[i] = [];
        entries[counts] = (4, blocks.Select(block => block.Length).ToArray());
        entries[offsets] = (4, new int[blocks.Count]);

        var body = new MemoryStream();
        body.Write([(byte)'I', (byte)'I', 42, 0, 0, 0, 0, 0]);
        entries[offsets] = (
            4,
            blocks
                .Select(block =>
                {
                    var at = (int)body.Position;
                    body.Write(block);
                    return block.Length == 0 ? 0 : at;
                })
                .ToArray()
        );
        var values = entries.ToDictionary(entry => entry.Key, entry => Bytes(entry.Value.Type, entry.Value.Values));
        var places = values
            .Where(value => value.Value.Length > 4)
            .ToDictionary(
                value => value.Key,
                value =>
                {
                    if (body.Position % 2 == 1)
                        body.WriteByte(0);
                    var at = (int)body.Position;
                    body.Write(value.Value);
                    return at;
                }
            );
        if (body.Position % 2 == 1)
            body.WriteByte(0);
        var directory = (int)body.Position;
        body.Write(Short(entries.Count));
        foreach (var (tag, (type, _)) in entries)
        {
            var value = values[tag];
            body.Write(Short(tag));
            body.Write(Short(type));
            body.Write(
                Long(
                    value.Length
                        / type switch
                        {
                            2 => 1,
                            3 => 2,
                            4 => 4,
                            _ => 8,
                        }
                )
            );
            if (places.TryGetValue(tag, out var at))
                body.Write(Long(at));
            else
                body.Write([.. value, .. new byte[4 - value.Length]]);
        }

        body.Write(Long(0));
        var file = body.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), directory);
        File.WriteAllBytes(path, file);
        return path;
    }

    private byte[] Block(Func<int, int, double> sample, int left, int top, int width, int height)
    {
        using var raw = new MemoryStream();
        for (var row = top; row < top + height; row++)
        {
            for (var column = left; column < left + width; column++)
            {
                var value = row < Height && column < Width ? sample(row, column) : 0;
                raw.Write(Float ? BitConverter.GetBytes((float)value) : BitConverter.GetBytes((short)Math.Round(value)));
            }
        }

        if (!Deflate)
            return raw.ToArray();
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(raw.ToArray());
        return packed.ToArray();
    }

    private static byte[] Bytes(int type, object values) =>
        (type, values) switch
        {
            (2, byte[] text) => text,
            (3, int[] shorts) => [.. shorts.SelectMany(value => Short(value))],
            (4, int[] longs) => [.. longs.SelectMany(value => Long(value))],
            (12, double[] doubles) => [.. doubles.SelectMany(BitConverter.GetBytes)],
            _ => throw new ArgumentException("No such type.", nameof(type)),
        };

    private static byte[] Short(int value) => BitConverter.GetBytes((ushort)value);

    private static byte[] Long(int value) => BitConverter.GetBytes(value);
}
