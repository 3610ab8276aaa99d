using System.Text.Json;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;

namespace XrContent.Server.Catalogue;

/// <summary>
/// Writes an item's public GeoJSON, once for each snapshot that it changes in: the members that anyone may see anywhere first, then those
/// for people on the spot. Members are copied as text: what a document says is not read as objects for it.
/// </summary>
internal static class PublicItem
{
    /// <summary>Files and what was made unrecognisable in them concern staff alone.</summary>
    private static readonly HashSet<Type> HiddenTypes =
    [
        typeof(Original),
        typeof(IReadOnlyList<LanguageFile>),
        typeof(IReadOnlyList<Redaction>),
        typeof(IReadOnlyList<PictureArea>),
        typeof(PeopleShown?),
    ];

    private static readonly HashSet<string> Hidden = [.. HiddenMembers()];

    /// <summary>The members of a document that anyone may see anywhere.</summary>
    private static readonly HashSet<string> Teaser =
    [
        "kind",
        "title",
        "summary",
        "sensitivity",
        "category",
        "demolished",
        "place",
        "nature",
        "taken",
        "depicts",
        "exhibit",
        "related",
        "when",
        "minutes",
        "access",
        "hours",
        "reading",
        "address",
        "website",
        "heritage",
        "yearly",
        "dates",
    ];

    public static PublicJson Describe(PublishedItem item, CatalogSnapshot catalog)
    {
        using var buffer = new MemoryStream(1024);
        using var writer = new Utf8JsonWriter(buffer, new() { Encoder = CatalogJson.Options.Encoder, SkipValidation = true });
        var members = Members(item.Feature, out var geometry);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "Feature"u8);
        writer.WriteString("id"u8, item.Id);
        writer.WritePropertyName("geometry"u8);
        WriteGeometry(writer, item, geometry);
        writer.WriteStartObject("properties"u8);
        foreach (var member in members.Where(member => Teaser.Contains(member.Name)))
            Copy(writer, item.Feature, member);
        var linked = WriteLinks(writer, item, catalog);
        writer.Flush();
        var teaserEnd = (int)buffer.Position;
        foreach (var member in members.Where(member => !Teaser.Contains(member.Name) && !Hidden.Contains(member.Name)))
        {
            if (item.Kind == Kind.Capture && member.Name == "pose")
                WriteLevel(writer, item.Feature, member);
            else
                Copy(writer, item.Feature, member);
        }

        if (item.Kind == Kind.Capture)
            WriteMedia(writer, (Capture)item.Document);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        var isWhole =
            !linked && item.Kind != Kind.Capture && geometry is not null && !members.Exists(member => Hidden.Contains(member.Name));
        return new(LocalizedJson.Of(buffer.ToArray()), teaserEnd, isWhole);
    }

    private static void WriteGeometry(Utf8JsonWriter writer, PublishedItem item, Member? own)
    {
        if (own is { } geometry)
            writer.WriteRawValue(item.Feature.AsSpan(geometry.Start, geometry.Length), skipInputValidation: true);
        else if (item.Where is { } where)
            writer.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(where, CatalogJson.Options), true);
        else
            writer.WriteNullValue();
    }

    /// <summary>What is served of a capture is level already, whatever the camera's lean was.</summary>
    private static void WriteLevel(Utf8JsonWriter writer, byte[] feature, Member member)
    {
        var pose = JsonSerializer.Deserialize<Pose>(feature.AsSpan(member.Start, member.Length), CatalogJson.Options)!;
        writer.WritePropertyName(member.Name);
        JsonSerializer.Serialize(writer, pose with { Pitch = 0, Roll = 0 }, CatalogJson.Options);
    }

    private static void WriteMedia(Utf8JsonWriter writer, Capture capture)
    {
        writer.WritePropertyName("media"u8);
        JsonSerializer.Serialize(writer, MediaLinks.Of(capture), CatalogueJson.Default.MediaLinks);
    }

    private static bool WriteLinks(Utf8JsonWriter writer, PublishedItem item, CatalogSnapshot catalog)
    {
        var linked = false;
        if (item.Kind == Kind.Place)
        {
            linked |= WriteIds(writer, "scenes", catalog.ScenesOf(item.Id));
            linked |= WriteIds(writer, "captures", catalog.UsersOf(item.Id, RelationRole.CapturePlace));
            linked |= WriteIds(writer, "relics", catalog.UsersOf(item.Id, RelationRole.PlaceRelated));
        }

        if (CaptureShownFor(item, catalog) is not { } shown)
            return linked;
        writer.WriteString("thumbnail"u8, MediaLinks.Of(shown).Thumbnail);
        return true;
    }

    private static Capture? CaptureShownFor(PublishedItem item, CatalogSnapshot catalog) =>
        item.Kind == Kind.Place
            ? catalog.CapturesOf(item.Id).Select(capture => (Capture)capture.Document).MaxBy(capture => capture.Shows)
            : item.Document switch
            {
                Capture capture => capture,
                Scene { Captures: [.., var last] } => catalog.Find<Capture>(last),
                Tour { Stops: [var first, ..] } when catalog.Find(first.Scene) is { } scene => CaptureShownFor(scene, catalog),
                _ => null,
            };

    private static bool WriteIds(Utf8JsonWriter writer, string name, IEnumerable<string> ids)
    {
        var all = ids.ToList();
        if (all.Count == 0)
            return false;
        writer.WriteStartArray(name);
        foreach (var id in all)
            writer.WriteStringValue(id);
        writer.WriteEndArray();
        return true;
    }

    private static void Copy(Utf8JsonWriter writer, byte[] feature, Member member)
    {
        writer.WritePropertyName(member.Name);
        writer.WriteRawValue(feature.AsSpan(member.Start, member.Length), skipInputValidation: true);
    }

    /// <summary>Where the members of a document stand in its text.</summary>
    private static List<Member> Members(byte[] feature, out Member? geometry)
    {
        var members = new List<Member>();
        geometry = null;
        var reader = new Utf8JsonReader(feature);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("properties"u8))
            {
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                    members.Add(ReadMember(ref reader));
                continue;
            }

            var member = ReadMember(ref reader);
            if (member.Name == "geometry" && feature[member.Start] == (byte)'{')
                geometry = member;
        }

        return members;
    }

    private static Member ReadMember(ref Utf8JsonReader reader)
    {
        var name = reader.GetString()!;
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new(name, start, (int)reader.BytesConsumed - start);
    }

    private static IEnumerable<string> HiddenMembers()
    {
        Type[] kinds = [typeof(Place), typeof(Capture), typeof(Overlay), typeof(Scene), typeof(Tour), typeof(Event)];
        return kinds
            .SelectMany(kind => CatalogJson.Options.GetTypeInfo(kind).Properties)
            .Where(property => HiddenTypes.Contains(property.PropertyType))
            .Select(property => property.Name);
    }

    private readonly record struct Member(string Name, int Start, int Length);
}
