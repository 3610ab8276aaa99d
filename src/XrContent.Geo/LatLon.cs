namespace XrContent.Geo;

/// <summary>A place on the WGS84 ellipsoid.</summary>
/// <param name="Latitude">Degrees north, -90 to 90.</param>
/// <param name="Longitude">Degrees east, -180 to 180.</param>
public readonly record struct LatLon(double Latitude, double Longitude);

/// <summary>A direction in which something appears, with how far away it is.</summary>
/// <param name="Azimuth">Degrees clockwise from true north, 0 to 360.</param>
/// <param name="Elevation">Degrees above the level of the eye, -90 to 90.</param>
/// <param name="Distance">Straight-line distance from the eye in metres.</param>
public readonly record struct Direction(double Azimuth, double Elevation, double Distance);
