using System.Buffers.Binary;
using System.Text.Json;
using NetVips;
using XrContent.Media.Panorama;

namespace XrContent.Media.Overlays;

/// <summary>Makes what is served of the files that overlays are made from: pictures and glTF models.</summary>
public static class OverlayFiles
{
    private const int MostPixels = 200_000_000;
    private const int Longest = 2048;
    private const int MostModelBytes = 64 << 20;

    /// <summary>Ways to pack a model that no page here unpacks.</summary>
    private static readonly string[] Packings = ["KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_texture_basisu"];

    private const uint GlbMagic = 0x46546C67; // "glTF"
    private const uint JsonChunk = 0x4E4F534A; // "JSON"

    /// <summary>Writes photo.webp, at most 2048 pixels long and without any metadata.</summary>
    /// <exception cref="RefusedException">The file is no picture, or too large.</exception>
    public static void RenderPhoto(string original, string folder)
    {
        try
        {
            using (var header = StillFile.Open(original, Enums.Access.Sequential))
            {
                if ((long)header.Width * header.Height > MostPixels)
                    throw new RefusedException(
                        "too-large",
                        $"The picture is {header.Width} x {header.Height} pixels; at most {MostPixels / 1_000_000} million are read. "
                            + $"Export it smaller."
                    );
            }

            using var small = StillFile.OpenWithin(original, Longest);
            using var photo = StillColours.ToSrgb(small);
            photo.Webpsave(Path.Combine(folder, "photo.webp"), q: 84, keep: Enums.ForeignKeep.None);
        }
        catch (VipsException error)
        {
            throw StillFaults.Of(error, "damaged", "The picture is damaged");
        }
    }

    /// <summary>Writes model.glb after a look at its container (glTF 2.0, section 4): one file that names no other.</summary>
    /// <exception cref="RefusedException">The file is no binary glTF, is damaged, or leads elsewhere.</exception>
    public static void RenderModel(string original, string folder)
    {
        _ = ReadModel(original);
        File.Copy(original, Path.Combine(folder, "model.glb"));
    }

    /// <summary>A model's description, looked at as <see cref="RenderModel"/> says.</summary>
    /// <exception cref="RefusedException">The file is no binary glTF, is damaged, or leads elsewhere.</exception>
    internal static JsonElement ReadModel(string original)
    {
        var length = new FileInfo(original).Length;
        if (length is < 20 or > MostModelBytes)
            throw new RefusedException("bad-model", $"A model has 20 bytes to {MostModelBytes >> 20} MiB; this one has {length} bytes.");
        var bytes = File.ReadAllBytes(original);
        uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
        if (Word(0) != GlbMagic || Word(4) != 2 || Word(16) != JsonChunk)
            throw new RefusedException("not-a-model", "The file is no binary glTF 2.0. Export the model as .glb.");
        if (Word(8) != length || Word(12) > length - 20)
            throw new RefusedException("bad-model", "The model is cut short. Export it again.");
        try
        {
            using var gltf = JsonDocument.Parse(bytes.AsMemory(20, (int)Word(12)));
            if (gltf.RootElement.TryGetProperty("extensionsRequired", out var required))
                foreach (var needed in required.EnumerateArray())
                    if (Array.Exists(Packings, packing => needed.ValueEquals(packing)))
                        throw new RefusedException("bad-model", $"The model is packed by {needed}. Export it without compression.");
            foreach (var kind in new[] { "buffers", "images" })
            {
                if (!gltf.RootElement.TryGetProperty(kind, out var parts))
                    continue;
                foreach (var part in parts.EnumerateArray())
                {
                    if (part.TryGetProperty("uri", out var uri) && uri.GetString()?.StartsWith("data:", StringComparison.Ordinal) != true)
                        throw new RefusedException(
                            "bad-model",
                            "The model names files beside it. Export it as one .glb with everything in it."
                        );
                }
            }

            return gltf.RootElement.Clone();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new RefusedException("bad-model", "The model's description cannot be read. Export it again.");
        }
    }
}
