using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Tiles;

/// <summary>Tiles that were drawn for a version of the catalogue: a map asks for the same few of the whole city again and again.</summary>
internal sealed class KnownTiles : IDisposable
{
    private const long MostBytes = 16 << 20;

    /// <summary>What an entry takes beside its bytes.</summary>
    private const int Around = 200;

    private readonly BoundedCache known = new(MostBytes);

    public byte[] Of(CatalogSnapshot catalog, SlippyCell cell)
    {
        var key = (catalog.Version, catalog.PublicationId, cell);
        if (known.Find<byte[]>(key) is { } tile)
            return tile;
        tile = TilesApi.Draw(catalog, cell);
        known.Keep(key, tile, tile.Length + Around);
        return tile;
    }

    public void Dispose() => known.Dispose();
}
