using System.Globalization;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Ngsi;

/// <summary>Which entities a broker asks for, in either version's words.</summary>
internal sealed record NgsiQuery(
    IReadOnlyList<Kind> Kinds,
    IReadOnlyList<string> Ids,
    LatLon? Near,
    double Least,
    double Most,
    int Limit,
    int Offset
)
{
    private static readonly string[] Known =
    [
        "type",
        "id",
        "georel",
        "geoproperty",
        "geometry",
        "coordinates",
        "coords",
        "limit",
        "offset",
        "options",
        "count",
        "attrs",
        "lang",
    ];

    private const int UsualItems = 20;
    private const int MostItems = 1000;
    private const double Farthest = 50_000;

    /// <param name="isSecond">NGSIv2 writes latitude first and one sign for "is"; NGSI-LD longitude first and two.</param>
    public static (NgsiQuery? Query, HttpValidationProblemDetails? Problem) Read(IQueryCollection asked, bool isSecond)
    {
        var kinds = new List<Kind>();
        foreach (var type in Words(asked["type"]))
        {
            // Expanded names end in the short one.
            if (NgsiEntity.KindOf(type[(type.LastIndexOfAny(['/', '#']) + 1)..]) is { } kind)
                kinds.Add(kind);
        }

        if (kinds.Count == 0 && Words(asked["type"]).Length == 0)
            kinds = [Kind.Place, Kind.Event];
        kinds = [.. kinds.Distinct()];
        // A broker that is answered more than it asked for stores wrong sets.
        if (asked.Keys.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
            return (null, Problems.Parameter(unknown, $"Is not served here; there are {string.Join(", ", Known)}."));
        if (asked["geoproperty"] is [{ } property] && property != "location")
            return (null, Problems.Parameter("geoproperty", "Must be location."));
        if (Whole(asked["limit"], UsualItems, isSecond ? 1 : 0, MostItems) is not { } limit)
            return (null, Problems.Parameter("limit", $"Must be {(isSecond ? 1 : 0)} to {MostItems}."));
        if (Whole(asked["offset"], 0, 0, int.MaxValue) is not { } offset)
            return (null, Problems.Parameter("offset", "Must be a whole number, 0 at the least."));
        var query = new NgsiQuery(kinds, [.. Words(asked["id"]).Distinct()], null, 0, Farthest, limit, offset);
        if (asked["georel"].ToString() is not { Length: > 0 } relation)
            return (query, null);
        if (Relation(relation, isSecond ? ":" : "==") is not var (least, most))
            return (
                null,
                Problems.Parameter("georel", $"Must be near;maxDistance{(isSecond ? ":" : "==")}METRES, up to {Farthest}; minDistance too.")
            );
        if (!string.Equals(asked["geometry"], "point", StringComparison.OrdinalIgnoreCase))
            return (null, Problems.Parameter("geometry", "Must be a point."));
        var name = isSecond ? "coords" : "coordinates";
        if (Point(asked[name].ToString(), isSecond) is not { } near)
            return (null, Problems.Parameter(name, isSecond ? "Must be latitude,longitude." : "Must be [longitude,latitude]."));
        return (query with { Near = near, Least = least, Most = most }, null);
    }

    /// <summary>All that belong, in an order that stays the same.</summary>
    public (IReadOnlyList<PublishedItem> Page, int Count) Find(CatalogSnapshot catalog)
    {
        if (Near is null && Ids.Count == 0)
            return (
                [.. Kinds.SelectMany(kind => catalog.Of(kind).After(null)).Skip(Offset).Take(Limit)],
                Kinds.Sum(kind => catalog.Of(kind).Count)
            );
        var found = Near is { } point ? Nearest(catalog, point) : Named(catalog);
        return ([.. found.Skip(Offset).Take(Limit)], found.Count);
    }

    private List<PublishedItem> Named(CatalogSnapshot catalog) =>
        [.. Ids.Select(id => NgsiEntity.Find(catalog, id)).OfType<PublishedItem>().Where(item => Kinds.Contains(item.Kind))];

    private List<PublishedItem> Nearest(CatalogSnapshot catalog, LatLon point)
    {
        var all = Around(catalog, point).Where(near => Ids.Count == 0 || Ids.Contains(NgsiEntity.IdOf(near.Item)));
        return [.. all.OrderBy(near => near.Distance).ThenBy(near => near.Item.Id, StringComparer.Ordinal).Select(near => near.Item)];
    }

    private IEnumerable<(PublishedItem Item, double Distance)> Around(CatalogSnapshot catalog, LatLon point) =>
        Nearness
            .BoxesAround(point, Most)
            .SelectMany(catalog.Within)
            .Where(item => Kinds.Contains(item.Kind))
            .Select(item => (item, Nearness.To(point, item).Distance))
            .Where(near => near.Distance <= Most && near.Distance >= Least);

    private static (double Least, double Most)? Relation(string text, string sign)
    {
        var parts = text.Split(';');
        var (least, most) = (0.0, Farthest);
        if (parts[0] != "near" || parts.Length < 2)
            return null;
        foreach (var part in parts.Skip(1))
        {
            var pair = part.Split(sign);
            if (
                pair.Length != 2
                || !double.TryParse(pair[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var metres)
                || !(metres is > 0 and <= Farthest)
            )
                return null;
            if (pair[0] == "maxDistance")
                most = metres;
            else if (pair[0] == "minDistance")
                least = metres;
            else
                return null;
        }

        return (least, most);
    }

    private static LatLon? Point(string text, bool isSecond)
    {
        var parts = text.Trim('[', ']').Split(',');
        if (
            parts.Length != 2
            || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var first)
            || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var second)
        )
            return null;
        var point = isSecond ? new LatLon(first, second) : new LatLon(second, first);
        return Math.Abs(point.Latitude) <= 90 && Math.Abs(point.Longitude) <= 180 ? point : null;
    }

    private static string[] Words(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int? Whole(string? text, int usual, int least, int most) =>
        string.IsNullOrEmpty(text) ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : null;
}
