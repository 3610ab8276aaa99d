using System.IO.Compression;
using System.Text.Json;
using System.Xml;
using XrContent.Geo.Terrain;
using XrContent.Geo.Terrain.Formats;

namespace XrContent.Geo.Buildings.Formats;

/// <summary>What a file held: the buildings that can be kept, and how many say no height or outline.</summary>
public sealed record ReadBuildings(IReadOnlyList<Building> Buildings, int Formless);

/// <summary>From when buildings stand that do not say so themselves.</summary>
/// <param name="Said">By who adds them; null where they say nothing.</param>
/// <param name="Else">The year in which they are added.</param>
public readonly record struct Since(int? Said, int Else);

/// <summary>Reads PLATEAU's CityGML, GeoJSON footprints with heights, and zips of them.</summary>
public static class BuildingFiles
{
    private const int MostEntries = 20_000;
    private const long MostBytes = 512L << 20;
    private const long MostUnpacked = 8L << 30;

    /// <exception cref="TerrainFileException">The file cannot be used; the message names it, and the building, and says why.</exception>
    public static ReadBuildings Read(string path, Since since)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var read = Read(path, stream, stream.Length, since);
            return read.Buildings.Count == 0
                ? throw new TerrainFileException(path, "Holds no building with an outline and a height.")
                : read;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TerrainFileException(path, $"Cannot be read: {error.Message}");
        }
    }

    private static ReadBuildings Read(string name, Stream stream, long length, Since since)
    {
        if (length > MostBytes)
            throw new TerrainFileException(name, "Is larger than 512 MiB. Add it in parts.");
        try
        {
            return Path.GetExtension(name).ToLowerInvariant() switch
            {
                ".gml" or ".xml" => CityGml.Read(name, stream, since),
                ".geojson" or ".json" => Footprints.Read(name, stream, since),
                ".zip" => Unzip(name, stream, since),
                _ => throw new TerrainFileException(
                    name,
                    "Is no kind of building file that is read here: CityGML .gml, GeoJSON .geojson, or a .zip of them."
                ),
            };
        }
        catch (Exception error)
            when (error
                    is XmlException
                        or JsonException
                        or InvalidDataException
                        or FormatException
                        or InvalidOperationException
                        or EndOfStreamException
            )
        {
            throw new TerrainFileException(name, $"Is damaged or cut short ({error.Message.TrimEnd('.')}). Download it again.");
        }
    }

    private static ReadBuildings Unzip(string name, Stream stream, Since since)
    {
        using var zip = ZipFiles.Open(name, stream);
        if (zip.Entries.Count > MostEntries)
            throw new TerrainFileException(name, $"Holds more than {MostEntries} files.");
        if (zip.Entries.Where(IsOfBuildings).Sum(entry => entry.Length) > MostUnpacked)
            throw new TerrainFileException(name, "Unpacks to more than 8 GiB. Add it in parts.");
        var (found, formless) = (new List<Building>(), 0);
        // A zip of PLATEAU holds roads, land use and more as well, each in a folder of its own.
        foreach (var entry in zip.Entries.Where(IsOfBuildings))
        {
            using var unpacked = new BoundedStream(ZipFiles.Open(name, entry), entry.Length);
            var part = Read($"{name}/{entry.FullName}", unpacked, entry.Length, since);
            found.AddRange(part.Buildings);
            formless += part.Formless;
        }

        return new(found, formless);
    }

    private static bool IsOfBuildings(ZipArchiveEntry entry)
    {
        var isKind = Path.GetExtension(entry.Name).ToLowerInvariant() is ".gml" or ".geojson";
        var isOther =
            entry.FullName.Contains("udx/", StringComparison.Ordinal) && !entry.FullName.Contains("/bldg/", StringComparison.Ordinal);
        return isKind && !isOther && !entry.FullName.Contains("__MACOSX/", StringComparison.Ordinal);
    }

    /// <summary>What an entry says of its length is not believed.</summary>
    private sealed class BoundedStream(Stream inner, long length) : Stream
    {
        private long left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length { get; } = length;

        public override long Position
        {
            get => Length - left;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            left -= read;
            return left < 0 ? throw new InvalidDataException("It unpacks to more than it says") : read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
