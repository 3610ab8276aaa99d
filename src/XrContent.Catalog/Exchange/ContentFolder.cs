using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Exchange;

/// <summary>A folder of GeoJSON files, one a kind, as content/ is laid out; originals of captures lie beside them.</summary>
public static class ContentFolder
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = CatalogJson.Options.Encoder,
    };

    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        MatchCasing = MatchCasing.CaseInsensitive,
        AttributesToSkip = FileAttributes.None,
    };

    /// <summary>Reads every .geojson file below a folder and checks that no id stands twice.</summary>
    public static async Task<(IReadOnlyList<Item> Items, IReadOnlyList<Problem> Problems)> ReadAsync(
        string folder,
        CancellationToken cancel
    )
    {
        var items = new List<Item>();
        var problems = new List<Problem>();
        var home = new Dictionary<string, string>();
        var paths = Directory
            .EnumerateFiles(folder, "*.geojson", Everywhere)
            // What a Mac writes beside each file that it copies.
            .Where(path => !Path.GetFileName(path).StartsWith("._", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (paths.Count == 0)
            problems.Add(new(folder, null, "folder", "There is no .geojson file in it."));
        foreach (var path in paths)
        {
            var name = Path.GetRelativePath(folder, path);
            var (read, wrong) = FeatureReader.Read(name, await File.ReadAllBytesAsync(path, cancel));
            problems.AddRange(wrong);
            foreach (var item in read)
            {
                if (home.TryAdd(item.Id, name))
                    items.Add(item);
                else
                    problems.Add(new(name, item.Id, "id", $"Stands already in {home[item.Id]}; an id names one item."));
            }
        }

        return (items, problems);
    }

    /// <summary>Writes the items as one file a kind, sorted by id, so that the same items always give the same bytes.</summary>
    public static async Task WriteAsync(string folder, IEnumerable<Item> items, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var byKind = items.ToLookup(item => item.Kind);
        foreach (var kind in Enum.GetValues<Kind>())
        {
            var path = Path.Combine(folder, FileOf(kind));
            if (byKind[kind].Any())
                await File.WriteAllBytesAsync(path, Collection(byKind[kind]), cancel);
            else
                File.Delete(path);
        }
    }

    /// <summary>"places.geojson" for places, and so on.</summary>
    public static string FileOf(Kind kind) => $"{kind.ToString().ToLowerInvariant()}s.geojson";

    /// <summary>Where a file named by a document lies, or null where the name leads out of the folder.</summary>
    public static string? Resolve(string folder, string file)
    {
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, file));
        return path.StartsWith(root, StringComparison.Ordinal) ? path : null;
    }

    /// <summary>
    /// A file that a document means, by its bytes anywhere in the folder: a Mac writes が and é in two characters where others write one,
    /// and Windows writes \ between folders.
    /// </summary>
    /// <returns>Null where there is none.</returns>
    public static async Task<string?> FindByBytesAsync(string folder, Original original, CancellationToken cancel)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", Everywhere).Where(file => file.Length == original.Bytes))
        {
            await using var bytes = file.OpenRead();
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancel)) == original.Sha256)
                return file.FullName;
        }

        return null;
    }

    private static byte[] Collection(IEnumerable<Item> items)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "FeatureCollection");
            writer.WriteStartArray("features");
            foreach (var item in items.OrderBy(item => item.Id, StringComparer.Ordinal))
                CatalogJson.WriteFeature(writer, item);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        buffer.Write(Encoding.UTF8.GetBytes("\n"));
        return buffer.ToArray();
    }
}
