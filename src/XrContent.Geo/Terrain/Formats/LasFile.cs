using System.Buffers.Binary;
using System.IO.Compression;

namespace XrContent.Geo.Terrain.Formats;

/// <summary>Reads LAS point clouds, alone or in a zip, as prefectures give them out.</summary>
public static class LasFile
{
    private const int NagasakiZone = 6669;
    private const long MostBytes = 8L << 30;

    /// <summary>Metres across, at most: a sheet has 1 km, and what is larger was not made of sheets.</summary>
    private const double MostSide = 20_000;

    /// <summary>Metres from the origin of a zone, at most.</summary>
    private const double MostAway = 1_000_000;

    /// <summary>Metres from point to point of the lattice between which degrees run straight: to within a centimetre.</summary>
    private const double LatticeStep = 500;

    /// <summary>What is no thing (ASPRS classes): low and high noise, wires and their masts.</summary>
    private const ulong Passed = 1UL << 7 | 1UL << 13 | 1UL << 14 | 1UL << 15 | 1UL << 16 | 1UL << 18;

    private const int GroundClass = 2;

    /// <summary>Years that a header is believed.</summary>
    private const int FirstYear = 1990;
    private const int LastYear = 2200;

    /// <summary>Whether a file holds points, by its name and, of a zip, by those within.</summary>
    public static bool IsPointCloud(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is ".las" or ".laz")
            return true;
        if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || !File.Exists(path))
            return false;
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return zip.Entries.Any(IsCloud);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>The clouds of a file, one at a time.</summary>
    /// <exception cref="TerrainFileException">It cannot be used; the message names it and says why.</exception>
    public static IEnumerable<PointCloud> Read(string path, CancellationToken cancel)
    {
        using var file = Open(path);
        if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            yield return Read(path, file, file.Length, cancel);
            yield break;
        }

        using var zip = ZipFiles.Open(path, file);
        foreach (var entry in zip.Entries.Where(IsCloud))
        {
            var name = $"{path}/{entry.FullName}";
            using var unpacked = ZipFiles.Open(name, entry);
            yield return Read(name, unpacked, entry.Length, cancel);
        }
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

    private static bool IsCloud(ZipArchiveEntry entry) =>
        Path.GetExtension(entry.Name).ToLowerInvariant() is ".las" or ".laz"
        && !entry.FullName.Contains("__MACOSX/", StringComparison.Ordinal);

    private static PointCloud Read(string name, Stream stream, long length, CancellationToken cancel)
    {
        if (length > MostBytes)
            throw new TerrainFileException(name, "Is larger than 8 GiB. Add it in parts.");
        try
        {
            return ReadPoints(name, stream, length, cancel);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new TerrainFileException(name, $"Is damaged or cut short ({error.Message.TrimEnd('.')}). Download it again.");
        }
    }

    private static PointCloud ReadPoints(string name, Stream stream, long length, CancellationToken cancel)
    {
        var header = LasHeader.Read(name, stream, length);
        var (least, most) = (header.Least, header.Most);
        if (Math.Max(Math.Abs(least.East), Math.Abs(most.East)) <= 360 && Math.Max(Math.Abs(least.North), Math.Abs(most.North)) <= 180)
            throw new TerrainFileException(
                name,
                "Seems to be in degrees; metres of Japan's plane rectangular zones are read. Project it first."
            );
        if (header.Code is not null && PlaneRectangular.OfEpsg(header.Code.Value) is null)
            throw LasHeader.Foreign(name, $"EPSG:{header.Code}");
        if (!(most.East - least.East is > 0 and <= MostSide && most.North - least.North is > 0 and <= MostSide))
            throw new TerrainFileException(
                name,
                $"Says that it is {Across(most.East - least.East)} by {Across(most.North - least.North)}; up to 20 km are taken."
            );
        if (new[] { least.East, least.North, most.East, most.North }.Any(metres => Math.Abs(metres) > MostAway))
            throw new TerrainFileException(name, "Lies more than 1,000 km from its zone's origin: it is in another system.");
        var plane = PlaneRectangular.OfEpsg(header.Code ?? NagasakiZone)!;
        var lattice = new Lattice(plane, least, most);
        var cells = lattice.Cells();
        var outside = Fill(header, stream, lattice, cells, cancel);
        if (outside > header.Count / 100)
            throw new TerrainFileException(name, $"Is damaged: {outside} of {header.Count} points lie outside what its header says.");
        var sheet = Path.GetFileNameWithoutExtension(name);
        var ground = cells.Ground(name);
        var year = header.Year is >= FirstYear and <= LastYear ? header.Year : (int?)null;
        var (middle, isAssumed) = (lattice.At((least.East + most.East) / 2, (least.North + most.North) / 2)!.Value, header.Code is null);
        return new(sheet, ground, cells.Cover(sheet, ground, year ?? 0), year, header.Count, middle, isAssumed);
    }

    private static string Across(double metres) => Math.Abs(metres) < 1e9 ? $"{metres:F0} m" : "no number of metres";

    /// <returns>How many points lie outside.</returns>
    private static long Fill(LasHeader header, Stream stream, Lattice lattice, CloudCells cells, CancellationToken cancel)
    {
        const int atOnce = 4096;
        var outside = 0L;
        var buffer = new byte[atOnce * header.RecordLength];
        var isLate = header.Format >= 6;
        for (var left = header.Count; left > 0; left -= atOnce)
        {
            cancel.ThrowIfCancellationRequested();
            var part = buffer.AsSpan(0, (int)Math.Min(left, atOnce) * header.RecordLength);
            stream.ReadExactly(part);
            for (; part.Length > 0; part = part[header.RecordLength..])
            {
                var (kind, isWithheld) = isLate ? (part[16], (part[15] & 0x04) != 0) : ((byte)(part[15] & 0x1f), (part[15] & 0x80) != 0);
                if (isWithheld || kind < 64 && (Passed >> kind & 1) != 0)
                    continue;
                var east = BinaryPrimitives.ReadInt32LittleEndian(part) * header.Scale.X + header.Offset.X;
                var north = BinaryPrimitives.ReadInt32LittleEndian(part[4..]) * header.Scale.Y + header.Offset.Y;
                var height = BinaryPrimitives.ReadInt32LittleEndian(part[8..]) * header.Scale.Z + header.Offset.Z;
                if (
                    height is not (> -500 and < 9000)
                    || lattice.At(east, north) is not { } at
                    || !cells.Add(at.Latitude, at.Longitude, (float)height, kind == GroundClass)
                )
                    outside++;
            }
        }

        return outside;
    }

    /// <summary>Degrees at points of the plane, between which they run straight.</summary>
    private sealed class Lattice
    {
        private readonly (double East, double North) least;
        private readonly int across;
        private readonly int up;
        private readonly LatLon[] knots;

        public Lattice(PlaneRectangular plane, (double East, double North) least, (double East, double North) most)
        {
            this.least = least;
            (across, up) = ((int)((most.East - least.East) / LatticeStep) + 2, (int)((most.North - least.North) / LatticeStep) + 2);
            knots = new LatLon[across * up];
            for (var i = 0; i < knots.Length; i++)
                knots[i] = plane.At(least.East + i % across * LatticeStep, least.North + i / across * LatticeStep);
        }

        public CloudCells Cells() =>
            new(knots.Min(at => at.Latitude), knots.Max(at => at.Latitude), knots.Min(at => at.Longitude), knots.Max(at => at.Longitude));

        /// <returns>Null outside.</returns>
        public LatLon? At(double east, double north)
        {
            var (x, y) = ((east - least.East) / LatticeStep, (north - least.North) / LatticeStep);
            if (!(x >= -1e-6 && y >= -1e-6 && x < across - 1 && y < up - 1))
                return null;
            var (i, j) = ((int)Math.Max(0, x), (int)Math.Max(0, y));
            var (u, v) = (x - i, y - j);
            var (a, b) = (knots[j * across + i], knots[j * across + i + 1]);
            var (c, d) = (knots[(j + 1) * across + i], knots[(j + 1) * across + i + 1]);
            return new(
                (a.Latitude * (1 - u) + b.Latitude * u) * (1 - v) + (c.Latitude * (1 - u) + d.Latitude * u) * v,
                (a.Longitude * (1 - u) + b.Longitude * u) * (1 - v) + (c.Longitude * (1 - u) + d.Longitude * u) * v
            );
        }
    }
}
