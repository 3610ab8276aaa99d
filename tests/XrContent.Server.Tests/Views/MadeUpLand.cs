using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Geo.Terrain;
using XrContent.Media.Blobs;
using XrContent.Server.Catalogue;
using XrContent.Server.Views;

namespace XrContent.Server.Tests.Views;

/// <summary>The starter catalogue over a land of hills, without a server round it.</summary>
internal sealed class MadeUpLand : IDisposable
{
    private const int PerDegree = 3600;
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-land-").FullName;

    private MadeUpLand(CatalogSnapshot catalog)
    {
        var store = new TerrainStore(folder);
        store.Add(Hills(), CancellationToken.None);
        (Catalog, Map) = (catalog, TerrainMap.Open(store));
        Land = new(Workshop);
        Views = new(
            Land,
            Workshop,
            new BlobStore(new FileBlobs(Path.Combine(folder, "media")), Path.Combine(folder, "work")),
            TimeProvider.System
        );
    }

    public CatalogSnapshot Catalog { get; private set; }

    public TerrainMap Map { get; }

    public Workshop Workshop { get; } = new();

    public ViewshedCache Land { get; }

    public SceneViews Views { get; }

    public Footing Footing => new(Catalog, Map);

    public static async Task<MadeUpLand> MakeAsync()
    {
        var (items, _) = await ContentFolder.ReadAsync(Path.Combine(AppContext.BaseDirectory, "content"), CancellationToken.None);
        return new(
            CatalogSnapshot.Of(new(1, Guid.NewGuid(), [.. items.Select(FeatureText.Of)], ChangeLog.StartingAt(1)), PublicItem.Describe)
        );
    }

    /// <summary>Publishes an item anew.</summary>
    public void Publish(string id, Func<Document, Document> change)
    {
        var item = Catalog.Find(id)!.Item;
        var text = FeatureText.Of(item with { Document = change(item.Document) });
        Catalog = Catalog.With(new(Catalog.Version + 1, Catalog.PublicationId, [text], [], []), PublicItem.Describe);
    }

    public void Dispose()
    {
        Views.Dispose();
        Land.Dispose();
        Workshop.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static HeightGrid Hills()
    {
        const int side = PerDegree * 3 / 10;
        var heights = new float[(side + 1) * (side + 1)];
        for (var row = 0; row <= side; row++)
        {
            for (var column = 0; column <= side; column++)
            {
                var (a, b) = (row / 60.0, column / 45.0);
                heights[row * (side + 1) + column] = (float)
                    Math.Max(0, 90 + 160 * Math.Sin(a) * Math.Cos(b) + 90 * Math.Sin(2.3 * a + b) + 20 * Math.Cos(7 * b));
            }
        }

        return new("hills", new(129.7, 32.9, 1.0 / PerDegree, 1.0 / PerDegree, Cells: false), side + 1, side + 1, heights);
    }
}
