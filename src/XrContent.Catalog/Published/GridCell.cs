using XrContent.Geo;

namespace XrContent.Catalog.Published;

/// <summary>What lies in one cell of the grid: points with their coordinates side by side, and shapes that reach into it.</summary>
internal sealed class GridCell
{
    public static readonly GridCell Empty = new([], []);

    public GridCell(PublishedItem[] points, PublishedItem[] shapes)
    {
        (Points, Shapes) = (points, shapes);
        Coordinates = [.. points.Select(item => Ecef.Of(item.At))];
    }

    public PublishedItem[] Points { get; }

    public Ecef[] Coordinates { get; }

    public PublishedItem[] Shapes { get; }

    public bool IsEmpty => Points.Length == 0 && Shapes.Length == 0;

    /// <summary>This cell without some items and with some others.</summary>
    public GridCell With(IEnumerable<PublishedItem> gone, IEnumerable<PublishedItem> come)
    {
        PublishedItem[] all = [.. Points.Concat(Shapes).Except(gone), .. come];
        return new([.. all.Where(item => item.IsPoint)], [.. all.Where(item => !item.IsPoint)]);
    }
}
