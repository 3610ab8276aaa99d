using XrContent.Catalog.Documents;
using XrContent.Media.Panorama;

namespace XrContent.Server.Footage;

/// <summary>Where the renditions of a capture are served. Names never change their content, so they may be cached for ever.</summary>
/// <param name="Thumbnail">480 pixels wide.</param>
/// <param name="Preview">1024 pixels wide.</param>
/// <param name="Base">2048 pixels wide, the whole sphere.</param>
internal sealed record MediaLinks(string Thumbnail, string Preview, string Base, TileLinks Tiles)
{
    public static MediaLinks Of(Capture capture)
    {
        var root = $"/media/{RenditionsOf(capture)}";
        return new($"{root}/thumbnail.jpg", $"{root}/preview.jpg", $"{root}/base.jpg",
            new($"{root}/tiles/{{level}}/{{column}}_{{row}}.jpg", Pyramid.Levels(capture.Panorama.FullWidth)));
    }

    /// <summary>The file that a document was made from; null where there is none.</summary>
    public static Original? OriginalOf(Document document) => document switch
    {
        Capture capture => capture.Original,
        Overlay overlay => overlay.Original,
        _ => null,
    };

    /// <summary>Where the picture or the model of an overlay is served; null when it has none.</summary>
    public static string? OfOverlay(Overlay overlay) => overlay.Original is null ? null : $"/media/{RenditionsOf(overlay)}/{(overlay.Shape == OverlayShape.Model ? "model.glb" : "photo.webp")}";

    /// <summary>Name of an overlay's rendition.</summary>
    public static string RenditionsOf(Overlay overlay) => $"{overlay.Original!.Sha256[..40]}-{(overlay.Shape == OverlayShape.Model ? "m" : "p")}1";

    /// <summary>Name of a capture's renditions: its original, and the recipe by which they were made.</summary>
    public static string RenditionsOf(Capture capture) =>
        $"{capture.Original.Sha256[..40]}-1{(capture.Panorama.Stereo == Stereo.TopBottom ? "s" : "")}";
}

/// <param name="Href">Address of a tile, with {level}, {column} and {row} to fill in.</param>
/// <param name="Levels">Coarse to fine; a level's index is its number.</param>
internal sealed record TileLinks(string Href, IReadOnlyList<PyramidLevel> Levels);
