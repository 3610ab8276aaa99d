using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Server.Visiting;

namespace XrContent.Server.Onsite;

/// <summary>To which places each item and each rendition of the published catalogue belongs: a pass for any of them opens it.</summary>
internal sealed class Belonging(CurrentCatalog current)
{
    private static readonly ConditionalWeakTable<PublishedCatalog, Index> Known = [];

    /// <summary>Ids of the places of an item; null when nothing of that id is published.</summary>
    public IReadOnlySet<string>? OfItem(string id) => IndexNow.Items.GetValueOrDefault(id);

    /// <summary>Ids of the places of a rendition; null when nothing published shows it.</summary>
    public IReadOnlySet<string>? OfRendition(string name) => IndexNow.Renditions.GetValueOrDefault(name);

    /// <summary>A place with those that one walks to from it: the stops of the tours that lead through it.</summary>
    public IReadOnlySet<string> WalkFrom(string place) => IndexNow.Walks.GetValueOrDefault(place) ?? new HashSet<string> { place };

    private Index IndexNow => Known.GetValue(current.Required, static catalog => new(catalog.Items));

    private sealed class Index
    {
        public Index(CatalogItems all)
        {
            // What a scene shows belongs to the scene's place too, wherever it was taken.
            var shownAt = all.All.Where(item => item.Document is Scene)
                .SelectMany(item => ((Scene)item.Document) is var scene ? scene.Captures.Concat(scene.Overlays).Select(shown => (shown, scene.Place)) : [])
                .ToLookup(pair => pair.shown, pair => pair.Place);
            Items = all.All.ToFrozenDictionary(item => item.Id, item => (IReadOnlySet<string>)Own(item, all).Concat(shownAt[item.Id]).ToFrozenSet());
            Renditions = all.All.SelectMany(item => Footage.Renditions.NamesOf(item.Document).Select(name => (name, item.Id))).GroupBy(pair => pair.name, pair => pair.Id)
                .ToFrozenDictionary(named => named.Key, named => (IReadOnlySet<string>)named.SelectMany(id => Items[id]).ToFrozenSet());
            Walks = all.All.Where(item => item.Document is Tour).Select(tour => Items[tour.Id])
                .SelectMany(stops => stops.Select(stop => (stop, stops))).GroupBy(pair => pair.stop, pair => pair.stops)
                .ToFrozenDictionary(walk => walk.Key, walk => (IReadOnlySet<string>)walk.SelectMany(stops => stops).Append(walk.Key).ToFrozenSet());
        }

        public FrozenDictionary<string, IReadOnlySet<string>> Items { get; }

        public FrozenDictionary<string, IReadOnlySet<string>> Renditions { get; }

        public FrozenDictionary<string, IReadOnlySet<string>> Walks { get; }

        private static IEnumerable<string> Own(Item item, CatalogItems all) => item.Document switch
        {
            Place => [item.Id],
            Capture capture => [capture.Place],
            Scene scene => [scene.Place],
            Overlay { About: { } place } => [place],
            Tour tour => tour.Stops.Select(stop => all.Find<Scene>(stop.Scene)?.Place).OfType<string>(),
            Event happening => happening.Places,
            _ => [],
        };
    }
}
