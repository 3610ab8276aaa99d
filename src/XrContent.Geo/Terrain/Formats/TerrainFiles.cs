using System.IO.Compression;

namespace XrContent.Geo.Terrain.Formats;

/// <summary>Reads every kind of terrain file; a zip may hold many of them, and zips of them.</summary>
public static class TerrainFiles
{
    private const int MostEntries = 20_000;
    private const long MostEntryBytes = 1L << 30;
    private const int MostNesting = 2;

    /// <summary>The grids of a file, one at a time, so that no more than one is held in memory.</summary>
    /// <exception cref="TerrainFileException">The file cannot be used; the message names it and says why.</exception>
    public static IEnumerable<HeightGrid> Read(string path)
    {
        using var stream = Open(path);
        foreach (var grid in Read(path, stream, stream.Length, 0))
            yield return grid;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TerrainFileException(path, $"Cannot be read: {error.Message}");
        }
    }

    private static IEnumerable<HeightGrid> Read(string name, Stream stream, long length, int depth)
    {
        switch (Path.GetExtension(name).ToLowerInvariant())
        {
            case ".hgt":
                return [Guarded(name, () => SrtmFile.Read(name, stream, length))];
            case ".png":
                return [Guarded(name, () => GsiTile.Read(name, stream, length))];
            case ".xml" or ".gml":
                return [Guarded(name, () => GsiGml.Read(name, stream, length))];
            case ".tif" or ".tiff":
                return [Guarded(name, () => GeoTiff.Read(name, stream))];
            case ".zip":
                return Unzip(name, stream, depth);
            default:
                throw new TerrainFileException(
                    name,
                    "Is no kind of terrain that is read here: SRTM .hgt, GSI elevation tile .png, GSI mesh .xml, GeoTIFF .tif, or a "
                        + ".zip of them."
                );
        }
    }

    private static IEnumerable<HeightGrid> Unzip(string name, Stream stream, int depth)
    {
        if (depth > MostNesting)
            throw new TerrainFileException(name, "Zips within zips go too deep.");
        using var zip = Guarded(name, () => new ZipArchive(stream, ZipArchiveMode.Read));
        if (zip.Entries.Count > MostEntries)
            throw new TerrainFileException(name, $"Holds more than {MostEntries} files.");
        var found = false;
        foreach (var entry in zip.Entries)
        {
            if (
                Path.GetExtension(entry.Name).ToLowerInvariant()
                is not (".hgt" or ".png" or ".xml" or ".gml" or ".tif" or ".tiff" or ".zip")
            )
                continue;
            // GSI's own zips carry a description beside the meshes.
            if (entry.Name.StartsWith("fmdid", StringComparison.OrdinalIgnoreCase))
                continue;
            if (entry.Length > MostEntryBytes)
                throw new TerrainFileException($"{name}/{entry.FullName}", "Unpacks to more than 1 GiB.");
            found = true;
            using var unpacked = Guarded($"{name}/{entry.FullName}", () => Unpack(entry));
            foreach (var grid in Read($"{name}/{entry.FullName}", unpacked, unpacked.Length, depth + 1))
                yield return grid;
        }

        if (!found)
            throw new TerrainFileException(name, "Holds no terrain file.");
    }

    private static MemoryStream Unpack(ZipArchiveEntry entry)
    {
        using var packed = entry.Open();
        var memory = new MemoryStream(checked((int)entry.Length));
        var buffer = new byte[81920];
        int read;
        while ((read = packed.Read(buffer)) > 0)
        {
            // What the entry says of its length is not believed.
            if (memory.Length + read > entry.Length)
                throw new InvalidDataException("It unpacks to more than it says.");
            memory.Write(buffer, 0, read);
        }

        memory.Position = 0;
        return memory;
    }

    /// <summary>Whatever a reader trips over in a hostile file becomes a refusal that names the file.</summary>
    private static T Guarded<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not (TerrainFileException or OperationCanceledException))
        {
            throw new TerrainFileException(name, $"Is damaged or cut short ({error.Message.TrimEnd('.')}). Download it again.");
        }
    }
}
