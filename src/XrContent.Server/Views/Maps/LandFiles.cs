using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace XrContent.Server.Views.Maps;

/// <summary>
/// GeoJSON of the content folder that draws the land where there is no base map: its coast, the names of its quarters and its tram stops.
/// </summary>
internal sealed class LandFiles
{
    /// <summary>As the source of the sketch has it in sources.json.</summary>
    private const string CoastCredit = "GSHHG 2.3.7 (P. Wessel, W. H. F. Smith)";

    private readonly FrozenDictionary<string, LandFile> files;

    public LandFiles(IConfiguration configuration)
    {
        var content = FolderOf(configuration);
        var found = new Dictionary<string, LandFile>();
        var credits = new List<string>();
        if (configuration.GetValue("Content:Starter", true))
        {
            if (Read(Path.Combine(content, "terrain", "sketch.json")) is { } sketch)
            {
                found["coast"] = Coast(sketch);
                credits.Add(CoastCredit);
            }

            foreach (var name in (string[])["quarters", "stops"])
            {
                if (Read(Path.Combine(content, "map", $"{name}.json")) is not { } points)
                    continue;
                found[name] = LandFile.Of(points);
                if ((string?)points["attribution"] is { } credit)
                    credits.Add(credit);
            }
        }

        (files, Credits) = (found.ToFrozenDictionary(), credits);
    }

    /// <summary>The content folder.</summary>
    public static string FolderOf(IConfiguration configuration) =>
        configuration["Content:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "content");

    public IReadOnlyList<string> Names => [.. files.Keys.Order(StringComparer.Ordinal)];

    /// <summary>To be shown with them.</summary>
    public IReadOnlyList<string> Credits { get; }

    public LandFile? Find(string name) => files.GetValueOrDefault(name);

    private static JsonObject? Read(string file) => File.Exists(file) ? JsonNode.Parse(File.ReadAllBytes(file)) as JsonObject : null;

    private static LandFile Coast(JsonObject sketch) =>
        LandFile.Of(
            new JsonObject
            {
                ["type"] = "FeatureCollection",
                ["features"] = new JsonArray([
                    .. sketch["features"]!
                        .AsArray()
                        .Where(feature => (string?)feature!["properties"]!["kind"] == "land")
                        .Select(one => one!.DeepClone()),
                ]),
            }
        );
}

/// <param name="Tag">Quoted, as a header has it.</param>
internal sealed record LandFile(byte[] Json, string Tag)
{
    public static LandFile Of(JsonNode json)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(json);
        return new(bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
    }
}
