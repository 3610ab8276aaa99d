using System.Security.Cryptography;
using System.Text;
using XrContent.Catalog.Published;

namespace XrContent.Server.Onsite;

/// <summary>Where a request may look as somebody on the spot.</summary>
internal sealed class Presence
{
    private readonly IReadOnlyDictionary<string, DateTimeOffset> places;

    private Presence(bool everywhere, IReadOnlyDictionary<string, DateTimeOffset> places) =>
        (IsEverywhere, this.places) = (everywhere, places);

    /// <summary>The server asks nobody to be anywhere.</summary>
    public static readonly Presence Anybody = new(true, new Dictionary<string, DateTimeOffset>());

    /// <summary>Staff may look from anywhere.</summary>
    public static readonly Presence Staff = new(true, new Dictionary<string, DateTimeOffset>());

    public static readonly Presence Nowhere = new(false, new Dictionary<string, DateTimeOffset>());

    /// <param name="places">Ids of places, each with when its pass ends.</param>
    public static Presence At(IReadOnlyDictionary<string, DateTimeOffset> places) => places.Count == 0 ? Nowhere : new(false, places);

    public bool IsEverywhere { get; }

    public bool IsNowhere => !IsEverywhere && places.Count == 0;

    public IEnumerable<string> Places => places.Keys;

    /// <summary>True when what belongs to any of these places may be seen.</summary>
    public bool Opens(IEnumerable<string> ofPlaces) => IsEverywhere || ofPlaces.Any(places.ContainsKey);

    /// <summary>Which items may be seen whole; null where all may.</summary>
    public Func<PublishedItem, bool>? Opening =>
        IsEverywhere ? null
        : IsNowhere ? static _ => false
        : item => Opens(item.Places);

    /// <summary>When the last of the passes that open these places ends; null where none is needed.</summary>
    public DateTimeOffset? Until(IEnumerable<string> ofPlaces) =>
        IsEverywhere ? null : ofPlaces.Where(places.ContainsKey).Select(place => (DateTimeOffset?)places[place]).Max();

    /// <summary>Tells answers apart that differ by what may be seen; goes into ETags.</summary>
    public string Mark =>
        IsEverywhere ? "all"
        : places.Count == 0 ? "none"
        : Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', places.Keys.Order(StringComparer.Ordinal)))).AsSpan(0, 6)
        );
}
