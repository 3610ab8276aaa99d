using System.Globalization;
using System.Text.Json.Nodes;
using XrContent.Catalog.Documents;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Interop.Features;

/// <summary>The items of a kind as OGC API - Features lists them, their words as plain members that a table can show.</summary>
internal sealed record Collection(string Id, Kind Kind, LocalText Title)
{
    public static readonly IReadOnlyList<Collection> All =
    [
        new("places", Kind.Place, new() { Japanese = "場所", English = "Places" }),
        new("captures", Kind.Capture, new() { Japanese = "360度写真・映像", English = "360 degree captures" }),
        new("overlays", Kind.Overlay, new() { Japanese = "重ねて表示するもの", English = "Overlays" }),
        new("scenes", Kind.Scene, new() { Japanese = "場面", English = "Scenes" }),
        new("tours", Kind.Tour, new() { Japanese = "ツアー", English = "Tours" }),
        new("events", Kind.Event, new() { Japanese = "催し", English = "Events" }),
    ];

    public static Collection? Find(string id) => All.FirstOrDefault(collection => collection.Id == id);

    /// <summary>The days that were announced last, else the next of every year.</summary>
    private static (string? First, string? Last) Days(FeatureProperties says, DateOnly today) =>
        EventDays.Of(says, today).MaxBy(days => days.First) is { First: { } first, Last: { } last }
            ? (first.ToString("O", CultureInfo.InvariantCulture), last.ToString("O", CultureInfo.InvariantCulture))
            : (null, null);

    private HashSet<string> Columns { get; } =
    [
        "title",
        "title_en",
        "title_zh_hans",
        "title_ko",
        "summary",
        "page",
        "thumbnail",
        "notice",
        .. Kind switch
        {
            Kind.Place => new[]
            {
                "category",
                "demolished",
                "exhibit",
                "reading",
                "address",
                "website",
                "heritage",
                "heritage_since",
                "access",
                "hours",
            },
            Kind.Capture => ["place", "nature", "taken", "depicts"],
            Kind.Scene => ["place"],
            Kind.Event => ["when", "begins", "ends"],
            _ => [],
        },
    ];

    public JsonObject Feature(OpenItem item, string lang, string root, DateOnly today)
    {
        var properties = new JsonObject { ["kind"] = Kind.ToString().ToLowerInvariant() };
        var says = item.Says;
        Add("title", says.Title.Best(lang));
        Add("title_en", says.Title.English);
        Add("title_zh_hans", says.Title.Chinese);
        Add("title_ko", says.Title.Korean);
        Add("summary", says.Summary.Best(lang));
        Add("category", OpenDoors.Word(says.Category));
        Add("demolished", says.Demolished?.ToString());
        Add("exhibit", says.Exhibit);
        Add("reading", says.Reading);
        Add("address", says.Address.Best(lang));
        Add("website", says.Website);
        Add("heritage", says.Heritage?.Class.Best(lang));
        Add("heritage_since", says.Heritage?.Since?.ToString());
        Add("access", says.Access.Best(lang));
        Add("hours", says.Hours.Best(lang));
        Add("place", says.Place);
        Add("nature", OpenDoors.Word(says.Nature));
        Add("taken", Moment(says.Taken));
        Add("depicts", Moment(says.Depicts));
        Add("when", says.When.Best(lang));
        var (begins, ends) = Kind == Kind.Event ? Days(says, today) : (null, null);
        Add("begins", begins);
        Add("ends", ends);
        if (Kind == Kind.Tour)
            properties["minutes"] = says.Minutes;
        Add("notice", says.Sensitivity?.Notice.Best(lang));
        Add("page", item.Page(root));
        Add("thumbnail", item.Picture(root));
        return new()
        {
            ["type"] = "Feature",
            ["id"] = item.Id,
            ["geometry"] = item.GeometryNode(),
            ["properties"] = properties,
        };

        void Add(string name, string? value)
        {
            // A table has a column for all that a kind may say: what nobody said stays empty in it.
            if (value is not null || Columns.Contains(name))
                properties[name] = value;
        }
    }

    private static string? Moment(DateTimeOffset? moment) =>
        moment?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
}
