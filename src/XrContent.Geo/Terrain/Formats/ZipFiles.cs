using System.IO.Compression;

namespace XrContent.Geo.Terrain.Formats;

/// <summary>Zips of strangers.</summary>
internal static class ZipFiles
{
    /// <summary>Opens one and reads its list of files, which is otherwise read when it is first asked for.</summary>
    /// <exception cref="TerrainFileException">It is damaged.</exception>
    public static ZipArchive Open(string name, Stream stream)
    {
        try
        {
            var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            _ = zip.Entries.Count;
            return zip;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            throw Damaged(name, error);
        }
    }

    /// <exception cref="TerrainFileException">The entry is damaged, or packed in a way that is not read.</exception>
    public static Stream Open(string name, ZipArchiveEntry entry)
    {
        try
        {
            return entry.Open();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw Damaged(name, error);
        }
    }

    private static TerrainFileException Damaged(string name, Exception error) =>
        new(name, $"Is damaged or cut short ({error.Message.TrimEnd('.')}). Download it again.");
}
