using System.Security.Cryptography;
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

    /// <summary>Changes whenever buildings were added or removed, and is the same to all processes; empty for an empty store.</summary>
    internal string Version
    {
        get
        {
            var all = string.Concat(Files().Select(file => $"{file.Name}/{file.Length}/{file.LastWriteTimeUtc.Ticks}/"));
            return all.Length == 0 ? "" : $".{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, 6))}";
        }
    }

    /// <summary>Where they come from, first added first; those that cannot be read say so.</summary>
    public IReadOnlyList<StoredBuildings> Stored() => [.. Files().Select(Measure).OrderBy(stored => stored.Source.Added)];

    private static StoredBuildings Measure(FileInfo file)
    {
        try
        {
            using var reader = new BinaryReader(file.OpenRead());
            var (source, _) = ReadHead(file.FullName, reader);
            return new(source, Read(file.FullName).Count(), file.Length);
        }
        catch (TerrainFileException damaged)
        {
            return new(new(Path.GetFileNameWithoutExtension(file.Name), "Damaged"), 0, file.Length, damaged.Message);
        }
    }

    /// <summary>Puts buildings to those of a source, in place of those that have their names. All of them or none.</summary>
    /// <param name="isReplaced">Whether one of another name goes as well; null for none.</param>
    /// <returns>How many the source has now, and how many were replaced.</returns>
    internal (int Count, int Replaced) Add(TerrainSource source, IEnumerable<Building> buildings, Predicate<string>? isReplaced = null)
    {
        var all = new Dictionary<string, Building>();
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, source.Id + Ending);
        if (File.Exists(path))
            foreach (var known in Read(path).Where(known => isReplaced?.Invoke(known.Name) is not true))
                all[known.Name] = known;
        var replaced = 0;
        foreach (var building in buildings)
        {
            replaced += all.ContainsKey(building.Name) ? 1 : 0;
            all[building.Name] = building;
        }

        var staged = $"{path}.{Environment.ProcessId}.new";
        using (var writer = new BinaryWriter(File.Create(staged)))
            Write(writer, source, all.Values);
        File.Move(staged, path, overwrite: true);
        return (all.Count, replaced);
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

    /// <summary>All buildings of all sources that can be read.</summary>
    /// <param name="sources">Told of each source: itself, or why it is left out.</param>
    public List<Building> All(Action<TerrainSource?, string?>? sources = null)
    {
        var all = new List<Building>();
        foreach (var file in Files())
        {
            var before = all.Count;
            try
            {
                using (var reader = new BinaryReader(file.OpenRead()))
                    sources?.Invoke(ReadHead(file.FullName, reader).Source, null);
                all.AddRange(Read(file.FullName));
            }
            catch (TerrainFileException damaged)
            {
                // What of it could be read is not the city that was added.
                all.RemoveRange(before, all.Count - before);
                sources?.Invoke(null, damaged.Message);
            }
        }

        return all;
    }

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
        var building = new Building(name, corners, float.IsNaN(foot) ? null : foot, height, since, until == 0 ? null : until, isCover);
        return building.Fault() is null ? building : throw new InvalidDataException();
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or JsonException or FormatException or ArgumentException)
        {
            throw new TerrainFileException(path, "Is damaged; delete it and add the buildings again.");
        }
    }
}

/// <summary>A source of buildings.</summary>
/// <param name="Bytes">On disk.</param>
/// <param name="Fault">Why it cannot be read; null where it can.</param>
public sealed record StoredBuildings(TerrainSource Source, int Count, long Bytes, string? Fault = null);
