namespace XrContent.Geo.Terrain;

/// <summary>
/// Lays the resolutions of a square over one another, finest on top. At the edge of what a resolution knows it fades into the
/// coarser one below, so that no step shows there; where nothing is known the sea is.
/// </summary>
internal sealed class TileComposer(Func<Resolution, TileCell, float[]?> read)
{
    private const int Feather = Resolution.Feather;

    /// <summary>
    /// Squares kept in hand, at each resolution: each is asked for by itself and by those round it. Most have nothing at most resolutions.
    /// </summary>
    private const int MostKept = 90;

    private readonly Dictionary<(Resolution, TileCell), LinkedListNode<((Resolution, TileCell) Key, float[]? Heights)>> kept = [];
    private readonly LinkedList<((Resolution, TileCell) Key, float[]? Heights)> order = new();

    /// <summary>The tile of a square at the finest resolution that it has; null where nothing is known.</summary>
    public ComposedTile? Compose(TileCell cell)
    {
        Layer? below = null;
        foreach (var level in Resolution.All)
        {
            if (Source(level, cell) is not { } own)
                continue;
            var depth = Depth(level, cell);
            below = Over(below, level, own, depth, level.Coarse || below is null ? depth : SurveyedDepth(level, cell));
        }

        if (below is null)
            return null;
        var heights = below.Heights;
        for (var i = 0; i < heights.Length; i++)
            if (float.IsNaN(heights[i]))
                heights[i] = 0;
        return new(below.Steps, (float)below.Surveyed.Count(known => !known) / heights.Length, heights);
    }

    private float[]? Source(Resolution level, TileCell cell)
    {
        if (kept.TryGetValue((level, cell), out var node))
        {
            order.Remove(node);
            order.AddFirst(node);
            return node.Value.Heights;
        }

        var heights = read(level, cell);
        kept[(level, cell)] = order.AddFirst(((level, cell), heights));
        if (order.Count > MostKept)
        {
            kept.Remove(order.Last!.Value.Key);
            order.RemoveLast();
        }

        return heights;
    }

    /// <summary>A resolution over those before it, as fine as the finest of them: a relief below a coarser survey keeps its form.</summary>
    /// <param name="depth">Samples to where this resolution ends.</param>
    /// <param name="surveyedDepth">Samples to where all surveys end: towards a sketch it fades there alone.</param>
    private static Layer Over(Layer? below, Resolution level, float[] own, float[] depth, float[] surveyedDepth)
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
                var wasKnown =
                    below is not null
                    && below.Surveyed[Nearest(i, steps, below.Steps) * (below.Steps + 1) + Nearest(j, steps, below.Steps)];
                var within = Bilinear(wasKnown ? depth : surveyedDepth, level.Steps, down, right);
                var share = float.IsNaN(under) ? 1 : Math.Clamp((within - 1f) / Feather, 0, 1);
                layer.Heights[at] =
                    float.IsNaN(height) ? under
                    : float.IsNaN(under) ? height
                    : under + share * (height - under);
                layer.Surveyed[at] = wasKnown || !level.Coarse && !float.IsNaN(height);
            }
        }

        return layer;
    }

    /// <summary>For each sample how many samples away the nearest is that no survey knows.</summary>
    private float[] SurveyedDepth(Resolution level, TileCell cell) =>
        Depth(level, cell, [.. Resolution.All.Where(other => !other.Coarse && other != level)]);

    /// <summary>
    /// For each sample how many samples away the nearest void or unknown is, in the four directions and the diagonals, up to a little more
    /// than the feather; looks into the squares round it.
    /// </summary>
    /// <param name="others">Resolutions whose knowledge counts as well.</param>
    private float[] Depth(Resolution level, TileCell cell, params Resolution[] others)
    {
        const int most = Feather + 2;
        var (side, wide) = (level.Steps + 1, level.Steps + 1 + 2 * most);
        var depth = new int[wide * wide];
        for (var down = -1; down <= 1; down++)
        {
            for (var right = -1; right <= 1; right++)
                foreach (var one in new[] { level }.Concat(others))
                    if (Source(one, new(cell.South - down, cell.West + right)) is { } heights)
                        Mark(one, heights, down, right);
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

        // The samples of a square of the neighbourhood that lie in the frame.
        void Mark(Resolution one, float[] heights, int down, int right)
        {
            var (top, left) = (most + down * level.Steps, most + right * level.Steps);
            for (var i = Math.Max(0, top); i < Math.Min(wide, top + side); i++)
            {
                var row = Nearest(i - top, level.Steps, one.Steps) * (one.Steps + 1);
                for (var j = Math.Max(0, left); j < Math.Min(wide, left + side); j++)
                    if (depth[i * wide + j] == 0 && !float.IsNaN(heights[row + Nearest(j - left, level.Steps, one.Steps)]))
                        depth[i * wide + j] = most;
            }
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
