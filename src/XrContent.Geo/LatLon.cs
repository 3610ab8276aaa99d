namespace XrContent.Geo;

/// <summary>A place on the WGS84 ellipsoid.</summary>
/// <param name="Latitude">Degrees north, -90 to 90.</param>
/// <param name="Longitude">Degrees east, -180 to 180.</param>
public readonly record struct LatLon(double Latitude, double Longitude)
{
    /// <summary>True when both angles are finite and in range.</summary>
    public bool IsValid => Math.Abs(Latitude) <= 90 && Math.Abs(Longitude) <= 180;
}

/// <summary>Position and orientation of a camera, after the fields of OGC GeoPose (yaw, pitch, roll).</summary>
/// <param name="Position">Where the lens is.</param>
/// <param name="Height">Metres above mean sea level.</param>
/// <param name="Heading">Azimuth of the picture's centre, degrees clockwise from true north, 0 to 360.</param>
/// <param name="Pitch">Degrees the camera's forward axis was raised, -90 to 90.</param>
/// <param name="Roll">Degrees the camera was turned clockwise about its forward axis, -180 to 180.</param>
public readonly record struct GeoPose(LatLon Position, double Height, double Heading, double Pitch, double Roll);

/// <summary>A direction in which something appears, with how far away it is.</summary>
/// <param name="Azimuth">Degrees clockwise from true north, 0 to 360.</param>
/// <param name="Elevation">Degrees above the level of the eye, -90 to 90.</param>
/// <param name="Distance">Straight-line distance from the eye in metres.</param>
public readonly record struct Direction(double Azimuth, double Elevation, double Distance);
