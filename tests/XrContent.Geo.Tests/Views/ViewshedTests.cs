using System.Diagnostics;
using System.Globalization;
using XrContent.Geo.Terrain;
using XrContent.Geo.Tests.Terrain;
using XrContent.Geo.Views;

namespace XrContent.Geo.Tests.Views;

/// <summary>
/// The sweep against gdal_viewshed on one grid. A made-up mountain range serves; a real SRTM tile named by the environment
/// variable XRCONTENT_HGT takes its place.
/// </summary>
public class ViewshedTests
{
    private const int Reach = 10_000;
    private const int Side = 1201;

    private static string? RealTile => Environment.GetEnvironmentVariable("XRCONTENT_HGT") is { Length: > 0 } path ? path : null;

    public static TheoryData<int, int, double> Eyes =>
        RealTile is null ? new() { { 600, 600, 30 }, { 700, 500, 40 } } : new() { { 600, 600, 10 }, { 880, 720, 10 } };

    [Theory]
    [MemberData(nameof(Eyes))]
    public void Visibility_agrees_with_gdal_viewshed(int eyeRow, int eyeColumn, double eyeAbove)
    {
        Assert.SkipUnless(Gdal.Installed, "gdal-bin is not installed.");
        using var ground = new Ground();
        var sweep = ground.SweepFrom(eyeRow, eyeColumn, eyeAbove);
        var theirs = Gdal.Viewshed(ground.Folder, ground.Tile, sweep.Eye, eyeRow, eyeColumn, eyeAbove, Reach);
        var mine = new bool[Side, Side];
        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
                mine[row, column] = ground.Shows(sweep, row, column);
        }

        int compared = 0,
            different = 0,
            away = 0;
        for (var row = 1; row < Side - 1; row++)
        {
            for (var column = 1; column < Side - 1; column++)
            {
                // GDAL ends at its reach by whole cells; a margin keeps its rim out.
                if (Geodesic.Inverse(sweep.Eye, ground.At(row, column)).Distance is < 150 or > Reach - 150)
                    continue;
                compared++;
                if (mine[row, column] == theirs[row, column])
                    continue;
                different++;
                if (!AtEdge(theirs, row, column) && !AtEdge(mine, row, column))
                    away++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{compared} cells, {different} differ ({100.0 * different / compared:F2} %), {away} of them not at an edge"
        );
        Assert.True(compared > 20_000);
        Assert.True(different <= compared / 100, $"{different} of {compared} cells differ.");
        Assert.Equal(0, away);
    }

    [Theory]
    // Eyes low over a summit and on a slope, where GDAL's reference planes hide too much: every sight line is walked instead.
    [InlineData(875, 836, 5)]
    [InlineData(420, 700, 2)]
    public void Visibility_agrees_with_sight_lines_walked_one_by_one(int eyeRow, int eyeColumn, double eyeAbove)
    {
        using var ground = new Ground();
        var sweep = ground.SweepFrom(eyeRow, eyeColumn, eyeAbove);
        var random = new Random(1);
        int compared = 0,
            different = 0;
        while (compared < 4000)
        {
            var (row, column) = (eyeRow + random.Next(-110, 111), eyeColumn + random.Next(-130, 131));
            if (
                row is < 1 or >= Side - 1
                || column is < 1 or >= Side - 1
                || Geodesic.Inverse(sweep.Eye, ground.At(row, column)).Distance < 150
            )
                continue;
            compared++;
            if (ground.Shows(sweep, row, column) != ground.SightLine(sweep, eyeRow, eyeColumn, row, column))
                different++;
        }

        Assert.True(different <= compared / 100, $"{different} of {compared} cells differ.");
    }

    private static bool AtEdge(bool[,] seen, int row, int column)
    {
        for (var r = row - 1; r <= row + 1; r++)
        {
            for (var c = column - 1; c <= column + 1; c++)
                if (seen[r, c] != seen[row, column])
                    return true;
        }
        return false;
    }

    /// <summary>One SRTM tile of 3 arc seconds in a store of its own.</summary>
    private sealed class Ground : IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private readonly TerrainMap map;
        private readonly LatLon corner;

