using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Server.Footage;

namespace XrContent.Server.Visiting;

/// <summary>Writes an item's public GeoJSON, once for each snapshot.</summary>
internal static class PublicItem
{
    /// <summary>Documents without the name of the file they came from, which may say more than its photographer meant.</summary>
    private static readonly JsonSerializerOptions Options = new(CatalogJson.Options)
    {
        TypeInfoResolver = CatalogJson.Options.TypeInfoResolver!.WithAddedModifier(static type =>
        {
            if (type.Type != typeof(Capture)) return;
            foreach (var property in type.Properties.Where(property => property.PropertyType == typeof(Original)))
                property.ShouldSerialize = static (_, _) => false;
        }),
    };

    public static (LocalizedJson Teaser, LocalizedJson Full) Describe(Item item, CatalogItems all)
    {
        var geometry = all.WhereIs(item) is { } where ? JsonSerializer.SerializeToUtf8Bytes(where, Options) : "null"u8.ToArray();
        return (LocalizedJson.Of(Feature(item, geometry, writer => WriteTeaser(writer, item, all))),
            LocalizedJson.Of(Feature(item, geometry, writer => WriteFull(writer, item, all))));
    }

    private static byte[] Feature(Item item, byte[] geometry, Action<Utf8JsonWriter> writeProperties)
    {
        using var buffer = new MemoryStream(1024);
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = Options.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "Feature");
            writer.WriteString("id", item.Id);
            writer.WritePropertyName("geometry");
            writer.WriteRawValue(geometry, skipInputValidation: true);
            writer.WriteStartObject("properties");
            writeProperties(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteTeaser(Utf8JsonWriter writer, Item item, CatalogItems all)
    {
        Write(writer, "kind", item.Kind);
        Write(writer, "title", item.Document.Title);
        Write(writer, "summary", item.Document.Summary);
        Write(writer, "sensitivity", item.Document.Sensitivity);
        switch (item.Document)
        {
            case Place place:
                Write(writer, "category", place.Category);
                Write(writer, "demolished", place.Demolished);
                break;
            case Capture capture:
                writer.WriteString("place", capture.Place);
                Write(writer, "nature", capture.Nature);
                Write(writer, "taken", capture.Taken);
                break;
            case Scene scene:
                writer.WriteString("place", scene.Place);
                break;
            case Event happening:
                Write(writer, "when", happening.When);
                break;
            case Tour tour:
                writer.WriteNumber("stopCount", tour.Stops.Count);
                if (tour.Minutes is { } minutes) writer.WriteNumber("minutes", minutes);
                break;
        }

        WriteLinks(writer, item, all);
    }

    private static void WriteFull(Utf8JsonWriter writer, Item item, CatalogItems all)
    {
        var document = JsonSerializer.SerializeToElement(item.Document, Options);
        foreach (var property in document.EnumerateObject()) property.WriteTo(writer);
        WriteLinks(writer, item, all);
        if (item.Document is Capture capture) Write(writer, "media", MediaLinks.Of(capture));
    }

    private static void WriteLinks(Utf8JsonWriter writer, Item item, CatalogItems all)
    {
        if (item.Document is Place)
        {
            WriteIds(writer, "scenes", all.ScenesOf[item.Id]);
            WriteIds(writer, "captures", all.CapturesOf[item.Id]);
        }

        if (CaptureShownFor(item, all) is { } shown) writer.WriteString("thumbnail", MediaLinks.Of(shown).Thumbnail);
    }

    private static Capture? CaptureShownFor(Item item, CatalogItems all) => item.Document switch
    {
        Capture capture => capture,
        Scene { Captures: [.., var last] } => all.Find<Capture>(last),
        Place => all.CapturesOf[item.Id].Select(capture => (Capture)capture.Document).MaxBy(capture => capture.Taken),
        Tour { Stops: [var first, ..] } when all.Find(first.Scene) is { } scene => CaptureShownFor(scene, all),
        _ => null,
    };

    private static void WriteIds(Utf8JsonWriter writer, string name, IEnumerable<Item> items)
    {
        var ids = items.Select(item => item.Id).ToList();
        if (ids.Count == 0) return;
        writer.WriteStartArray(name);
        foreach (var id in ids) writer.WriteStringValue(id);
        writer.WriteEndArray();
    }

    private static void Write<T>(Utf8JsonWriter writer, string name, T? value)
    {
        if (value is null) return;
        writer.WritePropertyName(name);
        if (value is MediaLinks links) JsonSerializer.Serialize(writer, links, Hosting.AnswerJson.Default.MediaLinks);
        else JsonSerializer.Serialize(writer, value, Options);
    }
}
