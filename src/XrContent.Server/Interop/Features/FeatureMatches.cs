using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Features;

/// <summary>
/// The items of a query, found once for each version of the catalogue: a client asks it anew with every page, and pages are small. Where
/// they are many only their number is kept, and a page is found quickly.
/// </summary>
internal sealed class FeatureMatches : IDisposable
{
    private const long MostBytes = 8 << 20;
    private const int Few = 1000;
    private readonly BoundedCache known = new(MostBytes);

    /// <returns>The items of a page and one more where there is a next page, and how many there are in all.</returns>
    public (IReadOnlyList<PublishedItem> Page, int Count) Page(CatalogSnapshot catalog, Kind kind, FeatureQuery query)
    {
        var all = catalog.Of(kind);
        if (query.IsAll)
            return ([.. all.After(query.After).Take(query.Limit + 1)], all.Count);
        var key = (catalog.Version, catalog.PublicationId, kind, query.Key);
        var found = known.Find<Found>(key);
        if (found is null)
            known.Keep(key, found = Of(catalog, kind, query), 200 + 2 * query.Key.Length + 8 * Few);
        var rest = found.Items is { } few
            ? few.Where(item => query.After is null || string.CompareOrdinal(item.Id, query.After) > 0)
            : all.After(query.After).Where(query.Matcher());
        return ([.. rest.Take(query.Limit + 1)], found.Count);
    }

    public void Dispose() => known.Dispose();

    private static Found Of(CatalogSnapshot catalog, Kind kind, FeatureQuery query)
    {
        var near = query.Box is { } box ? catalog.Within(box).Where(item => item.Kind == kind) : null;
        PublishedItem[] all = [.. near ?? catalog.Of(kind).After(null)];
        var holds = new bool[all.Length];
        Parallel.For(
            0,
            all.Length,
            query.Matcher,
            (i, _, matches) =>
            {
                holds[i] = matches(all[i]);
                return matches;
            },
            _ => { }
        );
        var count = holds.Count(one => one);
        var items = all.Where((_, i) => holds[i]).Take(Few);
        return new(
            count,
            count > Few ? null
                : near is null ? [.. items]
                : [.. items.OrderBy(item => item.Id, StringComparer.Ordinal)]
        );
    }

    /// <param name="Items">All of them; null where they are many.</param>
    private sealed record Found(int Count, PublishedItem[]? Items);
}
