using System.Text.Json.Nodes;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;

namespace XrContent.Server.Interop.Iiif;

/// <summary>A scene as a IIIF Presentation 3 manifest: a canvas for each of its captures.</summary>
internal static class IiifManifest
{
    /// <summary>Pixels of a preview.</summary>
    private const int Width = 1024;
    private const int Height = 512;

    private static readonly LocalText Attribution = new()
    {
        Japanese = "権利",
        English = "Attribution",
        Chinese = "版权",
        Korean = "저작권",
    };

    public static string Address(string root, string scene) => $"{root}/iiif/scenes/{scene}/manifest";

    public static bool HasPictures(PublishedItem scene) => ((Scene)scene.Document).Captures.Count > 0;

    public static JsonArray Context() =>
        new("http://iiif.io/api/extension/navplace/context.json", "http://iiif.io/api/presentation/3/context.json");

    public static JsonObject Of(PublishedItem scene, CatalogSnapshot catalog, string root)
    {
        var open = OpenItem.Of(scene);
        var address = Address(root, scene.Id);
        var captures = ((Scene)scene.Document).Captures.Select(catalog.Find).OfType<PublishedItem>().ToList();
        var manifest = new JsonObject
        {
            ["@context"] = Context(),
            ["id"] = address,
            ["type"] = "Manifest",
            ["label"] = Words(open.Says.Title),
            ["homepage"] = Homepage(open, root),
        };
        // Who may see something distressing is told before.
        if ((open.Says.Sensitivity?.Notice ?? open.Says.Summary) is { } summary)
            manifest["summary"] = Words(summary);
        if (Rights(captures) is { } rights)
            manifest["rights"] = rights;
        if (Credits(captures) is { } credits)
            manifest["requiredStatement"] = new JsonObject { ["label"] = Words(Attribution), ["value"] = credits };
        if (open.Picture(root) is { } thumbnail)
            manifest["thumbnail"] = new JsonArray(Image(thumbnail, 480, 240));
        if (open.GeometryNode() is { } where)
            manifest["navPlace"] = new JsonObject
            {
                ["id"] = $"{address}/place",
                ["type"] = "FeatureCollection",
                ["features"] = new JsonArray(
                    new JsonObject
                    {
                        ["id"] = $"{address}/place/1",
                        ["type"] = "Feature",
                        ["properties"] = new JsonObject { ["label"] = Words(open.Says.Title) },
                        ["geometry"] = where,
                    }
                ),
            };
        manifest["items"] = new JsonArray([
            .. captures.Select((capture, i) => (JsonNode)Canvas($"{address}/canvas/{i + 1}", OpenItem.Of(capture), root)),
        ]);
        if (Sources(scene, address) is { Count: > 0 } sources)
            manifest["annotations"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = $"{address}/sources",
                    ["type"] = "AnnotationPage",
                    ["items"] = sources,
                }
            );
        return manifest;
    }

    /// <summary>Every language of a text, each a list of one.</summary>
    public static JsonObject Words(LocalText text) => text.Map(words => new JsonArray(words));

    public static JsonArray Homepage(OpenItem item, string root) =>
        new(
            new JsonObject
            {
                ["id"] = item.Page(root),
                ["type"] = "Text",
                ["format"] = "text/html",
                ["label"] = Words(item.Says.Title),
            }
        );

    private static JsonObject Canvas(string id, OpenItem capture, string root)
    {
        var thumbnail = capture.Picture(root)!;
        var canvas = new JsonObject
        {
            ["id"] = id,
            ["type"] = "Canvas",
            ["label"] = Words(capture.Says.Title),
            ["width"] = Width,
            ["height"] = Height,
            ["navDate"] = Stac.StacItem.Utc(capture.Says.Depicts ?? capture.Says.Taken!.Value),
            ["thumbnail"] = new JsonArray(Image(thumbnail, 480, 240)),
        };
        canvas["items"] = new JsonArray(
            new JsonObject
            {
                ["id"] = $"{id}/page",
                ["type"] = "AnnotationPage",
                ["items"] = new JsonArray(
                    new JsonObject
                    {
                        ["id"] = $"{id}/page/picture",
                        ["type"] = "Annotation",
                        ["motivation"] = "painting",
                        ["body"] = Image(thumbnail.Replace("thumbnail.jpg", "preview.jpg", StringComparison.Ordinal), Width, Height),
                        ["target"] = id,
                    }
                ),
            }
        );
        return canvas;
    }

    private static JsonObject Image(string href, int width, int height) =>
        new()
        {
            ["id"] = href,
            ["type"] = "Image",
            ["format"] = "image/jpeg",
            ["width"] = width,
            ["height"] = height,
        };

    /// <summary>Where the words of a scene come from.</summary>
    private static JsonArray Sources(PublishedItem scene, string address) =>
        new([
            .. OpenItem
                .Of(scene)
                .Sources.Select(
                    (source, i) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = $"{address}/sources/{i + 1}",
                                ["type"] = "Annotation",
                                ["motivation"] = "commenting",
                                ["body"] = new JsonObject
                                {
                                    ["type"] = "TextualBody",
                                    ["format"] = "text/plain",
                                    ["language"] = new JsonArray(source.Language ?? "und"),
                                    ["value"] = string.Join(
                                        ", ",
                                        new[] { source.Title, source.Publisher, source.Date?.ToString(), source.Locator, source.Url }.Where(
                                            part => !string.IsNullOrEmpty(part)
                                        )
                                    ),
                                },
                                ["target"] = address,
                            }
                ),
        ]);

    /// <summary>One licence for all of them, where it has an address that the standard takes.</summary>
    private static string? Rights(IReadOnlyList<PublishedItem> captures)
    {
        var licenses = captures.Select(capture => OpenItem.Of(capture).Rights?.License).Distinct().ToList();
        return licenses is not [{ } only] ? null
            : only == "all-rights-reserved" ? "http://rightsstatements.org/vocab/InC/1.0/"
            : only == "CC0-1.0" ? "http://creativecommons.org/publicdomain/zero/1.0/"
            : only.StartsWith("CC-BY", StringComparison.Ordinal) && only.LastIndexOf('-') is var dash and > 3
                ? $"http://creativecommons.org/licenses/{only[3..dash].ToLowerInvariant()}/{only[(dash + 1)..]}/"
            : null;
    }

    private static JsonObject? Credits(IReadOnlyList<PublishedItem> captures)
    {
        var credits = new JsonObject();
        // Only in the languages in which it is said: another's words under their name would be read aloud wrongly.
        var rights = captures.Select(capture => OpenItem.Of(capture).Rights).OfType<Rights>().Distinct().ToList();
        foreach (var language in LocalText.Languages)
        {
            var lines = rights.Select(one => one.Credit?.In(language)).OfType<string>().Distinct().ToList();
            if (lines.Count > 0)
                credits[language] = new JsonArray([.. lines.Select(line => (JsonNode)line)]);
        }

        var holders = rights.Where(one => one.Credit is null).Select(one => one.Holder).Distinct().ToList();
        if (holders.Count > 0)
            credits["none"] = new JsonArray([.. holders.Select(holder => (JsonNode)holder)]);
        return credits.Count == 0 ? null : credits;
    }
}
