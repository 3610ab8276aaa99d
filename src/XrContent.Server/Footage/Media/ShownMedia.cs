using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Server.Visiting;

namespace XrContent.Server.Footage;

/// <summary>
/// Which renditions the published catalogue shows. One that it shows no longer, because its item was withdrawn or redacted, is closed
/// at once, although its bytes may still be there and its address still known.
/// </summary>
internal sealed class ShownMedia(CurrentCatalog current)
{
    private static readonly ConditionalWeakTable<PublishedCatalog, Index> Known = [];

    public bool IsShown(string name) => IndexNow.Names.Contains(name);

    /// <summary>The published capture that was made from a file, or null.</summary>
    public string? CaptureOf(string sha256) => IndexNow.Captures.GetValueOrDefault(sha256);

    private Index IndexNow => Known.GetValue(current.Required, static catalog => new(
        catalog.Items.All.SelectMany(item => Renditions.NamesOf(item.Document)).ToFrozenSet(),
        catalog.Items.All.Where(item => item.Document is Capture).GroupBy(item => ((Capture)item.Document).Original.Sha256)
            .ToFrozenDictionary(captures => captures.Key, captures => captures.First().Id)));

    private sealed record Index(FrozenSet<string> Names, FrozenDictionary<string, string> Captures);
}
