using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Published;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Features;

/// <summary>What a client asks of a collection; says by name what cannot be read.</summary>
internal sealed class FeatureQuery(TimeZoneInfo zone)
{
    public const int MostItems = 1000;
    private const int UsualItems = 10;

    private static readonly string[] Moments = ["taken", "depicts"];

    private static readonly string[] Known =
    [
        "bbox",
        "bbox-crs",
        "datetime",
        "filter",
        "filter-lang",
        "limit",
        "after",
        "lang",
        "f",
        "crs",
    ];

    private IReadOnlyList<Envelope> boxes = [];
    private (DateTimeOffset From, DateTimeOffset Until)? span;
    private Cql2? filter;
    private string[] asks = [];
    private byte[][] needs = [];

    public int Limit { get; private set; } = UsualItems;

    /// <summary>Id of the last item of the page before.</summary>
    public string? After { get; private set; }

    public string Language { get; private set; } = "ja";

    /// <summary>All items belong.</summary>
    public bool IsAll => boxes.Count == 0 && span is null && filter is null;

    /// <summary>Names the items that belong, whatever page of them is asked for.</summary>
    public string Key { get; private set; } = "";

    /// <param name="others">Names of parameters that the caller reads.</param>
    public static (FeatureQuery? Query, ProblemDetails? Problem) Read(
        IQueryCollection asked,
        Kind kind,
        TimeZoneInfo zone,
        params string[] others
    )
    {
        var query = new FeatureQuery(zone);
        var own = Queryables.Of(kind).ToHashSet();
        foreach (var (name, values) in asked)
            if (values.Count > 1)
                return (null, Problems.Parameter(name, "Stands more than once; say it once."));
            else if (!Known.Contains(name) && !own.Contains(name) && !others.Contains(name))
                return (
                    null,
                    Problems.Parameter(name, $"Is no parameter; there are {string.Join(", ", Known.Concat(own).Concat(others))}.")
                );
        if (query.ReadPage(asked) is { } page)
            return (null, page);
        if (query.ReadBox(asked["bbox"]) is { } box)
            return (null, Problems.Parameter("bbox", box));
        foreach (var crs in new[] { "crs", "bbox-crs" })
            if (asked[crs] is [{ } system] && system != "http://www.opengis.net/def/crs/OGC/1.3/CRS84")
                return (null, Problems.Parameter(crs, "Only http://www.opengis.net/def/crs/OGC/1.3/CRS84 is served."));
        if (asked["datetime"] is [{ } when] && !query.ReadTime(when))
            return (null, Problems.Parameter("datetime", "Must be a moment, or two with / between, RFC 3339; .. where one is open."));
        if (query.ReadFilter(asked, own) is { } filter)
            return (null, filter);
        query.Key = string.Join(
            '&',
            asked
                .Keys.Where(name => name is not ("limit" or "after" or "lang" or "f"))
                .Order()
                .Select(name => $"{name}={Uri.EscapeDataString(asked[name].ToString())}")
        );
        return (query, null);
    }

    /// <summary>The box in which all that belongs lies; null where it may be anywhere, or over the date line.</summary>
    public Envelope? Box => boxes is [var only] ? only : null;

    /// <summary>Tells of one item after another whether it belongs. Each may be asked by one thread only.</summary>
    public Func<PublishedItem, bool> Matcher()
    {
        var values = new Dictionary<string, string>();
        return item =>
        {
            if (!InBox(item) || !Queryables.May(item, needs) || !InTime(item, values))
                return false;
            if (filter is null)
                return true;
            Queryables.Read(item, asks, values);
            return filter.Holds(values) == true;
        };
    }

    private HttpValidationProblemDetails? ReadPage(IQueryCollection asked)
    {
        if (asked["limit"] is [{ } most])
        {
            if (!int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit < 1)
                return Problems.Parameter("limit", "Must be a whole number, 1 at the least.");
            Limit = Math.Min(limit, MostItems);
        }

        if (asked["lang"] is [{ } lang])
        {
            if (!LocalText.Languages.Contains(lang))
                return Problems.Parameter("lang", $"Must be one of {string.Join(", ", LocalText.Languages)}.");
            Language = lang;
        }

        if (asked["f"] is [{ } form] && form is not ("json" or "html"))
            return Problems.Parameter("f", "Must be json or html.");
        After = asked["after"] is [{ Length: > 0 } after] ? after : null;
        return null;
    }

    private string? ReadBox(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        const string form = "Must be west,south,east,north in degrees, or with a height after south and after north.";
        var numbers = new List<double>();
        foreach (var part in text.Split(','))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
                return form;
            numbers.Add(number);
        }

