using System.Globalization;
using System.Text;
using XrContent.Geo;

namespace XrContent.Drawings;

/// <summary>Heights at scattered points, in metres above sea level; 0 and less is water.</summary>
public sealed record Relief(string Note, IReadOnlyList<Spot> Points)
{
    private const double KilometresPerDegreeLatitude = 110.9;
    private const double KilometresPerDegreeLongitude = 93.8;

    /// <summary>
    /// Height between the points, by inverse distance weighting (D. Shepard, 1968) with power 3; good for a quiet shape and
    /// nothing else. Inverse distances make summits flat, so a summit's flanks fall by three in ten at the most.
    /// </summary>
    public double HeightAt(LatLon point)
    {
        double sum = 0, weights = 0, flank = double.MinValue;
        foreach (var spot in Points)
        {
            var north = (spot.Lat - point.Latitude) * KilometresPerDegreeLatitude;
            var east = (spot.Lon - point.Longitude) * KilometresPerDegreeLongitude;
            var square = north * north + east * east + 0.001;
            var weight = 1 / (square * Math.Sqrt(square));
            sum += weight * spot.Height;
            weights += weight;
            if (spot.Height > 100) flank = Math.Max(flank, spot.Height - 300 * Math.Sqrt(square));
        }

        return Math.Max(sum / weights, flank);
    }
}

/// <param name="Height">Metres above sea level.</param>
public sealed record Spot(string Name, double Lat, double Lon, double Height);

/// <summary>One drawing: from where, for which moment, and whether the reach of the bomb is drawn.</summary>
/// <param name="Height">Of the eye, metres above sea level.</param>
public sealed record View(string File, double Lat, double Lon, double Height, DateTimeOffset Time, bool Reach = false)
{
    public LatLon Eye => new(Lat, Lon);

    /// <summary>GPano metadata: the picture's centre looks north.</summary>
    public static byte[] Xmp(int width, int height) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:GPano="http://ns.google.com/photos/1.0/panorama/"
         GPano:ProjectionType="equirectangular" GPano:FullPanoWidthPixels="{width}" GPano:FullPanoHeightPixels="{height}"
         GPano:CroppedAreaImageWidthPixels="{width}" GPano:CroppedAreaImageHeightPixels="{height}"
         GPano:CroppedAreaLeftPixels="0" GPano:CroppedAreaTopPixels="0" GPano:PoseHeadingDegrees="0"/>
        </rdf:RDF></x:xmpmeta>
        <?xpacket end="w"?>
        """));
}
