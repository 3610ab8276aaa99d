using XrContent.Catalog.Published;
using XrContent.Server.Views.Maps;

namespace XrContent.Server.Visiting;

/// <summary>What changed since a version.</summary>
/// <param name="Version">The version now.</param>
/// <param name="Reset">True when the version asked about is unknown here: forget everything and load afresh.</param>
internal sealed record ChangesAnswer(long Version, bool Reset, IReadOnlyList<ItemChange> Items);

/// <summary>What the web part must know of this server.</summary>
/// <param name="GsiTiles">Whether the map shows tiles of the Geospatial Information Authority of Japan.</param>
/// <param name="Map">What pages draw the map from.</param>
/// <param name="Terrain">"none", "coarse" (a sketch) or "surveyed": the best that is known anywhere.</param>
/// <param name="Centre">Where its scenes are; null while there are none.</param>
internal sealed record SiteAnswer(bool GsiTiles, MapAnswer Map, bool OnsiteRequired, string Terrain, string Version, SiteCentre? Centre);

/// <summary>The middle of all scenes.</summary>
/// <param name="Reach">Metres from there within which all of them are, and some more.</param>
internal sealed record SiteCentre(double Lat, double Lon, double Reach);
