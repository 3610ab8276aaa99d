using System.Text.Json;
using XrContent.Catalog.Documents;
using XrContent.Geo;

namespace XrContent.Catalog.Published;

/// <summary>
/// A canonical feature as text, with the little of it that an index must know. A million documents are not read as objects to be laid in
/// order: most are never asked for.
/// </summary>
/// <param name="Point">Where it is, when its own geometry is a point.</param>
/// <param name="HasGeometry">It has a geometry of its own.</param>
/// <param name="HasRelated">It is a place that names others.</param>
public readonly record struct FeatureText(
    string Id,
    Kind Kind,
    byte[] Bytes,
    LatLon? Point,
    bool HasGeometry,
    bool IsSummit,
    bool HasAreas,
    bool HasRelated,
    bool IsMap
)
{
    public static FeatureText Of(Item item) => Read(Exchange.CatalogJson.ToFeature(item));

    /// <summary>Reads a feature as the catalogue writes it.</summary>
    public static FeatureText Read(byte[] feature)
    {
        var reader = new Utf8JsonReader(feature);
        var (id, kind, point, hasGeometry) = ("", default(Kind), default(LatLon?), false);
        var (summit, areas, related, map) = (false, false, false, false);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = reader.GetString()!;
            }
            else if (reader.ValueTextEquals("geometry"u8))
            {
                reader.Read();
                hasGeometry = reader.TokenType != JsonTokenType.Null;
                point = PointOf(ref reader);
            }
            else if (reader.ValueTextEquals("properties"u8))
            {
                reader.Read();
                (kind, summit, areas, related, map) = ReadProperties(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new(id, kind, feature, point, hasGeometry, summit, areas, related, map);
    }

    private static (Kind Kind, bool IsSummit, bool HasAreas, bool HasRelated, bool IsMap) ReadProperties(ref Utf8JsonReader reader)
    {
        var (kind, summit, areas, related, map) = (default(Kind), false, false, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isKind, isCategory) = (reader.ValueTextEquals("kind"u8), reader.ValueTextEquals("category"u8));
            areas |= reader.ValueTextEquals("areas"u8);
            related |= reader.ValueTextEquals("related"u8);
            var isShape = reader.ValueTextEquals("shape"u8);
            reader.Read();
            if (isKind)
                kind = KindOf(reader);
            else if (isCategory)
                summit = reader.ValueTextEquals("summit"u8);
            else if (isShape)
                map = reader.ValueTextEquals("map"u8);
            else
                reader.Skip();
        }

        return (kind, summit, areas, related, map);
    }

    private static Kind KindOf(in Utf8JsonReader reader) =>
        reader.ValueTextEquals("place"u8) ? Kind.Place : Enum.Parse<Kind>(reader.GetString()!, ignoreCase: true);

    /// <summary>The point of a geometry whose value the reader stands at; leaves the reader at its end.</summary>
    private static LatLon? PointOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        var (isPoint, point) = (false, default(LatLon?));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isCoordinates) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("coordinates"u8));
            reader.Read();
            if (isType)
                isPoint = reader.ValueTextEquals("Point"u8);
            else if (isCoordinates && isPoint)
                point = ReadPosition(ref reader);
            else
                reader.Skip();
        }

        return point;
    }

    private static LatLon ReadPosition(ref Utf8JsonReader reader)
    {
        reader.Read();
        var longitude = reader.GetDouble();
        reader.Read();
        var latitude = reader.GetDouble();
        while (reader.TokenType != JsonTokenType.EndArray)
            reader.Read();
        return new(latitude, longitude);
    }
}
