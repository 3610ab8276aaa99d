namespace XrContent.Geo;

/// <summary>
/// Where something is and how it is turned, after OGC GeoPose 1.0 (21-056r11), "Basic-YPR": yaw about up, then pitch, then
/// roll, starting from a thing that faces north and stands upright.
/// </summary>
/// <param name="Height">Metres above mean sea level.</param>
/// <param name="Heading">Azimuth it faces, degrees clockwise from true north. (GeoPose's yaw turns the other way, from east.)</param>
/// <param name="Pitch">Degrees, positive when its face is raised.</param>
/// <param name="Roll">Degrees, positive when its right side goes down.</param>
public readonly record struct GeoPose(LatLon Position, double Height, double Heading = 0, double Pitch = 0, double Roll = 0)
{
    /// <summary>Unit vectors of its right, its up and its face, as east, north, up at its position.</summary>
    public (Vector3D Right, Vector3D Up, Vector3D Face) Axes()
    {
        var (sinH, cosH) = Math.SinCos(Angles.ToRadians(Heading));
        var (sinP, cosP) = Math.SinCos(Angles.ToRadians(Pitch));
        var (sinR, cosR) = Math.SinCos(Angles.ToRadians(Roll));
        var face = new Vector3D(sinH * cosP, cosH * cosP, sinP);
        var right = new Vector3D(cosH, -sinH, 0);
        var up = new Vector3D(-sinH * sinP, -cosH * sinP, cosP);
        return (right * cosR - up * sinR, up * cosR + right * sinR, face);
    }

    /// <summary>
    /// The angles of "Basic-YPR", degrees: yaw is counter-clockwise from east about up, pitch then about the left side, so that a raised
    /// face has a negative one, roll then about the face.
    /// </summary>
    public (double Yaw, double Pitch, double Roll) Angles321() => (Angles.Normalize180(90 - Heading), -Pitch, Roll);

    /// <summary>
    /// The rotation of "Basic-Quaternion": from face, left side and up of the thing to east, north and up at its position.
    /// </summary>
    public (double X, double Y, double Z, double W) Quaternion()
    {
        var (yaw, pitch, roll) = Angles321();
        var (sinY, cosY) = Math.SinCos(Angles.ToRadians(yaw) / 2);
        var (sinP, cosP) = Math.SinCos(Angles.ToRadians(pitch) / 2);
        var (sinR, cosR) = Math.SinCos(Angles.ToRadians(roll) / 2);
        return (
            cosY * cosP * sinR - sinY * sinP * cosR,
            cosY * sinP * cosR + sinY * cosP * sinR,
            sinY * cosP * cosR - cosY * sinP * sinR,
            cosY * cosP * cosR + sinY * sinP * sinR
        );
    }
}

/// <summary>East, north and up in metres, or a direction as a unit vector.</summary>
public readonly record struct Vector3D(double East, double North, double Up)
{
    public static Vector3D operator +(Vector3D a, Vector3D b) => new(a.East + b.East, a.North + b.North, a.Up + b.Up);

    public static Vector3D operator -(Vector3D a, Vector3D b) => new(a.East - b.East, a.North - b.North, a.Up - b.Up);

    public static Vector3D operator *(Vector3D a, double factor) => new(a.East * factor, a.North * factor, a.Up * factor);
}
