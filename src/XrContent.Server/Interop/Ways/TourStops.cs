using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;

namespace XrContent.Server.Interop.Ways;

/// <summary>A tour with the places of its stops.</summary>
internal static class TourStops
{
    /// <returns>The tour and its places in the order of stops; null where there is no such tour.</returns>
    public static (OpenItem Tour, IReadOnlyList<OpenItem> Stops)? Of(CatalogSnapshot catalog, string id) =>
        catalog.Find(id) is { Kind: Kind.Tour } tour
            ? (OpenItem.Of(tour), [.. tour.Places.Select(catalog.Find).OfType<PublishedItem>().Select(OpenItem.Of)])
            : null;
}
