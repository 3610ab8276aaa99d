// Makes the starter relief from a scan of heights, the sketch beside it and the heights that the catalogue publishes.
//   dotnet run --project tools/XrContent.Relief -- scan.asc content
using System.Globalization;
using System.Text;
using System.Text.Json;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Geo.Terrain.Formats;
using XrContent.Relief;

if (args is not [var scanFile, var content])
{
    Console.Error.WriteLine("Say which scan and which content: dotnet run --project tools/XrContent.Relief -- scan.asc content");
    return 2;
}

// Metres within which the relief follows a published height: a summit carries its flanks, a place its square.
const double summitReach = 700;
const double placeReach = 250;

// Metres round a summit within which its height counts and no place's.
const double summitSquare = 300;

// Where the scan is flat although the land is not: Mogi, and a valley in the east.
(LatLon, LatLon)[] failed = [(new(32.67, 129.895), new(32.682, 129.904)), (new(32.739, 129.95), new(32.749, 129.96))];

var scan = TerrainFiles.Read(scanFile).Single();
var sketch = Sketch.Read(Path.Combine(content, "terrain", "sketch.json"));
var summits = Heights(Path.Combine(content, "terrain", "sketch.json"), "summit", summitReach).ToList();
var known = Heights(Path.Combine(content, "places.geojson"), null, placeReach)
    .Where(place => !summits.Exists(summit => Geodesic.Inverse(summit.Point, place.Point).Distance < summitSquare))
    .Concat(summits)
    .Where(one => one.Point.Latitude > scan.South && one.Point.Latitude < scan.North)
    .Where(one => one.Point.Longitude > scan.West && one.Point.Longitude < scan.East)
    .ToList();
var relief = new Relief(scan, point => sketch.At(sketch.Frame.ColumnOf(point.Longitude), sketch.Frame.RowOf(point.Latitude))).With(
    failed,
    known
);
foreach (var (name, point, height, _) in known)
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{name}: {height:F0} m, scan {At(scan, point):F0}, relief {At(relief, point):F1}")
    );
File.WriteAllText(Path.Combine(content, "terrain", "relief.asc"), Text(relief));
return 0;

static float At(HeightGrid grid, LatLon point) => grid.At(grid.Frame.ColumnOf(point.Longitude), grid.Frame.RowOf(point.Latitude));

static IEnumerable<KnownHeight> Heights(string file, string? kind, double reach)
{
    using var document = JsonDocument.Parse(File.ReadAllBytes(file));
    foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
    {
        var (properties, geometry) = (feature.GetProperty("properties"), feature.GetProperty("geometry"));
        if (kind is not null && properties.GetProperty("kind").GetString() != kind)
            continue;
        if (!properties.TryGetProperty("height", out var height) || geometry.GetProperty("type").GetString() != "Point")
            continue;
        var point = geometry.GetProperty("coordinates");
        yield return new(
            (properties.TryGetProperty("name", out var name) ? name : feature.GetProperty("id")).GetString()!,
            new(point[1].GetDouble(), point[0].GetDouble()),
            height.GetDouble(),
            reach
        );
    }
}

static string Text(HeightGrid grid)
{
    var text = new StringBuilder();
    text.Append(CultureInfo.InvariantCulture, $"ncols {grid.Width}\nnrows {grid.Height}\n");
    text.Append(CultureInfo.InvariantCulture, $"xllcenter {Math.Round(grid.Frame.FirstX, 6)}\n");
    text.Append(CultureInfo.InvariantCulture, $"yllcenter {Math.Round(grid.Frame.LatitudeOf(grid.Height - 1), 6)}\n");
    text.Append(CultureInfo.InvariantCulture, $"cellsize {grid.Frame.StepX}\nNODATA_value -9999\n");
    foreach (var row in grid.Heights.Chunk(grid.Width))
        text.AppendJoin(' ', row.Select(height => Math.Round(height, 1).ToString(CultureInfo.InvariantCulture))).Append('\n');
    return text.ToString();
}
