namespace XrContent.Geo.Terrain;

/// <summary>
/// Lays the resolutions of a square over one another, finest on top. At the edge of what a resolution knows it fades into the
/// coarser one below, so that no step shows there; where nothing is known the sea is.
/// </summary>
internal sealed class TileComposer(Func<Resolution, TileCell, float[]?> source)
{
    private const int Feather = Resolution.Feather;

    /// <summary>The tile of a square at the finest resolution that it has; null where nothing is known.</summary>
    public ComposedTile? Compose(TileCell cell)
    {
        Layer? below = null;
        foreach (var level in Resolution.All)
            if (source(level, cell) is { } own)
                below = Over(below, level, own, Depth(level, cell, own));
        if (below is null)
            return null;
        var heights = below.Heights;
        for (var i = 0; i < heights.Length; i++)
            if (float.IsNaN(heights[i]))
                heights[i] = 0;
        return new(below.Steps, (float)below.Surveyed.Count(known => !known) / heights.Length, heights);
    }

    /// <summary>A resolution over those before it, as fine as the finest of them: a relief below a coarser survey keeps its form.</summary>
    private static Layer Over(Layer? below, Resolution level, float[] own, float[] depth)
    {
        var steps = Math.Max(level.Steps, below?.Steps ?? 0);
        var side = steps + 1;
        var layer = new Layer(steps, new float[side * side], new bool[side * side]);
        for (var i = 0; i < side; i++)
        {
            for (var j = 0; j < side; j++)
            {
                var (at, down, right) = (i * side + j, (double)i / steps, (double)j / steps);
                var under = below is null ? float.NaN : Bilinear(below.Heights, below.Steps, down, right);
                var height = level.Steps == steps ? own[at] : Bilinear(own, level.Steps, down, right);
                var share = float.IsNaN(under) ? 1 : Math.Clamp((Bilinear(depth, level.Steps, down, right) - 1f) / Feather, 0, 1);
                layer.Heights[at] =
                    float.IsNaN(height) ? under
                    : float.IsNaN(under) ? height
                    : under + share * (height - under);
                var wasKnown =
                    below is not null
                    && below.Surveyed[Nearest(i, steps, below.Steps) * (below.Steps + 1) + Nearest(j, steps, below.Steps)];
                layer.Surveyed[at] = wasKnown || !level.Coarse && !float.IsNaN(height);
            }
        }

        return layer;
    }

    /// <summary>
    /// For each sample how many samples away the nearest void or unknown is, in the four directions and the diagonals, up to a little more
    /// than the feather; looks into the squares round it.
    /// </summary>
    private float[] Depth(Resolution level, TileCell cell, float[] own)
    {
        const int most = Feather + 2;
        var (side, wide) = (level.Steps + 1, level.Steps + 1 + 2 * most);
        var around = new Dictionary<(int, int), float[]?>();
        var depth = new int[wide * wide];
        for (var i = 0; i < wide; i++)
        {
            for (var j = 0; j < wide; j++)
                depth[i * wide + j] = Known(i - most, j - most) ? most : 0;
        }

        for (var i = 1; i < wide; i++)
        {
            for (var j = 1; j < wide - 1; j++)
                Relax(i, j, (-1, -1), (-1, 0), (-1, 1), (0, -1));
        }
        for (var i = wide - 2; i >= 0; i--)
        {
            for (var j = wide - 2; j >= 1; j--)
                Relax(i, j, (1, 1), (1, 0), (1, -1), (0, 1));
        }

        var inner = new float[side * side];
        for (var i = 0; i < side; i++)
        {
            for (var j = 0; j < side; j++)
                inner[i * side + j] = depth[(i + most) * wide + j + most];
        }
        return inner;

        void Relax(int i, int j, params ReadOnlySpan<(int Down, int Right)> neighbours)
        {
            ref var value = ref depth[i * wide + j];
            foreach (var (down, right) in neighbours)
                value = Math.Min(value, depth[(i + down) * wide + j + right] + 1);
        }

        bool Known(int row, int column)
        {
            var (down, right) = (
                row < 0 ? -1
                : row > level.Steps ? 1
                : 0,
                column < 0 ? -1
                : column > level.Steps ? 1
                : 0
            );
            if (down == 0 && right == 0)
                return !float.IsNaN(own[row * side + column]);
            if (!around.TryGetValue((down, right), out var heights))
                around[(down, right)] = heights = source(level, new(cell.South - down, cell.West + right));
            return heights is not null && !float.IsNaN(heights[(row - down * level.Steps) * side + column - right * level.Steps]);
        }
    }

    /// <summary>Height at shares of the square from the north-west; what is void takes no part.</summary>
    private static float Bilinear(float[] heights, int steps, double down, double right)
    {
        var (row, column) = (down * steps, right * steps);
        var (i, j) = (Math.Min((int)row, steps - 1), Math.Min((int)column, steps - 1));
        var (v, u) = (row - i, column - j);
        double sum = 0,
            weights = 0;
        Take(i, j, (1 - v) * (1 - u));
        Take(i, j + 1, (1 - v) * u);
        Take(i + 1, j, v * (1 - u));
        Take(i + 1, j + 1, v * u);
        return weights > 1e-9 ? (float)(sum / weights) : float.NaN;

        void Take(int r, int c, double weight)
        {
            var height = heights[r * (steps + 1) + c];
            if (float.IsNaN(height))
                return;
            sum += weight * height;
            weights += weight;
        }
    }

    private static int Nearest(int index, int steps, int otherSteps) => (int)Math.Round((double)index * otherSteps / steps);

    /// <param name="Surveyed">For each sample, whether a survey says its height.</param>
    private sealed record Layer(int Steps, float[] Heights, bool[] Surveyed);
}
