using System.Globalization;
using System.Text.Json;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Buildings.Formats;

/// <summary>
/// Polygons of a GeoJSON feature collection (RFC 7946) with `height` in metres, and where they are known `base` (metres above mean sea
/// level of the foot), `since` and `until` (years or dates).
/// </summary>
internal static class Footprints
{
    private const int MostBytes = 512 << 20;

    /// <summary>WGS84, and Japan's systems that lie within a metre of it.</summary>
    private static readonly string[] Degrees = ["CRS84", "4326", "4979", "6668", "4612"];

    public static ReadBuildings Read(string name, Stream stream, Since since)
    {
        if (stream.Length > MostBytes)
            throw new TerrainFileException(name, "Is larger than 512 MiB. Add it in parts.");
        // What an entry of a zip says of its length is not believed.
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var reader = new Utf8JsonReader(
            WithoutMark(memory.GetBuffer().AsSpan(0, (int)memory.Length)),
            new() { CommentHandling = JsonCommentHandling.Skip }
        );
        if (!IsAtFeatures(name, ref reader))
            throw new TerrainFileException(name, "Is no GeoJSON feature collection: it has no \"features\".");
        var (found, formless, number) = (new List<Building>(), 0, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // One feature at a time: a city's worth of them as one document would take gigabytes.
            using var feature = JsonDocument.ParseValue(ref reader);
            var before = found.Count;
            found.AddRange(BuildingsOf(name, feature.RootElement, number++, since));
            formless += found.Count == before ? 1 : 0;
        }

        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                CheckSystem(name, ref reader);
        return new(found, formless);
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    private static bool IsAtFeatures(string name, ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("features"u8))
                return reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            CheckSystem(name, ref reader);
        }

        return false;
    }

    /// <summary>Passes over a member of the collection; of a reference system it says whether it is read.</summary>
    private static void CheckSystem(string name, ref Utf8JsonReader reader)
    {
        var isSystem = reader.ValueTextEquals("crs"u8);
        reader.Read();
        if (!isSystem)
        {
            reader.Skip();
            return;
        }

        using var crs = JsonDocument.ParseValue(ref reader);
        var named = Member(crs.RootElement, "properties") is { } properties ? Member(properties, "name")?.ToString() : null;
        if (named is null || Array.Exists(Degrees, code => named.EndsWith($":{code}", StringComparison.Ordinal)))
            return;
        throw new TerrainFileException(
            name,
            $"Is in the reference system {named}; degrees of WGS84 or JGD2011 are read (EPSG:4326 or 6668). Export it so."
        );
    }

    private static IEnumerable<Building> BuildingsOf(string name, JsonElement feature, int number, Since since)
    {
        if (
            Member(feature, "geometry") is not { ValueKind: JsonValueKind.Object } geometry
            || Member(feature, "properties") is not { ValueKind: JsonValueKind.Object } properties
            || Number(properties, "height", "measuredHeight") is not { } height
            || height == 0
        )
            yield break;
        // Ids of GeoJSON are of their file alone: each begins with 1.
        var own = Member(feature, "id")?.ToString() is { Length: > 0 } said ? said : $"{number}";
        var id = $"{Path.GetFileName(name)} {own}";
        var (began, ended) = (Year("since") ?? since.Said ?? since.Else, Year("until"));
        var part = 0;
        foreach (var polygon in PolygonsOf(geometry))
        {
            var building = new Building(
                part == 0 ? id : $"{id} part {part}",
                Ring(polygon),
                Number(properties, "base"),
                height,
                began,
                ended
            );
            if (building.Fault() is { } fault)
                throw new TerrainFileException(name, $"Feature {own}: {fault}.");
            part++;
            yield return building;
        }

        int? Year(string word) =>
            Member(properties, word) is { ValueKind: JsonValueKind.Number or JsonValueKind.String } value
                ? Years.Of(value.ToString(), (name, $"Feature {own}, {word}"))
                : null;
    }

    private static IEnumerable<JsonElement> PolygonsOf(JsonElement geometry)
    {
        if (Member(geometry, "coordinates") is not { ValueKind: JsonValueKind.Array } coordinates)
            return [];
        return Member(geometry, "type")?.ToString() switch
        {
            "Polygon" => [coordinates],
            "MultiPolygon" => coordinates.EnumerateArray(),
            _ => [],
        };
    }

    private static List<LatLon> Ring(JsonElement polygon)
    {
        if (polygon.ValueKind != JsonValueKind.Array || polygon.GetArrayLength() == 0 || polygon[0].ValueKind != JsonValueKind.Array)
            return [];
        var corners = polygon[0].EnumerateArray().Select(Corner).ToList();
        if (corners.Count > 1 && corners[0] == corners[^1])
            corners.RemoveAt(corners.Count - 1);
        return corners;
    }

    private static LatLon Corner(JsonElement at) =>
        at.ValueKind == JsonValueKind.Array
        && at.GetArrayLength() >= 2
        && at[0].ValueKind == JsonValueKind.Number
        && at[1].ValueKind == JsonValueKind.Number
            ? new(at[1].GetDouble(), at[0].GetDouble())
            : new(double.NaN, double.NaN);

    private static JsonElement? Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : null;

    private static double? Number(JsonElement properties, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (
                Member(properties, name) is { ValueKind: JsonValueKind.Number or JsonValueKind.String } value
                && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            )
                return number;
        return null;
    }
}