        if (numbers.Count == 6)
            numbers = [numbers[0], numbers[1], numbers[3], numbers[4]];
        if (numbers is not [var west, var south, var east, var north])
            return form;
        if (!(south >= -90 && north <= 90 && south <= north && Math.Abs(west) <= 180 && Math.Abs(east) <= 180))
            return "South and north must be -90 to 90, south first; west and east -180 to 180.";
        // West beyond east goes over the date line.
        boxes = west <= east ? [new(west, east, south, north)] : [new(west, 180, south, north), new(-180, east, south, north)];
        return null;
    }

    private bool ReadTime(string text)
    {
        var parts = text.Split('/');
        if (parts.Length > 2 || parts.All(part => part is "" or ".."))
            return false;
        if (Moment(parts[0], DateTimeOffset.MinValue, isEnd: false) is not { } from)
            return false;
        if (Moment(parts[^1], DateTimeOffset.MaxValue, isEnd: true) is not { } until || until < from)
            return false;
        span = (from, until);
        return true;
    }

    private DateTimeOffset? Moment(string text, DateTimeOffset open, bool isEnd)
    {
        // QGIS writes an open beginning as the year 0, which .NET does not know; GDAL a day with the letter before an hour.
        if (text is "" or ".." || text.StartsWith("0000-", StringComparison.Ordinal))
            return open;
        if (text.Length == 11 && text[10] is 'T' or 't')
            text = text[..10];
        text = text.ToUpperInvariant();
        if (!Cql2.Literal.TryMoment(text, out var moment))
            return null;
        if (text.Length != 10)
            return moment;
        // A day is that of the places.
        var day = moment.UtcDateTime.Date;
        if (!isEnd)
            return zone.At(day);
        var end = day.Year == DateTime.MaxValue.Year ? DateTimeOffset.MaxValue : zone.At(day.AddDays(1));
        return end.Year is <= 1 or >= 9999 ? end : end.AddTicks(-1);
    }

    private HttpValidationProblemDetails? ReadFilter(IQueryCollection asked, HashSet<string> own)
    {
        if (asked["filter-lang"] is [{ } language] && language != "cql2-text")
            return Problems.Parameter("filter-lang", "Must be cql2-text.");
        try
        {
            if (asked["filter"] is [{ Length: > 0 } text])
                filter = Cql2Parser.Parse(text);
        }
        catch (Cql2Exception wrong)
        {
            return Problems.Parameter("filter", wrong.Message);
        }

        if (filter?.Properties.FirstOrDefault(name => !own.Contains(name)) is { } unknown)
            return Problems.Parameter("filter", $"\"{unknown}\" cannot be asked for; there are {string.Join(", ", own)}.");
        foreach (var name in own)
        {
            if (asked[name] is not [{ } value])
                continue;
            var equal = new Cql2.Compare(name, "=", new(value, name == "minutes" && double.TryParse(value, out var n) ? n : null, null));
            filter = filter is null ? equal : new Cql2.And(filter, equal);
        }

        asks = [.. filter?.Properties.Distinct() ?? []];
        needs = Queryables.Written(filter?.Needs ?? []);

        return null;
    }

    private bool InBox(PublishedItem item)
    {
        if (boxes.Count == 0)
            return true;
        if (item.IsPoint)
            return boxes.Any(box => box.Contains(item.At.Longitude, item.At.Latitude));
        return item.Where is { } shape
            && boxes.Any(box => box.Intersects(shape.EnvelopeInternal) && CatalogJson.GeometryFactory.ToGeometry(box).Intersects(shape));
    }

    private DateOnly Local(DateTimeOffset moment) =>
        moment == DateTimeOffset.MinValue ? DateOnly.MinValue
        : moment == DateTimeOffset.MaxValue ? DateOnly.MaxValue
        : DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    /// <summary>
    /// Where either of a capture's moments, or a day of an event, lies in the span; of a kind that has no time all belong (OGC 17-069r4,
    /// 7.15.4).
    /// </summary>
    private bool InTime(PublishedItem item, Dictionary<string, string> values)
    {
        if (span is not var (from, until))
            return true;
        if (item.Kind == Kind.Capture)
        {
            Queryables.Read(item, Moments, values);
            return values.Values.Any(text => Cql2.Literal.TryMoment(text, out var moment) && moment >= from && moment <= until);
        }

        if (item.Kind != Kind.Event)
            return true;
        var says = OpenItem.Of(item).Says;
        return EventDays.Between(says, Local(from), Local(until)).Any();
    }
}
