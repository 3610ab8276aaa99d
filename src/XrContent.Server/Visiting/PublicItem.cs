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
    /// <summary>Files and what was made unrecognisable in them concern staff alone.</summary>
    private static readonly HashSet<Type> Hidden = [typeof(Original), typeof(IReadOnlyList<LanguageFile>), typeof(IReadOnlyList<Redaction>), typeof(IReadOnlyList<PictureArea>), typeof(PeopleShown?)];

    /// <summary>Documents without the names of the files they came from, which may say more than their photographers meant.</summary>
    private static readonly JsonSerializerOptions Options = new(CatalogJson.Options)
    {
        TypeInfoResolver = CatalogJson.Options.TypeInfoResolver!.WithAddedModifier(static type =>
        {
            foreach (var property in type.Properties.Where(property => Hidden.Contains(property.PropertyType)))
                property.ShouldSerialize = static (_, _) => false;
        }),
    };

    /// <summary>The members of a document that anyone may see anywhere.</summary>
    private static readonly HashSet<string> TeaserMembers =
        ["kind", "title", "summary", "sensitivity", "category", "demolished", "place", "nature", "taken", "when", "minutes", "access", "hours"];

    public static (LocalizedJson Teaser, LocalizedJson Full) Describe(Item item, CatalogItems all)
    {
        var geometry = all.WhereIs(item) is { } where ? JsonSerializer.SerializeToUtf8Bytes(where, Options) : "null"u8.ToArray();
        var document = JsonSerializer.SerializeToElement(Level(item.Document), Options);
        return (Feature(TeaserMembers.Contains, media: false), Feature(_ => true, media: true));

        LocalizedJson Feature(Func<string, bool> isShown, bool media) => LocalizedJson.Of(Write(item.Id, geometry, writer =>
        {
            foreach (var member in document.EnumerateObject())
                if (isShown(member.Name)) member.WriteTo(writer);
            WriteLinks(writer, item, all);
            if (media && item.Document is Capture capture)
            {
                writer.WritePropertyName("media");
                JsonSerializer.Serialize(writer, MediaLinks.Of(capture), Hosting.AnswerJson.Default.MediaLinks);
            }
        }));
    }

    /// <summary>What is served of a capture is level already, whatever the camera's lean was.</summary>
    private static Document Level(Document document) => document is Capture capture ? capture with { Pose = capture.Pose with { Pitch = 0, Roll = 0 } } : document;

    private static byte[] Write(string id, byte[] geometry, Action<Utf8JsonWriter> writeProperties)
    {
        using var buffer = new MemoryStream(1024);
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = Options.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "Feature");
            writer.WriteString("id", id);
            writer.WritePropertyName("geometry");
            writer.WriteRawValue(geometry, skipInputValidation: true);
            writer.WriteStartObject("properties");
            writeProperties(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
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
}
