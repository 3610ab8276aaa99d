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

    public GridCell Without(PublishedItem item) =>
        new([.. Points.Where(other => other != item)], [.. Shapes.Where(other => other != item)]);

    public GridCell With(PublishedItem item) => item.IsPoint ? new([.. Points, item], Shapes) : new(Points, [.. Shapes, item]);
}
