using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace XrContent.Media.Tests;

/// <summary>A splat in its own terms, axes right, up and back.</summary>
internal readonly record struct MadeSplat(float X, float Y, float Z, float Size, float Opacity, float Red, float Green, float Blue);

/// <summary>Records that one can walk in, made up.</summary>
internal static class Records
{
    /// <summary>Of the constant spherical harmonic.</summary>
    private const float Constant = 0.28209479f;

    /// <summary>Splats as training programs write them: x right, y down, z ahead.</summary>
    public static byte[] SplatPly(IReadOnlyList<MadeSplat> splats, string format = "binary_little_endian")
    {
        string[] properties =
        [
            "x",
            "y",
            "z",
            "f_dc_0",
            "f_dc_1",
            "f_dc_2",
            "f_rest_0",
            "opacity",
            "scale_0",
            "scale_1",
            "scale_2",
            "rot_0",
            "rot_1",
            "rot_2",
            "rot_3",
        ];
        var head = $"ply\nformat {format} 1.0\nelement vertex {splats.Count}\n{Lines("float", properties)}end_header\n";
        return
        [
            .. Encoding.ASCII.GetBytes(head),
            .. splats.SelectMany(splat =>
                Floats(
                    splat.X,
                    -splat.Y,
                    -splat.Z,
                    (splat.Red - 0.5f) / Constant,
                    (splat.Green - 0.5f) / Constant,
                    (splat.Blue - 0.5f) / Constant,
                    9,
                    MathF.Log(splat.Opacity / (1 - splat.Opacity)),
                    MathF.Log(splat.Size),
                    MathF.Log(splat.Size),
                    MathF.Log(splat.Size),
                    1,
                    0,
                    0,
                    0
                )
            ),
        ];
    }

    /// <summary>Points as surveys write them: x east, y north, z up.</summary>
    public static byte[] PointPly(IReadOnlyList<(float East, float North, float Up)> points)
    {
        var head =
            $"ply\r\nformat binary_little_endian 1.0\r\ncomment made up\r\nelement vertex {points.Count}\r\n"
            + $"{Lines("double", ["x", "y", "z"])}{Lines("uchar", ["red", "green", "blue"])}element face 0\r\n"
            + "property list uchar int vertex_indices\r\nend_header\r\n";
        return
        [
            .. Encoding.ASCII.GetBytes(head),
            .. points.SelectMany(point => (byte[])[.. Doubles(point.East, point.North, point.Up), 200, 100, 50]),
        ];
    }

    /// <summary>A square of two triangles in binary glTF.</summary>
    public static byte[] Mesh(float half, string more = "")
    {
        float[] corners = [-half, 0, -half, half, 0, -half, half, 0, half, -half, 0, half];
        var buffer = Floats(corners).Concat(new ushort[] { 0, 2, 1, 0, 3, 2 }.SelectMany(BitConverter.GetBytes)).ToArray();
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            {"asset":{"version":"2.0"},{{{more}}}"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],
            "meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1,"material":0}]}],
            "materials":[{"doubleSided":true,"pbrMetallicRoughness":{"baseColorFactor":[0.1,0.8,0.1,1]}}],
            "accessors":[{"bufferView":0,"componentType":5126,"count":4,"type":"VEC3","min":[{{{-half}}},0,{{{-half}}}],
            "max":[{{{half}}},0,{{{half}}}]},{"bufferView":1,"componentType":5123,"count":6,"type":"SCALAR"}],
            "bufferViews":[{"buffer":0,"byteLength":48},{"buffer":0,"byteOffset":48,"byteLength":12}],
            "buffers":[{"byteLength":60}]}
            """
        );
        var text = Encoding.UTF8.GetBytes(json.PadRight((json.Length + 3) / 4 * 4));
        return
        [
            .. "glTF"u8,
            .. BitConverter.GetBytes(2),
            .. BitConverter.GetBytes(12 + 8 + text.Length + 8 + buffer.Length),
            .. BitConverter.GetBytes(text.Length),
            .. "JSON"u8,
            .. text,
            .. BitConverter.GetBytes(buffer.Length),
            .. "BIN\0"u8,
            .. buffer,
        ];
    }

    /// <summary>What a piece of SPZ holds: position and colour of each splat, and the bytes of its header.</summary>
    public static (byte[] Head, List<(double X, double Y, double Z, byte Alpha, byte Red, byte Scale)> Splats) ReadSpz(byte[] bytes)
    {
        using var unpacked = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var all = new MemoryStream();
        unpacked.CopyTo(all);
        var data = all.ToArray();
        var count = BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(8));
        var unit = (double)(1 << data[13]);
        double At(int at) => ((sbyte)data[at + 2] << 16 | data[at + 1] << 8 | data[at]) / unit;
        var splats = Enumerable
            .Range(0, count)
            .Select(i =>
            {
                var at = 16 + 9 * i;
                return (
                    At(at),
                    At(at + 3),
                    At(at + 6),
                    data[16 + 9 * count + i],
                    data[16 + 10 * count + 3 * i],
                    data[16 + 13 * count + 3 * i]
                );
            })
            .ToList();
        Assert.Equal(16 + count * 19, data.Length);
        return (data[..16], splats);
    }

    private static string Lines(string type, IEnumerable<string> names) => string.Concat(names.Select(name => $"property {type} {name}\n"));

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Doubles(params double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
