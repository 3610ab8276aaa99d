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
    /// <param name="say">Told of what is left out of a zip.</param>
    public static IEnumerable<HeightGrid> Read(string path, Action<string>? say = null)
    {
        using var stream = Open(path);
        foreach (var grid in Read(path, stream, stream.Length, 0, say))
            yield return grid;
    }

    /// <summary>The grid of an elevation tile that is in memory.</summary>
    /// <param name="name">Says its cell, as a file's name does.</param>
    /// <exception cref="TerrainFileException">It cannot be used; the message says why.</exception>
    public static HeightGrid ReadTile(string name, MemoryStream tile) => Guarded(name, () => GsiTile.Read(name, tile, tile.Length));

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

    private static IEnumerable<HeightGrid> Read(string name, Stream stream, long length, int depth, Action<string>? say)
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
            case ".asc":
                return [Guarded(name, () => AsciiGrid.Read(name, stream, length))];
            case ".zip":
                return Unzip(name, stream, depth, say);
            default:
                throw new TerrainFileException(
                    name,
                    "Is no kind of terrain that is read here: SRTM .hgt, GSI elevation tile .png, GSI mesh .xml, GeoTIFF .tif, ESRI "
                        + "ASCII grid .asc, or a .zip of them."
                );
        }
    }

    private static IEnumerable<HeightGrid> Unzip(string name, Stream stream, int depth, Action<string>? say)
    {
        if (depth > MostNesting)
            throw new TerrainFileException(name, "Zips within zips go too deep.");
        using var zip = ZipFiles.Open(name, stream);
        if (zip.Entries.Count > MostEntries)
            throw new TerrainFileException(name, $"Holds more than {MostEntries} files.");
        var found = false;
        foreach (var entry in zip.Entries)
        {
            if (
                Path.GetExtension(entry.Name).ToLowerInvariant()
                is not (".hgt" or ".png" or ".xml" or ".gml" or ".tif" or ".tiff" or ".asc" or ".zip")
            )
                continue;
            if (IsBeside(entry))
                continue;
            if (entry.Length > MostEntryBytes)
                throw new TerrainFileException($"{name}/{entry.FullName}", "Unpacks to more than 1 GiB.");
            using var unpacked = Guarded($"{name}/{entry.FullName}", () => Unpack(entry));
            if (OrLeftOut(() => Read($"{name}/{entry.FullName}", unpacked, unpacked.Length, depth + 1, say), say) is not { } grids)
                continue;
            found = true;
            foreach (var grid in grids)
                yield return grid;
        }

        if (!found)
            throw new TerrainFileException(name, "Holds no terrain file.");
    }

    /// <summary>What a Mac, QGIS, GDAL and GSI itself put beside the heights.</summary>
    private static bool IsBeside(ZipArchiveEntry entry) =>
        entry.FullName.StartsWith("__MACOSX/", StringComparison.OrdinalIgnoreCase)
        || entry.FullName.Contains("/__MACOSX/", StringComparison.OrdinalIgnoreCase)
        || entry.Name.StartsWith("._", StringComparison.Ordinal)
        || entry.Name.EndsWith(".aux.xml", StringComparison.OrdinalIgnoreCase)
        || entry.Name.StartsWith("fmdid", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<HeightGrid>? OrLeftOut(Func<IEnumerable<HeightGrid>> read, Action<string>? say)
    {
        try
        {
            return read();
        }
        catch (OtherFileException other)
        {
            say?.Invoke($"{other.Message} It was left out.");
            return null;
        }
    }

    private static MemoryStream Unpack(ZipArchiveEntry entry)
    {
        using var packed = entry.Open();
        var memory = new MemoryStream();
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
