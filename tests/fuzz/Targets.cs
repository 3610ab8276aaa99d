using XrContent.Geo.Buildings.Formats;
using XrContent.Geo.Terrain;
using XrContent.Geo.Terrain.Formats;
using XrContent.Media;
using XrContent.Media.Audio;
using XrContent.Media.Video;
using XrContent.Server.Interop.Features;
using static XrContent.Fuzz.Inputs;

namespace XrContent.Fuzz;

/// <summary>Every parser of ours that reads what comes from outside.</summary>
internal static class Targets
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new("exif", ReadPhoto, Refused),
        new("xmp", ReadXmp, Refused),
        new("mp4", bytes => _ = Spherical.Read(new MemoryStream(bytes)), Refused),
        new("matroska", bytes => _ = MatroskaProjection.Read(new MemoryStream(bytes)), Refused),
        new("captions", bytes => _ = Captions.Write(Captions.Read(Text(bytes))), Refused),
        new("walk-in", bytes => InFile(bytes, "record", ReadWalkIn), Refused),
        new("map-tiles", ReadTiles, Refused),
        Terrain("hgt", "N32E129.hgt"),
        Terrain("gsi-tile", "14_14080_6623.png"),
        Terrain("gsi-gml", "FG-GML-4929-07-00-DEM10B.xml"),
        Terrain("geotiff", "heights.tif"),
        Terrain("ascii-grid", "heights.asc"),
        Terrain("terrain-zip", "heights.zip"),
        new("las", bytes => InFile(bytes, "cloud.las", path => LasFile.Read(path, default).Count()), Unusable),
        Buildings("citygml", "town.gml"),
        Buildings("footprints", "town.geojson"),
        Buildings("building-zip", "town.zip"),
        new("geojson", ReadItems, Refused),
        new("municipal", ReadTable, Refused),
        new("cql2", bytes => _ = Cql2Parser.Parse(Text(bytes)), error => error is Cql2Exception),
        new("tus", ReadUploadHeaders, Refused),
        new("pass", ReadPass, Refused),
        new("tap", ReadTap, Refused),
        new("words", ReadWords, Refused),
    ];

    public static Target Find(string name) => All.First(target => target.Name == name);

    private static bool Refused(Exception error) => error is RefusedException;

    private static bool Unusable(Exception error) => error is TerrainFileException;

    private static Target Terrain(string name, string file) =>
        new(name, bytes => InFile(bytes, file, path => TerrainFiles.Read(path).Sum(grid => grid.Width)), Unusable);

    private static Target Buildings(string name, string file) =>
        new(name, bytes => InFile(bytes, file, path => BuildingFiles.Read(path, new(null, 2020))), Unusable);
}
