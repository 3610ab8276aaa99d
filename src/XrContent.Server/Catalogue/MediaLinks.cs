using XrContent.Catalog.Documents;
using XrContent.Media.Panorama;
using XrContent.Media.Video;

namespace XrContent.Server.Catalogue;

/// <summary>Where the renditions of a capture are served. Names never change their content, so they may be cached for ever.</summary>
/// <param name="Thumbnail">480 pixels wide.</param>
/// <param name="Preview">1024 pixels wide.</param>
/// <param name="Base">2048 pixels wide, the whole sphere, level.</param>
/// <param name="Tiles">For a still.</param>
/// <param name="Film">For a film.</param>
/// <param name="WalkIn">Where one can walk in.</param>
internal sealed record MediaLinks(string Thumbnail, string Preview, string Base, TileLinks? Tiles, FilmLinks? Film, WalkInLinks? WalkIn)
{
    public static MediaLinks Of(Capture capture)
    {
        var root = $"/media/{RenditionNames.Of(capture)}";
        return new(
            $"{root}/thumbnail.jpg",
            $"{root}/preview.jpg",
            $"{root}/base.jpg",
            capture.Film is null ? new($"{root}/tiles/{{level}}/{{column}}_{{row}}.jpg", Pyramid.Levels(capture.Panorama.FullWidth)) : null,
            capture.Film is { } film ? FilmLinks.Of(root, capture, film) : null,
            capture.ShownWalkIn is { } record ? WalkInLinks.Of(record) : null
        );
    }

    /// <summary>Where the picture or the model of an overlay is served; null when it has none.</summary>
    public static string? OfOverlay(Overlay overlay) =>
        !overlay.HasRendition
            ? null
            : $"/media/{RenditionNames.Of(overlay)}/{(overlay.Shape == OverlayShape.Model ? "model.glb" : "photo.webp")}";

    /// <summary>Where a scene is read aloud, by language; null where it is not.</summary>
    public static IReadOnlyDictionary<string, string>? OfNarration(Scene scene) =>
        scene.Narration.Count == 0
            ? null
            : scene.Narration.ToDictionary(file => file.Language, file => $"/media/{RenditionNames.OfNarration(file)}/audio.m4a");
}

/// <param name="Href">Address of a tile, with {level}, {column} and {row} to fill in.</param>
/// <param name="Levels">Coarse to fine; a level's index is its number.</param>
internal sealed record TileLinks(string Href, IReadOnlyList<PyramidLevel> Levels);

/// <param name="Hls">The list of all sizes (RFC 8216).</param>
/// <param name="Seconds">Length.</param>
/// <param name="Audio">It has sound.</param>
/// <param name="Stereo">Where the frame holds two eyes, the left is the upper half.</param>
/// <param name="Captions">WebVTT by language.</param>
internal sealed record FilmLinks(
    string Hls,
    double Seconds,
    bool Audio,
    Stereo Stereo,
    StripLinks Strip,
    IReadOnlyDictionary<string, string> Captions
)
{
    public static FilmLinks Of(string root, Capture capture, Film film) =>
        new(
            $"{root}/hls/master.m3u8",
            film.Seconds,
            film.Audio,
            capture.Panorama.Stereo,
            StripLinks.Of($"{root}/strip.jpg", XrContent.Media.Video.Strip.Of(film.Seconds)),
            capture.Captions.ToDictionary(file => file.Language, file => $"/media/{RenditionNames.OfCaptions(file)}/captions.vtt")
        );
}

/// <param name="Pieces">Splats (SPZ), those first that fill most of the picture; null for a mesh.</param>
/// <param name="Model">A mesh (binary glTF); null for splats.</param>
/// <param name="Reach">Metres from the lens within which one may walk.</param>
/// <param name="Heading">Azimuth to which its own axis ahead (-z) looks, degrees from true north.</param>
/// <param name="East">Metres from the lens to its origin; likewise north and up.</param>
/// <param name="Scale">Metres for each of its units.</param>
internal sealed record WalkInLinks(
    IReadOnlyList<string>? Pieces,
    string? Model,
    double Reach,
    double Heading,
    double Pitch,
    double Roll,
    double East,
    double North,
    double Up,
    double Scale
)
{
    public static WalkInLinks Of(WalkIn record)
    {
        var root = $"/media/{RenditionNames.Of(record)}";
        return new(
            record.Pieces == 0 ? null : [.. Enumerable.Range(0, record.Pieces).Select(piece => $"{root}/{piece}.spz")],
            record.Pieces == 0 ? $"{root}/model.glb" : null,
            record.Reach,
            record.Heading,
            record.Pitch,
            record.Roll,
            record.East,
            record.North,
            record.Up,
            record.Scale
        );
    }
}

/// <param name="Width">Pixels of one frame.</param>
/// <param name="Height">Pixels of one frame.</param>
/// <param name="Interval">Seconds from one frame to the next; they run along the rows.</param>
internal sealed record StripLinks(string Href, int Columns, int Rows, int Width, int Height, double Interval)
{
    public static StripLinks Of(string href, Strip strip) =>
        new(href, strip.Columns, strip.Rows, Strip.Width, Strip.Height, strip.Interval);
}
