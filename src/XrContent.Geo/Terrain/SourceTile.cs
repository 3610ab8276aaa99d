using System.Runtime.InteropServices;

namespace XrContent.Geo.Terrain;

/// <summary>
/// What sources say of one square at one resolution: for each sample the height and how finely its source was sampled, so that of all that
/// share a resolution the finest wins, whichever was added last.
/// </summary>
internal sealed class SourceTile
{
    /// <summary>Steps of fineness to a doubling of the spacing: sources within 5 percent of one another count as equals.</summary>
    private const double StepsPerOctave = 8;
    private const int OneArcSecond = 128;

    private readonly byte[] fineness;

    private SourceTile(float[] heights, byte[] fineness) => (Heights, this.fineness) = (heights, fineness);

    /// <summary>Metres, from the north-west, row by row; NaN where no source says any.</summary>
    public float[] Heights { get; }

    public static SourceTile Nothing(Resolution level)
    {
        var heights = new float[CountOf(level)];
        Array.Fill(heights, float.NaN);
        return new(heights, new byte[heights.Length]);
    }

    /// <summary>Reads a file that <see cref="ToBytes"/> made, or one of before fineness was kept; null when there is none.</summary>
    /// <exception cref="TerrainFileException">The file is damaged.</exception>
    public static SourceTile? Read(string path, Resolution level)
    {
        if (!File.Exists(path))
            return null;
        var (bytes, count) = (File.ReadAllBytes(path), CountOf(level));
        if (bytes.Length != count * sizeof(float) && bytes.Length != count * (sizeof(float) + 1))
            throw new TerrainFileException(path, "Is damaged; delete it and add the terrain again.");
        var heights = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, count * sizeof(float))).ToArray();
        var fineness = bytes[(count * sizeof(float))..];
        if (fineness.Length == 0)
        {
            fineness = new byte[count];
            Array.Fill(fineness, FinenessOf(level.Spacing));
        }

        return new(heights, fineness);
    }

    /// <summary>Takes a source's height of a sample, unless a finer source said another.</summary>
    /// <param name="spacing">Of the source, degrees.</param>
    /// <param name="fillsOnly">A height that is there and as fine stays.</param>
    /// <returns>Whether it was taken.</returns>
    public bool Take(int sample, float height, double spacing, bool fillsOnly)
    {
        var own = FinenessOf(spacing);
        if (!float.IsNaN(Heights[sample]) && (fineness[sample] < own || fillsOnly && fineness[sample] == own))
            return false;
        (Heights[sample], fineness[sample]) = (height, own);
        return true;
    }

    /// <summary>The same with what another source says where that is as fine or finer.</summary>
    public SourceTile With(SourceTile later)
    {
        for (var sample = 0; sample < Heights.Length; sample++)
        {
            if (float.IsNaN(later.Heights[sample]) || !float.IsNaN(Heights[sample]) && fineness[sample] < later.fineness[sample])
                continue;
            (Heights[sample], fineness[sample]) = (later.Heights[sample], later.fineness[sample]);
        }

        return this;
    }

    public byte[] ToBytes() => [.. MemoryMarshal.AsBytes(Heights.AsSpan()), .. fineness];

    private static int CountOf(Resolution level) => (level.Steps + 1) * (level.Steps + 1);

    private static byte FinenessOf(double spacing) =>
        (byte)Math.Clamp(Math.Round(OneArcSecond + StepsPerOctave * Math.Log2(spacing * 3600)), 0, byte.MaxValue);
}