        public Ground()
        {
            Tile = RealTile ?? MadeUp.Hgt(Folder, "N44W072.hgt", MadeUp.Mountains);
            var store = new TerrainStore(Path.Combine(Folder, "terrain"));
            store.Add([Tile], _ => { }, TestContext.Current.CancellationToken);
            map = TerrainMap.Open(store);
            var name = Path.GetFileName(Tile);
            int Degrees(int from, int length) => int.Parse(name.AsSpan(from, length), CultureInfo.InvariantCulture);
            corner = new(Degrees(1, 2) * (name[0] == 'N' ? 1 : -1) + 1, Degrees(4, 3) * (name[3] == 'E' ? 1 : -1));
        }

        public string Folder => folder.Path;

        public string Tile { get; }

        public LatLon At(double row, double column) => new(corner.Latitude - row / 1200, corner.Longitude + column / 1200);

        public Viewshed SweepFrom(int row, int column, double above) =>
            Viewshed.From(map, At(row, column), map.HeightAt(At(row, column)) + above, cancel: TestContext.Current.CancellationToken);

        public bool Shows(Viewshed sweep, int row, int column) =>
            sweep.Shows(LineOfSight.To(sweep.Eye, sweep.Height, At(row, column), map.HeightAt(At(row, column))));

        /// <summary>Walks from the eye to a cell, stopping at every row and column that it crosses.</summary>
        public bool SightLine(Viewshed sweep, int eyeRow, int eyeColumn, int row, int column) =>
            Walk.IsFree(map, sweep.Eye, sweep.Height, At, (eyeRow, eyeColumn), (row, column));

        public void Dispose() => folder.Dispose();
    }
}

/// <summary>GDAL's programs, where they are installed.</summary>
internal static class Gdal
{
    public static bool Installed => Find("gdal_viewshed") is not null && Find("gdal_translate") is not null;

    /// <summary>Which cells of an SRTM tile gdal_viewshed sees, with the same refraction.</summary>
    public static bool[,] Viewshed(string folder, string tile, LatLon eye, int row, int column, double above, int reach)
    {
        // GDAL reckons in metres: the tile is laid out flat by the scale at the eye, which is right to 0.2 % within 10 km.
        var (x, y) = (Wgs84.MetresPerDegreeLongitude(eye.Latitude) / 1200, Wgs84.MetresPerDegreeLatitude(eye.Latitude) / 1200);
        var (flat, seen) = (Path.Combine(folder, "flat.tif"), Path.Combine(folder, "seen.bil"));
        Run("gdal_translate", "-q", "-a_srs", "EPSG:32619", "-a_ullr", F(-x / 2), F(1200.5 * y), F(1200.5 * x), F(-y / 2), tile, flat);
        Run(
            "gdal_viewshed",
            "-q",
            "-ox",
            F(column * x),
            "-oy",
            F((1200 - row) * y),
            "-oz",
            F(above),
            "-tz",
            "0",
            "-md",
            F(reach),
            "-cc",
            F(1 - LineOfSight.Refraction),
            "-vv",
            "255",
            "-iv",
            "0",
            "-ov",
            "0",
            flat,
            Path.Combine(folder, "seen.tif")
        );
        Run("gdal_translate", "-q", "-of", "EHdr", Path.Combine(folder, "seen.tif"), seen);
        var header = File.ReadAllLines(Path.ChangeExtension(seen, ".hdr"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(words => words[0], words => words[1]);
        var (columns, rows) = (
            int.Parse(header["NCOLS"], CultureInfo.InvariantCulture),
            int.Parse(header["NROWS"], CultureInfo.InvariantCulture)
        );
        var (left, top) = (
            (int)Math.Round(double.Parse(header["ULXMAP"], CultureInfo.InvariantCulture) / x),
            1200 - (int)Math.Round(double.Parse(header["ULYMAP"], CultureInfo.InvariantCulture) / y)
        );
        var bytes = File.ReadAllBytes(seen);
        var result = new bool[1201, 1201];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                result[top + i, left + j] = bytes[i * columns + j] == 255;
        }
        return result;
    }

    private static string F(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Find(program)!, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {said}");
    }
}
