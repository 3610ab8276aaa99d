using System.Text.Json;
using XrContent.Media.Overlays;

namespace XrContent.Media.WalkIns;

/// <summary>What a record that one can walk in is.</summary>
/// <param name="IsMesh">A mesh or points in glTF; else splats.</param>
/// <param name="Pieces">Files in which splats are served, those first that fill most of the picture; 0 for a mesh.</param>
/// <param name="Reach">Half of how far it goes, in its own units.</param>
/// <param name="Ending">The usual ending of such a file's name, with its dot.</param>
public sealed record WalkInFacts(bool IsMesh, int Pieces, double Reach, string Ending);

/// <summary>Reads records that one can walk in: splats in SPZ or PLY, points in PLY, meshes in binary glTF.</summary>
public static class WalkInFile
{
    /// <summary>Splats of one piece: about a megabyte.</summary>
    public const int PieceSplats = 80_000;

    private const long MostBytes = 2L << 30;

    /// <summary>Units between a record's middle and its origin.</summary>
    private const double Farthest = 1_000;

    /// <summary>What a file is.</summary>
    /// <exception cref="RefusedException">It is none, or damaged.</exception>
    public static WalkInFacts Probe(string file)
    {
        Span<byte> buffer = stackalloc byte[FileKinds.HeadBytes];
        var head = FileKinds.ReadHead(file, buffer);
        if (head.StartsWith("glTF"u8))
            return new(true, 0, ReachOfMesh(OverlayFiles.ReadModel(file)), ".glb");
        var cloud = ReadSplats(file, head);
        var spreads = Enumerable.Range(0, 3).Select(axis => Spread(cloud, axis)).ToList();
        if (spreads.Max(spread => Math.Abs(spread.Middle)) is var away and > Farthest)
            throw new RefusedException(
                "too-far",
                $"The record lies {away:N0} from its origin, as in a map's coordinates. Move its origin into it: {Farthest:N0} are taken."
            );
        return new(
            false,
            (cloud.Count + PieceSplats - 1) / PieceSplats,
            spreads.Max(spread => spread.Half),
            head.StartsWith("ply"u8) ? ".ply" : ".spz"
        );
    }

    /// <summary>Writes what is served of it: 0.spz, 1.spz and so on, or model.glb.</summary>
    /// <exception cref="RefusedException">It is none, or damaged.</exception>
    public static void Render(string file, string folder)
    {
        Span<byte> buffer = stackalloc byte[FileKinds.HeadBytes];
        var head = FileKinds.ReadHead(file, buffer);
        if (head.StartsWith("glTF"u8))
        {
            OverlayFiles.RenderModel(file, folder);
            return;
        }

        var cloud = ReadSplats(file, head);
        var order = cloud.ByImportance();
        for (var piece = 0; piece * PieceSplats < order.Length; piece++)
        {
            using var written = File.Create(Path.Combine(folder, $"{piece}.spz"));
            SpzFile.Write(cloud, order.AsSpan(piece * PieceSplats, Math.Min(PieceSplats, order.Length - piece * PieceSplats)), written);
        }
    }

    private static SplatCloud ReadSplats(string file, ReadOnlySpan<byte> head)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        if (stream.Length > MostBytes)
            throw new RefusedException("too-large", "A record has 2 GiB at most. Thin it out.");
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            return SpzFile.Read(stream);
        if (head.StartsWith("ply\n"u8) || head.StartsWith("ply\r\n"u8))
            return PlyFile.Read(stream);
        throw new RefusedException(
            "not-a-walk-in",
            "The file is no record that one can walk in: splats as .spz or .ply, points as .ply, or a mesh as .glb."
        );
    }

    /// <summary>The middle of a cloud, and half of the stretch of nine of ten splats: some always lie far away in the sky.</summary>
    private static (double Middle, double Half) Spread(SplatCloud cloud, int axis)
    {
        var values = Enumerable.Range(0, cloud.Count).Select(splat => (float)cloud.At(splat, axis)).ToArray();
        Array.Sort(values);
        var last = values.Length - 1;
        return (values[last / 2], (values[(int)(0.95 * last)] - values[(int)(0.05 * last)]) / 2.0);
    }

    /// <summary>By the bounds that glTF demands of positions; where its parts are moved, that is not known.</summary>
    private static double ReachOfMesh(JsonElement gltf)
    {
        const double unknown = 10;
        try
        {
            var half = gltf.GetProperty("meshes")
                .EnumerateArray()
                .SelectMany(mesh => mesh.GetProperty("primitives").EnumerateArray())
                .Select(part => gltf.GetProperty("accessors")[part.GetProperty("attributes").GetProperty("POSITION").GetInt32()])
                .SelectMany(bounds => bounds.GetProperty("max").EnumerateArray().Zip(bounds.GetProperty("min").EnumerateArray()))
                .Select(axis => (axis.First.GetDouble() - axis.Second.GetDouble()) / 2)
                .DefaultIfEmpty(unknown)
                .Max();
            return half > 0 && double.IsFinite(half) ? half : unknown;
        }
        catch (Exception error)
            when (error is KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            return unknown;
        }
    }
}
