namespace XrContent.Media.Panorama;

/// <summary>
/// Makes parts of a sphere unrecognisable for good: what is left of each is a handful of mean colours. The sphere passes twice from top to
/// bottom: once to be measured, and once to be painted over while it is made use of.
/// </summary>
internal sealed class Redactor
{
    private const int Bands = 3;

    /// <summary>Cells that the longer side keeps; a face of any size in it is one or two of them.</summary>
    private const int MostCells = 6;

    /// <summary>Pixels of a cell's side at the least: fewer would be the picture itself.</summary>
    private const int LeastCell = 8;
    private readonly int width;
    private readonly List<Patch> patches;

    /// <summary>For each band and column, the sum of a row's bytes to the left of it.</summary>
    private readonly int[][] sums;

    /// <param name="width">Pixels of the sphere.</param>
    /// <param name="height">Half of its width.</param>
    public Redactor(IReadOnlyList<Redaction> redactions, int width, int height)
    {
        this.width = width;
        // Where some overlap, the coarsest wins: a face in a small one is not brought back over a large one.
        patches = [.. redactions.SelectMany(redaction => PatchesOf(redaction, width, height)).OrderByDescending(patch => patch.CellSide)];
        sums = [.. Enumerable.Range(0, Bands).Select(_ => new int[width + 1])];
    }

    /// <summary>Adds a row to the mean colours.</summary>
    /// <param name="pixels">Three bytes a pixel, as they were decoded.</param>
    public void Measure(int row, ReadOnlySpan<byte> pixels)
    {
        if (!patches.Exists(patch => patch.Covers(row)))
            return;
        for (var band = 0; band < Bands; band++)
        {
            var (sum, left) = (sums[band], 0);
            for (var x = 0; x < width; x++)
                sum[x + 1] = left += pixels[x * Bands + band];
        }

        foreach (var patch in patches)
            if (patch.Covers(row))
                patch.Add(row, sums);
    }

    /// <summary>Paints over a row, when every row was measured.</summary>
    public void Paint(int row, Span<byte> pixels)
    {
        var open = new List<(int From, int To)> { (0, width) };
        foreach (var patch in patches)
        {
            if (open.Count == 0)
                return;
            if (!patch.Covers(row))
                continue;
            foreach (var (from, to) in open.Where(part => part.From < patch.Right && part.To > patch.Left))
                patch.Paint(row, Math.Max(from, patch.Left), Math.Min(to, patch.Right), pixels);
            open = [.. open.SelectMany(patch.Beside)];
        }
    }

    /// <summary>
    /// Whole pixels that cover the rectangle and what a smaller size of it bleeds; two parts where it runs over the seam.
    /// </summary>
    private static IEnumerable<Patch> PatchesOf(Redaction redaction, int width, int height)
    {
        const int Bleed = 2;
        var top = Math.Clamp((int)Math.Floor((90 - redaction.Top) / 180 * height) - Bleed, 0, height - 1);
        var bottom = Math.Clamp((int)Math.Ceiling((90 - redaction.Bottom) / 180 * height) + Bleed, top + 1, height);
        var left = Math.Clamp((int)Math.Floor((redaction.Left + 180) / 360 * width) - Bleed, 0, width - 1);
        var right = Math.Clamp((int)Math.Ceiling((redaction.Right + 180) / 360 * width) + Bleed, 1, width);
        var isWhole = redaction.Right > redaction.Left;
        var across = isWhole ? right - left : width - left + right;
        var cell = Math.Max(LeastCell, Math.Max(across, bottom - top) / (double)MostCells);
        if (isWhole)
        {
            yield return new(left, top, right, bottom, cell);
        }
        else
        {
            yield return new(left, top, width, bottom, cell);
            yield return new(0, top, right, bottom, cell);
        }
    }

    /// <summary>A rectangle of pixels and its mean colours.</summary>
    private sealed class Patch
    {
        private readonly int top;
        private readonly int bottom;
        private readonly int columns;
        private readonly int rows;
        private readonly long[] totals;

        public Patch(int left, int top, int right, int bottom, double cellSide)
        {
            (Left, this.top, Right, this.bottom) = (left, top, right, bottom);
            var (across, down) = (right - left, bottom - top);
            CellSide = cellSide;
            (columns, rows) = (CellsOf(across), CellsOf(down));
            totals = new long[rows * columns * Bands];
        }

        public int Left { get; }

        public int Right { get; }

        /// <summary>Pixels of a cell's side, about.</summary>
        public double CellSide { get; }

        public bool Covers(int row) => row >= top && row < bottom;

        public void Add(int row, int[][] sums)
        {
            var line = (row - top) * rows / (bottom - top);
            for (var column = 0; column < columns; column++)
            {
                var (from, to) = (EdgeOf(column), EdgeOf(column + 1));
                for (var band = 0; band < Bands; band++)
                    totals[(line * columns + column) * Bands + band] += sums[band][to] - sums[band][from];
            }
        }

        /// <summary>Paints the colours between the middles of four cells; beyond the outermost, theirs.</summary>
        public void Paint(int row, int from, int to, Span<byte> pixels)
        {
            var (above, down) = Between(row - top, bottom - top, rows);
            var below = Math.Min(above + 1, rows - 1);
            Span<double> colours = stackalloc double[columns * Bands];
            for (var column = 0; column < columns; column++)
            {
                for (var band = 0; band < Bands; band++)
                    colours[column * Bands + band] = MeanOf(above, column, band) * (1 - down) + MeanOf(below, column, band) * down;
            }

            for (var x = from; x < to; x++)
            {
                var (left, across) = Between(x - Left, Right - Left, columns);
                var right = Math.Min(left + 1, columns - 1);
                for (var band = 0; band < Bands; band++)
                    pixels[x * Bands + band] = (byte)
                        Math.Round(colours[left * Bands + band] * (1 - across) + colours[right * Bands + band] * across);
            }
        }

        /// <summary>What the patch leaves of some columns.</summary>
        public IEnumerable<(int From, int To)> Beside((int From, int To) open)
        {
            if (open.From < Math.Min(open.To, Left))
                yield return (open.From, Math.Min(open.To, Left));
            if (Math.Max(open.From, Right) < open.To)
                yield return (Math.Max(open.From, Right), open.To);
        }

        private static (int Cell, double Share) Between(int at, int length, int cells)
        {
            var place = Math.Clamp((at + 0.5) / length * cells - 0.5, 0, cells - 1);
            return ((int)place, place - (int)place);
        }

        private int CellsOf(int length) => Math.Clamp((int)Math.Round(length / CellSide), 1, MostCells);

        private int EdgeOf(int column) => Left + column * (Right - Left) / columns;

        private double MeanOf(int line, int column, int band)
        {
            var lines = LineEdge(line + 1) - LineEdge(line);
            return totals[(line * columns + column) * Bands + band] / (double)(lines * (EdgeOf(column + 1) - EdgeOf(column)));
        }

        /// <summary>The first row of a line of cells, as <see cref="Add"/> counts them.</summary>
        private int LineEdge(int line) => (line * (bottom - top) + rows - 1) / rows;
    }
}
