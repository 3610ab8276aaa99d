using System.Text.Json;
using System.Text.RegularExpressions;

namespace XrContent.Geo.Terrain;

/// <summary>Where some heights of a store come from.</summary>
/// <param name="Id">Lower-case letters, digits and hyphens.</param>
/// <param name="Attribution">What must be shown wherever the heights are used; empty for what asks for none.</param>
/// <param name="Coarse">True for heights that were not surveyed.</param>
/// <param name="Added">When the last of it was added.</param>
/// <param name="Digest">Of what a starter was made from; null for what people add.</param>
/// <param name="Surveyed">The year of the survey; null where it is not known.</param>
public sealed partial record TerrainSource(
    string Id,
    string Title,
    string Attribution = "",
    bool Coarse = false,
    DateTimeOffset Added = default,
    string? Digest = null,
    int? Surveyed = null
)
{
    internal const string FileName = "source.json";

    /// <summary>What is added without a word about where it comes from.</summary>
    public static readonly TerrainSource Unnamed = new("added", "Added heights");

    /// <summary>Made from summits, spot heights and a coast.</summary>
    public static readonly TerrainSource Sketch = new("sketch", "Sketch", Coarse: true);

    /// <summary>A name that people may give: those of what comes with the program, or is fetched, are taken.</summary>
    public static bool IsFree(string id) => IsId(id) && id != Sketch.Id && id != Resolution.Relief.Folder && id != FetchedId;

    /// <summary>Of what `terrain fetch` brings.</summary>
    public const string FetchedId = "elevation-tiles";

    public static bool IsId(string id) => IdForm().IsMatch(id);

    /// <summary>The source of a folder; one of before sources had names, or whose file is damaged, has nothing but its folder's.</summary>
    internal static TerrainSource Read(string folder)
    {
        var (id, file) = (Path.GetFileName(folder), Path.Combine(folder, FileName));
        var nameless = id == Sketch.Id ? Sketch : Unnamed with { Id = id };
        if (!File.Exists(file))
            return nameless;
        try
        {
            var read = JsonSerializer.Deserialize<TerrainSource>(File.ReadAllBytes(file), JsonSerializerOptions.Web);
            return read is { Title: not null, Attribution: not null } ? read with { Id = id } : nameless;
        }
        catch (JsonException)
        {
            return nameless;
        }
    }

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$")]
    private static partial Regex IdForm();
}

/// <summary>A source of a store and how far it reaches.</summary>
/// <param name="Squares">Of 0.05 degrees that have heights of it.</param>
/// <param name="Spacing">Degrees between its finest samples.</param>
/// <param name="Bytes">On disk.</param>
public sealed record StoredSource(TerrainSource Source, IReadOnlyCollection<TileCell> Squares, double Spacing, long Bytes);
