using System.Text.Json;

namespace XrContent.Geo.Terrain;

/// <summary>
/// A relief made from named summits, spot heights and a coast, for use until surveyed terrain is there. Between the spots
/// heights run by inverse distance (D. Shepard, 1968); summits stand on it as cones; the shore rises gently from the sea.
/// </summary>
public static class Sketch
{
    private const double Step = 1.0 / 1200;
    private const double MetresPerDegree = 111_000;

    /// <summary>Flanks of summits fall by three in ten.</summary>
    private const double Flank = 0.3;

    /// <summary>From the shore the ground rises no steeper than this.</summary>
    private const double ShoreSlope = 0.3;

    private const double BackgroundHeight = 80;
    private const double BackgroundDistance = 4_000;

    /// <summary>Metres over which tops are rounded.</summary>
    private const double Blunt = 30;

    /// <summary>Reads a sketch: one feature of kind "land" with polygons, and points with a height in metres.</summary>
    /// <exception cref="TerrainFileException">The file is no such sketch.</exception>
    public static HeightGrid Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var features = document.RootElement.GetProperty("features").EnumerateArray().ToList();
            var land = features.Single(feature => KindOf(feature) == "land").GetProperty("geometry").GetProperty("coordinates");
            var rings = land.EnumerateArray().SelectMany(polygon => polygon.EnumerateArray()).Select(Chain).ToList();
            var spots = features.Where(feature => KindOf(feature) is "summit" or "spot").Select(SpotOf).ToList();
            return Draw(path, rings, spots);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            throw new TerrainFileException(path, $"Is not a terrain sketch: {error.Message}");
        }

        static string? KindOf(JsonElement feature) => feature.GetProperty("properties").GetProperty("kind").GetString();
        static List<LatLon> Chain(JsonElement ring) =>
            [.. ring.EnumerateArray().Select(point => new LatLon(point[1].GetDouble(), point[0].GetDouble()))];
        static Spot SpotOf(JsonElement feature)
        {
            var point = feature.GetProperty("geometry").GetProperty("coordinates");
            return new(
                new(point[1].GetDouble(), point[0].GetDouble()),
                feature.GetProperty("properties").GetProperty("height").GetDouble(),
                KindOf(feature) == "summit"
            );
        }
    }

    private static HeightGrid Draw(string name, List<List<LatLon>> rings, List<Spot> spots)
    {
        // Whole tiles of the store, so that none of it is left empty.
        double Out(double degrees, bool up) =>
            (up ? Math.Ceiling(degrees * Resolution.TilesPerDegree) : Math.Floor(degrees * Resolution.TilesPerDegree))
            / Resolution.TilesPerDegree;
        var all = rings.SelectMany(ring => ring).ToList();
        var (south, north) = (Out(all.Min(point => point.Latitude), false), Out(all.Max(point => point.Latitude), true));
        var (west, east) = (Out(all.Min(point => point.Longitude), false), Out(all.Max(point => point.Longitude), true));
        var frame = new GridFrame(west, north, Step, Step, Cells: false);
        var (width, height) = ((int)Math.Round((east - west) / Step) + 1, (int)Math.Round((north - south) / Step) + 1);
        var shore = DistanceToSea(Land(rings, frame, width, height), width, height, Math.Cos(Angles.ToRadians((south + north) / 2)));
        var heights = new float[width * height];
        Parallel.For(
            0,
            height,
            row =>
            {
                for (var column = 0; column < width; column++)
                {
                    var away = shore[row * width + column];
                    if (away > 0)
                        heights[row * width + column] = (float)
                            Math.Max(
                                0.5,
                                Math.Min(HeightAt(new(frame.LatitudeOf(row), frame.LongitudeOf(column)), spots), ShoreSlope * away)
                            );
                }
            }
        );
        return new(name, frame, width, height, heights);
    }

    private static double HeightAt(LatLon point, List<Spot> spots)
    {
        var across = MetresPerDegree * Math.Cos(Angles.ToRadians(point.Latitude));
        var weights = 1 / (BackgroundDistance * BackgroundDistance * BackgroundDistance);
        var (sum, flank) = (weights * BackgroundHeight, 0.0);
        foreach (var (place, height, isSummit) in spots)
        {
            var (north, east) = ((place.Latitude - point.Latitude) * MetresPerDegree, (place.Longitude - point.Longitude) * across);
            var distance = Math.Sqrt(north * north + east * east + Blunt * Blunt);
            if (isSummit)
            {
                flank = Math.Max(flank, height - Flank * (distance - Blunt));
                continue;
            }

            var weight = 1 / (distance * distance * distance);
            sum += weight * height;
            weights += weight;
        }

        return Math.Max(sum / weights, flank);
    }

    /// <summary>Which samples lie on land, by counting the shores crossed along each row.</summary>
    private static bool[] Land(List<List<LatLon>> rings, GridFrame frame, int width, int height)
    {
        var land = new bool[width * height];
        for (var row = 0; row < height; row++)
        {
            var latitude = frame.LatitudeOf(row) + 1e-9;
            var crossings = new List<double>();
            foreach (var ring in rings)
            {
                for (var i = 0; i + 1 < ring.Count; i++)
                {
                    var (a, b) = (ring[i], ring[i + 1]);
                    if (a.Latitude > latitude != b.Latitude > latitude)
                        crossings.Add(a.Longitude + (latitude - a.Latitude) / (b.Latitude - a.Latitude) * (b.Longitude - a.Longitude));
                }
            }

            crossings.Sort();
            for (var i = 0; i + 1 < crossings.Count; i += 2)
            {
                var first = Math.Max(0, (int)Math.Ceiling(frame.ColumnOf(crossings[i])));
                var last = Math.Min(width - 1, (int)Math.Floor(frame.ColumnOf(crossings[i + 1])));
                for (var column = first; column <= last; column++)
                    land[row * width + column] = true;
            }
        }

        return land;
    }

    /// <summary>Metres from each sample on land to the sea, by two passes over the grid; 0 on the sea.</summary>
    private static float[] DistanceToSea(bool[] land, int width, int height, double cosine)
    {
        var (down, right) = ((float)(Step * MetresPerDegree), (float)(Step * MetresPerDegree * cosine));
        var diagonal = MathF.Sqrt(down * down + right * right);
        var away = land.Select(isLand => isLand ? float.MaxValue / 4 : 0).ToArray();
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
                Relax(row, column, -1);
        }
        for (var row = height - 1; row >= 0; row--)
        {
            for (var column = width - 1; column >= 0; column--)
                Relax(row, column, 1);
        }
        return away;

        void Relax(int row, int column, int toward)
        {
            ref var value = ref away[row * width + column];
            foreach (
                var (r, c, length) in new[]
                {
                    (row + toward, column - 1, diagonal),
                    (row + toward, column, down),
                    (row + toward, column + 1, diagonal),
                    (row, column + toward, right),
                }
            )
                if (r >= 0 && c >= 0 && r < height && c < width)
                    value = Math.Min(value, away[r * width + c] + length);
        }
    }

    private readonly record struct Spot(LatLon Place, double Height, bool IsSummit);
}
