using System.Text;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using Microsoft.AspNetCore.DataProtection;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Geo;
using XrContent.Media;
using XrContent.Media.Maps;
using XrContent.Media.Panorama;
using XrContent.Media.WalkIns;
using XrContent.Server.Ingest.Uploads;
using XrContent.Server.Interop.OpenData;
using XrContent.Server.Live;
using XrContent.Server.Onsite.Passes;
using XrContent.Server.Onsite.Tags;
using Directory = System.IO.Directory;

namespace XrContent.Fuzz;

/// <summary>
/// Ways to hand an input to a parser that are more than one call. What tells of faults in a list refuses where it names any.
/// </summary>
internal static class Inputs
{
    private static readonly DateTimeOffset Now = new(2026, 8, 9, 2, 2, 0, TimeSpan.Zero);
    private static readonly PassKeys Passes = new(new EphemeralDataProtectionProvider(), TimeProvider.System);
    private static readonly byte[] ChipKey = new byte[16];

    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    public static void InFile<T>(byte[] bytes, string name, Func<string, T> read)
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-fuzz-").FullName;
        try
        {
            var path = Path.Combine(folder, name);
            File.WriteAllBytes(path, bytes);
            _ = read(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static void ReadPhoto(byte[] bytes)
    {
        IReadOnlyList<MetadataExtractor.Directory> directories;
        try
        {
            directories = ImageMetadataReader.ReadMetadata(new MemoryStream(bytes));
        }
        catch (Exception)
        {
            // As the server: broken metadata are none.
            throw Refusal();
        }

        var xmp = XmpFacts.Of(directories, null);
        var gps = directories.OfType<GpsDirectory>().FirstOrDefault();
        _ = (GpsFacts.PositionOf(gps, xmp), GpsFacts.AltitudeOf(gps), GpsFacts.CompassOf(gps));
        if (ExposureTime.Of(directories, xmp, Now) is null)
            throw Refusal();
    }

    public static void ReadXmp(byte[] bytes)
    {
        var xmp = XmpFacts.Of([], bytes);
        _ = (xmp.Number("PoseHeadingDegrees"), GpsFacts.PositionOf(null, xmp), ExposureTime.Of([], xmp, Now));
        if (!xmp.IsThere)
            throw Refusal();
    }

    public static WalkInFacts ReadWalkIn(string path)
    {
        var facts = WalkInFile.Probe(path);
        WalkInFile.Render(path, Directory.CreateDirectory(path + "-served").FullName);
        return facts;
    }

    /// <summary>All tiles of a file; streams in memory never wait.</summary>
    public static void ReadTiles(byte[] bytes)
    {
        var map = PmTiles.OpenAsync(new MemoryStream(bytes), default).GetAwaiter().GetResult();
        _ = map.AllAsync(default).ToBlockingEnumerable().Take(1000).Count();
    }

    public static void ReadItems(byte[] bytes)
    {
        var (items, problems) = FeatureReader.Read("items.geojson", bytes);
        foreach (var item in items)
            _ = CatalogJson.ToFeature(item);
        if (problems.Count > 0)
            throw Refusal();
    }

    public static void ReadTable(byte[] bytes)
    {
        var named = MunicipalTable.Read(bytes).Rows.Where(row => row["名称"] is not null).ToList();
        foreach (var row in named)
            _ = MunicipalPlaces.Of("a-place", row, null, "places.csv", new List<CellNote>());
        if (named.Count == 0)
            throw Refusal();
    }

    /// <summary>The first line is the metadata, the second one the checksum.</summary>
    public static void ReadUploadHeaders(byte[] bytes)
    {
        var lines = Text(bytes).Split('\n', 2);
        var metadata = UploadMetadata.Parse(lines[0]);
        _ = (metadata.FileName, metadata.Batch);
        var isRight = Checksum.TryParse(lines[^1], out var checksum);
        checksum?.Dispose();
        if (metadata.Problems.Count > 0 || !isRight)
            throw Refusal();
    }

    /// <summary>A token as it came, and the same text under the seal of this server.</summary>
    public static void ReadPass(byte[] bytes)
    {
        if (Passes.Read(Text(bytes)) is not null)
            throw new InvalidOperationException("A pass was forged.");
        var place = new string([.. Text(bytes).Where(char.IsAsciiLetterOrDigit).Take(64)]);
        if (place.Length == 0)
            throw Refusal();
        var pass = new Pass([new(place, DateTimeOffset.MaxValue, true)]);
        if (Passes.Read(Passes.Write(pass))?.Grants[0].Place != place)
            throw new InvalidOperationException("A pass was lost.");
    }

    public static void ReadTap(byte[] bytes)
    {
        var (id, code) = TagAddress.Parse(Text(bytes));
        if (SunMessage.Decrypt(ChipKey, [.. bytes.Concat(ChipKey).Take(16)]) is { } tap)
            _ = SunMessage.Mac(ChipKey, tap);
        if (id is null || code is null)
            throw Refusal();
    }

    /// <summary>The short words that stand in addresses.</summary>
    public static void ReadWords(byte[] bytes)
    {
        var text = Text(bytes);
        var isKnown =
            H3Cell.TryParse(text, out _)
            | SlippyCell.TryParse(text, out _)
            | PartialDate.TryParse(text, out _)
            | GroupCode.Parse(text) is not null;
        if (!isKnown)
            throw Refusal();
    }

    private static RefusedException Refusal() => new("fuzz", "Refused.");
}
