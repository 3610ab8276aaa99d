using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Ngsi;

/// <summary>
/// Places and events as entities of the smart data models "PointOfInterest" and "Event": attribute names are theirs; each version of NGSI
/// writes them in its own way.
/// </summary>
internal static class NgsiEntity
{
    public const string PointOfInterest = "PointOfInterest";
    public const string Event = "Event";
    private const string Prefix = "urn:ngsi-ld:";

    public static readonly IReadOnlyList<string> Types = [PointOfInterest, Event];

    /// <summary>Of the type, where it is one of ours.</summary>
    public static Kind? KindOf(string type) =>
        type switch
        {
            PointOfInterest => Kind.Place,
            Event => Kind.Event,
            _ => null,
        };

    public static string TypeOf(PublishedItem item) => item.Kind == Kind.Place ? PointOfInterest : Event;

    public static string IdOf(PublishedItem item) => $"{Prefix}{TypeOf(item)}:{item.Id}";

    /// <summary>The item that an entity's id names; null where there is none.</summary>
    public static PublishedItem? Find(CatalogSnapshot catalog, string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal)
        && catalog.Find(id[(id.LastIndexOf(':') + 1)..]) is { Kind: Kind.Place or Kind.Event } item
        && IdOf(item) == id
            ? item
            : null;

    /// <summary>Attributes by name, in the order of the models.</summary>
    public static IEnumerable<NgsiAttribute> Attributes(PublishedItem item, CatalogSnapshot catalog, HttpContext context, string lang)
    {
        var (open, root) = (OpenItem.Of(item), context.Root());
        var says = open.Says;
        yield return new("name", says.Title.Best(lang));
        yield return new("alternateName", says.Title.Map(), AttributeKind.Languages);
        if (says.Summary.Best(lang) is { } summary)
            yield return new("description", summary);
        if (open.GeometryNode() is { } where)
            yield return new("location", where, AttributeKind.Place);

        if (OpenDoors.Word(says.Category) is { } category)
            yield return new("category", new JsonArray(category));
        if (AddressOf(open, catalog, lang) is { } address)
            yield return new("address", new JsonObject { ["streetAddress"] = address });
        if (item.Kind == Kind.Event && Next(says, OpenDoors.Today(context.RequestServices)) is { First: { } first, Last: { } last } days)
        {
            var zone = OpenDoors.Zone(context.RequestServices);
            yield return new("startDate", Moment(first, days.From, zone), AttributeKind.Moment);
            // A day without hours ends when the next begins.
            var end = days.Until is null || days.EndsNextDay ? last.AddDays(1) : last;
            yield return new("endDate", Moment(end, days.Until, zone), AttributeKind.Moment);
        }

        if (open.Page(root) is { } page)
            yield return new("seeAlso", new JsonArray(page));
        if (says.Website is { } website)
            yield return new("url", website);
        if (open.Picture(root) is { } picture)
            yield return new("image", picture);
        yield return new("source", root);
        yield return new(
            "dataProvider",
            context.RequestServices.GetRequiredService<IOptions<SiteOptions>>().Value.Municipality.Name ?? root
        );
    }

    private static string? AddressOf(OpenItem item, CatalogSnapshot catalog, string lang) =>
        item.Kind == Kind.Place ? item.Says.Address.Best(lang)
        : item.Item.Places is [var first, ..] && catalog.Find(first) is { } place ? OpenItem.Of(place).Says.Title.Best(lang)
        : null;

    /// <summary>The days that are next, else those that were last.</summary>
    private static EventDays Next(Catalogue.FeatureProperties says, DateOnly today)
    {
        var all = EventDays.Of(says, today).OrderBy(days => days.First).ToList();
        return all.Find(days => days.Last >= today) is { First: not null } next ? next : all[^1];
    }

    private static string Moment(DateOnly day, string? hour, TimeZoneInfo zone) =>
        zone.At(day.ToDateTime(hour is null ? TimeOnly.MinValue : TimeOnly.ParseExact(hour, "HH:mm", CultureInfo.InvariantCulture)))
            .ToUniversalTime()
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

internal enum AttributeKind
{
    Value,
    Place,
    Moment,
    Languages,
}

/// <summary>An attribute before either version of NGSI writes it.</summary>
internal sealed record NgsiAttribute(string Name, JsonNode? Value, AttributeKind Kind = AttributeKind.Value)
{
    /// <summary>As NGSI-LD has it.</summary>
    public JsonObject Linked() =>
        Kind switch
        {
            AttributeKind.Place => new() { ["type"] = "GeoProperty", ["value"] = Value },
            AttributeKind.Moment => new()
            {
                ["type"] = "Property",
                ["value"] = new JsonObject { ["@type"] = "DateTime", ["@value"] = Value },
            },
            AttributeKind.Languages => new() { ["type"] = "LanguageProperty", ["languageMap"] = Value },
            _ => new() { ["type"] = "Property", ["value"] = Value },
        };

    /// <summary>As NGSIv2 has it.</summary>
    public JsonObject Second() =>
        new()
        {
            ["type"] = Kind switch
            {
                AttributeKind.Place => "geo:json",
                AttributeKind.Moment => "DateTime",
                _ when Value is JsonObject or JsonArray => "StructuredValue",
                _ => "Text",
            },
            ["value"] = Kind == AttributeKind.Place ? Value : Allowed(Value),
            ["metadata"] = new JsonObject(),
        };

    /// <summary>Without the signs that a context broker forbids in texts; in addresses they are escaped.</summary>
    private static JsonNode? Allowed(JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Allowed(pair.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Allowed)]),
            JsonValue value when value.TryGetValue<string>(out var text) => Uri.IsWellFormedUriString(text, UriKind.Absolute)
                ? string.Concat(text.Select(c => Forbidden.Contains(c) ? Uri.HexEscape(c) : $"{c}"))
                : string.Concat(text.Where(c => !Forbidden.Contains(c))),
            _ => node?.DeepClone(),
        };

    private const string Forbidden = "<>\"'=;()";
}
