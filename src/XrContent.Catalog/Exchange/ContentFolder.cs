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

    /// <summary>Reads every .geojson file below a folder and checks that no id stands twice.</summary>
    public static async Task<(IReadOnlyList<Item> Items, IReadOnlyList<Problem> Problems)> ReadAsync(
        string folder,
        CancellationToken cancel
    )
    {
        var items = new List<Item>();
        var problems = new List<Problem>();
        var home = new Dictionary<string, string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.geojson", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
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
