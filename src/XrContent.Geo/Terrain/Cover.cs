using XrContent.Geo.Buildings;

namespace XrContent.Geo.Terrain;

/// <summary>Roofs and trees that a survey saw on its ground.</summary>
/// <param name="IsReplaced">Whether a block of an earlier adding goes.</param>
public sealed record Cover(TerrainSource Source, IEnumerable<Building> Blocks, Predicate<string> IsReplaced)
{
    private const string Ending = "-cover";

    /// <summary>Letters of a source's name that leave room for that of its cover.</summary>
    public const int LongestId = 58;

    /// <summary>Among the buildings, what stands on the ground of a source; no other buildings may have such a name.</summary>
    public static string IdOf(string ground) => ground + Ending;

    public static bool IsId(string id) => id.EndsWith(Ending, StringComparison.Ordinal);
}
