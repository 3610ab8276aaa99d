using XrContent.Catalog.Published;
using XrContent.Geo.Terrain;
using XrContent.Server.Catalogue;

namespace XrContent.Benchmarks;

/// <summary>The starter's catalogue and land, as a city with a survey has them.</summary>
internal static class Relief
{
    private const int PerDegree = 10_800;

    public static async Task<CatalogSnapshot> CatalogAsync()
    {
        var (items, _) = await Catalog.Exchange.ContentFolder.ReadAsync(
            Path.Combine(AppContext.BaseDirectory, "content"),
            CancellationToken.None
        );
        return CatalogSnapshot.Of(new(1, Guid.Empty, [.. items.Select(FeatureText.Of)], ChangeLog.StartingAt(1)), PublicItem.Describe);
    }

    public static TerrainStore StoreIn(string folder) => new(Path.Combine(folder, "terrain"));

    /// <summary>The starter's relief of Nagasaki at 10 m, roughened as a survey is.</summary>
    public static TerrainMap Make(string folder)
    {
        var sketch = Sketch.Read(Path.Combine(AppContext.BaseDirectory, "content", "terrain", "sketch.json"));
        var (width, height) = ((int)((sketch.East - sketch.West) * PerDegree), (int)((sketch.North - sketch.South) * PerDegree));
        var frame = new GridFrame(sketch.West, sketch.North, 1.0 / PerDegree, 1.0 / PerDegree, Cells: false);
        var heights = new float[width * height];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var smooth = sketch.At(sketch.Frame.ColumnOf(frame.LongitudeOf(column)), sketch.Frame.RowOf(frame.LatitudeOf(row)));
                var rough = 6 * Math.Sin(row / 7.0) * Math.Cos(column / 9.0) + 2 * Math.Sin(row / 2.3 + column / 3.1);
                heights[row * width + column] = smooth > 0.5f ? (float)Math.Max(0, smooth + rough) : 0;
            }
        }

        var store = StoreIn(folder);
        store.Add(new("relief", frame, width, height, heights), CancellationToken.None);
        return TerrainMap.Open(store);
    }
}
