using System.Text;
using System.Text.Json;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Buildings;

/// <summary>Buildings on disk, one file for each source. Other processes may read while one adds.</summary>
public sealed class BuildingStore(string folder)
{
    /// <summary>Corners are kept to this part of a degree: 1 cm.</summary>
    internal const double PerDegree = 1e7;

    private const string Ending = ".buildings";
    private const uint Magic = 0x31425258;

    /// <summary>Changes whenever buildings were added or removed; empty for an empty store.</summary>
    internal string Version =>
        string.Concat(
            Files()
                .Select(file =>
                    $".{file.Name.GetHashCode(StringComparison.Ordinal) & 0xffff:x}{file.Length:x}{file.LastWriteTimeUtc.Ticks:x}"
                )
        );

    /// <summary>Where they come from, first added first.</summary>
    public IReadOnlyList<StoredBuildings> Stored() =>
        [
            .. Files()
                .Select(file =>
                {
                    using var reader = new BinaryReader(file.OpenRead());
                    var (source, count) = ReadHead(file.FullName, reader);
                    return new StoredBuildings(source, count, file.Length);
                })
                .OrderBy(stored => stored.Source.Added),
        ];

    /// <summary>Puts buildings to those of a source, in place of those that have their names. All of them or none.</summary>
    /// <param name="isReplaced">Whether one of another name goes as well; null for none.</param>
    /// <returns>How many the source has now.</returns>
    internal int Add(TerrainSource source, IEnumerable<Building> buildings, Predicate<string>? isReplaced = null)
    {
        var all = new Dictionary<string, Building>();
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, source.Id + Ending);
        if (File.Exists(path))
            foreach (var known in Read(path).Where(known => isReplaced?.Invoke(known.Name) is not true))
                all[known.Name] = known;
        foreach (var building in buildings)
            all[building.Name] = building;
        var staged = $"{path}.{Environment.ProcessId}.new";
        using (var writer = new BinaryWriter(File.Create(staged)))
            Write(writer, source, all.Values);
        File.Move(staged, path, overwrite: true);
        return all.Count;
    }

    /// <returns>False when there is no such source.</returns>
    internal bool Remove(string id)
    {
        var path = Path.Combine(folder, id + Ending);
        if (!TerrainSource.IsId(id) || !File.Exists(path))
            return false;
        File.Delete(path);
        return true;
    }

    /// <summary>All buildings of all sources, one at a time.</summary>
    /// <exception cref="TerrainFileException">A file is damaged.</exception>
    internal IEnumerable<Building> All() => Files().SelectMany(file => Read(file.FullName));

    private IEnumerable<FileInfo> Files() =>
        Directory.Exists(folder)
            ? new DirectoryInfo(folder).EnumerateFiles($"*{Ending}").OrderBy(file => file.Name, StringComparer.Ordinal)
            : [];

    private static void Write(BinaryWriter writer, TerrainSource source, Dictionary<string, Building>.ValueCollection buildings)
    {
        writer.Write(Magic);
        writer.Write(JsonSerializer.Serialize(source, JsonSerializerOptions.Web));
        writer.Write(buildings.Count);
        foreach (var building in buildings)
        {
            writer.Write(building.Name);
            writer.Write((short)building.Since);
            writer.Write((short)(building.Until ?? 0));
            writer.Write((float)(building.Base ?? double.NaN));
            writer.Write((float)building.Height);
            writer.Write(building.IsCover);
            writer.Write((ushort)building.Footprint.Count);
            foreach (var corner in building.Footprint)
            {
                writer.Write((int)Math.Round(corner.Latitude * PerDegree));
                writer.Write((int)Math.Round(corner.Longitude * PerDegree));
            }
        }
    }

    private static IEnumerable<Building> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
        var (_, count) = ReadHead(path, reader);
        for (var i = 0; i < count; i++)
            yield return Guarded(path, () => ReadOne(reader));
    }

    private static (TerrainSource Source, int Count) ReadHead(string path, BinaryReader reader) =>
        Guarded(
            path,
            () =>
            {
                if (reader.ReadUInt32() != Magic)
                    throw new InvalidDataException();
                var source = JsonSerializer.Deserialize<TerrainSource>(reader.ReadString(), JsonSerializerOptions.Web);
                return (source ?? throw new InvalidDataException(), reader.ReadInt32());
            }
        );

    private static Building ReadOne(BinaryReader reader)
    {
        var (name, since, until) = (reader.ReadString(), reader.ReadInt16(), reader.ReadInt16());
        var (foot, height, isCover) = (reader.ReadSingle(), reader.ReadSingle(), reader.ReadBoolean());
        var corners = new LatLon[reader.ReadUInt16()];
        for (var i = 0; i < corners.Length; i++)
            corners[i] = new(reader.ReadInt32() / PerDegree, reader.ReadInt32() / PerDegree);
        return new(name, corners, float.IsNaN(foot) ? null : foot, height, since, until == 0 ? null : until, isCover);
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException or JsonException or FormatException)
        {
            throw new TerrainFileException(path, "Is damaged; delete it and add the buildings again.");
        }
    }
}

/// <summary>A source of buildings.</summary>
/// <param name="Bytes">On disk.</param>
public sealed record StoredBuildings(TerrainSource Source, int Count, long Bytes);
