namespace XrContent.Server.Views.Maps;

/// <summary>What pages draw the map from.</summary>
/// <param name="Pmtiles">Address of the base map's PMTiles file; null where it is none.</param>
/// <param name="Tiles">Address of the base map's picture tiles; null where they are none.</param>
/// <param name="Credits">To be shown with the map.</param>
internal sealed record MapAnswer(string? Pmtiles, string? Tiles, IReadOnlyList<string> Credits);
