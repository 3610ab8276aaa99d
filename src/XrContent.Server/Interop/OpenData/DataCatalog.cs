using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.OpenData;

/// <summary>What data there is here, for catalogues of catalogues: DCAT 3 (W3C) and the answers of CKAN.</summary>
internal static class DataCatalog
{
    public const string License = "https://creativecommons.org/licenses/by/4.0/";

    private const string FileType = "http://publications.europa.eu/resource/authority/file-type/";

    public static IResult Dcat(HttpContext context)
    {
        var (root, options) = (context.Root(), OptionsOf(context));
        var sets = new JsonArray();
        foreach (var set in Sets())
            sets.Add(
                new JsonObject
                {
                    ["@id"] = $"{root}/opendata/{set.Name}",
                    ["@type"] = "dcat:Dataset",
                    ["dct:identifier"] = set.Name,
                    ["dct:title"] = Words(set.Title),
                    ["dct:description"] = Words(set.About),
                    ["dct:publisher"] = Publisher(root, options),
                    ["dct:license"] = Id(License),
                    ["dcat:distribution"] = new JsonArray([.. set.Files.Select(file => (JsonNode)Distribution(root, file))]),
                }
            );
        return OpenDoors.Json(
            new JsonObject
            {
                ["@context"] = new JsonObject
                {
                    ["dcat"] = "http://www.w3.org/ns/dcat#",
                    ["dct"] = "http://purl.org/dc/terms/",
                    ["foaf"] = "http://xmlns.com/foaf/0.1/",
                },
                ["@id"] = $"{root}/opendata/catalog.jsonld",
                ["@type"] = "dcat:Catalog",
                ["dct:title"] = Title(options),
                ["dct:publisher"] = Publisher(root, options),
                ["dct:license"] = Id(License),
                ["foaf:homepage"] = Id($"{root}/"),
                ["dcat:dataset"] = sets,
            },
            "application/ld+json"
        );
    }

    public static IResult Packages(
        HttpContext context,
        [StringLength(200), Description("Words that must all stand in name, title or description.")] string? q = null,
        [Range(0, 1000)] int rows = 10,
        [Range(0, 1_000_000)] int start = 0
    )
    {
        var words = (q is null or "*:*" ? "" : q).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = Sets().Where(set => words.All(word => set.Text.Contains(word, StringComparison.OrdinalIgnoreCase))).ToList();
        var page = found.Skip(start).Take(rows).Select(set => (JsonNode)PackageOf(context, set));
        return OpenDoors.Json(
            Ckan(context, "package_search", new JsonObject { ["count"] = found.Count, ["results"] = new JsonArray([.. page]) })
        );
    }

    public static IResult Package(HttpContext context, [Required] string id) =>
        Sets().FirstOrDefault(set => set.Name == id) is { } set
            ? OpenDoors.Json(Ckan(context, "package_show", PackageOf(context, set)))
            : TypedResults.Problem(Problems.NoItem(id, "list"));

    private static JsonObject Ckan(HttpContext context, string action, JsonNode result) =>
        new()
        {
            ["help"] = $"{context.Root()}/docs#tag/open-formats/{action}",
            ["success"] = true,
            ["result"] = result,
        };

    private static JsonObject PackageOf(HttpContext context, Listed set)
    {
        var root = context.Root();
        return new()
        {
            ["id"] = set.Name,
            ["name"] = set.Name,
            ["title"] = set.Title.Japanese,
            ["title_translated"] = set.Title.Map(),
            ["notes"] = set.About.Japanese,
            ["notes_translated"] = set.About.Map(),
            ["license_id"] = "CC-BY-4.0",
            ["license_title"] = "Creative Commons Attribution 4.0",
            ["license_url"] = License,
            ["isopen"] = true,
            ["private"] = false,
            ["state"] = "active",
            ["type"] = "dataset",
            ["url"] = root,
            ["author"] = OptionsOf(context).Municipality.Name,
            ["num_resources"] = set.Files.Count,
            ["resources"] = new JsonArray([
                .. set.Files.Select(file =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = $"{set.Name}-{file.Format.ToLowerInvariant()}",
                            ["package_id"] = set.Name,
                            ["name"] = $"{set.Title.Japanese} ({file.Format})",
                            ["format"] = file.Format,
                            ["mimetype"] = file.MediaType,
                            ["url"] = $"{root}{file.Path}",
                            ["state"] = "active",
                        }
                ),
            ]),
        };
    }

    private static JsonObject Distribution(string root, ListedFile file) =>
        new()
        {
            ["@type"] = "dcat:Distribution",
            ["dct:title"] = file.Format,
            ["dcat:mediaType"] = Id($"https://www.iana.org/assignments/media-types/{file.MediaType}"),
            ["dct:format"] = Id($"{FileType}{file.Format.ToUpperInvariant().Replace(" ", "_", StringComparison.Ordinal)}"),
            [file.IsService ? "dcat:accessURL" : "dcat:downloadURL"] = Id($"{root}{file.Path}"),
            ["dct:license"] = Id(License),
        };

    private static JsonObject Id(string address) => new() { ["@id"] = address };

    private static JsonArray Words(LocalText text) =>
        new([
            .. LocalText
                .Languages.Where(language => text.In(language) is not null)
                .Select(language => (JsonNode)new JsonObject { ["@value"] = text.In(language), ["@language"] = language }),
        ]);

    private static JsonArray Title(SiteOptions options) =>
        new([.. options.Title.Select(title => (JsonNode)new JsonObject { ["@value"] = title.Value, ["@language"] = title.Key })]);

    private static JsonObject Publisher(string root, SiteOptions options) =>
        new()
        {
            ["@id"] = $"{root}/",
            ["@type"] = "foaf:Agent",
            ["foaf:name"] = options.Municipality.Name,
        };

    private static SiteOptions OptionsOf(HttpContext context) => context.RequestServices.GetRequiredService<IOptions<SiteOptions>>().Value;

    /// <summary>All that can be taken from here, each in every form.</summary>
    private static IEnumerable<Listed> Sets()
    {
        foreach (var set in DataSet.All)
        {
            var files = new List<ListedFile>
            {
                new("CSV", "text/csv", $"/opendata/{set.Name}.csv"),
                new("JSON", "application/json", $"/opendata/{set.Name}.json"),
            };
            if (set == DataSet.Events)
                files.Add(new("ICS", "text/calendar", "/calendar.ics"));
            yield return new(set.Name, set.Title, set.About, files);
        }

        yield return new(
            "catalogue",
            new() { Japanese = "場所・写真・ツアーの位置と説明", English = "Places, pictures and tours: where and what" },
            new()
            {
                Japanese = "場所、360度写真の撮影地点、重ねて表示するもの、場面、ツアー、催しです。画像そのものは含みません。",
                English =
                    "The places, 360 degree captures, overlays, scenes, tours and events of this server. The media are not among them.",
            },
            [
                new("GeoJSON", "application/geo+json", "/ogc", IsService: true),
                new("MVT", "application/vnd.mapbox-vector-tile", "/tiles/tiles.json", IsService: true),
                new("KML", "application/vnd.google-earth.kml+xml", "/places.kml"),
                new("GPX", "application/gpx+xml", "/places.gpx"),
            ]
        );
    }

    private sealed record ListedFile(string Format, string MediaType, string Path, bool IsService = false);

    private sealed record Listed(string Name, LocalText Title, LocalText About, IReadOnlyList<ListedFile> Files)
    {
        public string Text { get; } = string.Join(' ', Name, Title.Japanese, Title.English, About.Japanese, About.English);
    }
}
