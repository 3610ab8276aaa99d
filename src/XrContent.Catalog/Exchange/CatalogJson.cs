using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Exchange;

/// <summary>How documents are written and read: strictly, in one canonical form.</summary>
public static class CatalogJson
{
    /// <summary>
    /// Unknown members, missing required ones and nulls where none belong are errors; empty lists and nulls are not written.
    /// </summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        AllowDuplicateProperties = false,
        MaxDepth = 32,
        // Documents are served as JSON, never pasted into HTML, and shall stay readable in an editor.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new GeoJsonConverterFactory(GeometryFactory), new TimeWithOffset() },
        TypeInfoResolver = CatalogJsonContext.Default.WithAddedModifier(SkipEmptyLists),
    };

    /// <summary>WGS84, as GeoJSON (RFC 7946) has it.</summary>
    public static GeometryFactory GeometryFactory { get; } = new(new PrecisionModel(), 4326);

    /// <summary>The canonical GeoJSON feature of an item, on one line.</summary>
    public static byte[] ToFeature(Item item)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = Options.Encoder }))
            WriteFeature(writer, item);
        return buffer.ToArray();
    }

    /// <summary>Reads what <see cref="ToFeature"/> wrote.</summary>
    public static Item FromFeature(ReadOnlySpan<byte> feature)
    {
        var reader = new Utf8JsonReader(feature);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        return new(
            root.GetProperty("id").GetString()!,
            root.GetProperty("geometry").Deserialize<Geometry>(Options),
            root.GetProperty("properties").Deserialize<Document>(Options)!
        );
    }

    internal static void WriteFeature(Utf8JsonWriter writer, Item item)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Feature");
        writer.WriteString("id", item.Id);
        writer.WritePropertyName("geometry");
        // Raw, so that coordinates stay on one line when the rest is indented.
        if (item.Geometry is null)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(JsonSerializer.Serialize(item.Geometry, Options));
        writer.WritePropertyName("properties");
        JsonSerializer.Serialize(writer, item.Document, Options);
        writer.WriteEndObject();
    }

    private static void SkipEmptyLists(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (
                !property.IsRequired
                && property.PropertyType.IsGenericType
                && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            )
                property.ShouldSerialize = static (_, value) => value is System.Collections.ICollection { Count: > 0 };
        }
    }

    /// <summary>A time without an offset means another moment on every machine, so it is refused.</summary>
    private sealed class TimeWithOffset : JsonConverter<DateTimeOffset>
    {
        private static readonly string[] Forms =
        [
            "yyyy-MM-dd'T'HH:mm:sszzz",
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
        ];

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
            && DateTimeOffset.TryParseExact(
                reader.GetString(),
                Forms,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
                ? time
                : throw new JsonException("A time is RFC 3339 with an offset, such as 2026-02-17T19:05:00+09:00.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(value.Millisecond == 0 ? Forms[0] : Forms[1], CultureInfo.InvariantCulture));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Document))]
[JsonSerializable(typeof(Kind))]
[JsonSerializable(typeof(Geometry))]
internal sealed partial class CatalogJsonContext : JsonSerializerContext;
