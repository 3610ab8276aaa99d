using System.Security.Cryptography;
using System.Text.Json;
using XrContent.Geo.Terrain.Formats;

namespace XrContent.Geo.Terrain;

/// <summary>The coarse land that stands in until surveyed heights are there: a sketch of the region, on it a relief of the city.</summary>
public static class StarterTerrain
{
    private const string SourcesFile = "sources.json";
    private const string SketchFile = "sketch.json";
    private const string ReliefFile = "relief.asc";

    /// <summary>Lays the starter of a folder below all that is surveyed, unless the store has this very one.</summary>
    /// <returns>Whether it was laid.</returns>
    /// <exception cref="TerrainFileException">A file of the folder cannot be used.</exception>
    public static bool Add(TerrainStore store, string folder, DateTimeOffset now, CancellationToken cancel)
    {
        store.Finish(cancel);
        var files = new[] { SourcesFile, SketchFile, ReliefFile }.Select(name => Path.Combine(folder, name)).ToList();
        if (!files.TrueForAll(File.Exists))
            return false;
        var digest = Convert.ToHexStringLower(SHA256.HashData([.. files.SelectMany(File.ReadAllBytes)]));
        var sources = Sources(files[0], source => source with { Coarse = true, Added = now, Digest = digest });
        if (store.Sources().Count(source => source.Digest == digest) == sources.Count)
            return false;
        store.AddStarter(
            [
                (sources[Resolution.Sketch.Folder], Resolution.Sketch, Sketch.Read(files[1])),
                (sources[Resolution.Relief.Folder], Resolution.Relief, TerrainFiles.Read(files[2]).First()),
            ],
            cancel
        );
        return true;
    }

    /// <summary>The sources of the file by id: those of the sketch and of the relief are among them.</summary>
    private static Dictionary<string, TerrainSource> Sources(string file, Func<TerrainSource, TerrainSource> asStarter)
    {
        try
        {
            var sources = JsonSerializer.Deserialize<TerrainSource[]>(File.ReadAllBytes(file), JsonSerializerOptions.Web) ?? [];
            if (
                Array.Exists(sources, one => one.Id == Resolution.Sketch.Folder)
                && Array.Exists(sources, one => one.Id == Resolution.Relief.Folder)
            )
                return sources.ToDictionary(source => source.Id, asStarter);
        }
        catch (JsonException damaged)
        {
            throw new TerrainFileException(file, $"Is no list of sources: {damaged.Message}");
        }

        throw new TerrainFileException(file, "Says nothing of the sketch or of the relief.");
    }
}
