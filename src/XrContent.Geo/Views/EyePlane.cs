namespace XrContent.Geo.Views;

/// <summary>
/// The plane round an eye that keeps directions from it, in metres: by the lengths of the degrees half way, turned by half the
/// convergence of the meridians. Right to a metre at 10 km.
/// </summary>
internal readonly struct EyePlane
{
    private readonly LatLon eye;
    private readonly double perLatitude;
    private readonly double perLongitude;
    private readonly double latitudeBend;
    private readonly double longitudeBend;
    private readonly double convergence;

    public EyePlane(LatLon eye)
    {
        const double up = 0.1;
        this.eye = eye;
        (perLatitude, perLongitude) = (Wgs84.MetresPerDegreeLatitude(eye.Latitude), Wgs84.MetresPerDegreeLongitude(eye.Latitude));
        latitudeBend = (Wgs84.MetresPerDegreeLatitude(eye.Latitude + up) - perLatitude) / up / 2;
        longitudeBend = (Wgs84.MetresPerDegreeLongitude(eye.Latitude + up) - perLongitude) / up / 2;
        convergence = Angles.ToRadians(Math.Sin(Angles.ToRadians(eye.Latitude)) / 2);
    }

    public (double East, double North) Of(LatLon point)
    {
        var (up, right) = (point.Latitude - eye.Latitude, point.Longitude - eye.Longitude);
        if (Math.Abs(right) > 180)
            right -= Math.CopySign(360, right);
        var north = up * (perLatitude + latitudeBend * up);
        var east = right * (perLongitude + longitudeBend * up);
        var turn = convergence * right;
        return (east - north * turn, north + east * turn);
    }
}
