using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;

namespace XrContent.Server.Views.Maps;

/// <summary>What pages draw the map from.</summary>
/// <param name="Pmtiles">Address of the base map's PMTiles file; null where it is none.</param>
/// <param name="Tiles">Address of the base map's picture tiles; null where they are none.</param>
/// <param name="Credits">To be shown with the map.</param>
/// <param name="IsCoarse">Some of its land is a sketch.</param>
/// <param name="Land">Names of the GeoJSON files that draw the land where there is no base map.</param>
/// <param name="Old">Old maps that can be laid over it.</param>
internal sealed record MapAnswer(
    string? Pmtiles,
    string? Tiles,
    IReadOnlyList<string> Credits,
    bool IsCoarse,
    IReadOnlyList<string> Land,
    IReadOnlyList<OldMap> Old
);

/// <summary>An old map of the catalogue.</summary>
/// <param name="Tiles">Address of its picture tiles, with {z}, {x} and {y}.</param>
/// <param name="Bounds">Degrees: west, south, east, north.</param>
/// <param name="Date">That it shows, as its first source says: YYYY, YYYY-MM or YYYY-MM-DD.</param>
internal sealed record OldMap(
    string Id,
    LocalText Title,
    string Tiles,
    int MinZoom,
    int MaxZoom,
    IReadOnlyList<double> Bounds,
    string? Date,
    LocalText? Credit
)
{
    /// <summary>What pages need to lay it over theirs; the address changes with the file, so that it can be kept for ever.</summary>
    public static OldMap Of(PublishedItem item)
    {
        var (map, frame) = ((Overlay)item.Document, item.Where!.EnvelopeInternal);
        return new(
            item.Id,
            map.Title,
            $"/map/old/{item.Id}/{{z}}/{{x}}/{{y}}?v={map.Original!.Sha256[..8]}",
            map.Zooms!.Least,
            map.Zooms.Most,
            [frame.MinX, frame.MinY, frame.MaxX, frame.MaxY],
            map.Sources[0].Date?.ToString(),
            map.Rights?.Credit
        );
    }
}
