using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Distance;
using XrContent.Geo;

namespace XrContent.Catalog.Published;

/// <summary>How far a geometry is from a point, on the ellipsoid.</summary>
public static class Nearness
{
    /// <summary>Distance and bearing to the nearest point of a geometry; distance 0 inside an area.</summary>
    public static GeodesicLine To(LatLon from, Geometry geometry)
    {
        if (geometry is Point point)
            return Geodesic.Inverse(from, new(point.Y, point.X));
        var nearest = NearestPoint(from, geometry);
        return Geodesic.Inverse(from, nearest);
    }

    /// <summary>Distance and bearing to the nearest point of an item that is somewhere.</summary>
    public static GeodesicLine To(LatLon from, PublishedItem item) =>
        item.IsPoint ? Geodesic.Inverse(from, item.At) : To(from, item.Where!);

    /// <summary>
    /// The rectangles of longitude and latitude that hold all points within a radius: two where the antimeridian cuts, and all longitudes
    /// where a pole lies within.
    /// </summary>
    public static IEnumerable<Envelope> BoxesAround(LatLon centre, double radius)
    {
        // A hundredth more than needed: the index may offer too much, never too little.
        var reach = radius * 1.01 + 1;
        var up = reach / Wgs84.MetresPerDegreeLatitude(0);
        var (south, north) = (centre.Latitude - up, centre.Latitude + up);
        var widest = Math.Max(Math.Abs(south), Math.Abs(north));
        if (widest >= 89.9)
            return [new(-180, 180, south, north)];
        var across = reach / Wgs84.MetresPerDegreeLongitude(widest);
        if (across >= 180)
            return [new(-180, 180, south, north)];
        var (west, east) = (centre.Longitude - across, centre.Longitude + across);
        if (west < -180)
            return [new(-180, east, south, north), new(west + 360, 180, south, north)];
        if (east > 180)
            return [new(west, 180, south, north), new(-180, east - 360, south, north)];
        return [new(west, east, south, north)];
    }

    /// <summary>The nearest point, found in a plane scaled to metres about the point asked from.</summary>
    private static LatLon NearestPoint(LatLon from, Geometry geometry)
    {
        var north = Wgs84.MetresPerDegreeLatitude(from.Latitude);
        var east = Math.Max(1e-9, Wgs84.MetresPerDegreeLongitude(from.Latitude));
        var flat = geometry.Copy();
        flat.Apply(new Plane(from, east, north));
        var nearest = DistanceOp.NearestPoints(flat, flat.Factory.CreatePoint(new Coordinate(0, 0)))[0];
        return new(from.Latitude + nearest.Y / north, Angles.Normalize180(from.Longitude + nearest.X / east));
    }

    private sealed class Plane(LatLon origin, double east, double north) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            seq.SetX(i, Angles.Normalize180(seq.GetX(i) - origin.Longitude) * east);
            seq.SetY(i, (seq.GetY(i) - origin.Latitude) * north);
        }
    }
}
