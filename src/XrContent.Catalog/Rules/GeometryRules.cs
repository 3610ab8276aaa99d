using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;

namespace XrContent.Catalog.Rules;

/// <summary>What a geometry must be before anything computes with it.</summary>
public static class GeometryRules
{
    private const int MostPoints = 100_000;

    /// <summary>As <see cref="Check"/>, for a geometry that must have an inside.</summary>
    public static IEnumerable<string> CheckArea(Geometry geometry) =>
        geometry is Polygon or MultiPolygon ? Check(geometry) : ["Must be a polygon."];

    /// <summary>What is wrong, one sentence each; empty when nothing is.</summary>
    public static IEnumerable<string> Check(Geometry geometry)
    {
        if (geometry.IsEmpty)
            return ["Has no coordinates."];
        if (geometry.NumPoints > MostPoints)
            return [$"Has {geometry.NumPoints} points; at most {MostPoints} are accepted."];
        foreach (var point in geometry.Coordinates)
        {
            if (!double.IsFinite(point.X) || !double.IsFinite(point.Y))
                return ["A coordinate is not a number."];
            if (Math.Abs(point.X) > 180)
                return [$"Longitude {point.X} is outside -180 to 180 (GeoJSON has longitude first)."];
            if (Math.Abs(point.Y) > 90)
                return [$"Latitude {point.Y} is outside -90 to 90 (GeoJSON has longitude first)."];
        }

        // RFC 7946, 3.1.9: what crosses the antimeridian is cut in two there; else it would span the whole Earth.
        for (var i = 0; i < geometry.NumGeometries; i++)
        {
            if (geometry.GetGeometryN(i).EnvelopeInternal.Width > 180)
                return ["Spans more than 180 degrees of longitude; cut it at the antimeridian into a Multi geometry."];
        }

        var validity = new IsValidOp(geometry);
        return validity.IsValid
            ? []
            :
            [
                $"{validity.ValidationError.Message} near {validity.ValidationError.Coordinate.X}, "
                    + $"{validity.ValidationError.Coordinate.Y}.",
            ];
    }
}
