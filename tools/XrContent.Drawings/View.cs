using System.Globalization;
using System.Text;
using XrContent.Geo;

namespace XrContent.Drawings;

/// <summary>One drawing: from where, for which moment, and whether the reach of the bomb is drawn.</summary>
/// <param name="Height">Of the eye, metres above sea level.</param>
internal sealed record View(string File, double Lat, double Lon, double Height, DateTimeOffset Time, bool Reach = false)
{
    public LatLon Eye => new(Lat, Lon);

    /// <summary>GPano metadata: the picture's centre looks north.</summary>
    public static byte[] Xmp(int width, int height) =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
                <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
                <rdf:Description rdf:about="" xmlns:GPano="http://ns.google.com/photos/1.0/panorama/"
                 GPano:ProjectionType="equirectangular" GPano:FullPanoWidthPixels="{width}" GPano:FullPanoHeightPixels="{height}"
                 GPano:CroppedAreaImageWidthPixels="{width}" GPano:CroppedAreaImageHeightPixels="{height}"
                 GPano:CroppedAreaLeftPixels="0" GPano:CroppedAreaTopPixels="0" GPano:PoseHeadingDegrees="0"/>
                </rdf:RDF></x:xmpmeta>
                <?xpacket end="w"?>
                """
            )
        );
}
