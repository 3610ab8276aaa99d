using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace XrContent.Geo.Terrain;

/// <summary>A square's heights as they are kept: a header of 16 bytes, then 32-bit floats row by row from the north-west.</summary>
/// <param name="Steps">Samples along an edge, less one.</param>
/// <param name="CoarseShare">How much of it was not surveyed, 0 to 1.</param>
internal sealed record ComposedTile(int Steps, float CoarseShare, float[] Heights)
{
    public const int HeaderBytes = 16;
    public const uint Magic = 0x31525458; // "XTR1", little-endian

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + Heights.Length * sizeof(float)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Steps);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(8), CoarseShare);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(12), Heights.Max());
        MemoryMarshal.AsBytes(Heights.AsSpan()).CopyTo(bytes.AsSpan(HeaderBytes));
        return bytes;
    }
}

/// <summary>A composed tile, mapped into memory. It is unmapped when nothing refers to it any more.</summary>
internal sealed unsafe class TerrainTile
{
    private readonly MemoryMappedViewAccessor view;
    private readonly float* heights;

    public TerrainTile(string path)
    {
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        Steps = view.ReadInt32(4);
        CoarseShare = view.ReadSingle(8);
        Highest = view.ReadSingle(12);
        if (
            view.ReadUInt32(0) != ComposedTile.Magic
            || Steps is < 1 or > 10_000
            || new FileInfo(path).Length != ComposedTile.HeaderBytes + (Steps + 1L) * (Steps + 1) * sizeof(float)
        )
            throw new TerrainFileException(path, "Is damaged; add its terrain again.");
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        heights = (float*)(start + view.PointerOffset + ComposedTile.HeaderBytes);
    }

    public int Steps { get; }

    public float CoarseShare { get; }

    public float Highest { get; }

    /// <summary>Bilinear height at shares of the square, 0 to 1, from the north-west.</summary>
    public float HeightAt(double down, double right)
    {
        var (row, column) = (down * Steps, right * Steps);
        var (i, j) = (Math.Clamp((int)row, 0, Steps - 1), Math.Clamp((int)column, 0, Steps - 1));
        var (v, u) = ((float)(row - i), (float)(column - j));
        var at = heights + i * (Steps + 1) + j;
        var north = at[0] + u * (at[1] - at[0]);
        var south = at[Steps + 1] + u * (at[Steps + 2] - at[Steps + 1]);
        GC.KeepAlive(this);
        return north + v * (south - north);
    }

    /// <summary>Bilinear heights along a row, in steps of the tile's own grid from its north-west.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CopyRow(double row, double column, double stride, Span<float> into)
    {
        var i = Math.Clamp((int)row, 0, Steps - 1);
        var v = (float)(row - i);
        if (v == 1)
            (i, v) = (i + 1, 0);
        var north = heights + i * (Steps + 1);
        var south = v == 0 ? north : north + Steps + 1;
        if (v == 0 && column == Math.Floor(column) && stride == Math.Floor(stride))
        {
            var from = north + (int)column;
            var every = (int)stride;
            if (every == 1)
                new ReadOnlySpan<float>(from, into.Length).CopyTo(into);
            for (var k = 0; k < into.Length && every > 1; k++)
                into[k] = from[k * every];
            GC.KeepAlive(this);
            return;
        }

        for (var k = 0; k < into.Length; k++)
        {
            var at = column + k * stride;
            var j = Math.Clamp((int)at, 0, Steps - 1);
            var u = (float)(at - j);
            var (above, below) = (north[j] + u * (north[j + 1] - north[j]), south[j] + u * (south[j + 1] - south[j]));
            into[k] = above + v * (below - above);
        }

        GC.KeepAlive(this);
    }
}
